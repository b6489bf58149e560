#include "service/app/mirror/placements.h"

#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <walz/v1/run.pb.h>

#include "engine/base/day.h"
#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "service/store/keys.h"

namespace walz {
namespace {

absl::StatusOr<ResourceName> RunNameOf(absl::string_view run) {
  const std::optional<ResourceName> name = ParseName(run);
  if (name && name->collection == Collection::kRuns) return *name;
  return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_NAME,
                absl::StrCat("'", run, "' is no run's name, such as rounds/spring-27/runs/4"),
                {{"name", std::string(run)}});
}

absl::Status Damaged(absl::string_view key) {
  return Refuse(absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT, "a stored proposal cannot be read",
                {{"key", std::string(key)}});
}

// None if it places nobody.
absl::StatusOr<std::optional<LastPlacementFact>> PlacementOf(const v1::Proposal& proposal, absl::string_view key) {
  if (proposal.opening().empty()) return std::nullopt;
  const std::optional<ResourceName> apprentice = ParseName(proposal.apprentice());
  const std::optional<ResourceName> opening = ParseName(proposal.opening());
  const std::optional<Day> start = ParseDay(proposal.start());
  const std::optional<Day> end = ParseDay(proposal.end());
  if (!apprentice || !opening || !start || !end) return Damaged(key);
  return LastPlacementFact{apprentice->id(), opening->id(), DayRange{*start, *end}};
}

}  // namespace

absl::StatusOr<std::vector<LastPlacementFact>> ReadPlacements(const StoreSnapshot& snapshot, absl::string_view run,
                                                              std::stop_token stop) {
  WALZ_ASSIGN_OR_RETURN(const ResourceName name, RunNameOf(run));
  std::vector<LastPlacementFact> placements;
  v1::Proposal proposal;
  absl::Status status;
  const absl::Status scan = snapshot.Scan(
      RangeOf(Collection::kProposals, name.ids),
      [&](absl::string_view key, absl::string_view value, Revision) {
        if (!proposal.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          status = Damaged(key);
          return false;
        }
        absl::StatusOr<std::optional<LastPlacementFact>> placement = PlacementOf(proposal, key);
        status = placement.status();
        if (placement.ok() && *placement) placements.push_back(*std::move(*placement));
        return status.ok();
      },
      stop);
  WALZ_RETURN_IF_ERROR(scan);
  WALZ_RETURN_IF_ERROR(status);
  return placements;
}

absl::StatusOr<std::optional<LastPlacementFact>> ReadPlacement(const StoreSnapshot& snapshot, absl::string_view run,
                                                               const std::string& apprentice_id) {
  WALZ_ASSIGN_OR_RETURN(ResourceName name, RunNameOf(run));
  name.collection = Collection::kProposals;
  name.ids.push_back(apprentice_id);
  const std::string key = KeyOf(name);
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(key));
  if (!record) return std::nullopt;
  v1::Proposal proposal;
  if (!proposal.ParseFromString(record->value)) return Damaged(key);
  return PlacementOf(proposal, key);
}

}  // namespace walz
