#include "service/app/scenarios/scenario_changes.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/update_mask.h"
#include "service/call/errors.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

const pb::FieldDescriptor* ChosenField(const v1::ScenarioChange& change) {
  const pb::OneofDescriptor* const resource = v1::ScenarioChange::descriptor()->FindOneofByName("resource");
  return change.GetReflection()->GetOneofFieldDescriptor(change, resource);
}

// The entry of the resource of that name; a new one in its place by name where there is none.
v1::ScenarioChange& EntryOf(const std::string& name, v1::Scenario& scenario) {
  auto& changes = *scenario.mutable_changes();
  int at = 0;
  while (at < changes.size() && NameOf(*ResourceOf(changes.Get(at))) < name) ++at;
  if (at < changes.size() && NameOf(*ResourceOf(changes.Get(at))) == name) return *changes.Mutable(at);
  changes.Add();
  for (int i = changes.size() - 1; i > at; --i) changes.SwapElements(i, i - 1);
  return *changes.Mutable(at);
}

void Unite(const pb::FieldMask& more, pb::FieldMask& mask) {
  for (const std::string& path : more.paths()) {
    if (std::find(mask.paths().begin(), mask.paths().end(), path) == mask.paths().end()) mask.add_paths(path);
  }
}

absl::Status TooLarge(absl::string_view limit, std::size_t value, absl::string_view words) {
  return Refuse(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_LIMIT_REACHED, words,
                {{"limit", std::string(limit)}, {"value", absl::StrCat(value)}});
}

// The change's resource without etag: an update of whatever is there.
std::unique_ptr<pb::Message> WithoutEtag(const v1::ScenarioChange& change) {
  const pb::Message& resource = *ResourceOf(change);
  std::unique_ptr<pb::Message> copy(resource.New());
  copy->CopyFrom(resource);
  SetEtag(*copy, "");
  return copy;
}

}  // namespace

const pb::Message* ResourceOf(const v1::ScenarioChange& change) {
  const pb::FieldDescriptor* const field = ChosenField(change);
  return field == nullptr ? nullptr : &change.GetReflection()->GetMessage(change, field);
}

pb::Message* MutableResourceOf(v1::ScenarioChange& change) {
  const pb::FieldDescriptor* const field = ChosenField(change);
  return field == nullptr ? nullptr : change.GetReflection()->MutableMessage(&change, field);
}

absl::Status AddChange(const v1::ScenarioChange& change, WritePlanner& checks, v1::Scenario& scenario) {
  const pb::Message* const given = ResourceOf(change);
  if (given == nullptr) return RefuseFields({{"changes", "missing_value", "a change names a resource"}});
  if (change.update_mask().paths().empty()) {
    return RefuseFields({{"changes.update_mask", "missing_value", "name the fields that are otherwise"}});
  }
  const ResourceKind& kind = *FindKind(given->GetDescriptor());
  const std::string name = NameOf(*given);
  WALZ_ASSIGN_OR_RETURN(const ResourceName parsed, ReadName(kind, name));
  if (parsed.collection == Collection::kRounds && parsed.id() != ParseName(scenario.name())->ids.front()) {
    return RefuseFields({{"changes.round.name", "other_round", "a scenario changes its own round alone"}});
  }
  WALZ_ASSIGN_OR_RETURN(const auto fields, FieldsToUpdate(kind, &change.update_mask(), *given, /*personal=*/true));
  v1::ScenarioChange& entry = EntryOf(name, scenario);
  if (ResourceOf(entry) == nullptr) {
    pb::Message& resource = *entry.GetReflection()->MutableMessage(&entry, ChosenField(change));
    resource.GetReflection()->SetString(&resource, resource.GetDescriptor()->FindFieldByName("name"), name);
  }
  CopyFields(fields, *given, *MutableResourceOf(entry));
  Unite(change.update_mask(), *entry.mutable_update_mask());

  const std::unique_ptr<pb::Message> update = WithoutEtag(entry);
  const std::unique_ptr<pb::Message> stored(update->New());
  WALZ_RETURN_IF_ERROR(checks.Update(kind, {&entry.update_mask()}, *update, *stored));
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, checks.snapshot().Get(KeyOf(parsed)));
  SetEtag(*MutableResourceOf(entry), EtagOf(record ? record->revision : 0));
  if (scenario.changes_size() > kScenarioChangesMax) {
    return TooLarge("scenario_changes", kScenarioChangesMax,
                    absl::StrCat("a scenario changes at most ", kScenarioChangesMax, " resources"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Mutation>> MutationsOf(const v1::Scenario& scenario, const StoreSnapshot& snapshot) {
  std::vector<Mutation> mutations;
  for (const v1::ScenarioChange& change : scenario.changes()) {
    const pb::Message& given = *ResourceOf(change);
    const ResourceKind& kind = *FindKind(given.GetDescriptor());
    const std::unique_ptr<pb::Message> stored(given.New());
    const absl::Status read = ReadResourceInto(snapshot, NameOf(given), *stored);
    if (absl::IsNotFound(read) || (read.ok() && IsDeleted(*stored))) {
      const std::string words = absl::StrCat(NameOf(given), " is not there any more; take it out of the scenario");
      return RefusePreconditions(v1::ERROR_REASON_REFERENCE_MISSING, words, {{"REFERENCE", NameOf(given), words}},
                                 {{"name", NameOf(given)}});
    }
    WALZ_RETURN_IF_ERROR(read);
    WALZ_ASSIGN_OR_RETURN(const auto fields, FieldsToUpdate(kind, &change.update_mask(), given, /*personal=*/true));
    CopyFields(fields, given, *stored);
    mutations.push_back(PutMutation(*stored));
  }
  return mutations;
}

absl::Status PlanChanges(const v1::Scenario& scenario, WritePlanner& planner) {
  for (int i = 0; i < scenario.changes_size(); ++i) {
    const v1::ScenarioChange& change = scenario.changes(i);
    const pb::Message& given = *ResourceOf(change);
    planner.SetPath(absl::StrCat("changes[", i, "]."));
    const std::unique_ptr<pb::Message> stored(given.New());
    const absl::Status planned =
        planner.Update(*FindKind(given.GetDescriptor()), {&change.update_mask()}, given, *stored);
    if (ReasonOf(planned) != v1::ERROR_REASON_ETAG_MISMATCH) {
      WALZ_RETURN_IF_ERROR(planned);
      continue;
    }
    return Refuse(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH,
                  absl::StrCat(NameOf(given), " has changed since the scenario changed it; look at it, set it again, ",
                               "run the scenario again"),
                  {{"name", NameOf(given)}, {"etag", MetadataOf(planned, "etag")}});
  }
  return absl::OkStatus();
}

}  // namespace walz
