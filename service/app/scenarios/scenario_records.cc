#include "service/app/scenarios/scenario_records.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/write_planner.h"
#include "service/call/errors.h"

namespace walz {
namespace {

constexpr int kMovesPerChunk = 1'000;

KeyRange MovesOf(const ResourceName& scenario) { return RangeOf(Collection::kScenarioMoves, scenario.ids); }

}  // namespace

absl::StatusOr<StoredScenario> ReadScenario(const StoreSnapshot& snapshot, absl::string_view name,
                                            absl::string_view etag) {
  StoredScenario stored;
  WALZ_ASSIGN_OR_RETURN(stored.name, ReadName(KindOf(Collection::kScenarios), name));
  WALZ_RETURN_IF_ERROR(ReadResourceInto(snapshot, name, stored.scenario));
  if (!etag.empty() && etag != stored.scenario.etag()) return StaleEtag(name, stored.scenario.etag());
  stored.revision = RevisionOfEtag(stored.scenario.etag()).value_or(0);
  return stored;
}

absl::StatusOr<int> CountScenarios(const StoreSnapshot& snapshot, const std::string& round_id) {
  int count = 0;
  WALZ_RETURN_IF_ERROR(
      snapshot.Scan(RangeOf(Collection::kScenarios, {round_id}), [&](absl::string_view, absl::string_view, Revision) {
        ++count;
        return true;
      }));
  return count;
}

absl::Status CheckNotApplied(const v1::Scenario& scenario) {
  if (!scenario.has_apply_time()) return absl::OkStatus();
  const std::string words = absl::StrCat(scenario.name(), " was applied already; make another one");
  return RefusePreconditions(v1::ERROR_REASON_SCENARIO_APPLIED, words, {{"SCENARIO", scenario.name(), words}},
                             {{"name", scenario.name()}});
}

absl::Status NotRun(absl::string_view name, absl::string_view words) {
  const std::string text = absl::StrCat(name, " ", words);
  return RefusePreconditions(v1::ERROR_REASON_SCENARIO_NOT_RUN, text, {{"SCENARIO", std::string(name), text}},
                             {{"name", std::string(name)}});
}

absl::StatusOr<std::vector<Mutation>> MovesMutations(const StoreSnapshot& snapshot, const ResourceName& scenario,
                                                     const v1::CompareRunsResponse& changes) {
  std::map<std::string, Mutation> mutations;
  WALZ_RETURN_IF_ERROR(snapshot.Scan(MovesOf(scenario), [&](absl::string_view key, absl::string_view, Revision) {
    mutations[std::string(key)] = {std::string(key), std::nullopt, std::nullopt};
    return true;
  }));
  const int count = std::min(changes.changes_size(), static_cast<int>(kScenarioMovesMax));
  for (int first = 0; first < count; first += kMovesPerChunk) {
    v1::CompareRunsResponse chunk;
    for (int i = first; i < std::min(count, first + kMovesPerChunk); ++i) *chunk.add_changes() = changes.changes(i);
    ResourceName name{Collection::kScenarioMoves, scenario.ids};
    name.ids.push_back(absl::StrFormat("%06d", first / kMovesPerChunk));
    const std::string key = KeyOf(name);
    mutations[key] = {key, BytesOf(chunk), std::nullopt};
  }
  std::vector<Mutation> list;
  for (auto& [key, mutation] : mutations) list.push_back(std::move(mutation));
  return list;
}

absl::Status ForEachMove(const StoreSnapshot& snapshot, const ResourceName& scenario,
                         absl::FunctionRef<bool(const v1::ProposalChange&)> visit) {
  absl::Status status;
  const absl::Status scan =
      snapshot.Scan(MovesOf(scenario), [&](absl::string_view key, absl::string_view value, Revision) {
        v1::CompareRunsResponse chunk;
        if (!chunk.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          status = Refuse(absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT, "stored changes cannot be read",
                          {{"key", std::string(key)}});
          return false;
        }
        return std::all_of(chunk.changes().begin(), chunk.changes().end(), visit);
      });
  WALZ_RETURN_IF_ERROR(scan);
  return status;
}

}  // namespace walz
