#include "service/app/resources/request_fields.h"

#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>
#include <walz/v1/view.pb.h>

#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

const pb::FieldDescriptor* FieldOf(const pb::Message& request, absl::string_view field) {
  return request.GetDescriptor()->FindFieldByName(std::string(field));
}

// `centres/*` of `centres/*/apprentices/*`.
absl::string_view ParentPattern(const ResourceKind& kind) {
  const absl::string_view above = kind.pattern.substr(0, kind.pattern.rfind('/'));
  return above.substr(0, above.rfind('/'));
}

}  // namespace

std::string TextField(const pb::Message& request, absl::string_view field) {
  const pb::FieldDescriptor* descriptor = FieldOf(request, field);
  return descriptor == nullptr ? "" : request.GetReflection()->GetString(request, descriptor);
}

std::int64_t NumberField(const pb::Message& request, absl::string_view field) {
  const pb::FieldDescriptor* descriptor = FieldOf(request, field);
  if (descriptor == nullptr) return 0;
  const pb::Reflection& reflection = *request.GetReflection();
  return descriptor->cpp_type() == pb::FieldDescriptor::CPPTYPE_INT32 ? reflection.GetInt32(request, descriptor)
                                                                      : reflection.GetInt64(request, descriptor);
}

bool FlagField(const pb::Message& request, absl::string_view field) {
  const pb::FieldDescriptor* descriptor = FieldOf(request, field);
  return descriptor != nullptr && request.GetReflection()->GetBool(request, descriptor);
}

const pb::Message* MessageField(const pb::Message& request, absl::string_view field) {
  const pb::FieldDescriptor* descriptor = FieldOf(request, field);
  if (descriptor == nullptr || !request.GetReflection()->HasField(request, descriptor)) return nullptr;
  return &request.GetReflection()->GetMessage(request, descriptor);
}

absl::StatusOr<bool> ShowsPersonal(const ResourceKind& kind, const Call& call, const pb::Message& request,
                                   bool full_by_default) {
  const pb::FieldDescriptor* field = FieldOf(request, "view");
  if (field == nullptr || kind.personal.empty()) return call.personal;
  switch (request.GetReflection()->GetEnumValue(request, field)) {
    case v1::VIEW_FULL:
      if (!call.personal) return NotPermitted(call, "read personal fields; ask for the view BASIC");
      return true;
    case v1::VIEW_BASIC:
      return false;
    default:
      return call.personal && full_by_default;
  }
}

absl::Status NotPermitted(const Call& call, absl::string_view what) {
  return Refuse(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_NOT_PERMITTED, absl::StrCat("you may not ", what),
                {{"method", call.method}});
}

absl::StatusOr<ResourceName> ReadName(const ResourceKind& kind, absl::string_view name) {
  std::optional<ResourceName> parsed = ParseName(name);
  if (!parsed || parsed->collection != kind.collection) return NoSuchName(name, kind.pattern);
  return *std::move(parsed);
}

absl::StatusOr<std::vector<std::string>> ReadParent(const ResourceKind& kind, absl::string_view parent) {
  const absl::string_view pattern = ParentPattern(kind);
  const std::optional<ResourceName> parsed = ParseName(parent);
  // A name of the kind begins with its parent's.
  if (!parsed || parsed->ids.size() + 1 != kind.level_count() ||
      parsed->collection != ParseName(pattern).value().collection) {
    return NoSuchName(parent, pattern);
  }
  std::vector<std::string> ids;
  bool all = false;
  for (const std::string& id : parsed->ids) {
    if (all && id != "-") return NoSuchName(parent, absl::StrCat(pattern, ": after a `-` only `-` can follow"));
    all = id == "-";
    if (!all) ids.push_back(id);
  }
  return ids;
}

ResourceName ParentOf(const ResourceName& name) {
  ResourceName child = name;
  child.ids.back().assign(1, 'x');  // Whatever the id, the words before it are the parent's.
  const std::string text = FormatName(child);
  return ParseName(absl::string_view(text).substr(0, text.rfind('/', text.size() - 3))).value();
}

}  // namespace walz
