#include "service/app/runs/stored_warm_start.h"

#include <algorithm>
#include <string>
#include <utility>

#include <walz/v1/certificate.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/mirror/placements.h"
#include "service/app/runs/run_records.h"
#include "service/call/errors.h"
#include "service/convert/run_writer.h"

namespace walz {
namespace {

absl::int128 ValueOf(const v1::Int128& number) { return absl::MakeInt128(number.high(), number.low()); }

}  // namespace

absl::StatusOr<WarmStart> ReadWarmStart(const StoreSnapshot& snapshot, const ResourceName& run, std::stop_token stop) {
  std::string bytes;
  WALZ_RETURN_IF_ERROR(ReadFile(
      snapshot, run, kCertificateFile,
      [&](absl::string_view chunk) {
        bytes.append(chunk.data(), chunk.size());
        return true;
      },
      stop));
  v1::Certificate certificate;
  if (!certificate.ParseFromString(bytes)) {
    return Refuse(absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT, "a stored certificate cannot be read",
                  {{"key", FormatName(run)}});
  }
  WarmStart start;
  const v1::GoalWeights& weights = certificate.weights();
  start.weights.pin = ValueOf(weights.pin());
  const int tiers = std::min(weights.tiers_size(), kTierCount);
  for (int i = 0; i < tiers; ++i) start.weights.tier[static_cast<std::size_t>(i)] = ValueOf(weights.tiers(i));
  start.weights.least = ValueOf(weights.least());
  start.weights.point = ValueOf(weights.point());
  start.weights.kept = ValueOf(weights.kept());
  start.weights.lottery_shift = weights.lottery_shift();
  for (const v1::GroupPrices& group : certificate.prices()) {
    if (!group.has_whole_round()) continue;
    start.prices.push_back({group.quota(), group.group(), ValueOf(group.whole_round())});
  }
  WALZ_ASSIGN_OR_RETURN(std::vector<LastPlacementFact> placements, ReadPlacements(snapshot, FormatName(run), stop));
  for (LastPlacementFact& placement : placements) {
    start.placements.push_back({std::move(placement.apprentice), std::move(placement.opening)});
  }
  return start;
}

}  // namespace walz
