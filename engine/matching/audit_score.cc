#include "engine/matching/audit_score.h"

#include <array>
#include <cstddef>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/base/status_macros.h"
#include "engine/matching/audit_sum.h"
#include "engine/matching/lottery.h"

namespace walz {
namespace {

absl::Status AuditFigure(absl::string_view what, std::int64_t claimed, std::int64_t counted) {
  if (claimed == counted) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(what, ": the run says ", claimed, "; its proposals show ", counted));
}

}  // namespace

std::vector<std::pair<CentreIndex, int>> LeastsOf(const Problem& problem) {
  std::vector<std::pair<CentreIndex, int>> leasts;
  for (const auto& [id, least] : problem.round().quotas.least_per_centre) {  // In the order of ids, as centres are.
    if (least <= 0) continue;                                                // Asks nothing.
    if (const std::optional<CentreIndex> centre = problem.FindCentre(id)) leasts.emplace_back(*centre, least);
  }
  return leasts;
}

Score CountScore(const Problem& problem, const RuleBook& rules, const Matching& matching) {
  Score score;
  std::vector<std::int64_t> placed_by_centre(problem.centres().size(), 0);
  for (const auto& [apprentice, opening, stay] : matching.placements) {
    const std::optional<LastPlacement>& last = problem.LastOf(apprentice);
    score.pins_kept += problem.PinOf(apprentice) ? 1 : 0;
    ++score.placed_by_tier[static_cast<std::size_t>(problem[apprentice].tier)];
    score.points += PointsOf(rules, problem.View(apprentice), problem.View(opening));
    score.kept += last && last->opening == opening ? 1 : 0;
    ++placed_by_centre[problem.CentreOf(apprentice).value];
  }
  for (const auto& [centre, least] : LeastsOf(problem)) {
    score.centres_at_least += placed_by_centre[centre.value] >= least ? 1 : 0;
  }
  return score;
}

absl::Status AuditScore(const Score& claimed, const Score& counted) {
  WALZ_RETURN_IF_ERROR(AuditFigure("pins_kept", claimed.pins_kept, counted.pins_kept));
  for (std::size_t tier = 0; tier < kTierCount; ++tier) {
    WALZ_RETURN_IF_ERROR(
        AuditFigure(absl::StrCat("placed in tier ", tier), claimed.placed_by_tier[tier], counted.placed_by_tier[tier]));
  }
  WALZ_RETURN_IF_ERROR(AuditFigure("centres_at_least", claimed.centres_at_least, counted.centres_at_least));
  WALZ_RETURN_IF_ERROR(AuditFigure("points", claimed.points, counted.points));
  return AuditFigure("kept", claimed.kept, counted.kept);
}

std::string ScoreText(const Score& score) {
  std::string text = absl::StrCat(score.pins_kept, " pins kept, placed by tier");
  for (const std::int64_t placed : score.placed_by_tier) absl::StrAppend(&text, " ", placed);
  absl::StrAppend(&text, ", ", score.centres_at_least, " centres at least, ", score.points, " points, ", score.kept,
                  " kept");
  return text;
}

std::uint64_t LotterySumOf(const Problem& problem, const Weights& weights, const Matching& matching) {
  std::uint64_t sum = 0;
  for (const Placement& placement : matching.placements) {
    sum += PairLotteryOf(LotteryOf(problem.round().seed, problem[placement.apprentice].id),
                         OpeningHashOf(problem[placement.opening].id)) >>
           weights.lottery_shift;
  }
  return sum;
}

absl::StatusOr<absl::int128> ValueOf(const Weights& weights, const Score& score, std::uint64_t lottery_sum) {
  AuditSum value;
  value.AddProduct(weights.pin, score.pins_kept);
  for (std::size_t tier = 0; tier < kTierCount; ++tier) {
    value.AddProduct(weights.tier[tier], score.placed_by_tier[tier]);
  }
  value.AddProduct(weights.least, score.centres_at_least);
  value.AddProduct(weights.point, score.points);
  value.AddProduct(weights.kept, score.kept);
  value.Add(absl::int128(lottery_sum));
  if (!value.fits()) return absl::InternalError("weights of the certificate: too large, the value cannot be counted");
  return value.value();
}

}  // namespace walz
