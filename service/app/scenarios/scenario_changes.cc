#include "service/app/scenarios/scenario_changes.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_identity.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/update_mask.h"
#include "service/app/scenarios/overlay_snapshot.h"
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

absl::Status DoesNotFit(absl::string_view field, absl::string_view words) {
  return RefuseFields({{absl::StrCat("changes.", field), "contradiction", std::string(words)}});
}

// The place of a resource in the order in which resources come to be: nothing refers to what comes after it.
int RankOf(const v1::ScenarioChange& change) {
  switch (change.resource_case()) {
    case v1::ScenarioChange::kScheme:
      return 0;
    case v1::ScenarioChange::kCentre:
    case v1::ScenarioChange::kCompany:
      return 1;
    case v1::ScenarioChange::kOpening:
    case v1::ScenarioChange::kApprentice:
      return 2;
    case v1::ScenarioChange::kRound:
    case v1::ScenarioChange::RESOURCE_NOT_SET:
      return 3;
  }
  return 3;
}

// Additions in this order, then changes, then deletions in the opposite one; else as they stand.
std::vector<int> InOrderOfWriting(const v1::Scenario& scenario) {
  std::vector<std::pair<std::pair<int, int>, int>> order;
  for (int i = 0; i < scenario.changes_size(); ++i) {
    const v1::ScenarioChange& change = scenario.changes(i);
    const bool adds = change.action() == v1::SCENARIO_ACTION_ADD;
    const bool deletes = change.action() == v1::SCENARIO_ACTION_DELETE;
    order.emplace_back(std::pair(adds ? 0 : deletes ? 2 : 1, deletes ? -RankOf(change) : adds ? RankOf(change) : 0), i);
  }
  std::sort(order.begin(), order.end());
  std::vector<int> positions;
  for (const auto& [key, position] : order) positions.push_back(position);
  return positions;
}

// A copy of the change's resource with this etag.
std::unique_ptr<pb::Message> WithEtag(const v1::ScenarioChange& change, absl::string_view etag) {
  const pb::Message& resource = *ResourceOf(change);
  std::unique_ptr<pb::Message> copy(resource.New());
  copy->CopyFrom(resource);
  SetEtag(*copy, etag);
  return copy;
}

// What the change would leave in the store, without any check.
absl::StatusOr<Mutation> MutationOf(const v1::ScenarioChange& change, const StoreSnapshot& snapshot) {
  const pb::Message& given = *ResourceOf(change);
  const ResourceKind& kind = *FindKind(given.GetDescriptor());
  const ResourceName name = ParseName(NameOf(given)).value();
  if (change.action() == v1::SCENARIO_ACTION_ADD) {
    WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(KeyOf(name)));
    if (record) {
      return Refuse(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_RESOURCE_EXISTS,
                    absl::StrCat(NameOf(given), " is there already; take it out of the scenario"),
                    {{"name", NameOf(given)}});
    }
    const std::unique_ptr<pb::Message> added = WithEtag(change, "");
    FillIdentity(kind, name, *added);
    return PutMutation(*added);
  }
  const std::unique_ptr<pb::Message> stored(given.New());
  const absl::Status read = ReadResourceInto(snapshot, NameOf(given), *stored);
  if (absl::IsNotFound(read) || (read.ok() && IsDeleted(*stored))) {
    const std::string words = absl::StrCat(NameOf(given), " is not there any more; take it out of the scenario");
    return RefusePreconditions(v1::ERROR_REASON_REFERENCE_MISSING, words, {{"REFERENCE", NameOf(given), words}},
                               {{"name", NameOf(given)}});
  }
  WALZ_RETURN_IF_ERROR(read);
  if (change.action() == v1::SCENARIO_ACTION_DELETE) return Mutation{KeyOf(name), std::nullopt, std::nullopt};
  WALZ_ASSIGN_OR_RETURN(const auto fields, FieldsToUpdate(kind, &change.update_mask(), given, /*personal=*/true));
  CopyFields(fields, given, *stored);
  return PutMutation(*stored);
}

