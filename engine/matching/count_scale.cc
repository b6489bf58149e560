#include "engine/matching/count_scale.h"

#include <algorithm>

namespace walz {
namespace {

using absl::int128;

constexpr int128 kWorthMax = int128(1) << 100;
constexpr std::int64_t kSendersMax = 1 << 20;
constexpr int128 kDigitMax = 1 << 20;  // Prices at an optimum pass each group of senders once; others need not fit.

// REQUIRES: divisor > 0.
int128 NearestQuotient(int128 figure, int128 divisor) {
  const int128 raised = figure + divisor / 2;
  const int128 quotient = raised / divisor;
  return quotient * divisor > raised ? quotient - 1 : quotient;
}

}  // namespace

std::optional<CountScale> CountScale::Create(const Weights& weights, const Score& reachable, std::int64_t senders) {
  if (senders > kSendersMax) return std::nullopt;
  CountScale scale;
  int128 worth = 0;
  const auto add = [&](int128 weight, int128& to) {
    worth = worth * (senders + 1) + 1;
    to = worth;
    scale.levels_.insert(scale.levels_.begin(), {weight, worth});
    return weight > 0 && worth < kWorthMax;
  };
  // No overflow: the first that is too large is below 2^121, and ends it.
  for (std::size_t t = kTierCount; t-- > 0;) {
    if (reachable.placed_by_tier[t] > 0 && !add(weights.tier[t], scale.worths_.tier[t])) return std::nullopt;
  }
  if (reachable.pins_kept > 0 && !add(weights.pin, scale.worths_.pin)) return std::nullopt;
  return scale;
}

CountScale::Parts CountScale::PartsOf(int128 figure) const {
  Parts parts{.rest = figure};
  for (const Level& level : levels_) {
    const int128 digit = std::clamp(NearestQuotient(parts.rest, level.weight), -kDigitMax, kDigitMax);
    parts.worth += digit * level.worth;
    parts.rest -= digit * level.weight;
  }
  return parts;
}

}  // namespace walz
