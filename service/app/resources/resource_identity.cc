#include "service/app/resources/resource_identity.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/base/day.h"
#include "service/app/resources/request_fields.h"
#include "service/convert/cell.h"
#include "service/convert/utf8.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

constexpr std::size_t kDateCharacters = 10;  // 2027-03-01

void SetText(pb::Message& resource, absl::string_view field, absl::string_view value) {
  resource.GetReflection()->SetString(&resource, resource.GetDescriptor()->FindFieldByName(std::string(field)),
                                      std::string(value));
}

// `2027-03-01` of `fi-apprenticeship@2027-03-01`; empty if it has none.
absl::string_view FirstDayOf(absl::string_view id) {
  if (id.size() <= kDateCharacters + 1 || id[id.size() - kDateCharacters - 1] != '@') return "";
  const absl::string_view date = id.substr(id.size() - kDateCharacters);
  return ParseDay(date) ? date : "";
}

}  // namespace

std::optional<FieldFault> CheckId(absl::string_view id) {
  if (id.empty()) return FieldFault{"", "missing_value", "says how the new resource is called; it is missing"};
  if (FindInvalidUtf8(id) != id.size()) return FieldFault{"", "bad_utf8", "is not UTF-8"};
  if (CountCharacters(id) > kIdCharactersMax) {
    return FieldFault{"", "too_long", absl::StrCat("has at most ", kIdCharactersMax, " characters")};
  }
  if (id == "-") return FieldFault{"", "bad_id", "must not be `-`, which stands for all parents in lists"};
  return std::nullopt;
}

std::string IdByFields(const ResourceKind& kind, const pb::Message& resource) {
  if (!kind.IsIdentity("id")) return "";
  const std::string id = TextField(resource, "id");
  const std::string first_day = kind.IsIdentity("valid_from") ? TextField(resource, "valid_from") : "";
  return id.empty() || first_day.empty() ? id : absl::StrCat(id, "@", first_day);
}

std::optional<FieldFault> FillIdentity(const ResourceKind& kind, const ResourceName& name, pb::Message& resource) {
  SetText(resource, "name", FormatName(name));
  if (!kind.IsIdentity("id")) return std::nullopt;
  if (TextField(resource, "id").empty()) {
    absl::string_view id = name.id();
    if (kind.IsIdentity("valid_from") && !FirstDayOf(id).empty()) {
      if (TextField(resource, "valid_from").empty()) SetText(resource, "valid_from", FirstDayOf(id));
      id.remove_suffix(kDateCharacters + 1);
    }
    SetText(resource, "id", id);
  }
  const std::string by_fields = IdByFields(kind, resource);
  if (by_fields == name.id()) return std::nullopt;
  return FieldFault{"id", "bad_id",
                    absl::StrCat("the resource's own fields call it `", by_fields, "`, the request `", name.id(), "`")};
}

std::optional<FieldFault> CompareIdentity(const ResourceKind& kind, const pb::Message& given,
                                          const pb::Message& stored) {
  for (const absl::string_view field : kind.identity) {
    const std::string value = TextField(given, field);
    if (value.empty() || value == TextField(stored, field)) continue;
    return FieldFault{std::string(field), "bad_id",
                      "says which resource this is and never changes; create another one instead"};
  }
  return std::nullopt;
}

}  // namespace walz
