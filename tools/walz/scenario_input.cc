#include "tools/walz/scenario_input.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <google/protobuf/message.h>

#include "engine/base/status_macros.h"
#include "tools/walz/message_view.h"
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

const Noun* FindNounOfWord(absl::string_view word) {
  for (const Noun& noun : Nouns()) {
    if (noun.word == word) return &noun;
  }
  return nullptr;
}

std::string NameIn(const Message& resource) {
  return resource.GetReflection()->GetString(resource, resource.GetDescriptor()->FindFieldByName("name"));
}

void SetName(const std::string& name, Message& resource) {
  resource.GetReflection()->SetString(&resource, resource.GetDescriptor()->FindFieldByName("name"), name);
}

// The change of a resource of this kind that `is_meant` accepts by its name; null if there is none.
template <typename IsMeant>
const v1::ScenarioChange* FindChange(const v1::Scenario& scenario, const Noun& noun, const IsMeant& is_meant) {
  const FieldDescriptor* const holder = ResourceField(noun);
  for (const v1::ScenarioChange& change : scenario.changes()) {
    if (!change.GetReflection()->HasField(change, holder)) continue;
    if (is_meant(NameIn(change.GetReflection()->GetMessage(change, holder)))) return &change;
  }
  return nullptr;
}

// What the scenario has of the field already; null if nothing.
const Message* FindChanged(const v1::Scenario& scenario, const NamedResource& resource, const std::string& field) {
  const v1::ScenarioChange* const change =
      FindChange(scenario, *resource.noun, [&](const std::string& name) { return name == resource.name; });
  if (change == nullptr) return nullptr;
  const auto& paths = change->update_mask().paths();
  const bool has_it =
      change->action() == v1::SCENARIO_ACTION_ADD || std::find(paths.begin(), paths.end(), field) != paths.end();
  return has_it ? &change->GetReflection()->GetMessage(*change, ResourceField(*resource.noun)) : nullptr;
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

absl::StatusOr<NamedResource> FindResource(const Client& client, const v1::Scenario& scenario, absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  const Noun* const noun = FindNounOfWord(parts.front());
  if (parts.size() != 2 || noun == nullptr) return NewResource(text);
  if (ResourceField(*noun) == nullptr) return NoResource(text);
  const v1::ScenarioChange* const change =
      FindChange(scenario, *noun, [&](const std::string& name) { return IdOf(name) == parts.back(); });
  if (change != nullptr) {
    return NamedResource{noun, NameIn(change->GetReflection()->GetMessage(*change, ResourceField(*noun)))};
  }
  WALZ_ASSIGN_OR_RETURN(std::string name, FindName(client, *noun, parts.back()));
  return NamedResource{noun, std::move(name)};
}

absl::StatusOr<NamedResource> NewResource(absl::string_view text) {
  std::vector<std::string> parts = absl::StrSplit(text, '/');
  if (parts.size() < 2) return NoResource(text);
  if (const Noun* const noun = FindNounOfWord(parts.front())) parts.front() = noun->plural;
  const Noun* const noun = FindNounOfCollection(parts[parts.size() - 2]);
  if (noun == nullptr || ResourceField(*noun) == nullptr) return NoResource(text);
  if (parts.size() != (noun->nested() ? 4u : 2u)) {
    const std::string own = absl::StrCat(noun->plural, "/", absl::AsciiStrToUpper(noun->word));
    return absl::InvalidArgumentError(absl::StrCat(
        "'", text, "' does not say where the ", noun->word, " is; write it as ",
        noun->nested() ? absl::StrCat(noun->parent_plural, "/", absl::AsciiStrToUpper(noun->parent_word), "/") : "",
        own));
  }
  return NamedResource{noun, absl::StrJoin(parts, "/")};
}

absl::Status FillChange(const Client& client, const v1::Scenario& scenario, const NamedResource& resource,
                        const ResourceInput& input, bool adds, v1::ScenarioChange& change) {
  Message& message = *change.GetReflection()->MutableMessage(&change, ResourceField(*resource.noun));
  std::unique_ptr<Message> present;
  for (const std::string& field : PartlySaid(input)) {
    const Message* from = FindChanged(scenario, resource, field);
    if (from == nullptr && adds) continue;
    if (from == nullptr && present == nullptr) {
      WALZ_ASSIGN_OR_RETURN(present, GetResource(client, *resource.noun, resource.name));
    }
    CopyField(from != nullptr ? *from : *present, field, message);
  }
  std::set<std::string> given;
  WALZ_RETURN_IF_ERROR(FillResource(input, message, given));
  SetName(resource.name, message);
  if (adds) {
    change.set_action(v1::SCENARIO_ACTION_ADD);
    return absl::OkStatus();
  }
  given.erase("name");
  given.erase("etag");
  for (const std::string& field : given) change.mutable_update_mask()->add_paths(field);
  if (given.empty()) return absl::InvalidArgumentError("say what is to be otherwise: FIELD=VALUE, or --file FILE");
  return absl::OkStatus();
}

void FillDeletion(const NamedResource& resource, v1::ScenarioChange& change) {
  SetName(resource.name, *change.GetReflection()->MutableMessage(&change, ResourceField(*resource.noun)));
  change.set_action(v1::SCENARIO_ACTION_DELETE);
}

}  // namespace walz