// Plans one change; leaves in `stored` what will stand in the store.
absl::Status PlanChange(const v1::ScenarioChange& change, const pb::Message& given, WritePlanner& planner,
                        pb::Message& stored) {
  const ResourceKind& kind = *FindKind(given.GetDescriptor());
  switch (change.action()) {
    case v1::SCENARIO_ACTION_ADD: {
      ResourceName parent = ParseName(NameOf(given)).value();
      const std::string id = parent.id();
      parent.ids.pop_back();
      if (parent.ids.empty()) return planner.Create(kind, {.parent = "", .id = id}, given, stored);
      parent.collection = kind.collection == Collection::kOpenings ? Collection::kCompanies : Collection::kCentres;
      return planner.Create(kind, {.parent = FormatName(parent), .id = id}, given, stored);
    }
    case v1::SCENARIO_ACTION_DELETE:
      return planner.Delete(kind, NameOf(given), TextField(given, "etag"), stored);
    default:
      return planner.Update(kind, {&change.update_mask()}, given, stored);
  }
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

absl::Status AddChange(const v1::ScenarioChange& change, v1::Scenario& scenario) {
  const pb::Message* const given = ResourceOf(change);
  if (given == nullptr) return RefuseFields({{"changes", "missing_value", "a change names a resource"}});
  const v1::ScenarioAction action = change.action();
  const ResourceKind& kind = *FindKind(given->GetDescriptor());
  const std::string name = NameOf(*given);
  WALZ_ASSIGN_OR_RETURN(const ResourceName parsed, ReadName(kind, name));
  if (parsed.collection == Collection::kRounds) {
    if (parsed.id() != ParseName(scenario.name())->ids.front()) {
      return RefuseFields({{"changes.round.name", "other_round", "a scenario changes its own round alone"}});
    }
    if (action != v1::SCENARIO_ACTION_UNSPECIFIED) {
      return DoesNotFit("action", "a round is neither added nor deleted by its scenario");
    }
  }
  if (action == v1::SCENARIO_ACTION_UNSPECIFIED && change.update_mask().paths().empty()) {
    return RefuseFields({{"changes.update_mask", "missing_value", "name the fields that are otherwise"}});
  }
  v1::ScenarioChange& entry = EntryOf(name, scenario);
  const bool is_new = ResourceOf(entry) == nullptr;
  if (action == v1::SCENARIO_ACTION_ADD) {
    if (!is_new && entry.action() != v1::SCENARIO_ACTION_ADD) {
      return DoesNotFit("action", absl::StrCat(name, " is changed by the scenario, so it is there; do not add it"));
    }
    entry = change;
    entry.clear_update_mask();
    SetEtag(*MutableResourceOf(entry), "");
  } else if (action == v1::SCENARIO_ACTION_DELETE) {
    if (!is_new && entry.action() == v1::SCENARIO_ACTION_ADD) {
      return DoesNotFit("action", absl::StrCat(name, " is added by the scenario; take it out instead"));
    }
    entry = change;
    entry.clear_update_mask();
    pb::Message& resource = *MutableResourceOf(entry);
    resource.Clear();
    resource.GetReflection()->SetString(&resource, resource.GetDescriptor()->FindFieldByName("name"), name);
  } else {
    if (!is_new && entry.action() == v1::SCENARIO_ACTION_DELETE) {
      return DoesNotFit("action", absl::StrCat(name, " is deleted by the scenario; take that out first"));
    }
    WALZ_ASSIGN_OR_RETURN(const auto fields, FieldsToUpdate(kind, &change.update_mask(), *given, /*personal=*/true));
    if (is_new) {
      pb::Message& resource = *entry.GetReflection()->MutableMessage(&entry, ChosenField(change));
      resource.GetReflection()->SetString(&resource, resource.GetDescriptor()->FindFieldByName("name"), name);
    }
    CopyFields(fields, *given, *MutableResourceOf(entry));
    if (entry.action() != v1::SCENARIO_ACTION_ADD) Unite(change.update_mask(), *entry.mutable_update_mask());
  }
  if (scenario.changes_size() > kScenarioChangesMax) {
    return TooLarge("scenario_changes", kScenarioChangesMax,
                    absl::StrCat("a scenario changes at most ", kScenarioChangesMax, " resources"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Mutation>> MutationsOf(const v1::Scenario& scenario, const StoreSnapshot& snapshot) {
  std::vector<Mutation> mutations;
  for (const int i : InOrderOfWriting(scenario)) {
    WALZ_ASSIGN_OR_RETURN(mutations.emplace_back(), MutationOf(scenario.changes(i), snapshot));
  }
  return mutations;
}

absl::Status CheckChanges(const std::vector<std::string>& names, const StoreSnapshot& snapshot,
                          const ResourceValidator& validator, const Call& call, absl::Time now,
                          v1::Scenario& scenario) {
  OverlaySnapshot overlay(snapshot);
  WritePlanner planner(overlay, validator, call, now);
  for (const int i : InOrderOfWriting(scenario)) {
    v1::ScenarioChange& change = *scenario.mutable_changes(i);
    const std::string name = NameOf(*ResourceOf(change));
    const auto asked = std::find(names.begin(), names.end(), name);
    if (asked == names.end()) {
      // It was checked when it was asked for; what became of it since is told when the scenario runs.
      const absl::StatusOr<Mutation> mutation = MutationOf(change, snapshot);
      if (mutation.ok()) overlay.Lay(*mutation);
      continue;
    }
    planner.SetPath(absl::StrCat("changes[", asked - names.begin(), "]."));
    const std::unique_ptr<pb::Message> given = WithEtag(change, "");
    const std::unique_ptr<pb::Message> stored(given->New());
    WALZ_RETURN_IF_ERROR(PlanChange(change, *given, planner, *stored));
    if (!planner.faults().empty()) continue;
    overlay.Lay(PutMutation(*stored));
    WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(KeyOf(ParseName(name).value())));
    if (change.action() != v1::SCENARIO_ACTION_ADD) {
      SetEtag(*MutableResourceOf(change), EtagOf(record ? record->revision : 0));
    }
  }
  return planner.faults().empty() ? absl::OkStatus() : RefuseFields(planner.faults());
}

absl::Status PlanChanges(const v1::Scenario& scenario, const ResourceValidator& validator, const Call& call,
                         absl::Time now, WritePlanner& planner) {
  OverlaySnapshot overlay(planner.snapshot());
  WritePlanner changes(overlay, validator, call, now);
  for (const int i : InOrderOfWriting(scenario)) {
    const v1::ScenarioChange& change = scenario.changes(i);
    const pb::Message& given = *ResourceOf(change);
    changes.SetPath(absl::StrCat("changes[", i, "]."));
    const std::unique_ptr<pb::Message> stored(given.New());
    const absl::Status planned = PlanChange(change, given, changes, *stored);
    if (ReasonOf(planned) == v1::ERROR_REASON_ETAG_MISMATCH) {
      return Refuse(
          absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH,
          absl::StrCat(NameOf(given), " has changed since the scenario changed it; look at it, set it again, ",
                       "run the scenario again"),
          {{"name", NameOf(given)}, {"etag", MetadataOf(planned, "etag")}});
    }
    WALZ_RETURN_IF_ERROR(planned);
    if (changes.faults().empty()) overlay.Lay(PutMutation(*stored));
  }
  if (!changes.faults().empty()) return RefuseFields(changes.faults());
  planner.Take(changes.TakeCommit());
  return absl::OkStatus();
}

}  // namespace walz
