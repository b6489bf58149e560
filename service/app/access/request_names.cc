#include "service/app/access/request_names.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <walz/v1/view.pb.h>

#include "service/store/keys.h"

namespace walz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* FieldOf(const Descriptor& type, absl::string_view name) {
  return type.FindFieldByName(std::string(name));
}

std::string TextOf(const Message& message, absl::string_view field) {
  return message.GetReflection()->GetString(message, FieldOf(*message.GetDescriptor(), field));
}

const Message* PartOf(const Message& message, absl::string_view field) {
  const FieldDescriptor* const found = FieldOf(*message.GetDescriptor(), field);
  return message.GetReflection()->HasField(message, found) ? &message.GetReflection()->GetMessage(message, found)
                                                           : nullptr;
}

bool IsOfAllParents(absl::string_view name) { return absl::EndsWith(name, "/-") || absl::StrContains(name, "/-/"); }

void AddParent(std::string name, std::vector<NamedResource>& found) {
  if (!name.empty() && !IsOfAllParents(name)) found.push_back({std::move(name)});
}

// Whether an update writes the field `consortium`: the mask names it, or, without a mask, it is set.
bool WritesConsortium(const Message& request, const Message& resource) {
  const FieldDescriptor* const consortium = FieldOf(*resource.GetDescriptor(), "consortium");
  if (consortium == nullptr) return false;
  if (!resource.GetReflection()->GetString(resource, consortium).empty()) return true;
  const Message* const mask = PartOf(request, "update_mask");
  if (mask == nullptr) return false;
  const FieldDescriptor* const paths = FieldOf(*mask->GetDescriptor(), "paths");
  for (int i = 0; i < mask->GetReflection()->FieldSize(*mask, paths); ++i) {
    const std::string path = mask->GetReflection()->GetRepeatedString(*mask, paths, i);
    if (path == "*" || path == "consortium") return true;
  }
  return false;
}

// `centre.name`.
void AddStored(absl::string_view path, const Message& request, std::vector<NamedResource>& found) {
  const Message* const resource = PartOf(request, absl::StripSuffix(path, ".name"));
  if (resource == nullptr) return;
  const FieldDescriptor* const allow_missing = FieldOf(*request.GetDescriptor(), "allow_missing");
  found.push_back({TextOf(*resource, "name"), WritesConsortium(request, *resource) ? resource : nullptr,
                   allow_missing != nullptr && request.GetReflection()->GetBool(request, allow_missing)});
}

// `parent/apprentices/apprentice_id`, `centres/centre_id`.
void AddNew(absl::string_view path, const Message& request, absl::string_view batch_parent,
            std::vector<NamedResource>& found) {
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  const absl::string_view id_field = parts.back();
  std::string name = absl::StrCat(parts[parts.size() - 2], "/", EscapeId(TextOf(request, id_field)));
  if (parts.size() == 3) {
    const std::string parent = TextOf(request, parts[0]);
    name = absl::StrCat(parent.empty() ? batch_parent : parent, "/", name);
  }
  // A resource that is not given is one without a consortium.
  const FieldDescriptor* const field = FieldOf(*request.GetDescriptor(), absl::StripSuffix(id_field, "_id"));
  found.push_back({std::move(name), &request.GetReflection()->GetMessage(request, field), true});
}

void AddPath(absl::string_view path, const Message& request, absl::string_view batch_parent,
             std::vector<NamedResource>& found) {
  const auto* reflection = request.GetReflection();
  if (absl::ConsumePrefix(&path, "requests.")) {
    const FieldDescriptor* const parts = FieldOf(*request.GetDescriptor(), "requests");
    const std::string parent = FieldOf(*request.GetDescriptor(), "parent") == nullptr ? "" : TextOf(request, "parent");
    AddParent(parent, found);
    for (int i = 0; i < reflection->FieldSize(request, parts); ++i) {
      AddPath(path, reflection->GetRepeatedMessage(request, parts, i), parent, found);
    }
    return;
  }
  if (absl::StrContains(path, '/')) return AddNew(path, request, batch_parent, found);
  if (absl::EndsWith(path, ".name")) return AddStored(path, request, found);
  const FieldDescriptor* const field = FieldOf(*request.GetDescriptor(), path);
  if (path == "parent") return AddParent(reflection->GetString(request, field), found);
  if (!field->is_repeated()) {
    std::string name = reflection->GetString(request, field);
    // A reference that is not set, or is to nothing.
    if (!name.empty() && name != "-") found.push_back({std::move(name)});
    return;
  }
  for (int i = 0; i < reflection->FieldSize(request, field); ++i) {
    found.push_back({reflection->GetRepeatedString(request, field, i)});
  }
}

bool PathFits(absl::string_view path, const Descriptor& request) {
  const auto is_text = [](const FieldDescriptor* field) {
    return field != nullptr && field->type() == FieldDescriptor::TYPE_STRING;
  };
  if (absl::ConsumePrefix(&path, "requests.")) {
    const FieldDescriptor* const parts = FieldOf(request, "requests");
    return parts != nullptr && parts->is_repeated() && PathFits(path, *parts->message_type());
  }
  if (absl::StrContains(path, '/')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
    const FieldDescriptor* const resource = FieldOf(request, absl::StripSuffix(parts.back(), "_id"));
    return is_text(FieldOf(request, parts.back())) && resource != nullptr && resource->message_type() != nullptr &&
           FindCollection(parts[parts.size() - 2]).has_value() &&
           (parts.size() == 2 || (parts.size() == 3 && is_text(FieldOf(request, parts[0]))));
  }
  if (absl::EndsWith(path, ".name")) {
    const FieldDescriptor* const resource = FieldOf(request, absl::StripSuffix(path, ".name"));
    return resource != nullptr && resource->message_type() != nullptr &&
           is_text(FieldOf(*resource->message_type(), "name"));
  }
  return is_text(FieldOf(request, path));
}

}  // namespace

std::vector<NamedResource> NamesInRequest(absl::string_view names, const Message& request) {
  std::vector<NamedResource> found;
  for (absl::string_view path : absl::StrSplit(names, ", ", absl::SkipEmpty())) AddPath(path, request, "", found);
  return found;
}

bool NamesFit(absl::string_view names, const Descriptor& request) {
  for (absl::string_view path : absl::StrSplit(names, ", ", absl::SkipEmpty())) {
    if (!PathFits(path, request)) return false;
  }
  return true;
}

bool AsksFullView(const Message& request) {
  const FieldDescriptor* const view = FieldOf(*request.GetDescriptor(), "view");
  return view != nullptr && view->type() == FieldDescriptor::TYPE_ENUM &&
         request.GetReflection()->GetEnumValue(request, view) == v1::VIEW_FULL;
}

}  // namespace walz
