#include "service/app/resources/update_mask.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <walz/v1/error_reason.pb.h>

#include "service/call/errors.h"
#include "service/convert/did_you_mean.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;
using Fields = std::vector<const pb::FieldDescriptor*>;

absl::Status BadMask(const std::string& path, absl::string_view words) {
  const std::string shown = path.substr(0, 100);
  return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_MASK,
                absl::StrCat("update_mask, `", shown, "`: ", words), {{"path", shown}});
}

bool IsWritable(const ResourceKind& kind, const pb::FieldDescriptor& field) {
  return !kind.IsOutputOnly(field.name()) && !kind.IsIdentity(field.name());
}

Fields AllWritable(const ResourceKind& kind, bool personal) {
  const pb::Descriptor& descriptor = *kind.prototype->GetDescriptor();
  Fields fields;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const pb::FieldDescriptor& field = *descriptor.field(i);
    if (IsWritable(kind, field) && (personal || !kind.IsPersonal(field.name()))) fields.push_back(&field);
  }
  return fields;
}

Fields AllGiven(const ResourceKind& kind, const pb::Message& given) {
  Fields set;
  given.GetReflection()->ListFields(given, &set);
  Fields fields;
  for (const pb::FieldDescriptor* field : set) {
    if (IsWritable(kind, *field)) fields.push_back(field);
  }
  return fields;
}

absl::Status UnknownPath(const ResourceKind& kind, const std::string& path) {
  const pb::Descriptor& descriptor = *kind.prototype->GetDescriptor();
  const std::size_t dot = path.find('.');
  if (dot != std::string::npos && descriptor.FindFieldByName(path.substr(0, dot)) != nullptr) {
    return BadMask(path, absl::StrCat("a mask names top-level fields; take `", path.substr(0, dot), "` as a whole"));
  }
  std::vector<absl::string_view> names;
  for (const pb::FieldDescriptor* field : AllWritable(kind, /*personal=*/true)) names.push_back(field->name());
  const std::optional<std::string> near = DidYouMean(path, names);
  return BadMask(path, absl::StrCat("a ", descriptor.name(), " has no such field",
                                    near ? absl::StrCat("; did you mean ", *near, "?") : ""));
}

}  // namespace

absl::StatusOr<Fields> FieldsToUpdate(const ResourceKind& kind, const pb::FieldMask* mask, const pb::Message& given,
                                      bool personal) {
  if (mask == nullptr || mask->paths().empty()) return AllGiven(kind, given);
  const pb::Descriptor& descriptor = *kind.prototype->GetDescriptor();
  Fields fields;
  for (const std::string& path : mask->paths()) {
    if (path == "*") {
      if (mask->paths_size() > 1) return BadMask(path, "stands alone");
      return AllWritable(kind, personal);
    }
    const pb::FieldDescriptor* field = descriptor.FindFieldByName(path);
    if (field == nullptr) return UnknownPath(kind, path);
    if (kind.IsOutputOnly(path)) return BadMask(path, "the service sets it, no client does");
    if (kind.IsIdentity(path)) return BadMask(path, "it says which resource this is and never changes");
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
  }
  return fields;
}

void CopyFields(const Fields& fields, const pb::Message& given, pb::Message& stored) {
  const pb::Reflection& reflection = *given.GetReflection();
  const std::unique_ptr<pb::Message> copy(given.New());
  copy->CopyFrom(given);
  for (const pb::FieldDescriptor* field : fields) {
    const bool set = field->is_repeated() ? reflection.FieldSize(given, field) > 0 : reflection.HasField(given, field);
    reflection.ClearField(&stored, field);
    if (set) reflection.SwapFields(copy.get(), &stored, {field});
  }
}

}  // namespace walz
