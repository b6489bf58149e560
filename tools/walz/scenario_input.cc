#include "tools/walz/scenario_input.h"

#include <memory>
#include <set>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <google/protobuf/message.h>

#include "engine/base/status_macros.h"
#include "tools/walz/names.h"
#include "tools/walz/noun_commands.h"

namespace walz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The field of ScenarioChange that holds such a resource; null if scenarios do not change them.
const FieldDescriptor* ResourceField(const Noun& noun) {
  const auto* const resource = v1::ScenarioChange::descriptor()->FindOneofByName("resource");
  for (int i = 0; i < resource->field_count(); ++i) {
    if (resource->field(i)->message_type() == noun.prototype->GetDescriptor()) return resource->field(i);
  }
  return nullptr;
}

absl::Status NoResource(absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(
      "'", text, "' is no resource that a scenario changes; write it as opening/O-3, or as its whole name"));
}

// The top-level fields of which only a part is said.
std::set<std::string> PartlySaid(const ResourceInput& input) {
  std::set<std::string> fields;
  for (const std::string& argument : input.arguments) {
    const std::string path = argument.substr(0, argument.find('='));
    const std::size_t dot = path.find('.');
    if (dot != std::string::npos) fields.insert(path.substr(0, dot));
  }
  return fields;
}

void CopyField(const Message& from, const std::string& name, Message& to) {
  const FieldDescriptor* const field = from.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated() || field->message_type() == nullptr) return;
  if (!from.GetReflection()->HasField(from, field)) return;
  to.GetReflection()->MutableMessage(&to, field)->CopyFrom(from.GetReflection()->GetMessage(from, field));
}

// What the scenario has of the field already; null if nothing.
const Message* FindChanged(const v1::Scenario& scenario, const NamedResource& resource, const std::string& field) {
  const FieldDescriptor* const holder = ResourceField(*resource.noun);
  for (const v1::ScenarioChange& change : scenario.changes()) {
    if (!change.GetReflection()->HasField(change, holder)) continue;
    const Message& changed = change.GetReflection()->GetMessage(change, holder);
    const auto* const name = changed.GetDescriptor()->FindFieldByName("name");
    if (changed.GetReflection()->GetString(changed, name) != resource.name) continue;
    for (const std::string& path : change.update_mask().paths()) {
      if (path == field) return &changed;
    }
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<std::string> ScenarioName(absl::string_view text, absl::string_view round) {
  if (absl::StartsWith(text, "rounds/")) return std::string(text);
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() == 2) return absl::StrCat(TopName(NounCalled("round"), parts[0]), "/scenarios/", parts[1]);
  if (round.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("say which round's scenario '", text, "' is meant: ROUND/", text, ", or --round ROUND"));
  }
  return absl::StrCat(TopName(NounCalled("round"), round), "/scenarios/", EscapedId(text));
}

absl::StatusOr<NamedResource> FindResource(const Client& client, absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  if (parts.size() < 2) return NoResource(text);
  for (const Noun& noun : Nouns()) {
    if (noun.word != parts.front()) continue;
    if (parts.size() > 2) return FindResource(client, absl::StrCat(noun.plural, text.substr(noun.word.size())));
    if (ResourceField(noun) == nullptr) return NoResource(text);
    WALZ_ASSIGN_OR_RETURN(std::string name, FindName(client, noun, parts.back()));
    return NamedResource{&noun, std::move(name)};
  }
  const Noun* const noun = FindNounOfCollection(parts[parts.size() - 2]);
  if (noun == nullptr || ResourceField(*noun) == nullptr) return NoResource(text);
  return NamedResource{noun, std::string(text)};
}

absl::Status FillChange(const Client& client, const v1::Scenario& scenario, const NamedResource& resource,
                        const ResourceInput& input, v1::ScenarioChange& change) {
  Message& message = *change.GetReflection()->MutableMessage(&change, ResourceField(*resource.noun));
  std::unique_ptr<Message> present;
  for (const std::string& field : PartlySaid(input)) {
    const Message* from = FindChanged(scenario, resource, field);
    if (from == nullptr && present == nullptr) {
      WALZ_ASSIGN_OR_RETURN(present, GetResource(client, *resource.noun, resource.name));
    }
    CopyField(from != nullptr ? *from : *present, field, message);
  }
  std::set<std::string> given;
  WALZ_RETURN_IF_ERROR(FillResource(input, message, given));
  const auto* const name = message.GetDescriptor()->FindFieldByName("name");
  message.GetReflection()->SetString(&message, name, resource.name);
  given.erase("name");
  given.erase("etag");
  for (const std::string& field : given) change.mutable_update_mask()->add_paths(field);
  if (given.empty()) return absl::InvalidArgumentError("say what is to be otherwise: FIELD=VALUE, or --file FILE");
  return absl::OkStatus();
}

}  // namespace walz
