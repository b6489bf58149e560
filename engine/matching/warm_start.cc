#include "engine/matching/warm_start.h"

#include <algorithm>
#include <utility>

#include <absl/container/flat_hash_map.h>

namespace walz {
namespace {

using absl::int128;

// A price beyond this is no price of any solution.
const int128 kPriceMax = int128{1} << 100;
// Of one level, so that no product overflows.
const int128 kDigitMax = int128{1} << 40;

// A price is what somebody else would lose: so many placements of a tier, less so many points, and so on.  Each level
// is read to the nearest, so that a price a little below a placement stays one; what is left is lottery, which both
// count alike: without it nearly every price would be a little wrong.
int128 Recounted(int128 price, const Weights& from, const Weights& to) {
  int128 rest = std::clamp<int128>(price, 0, kPriceMax);
  int128 sum = 0;
  const auto take = [&](int128 old_weight, int128 new_weight) {
    if (old_weight <= 0) return;
    const int128 half = rest < 0 ? -old_weight / 2 : old_weight / 2;
    const int128 digit = std::clamp<int128>((rest + half) / old_weight, -kDigitMax, kDigitMax);
    rest -= digit * old_weight;
    sum += std::clamp<int128>(digit * std::min(new_weight, kPriceMax / kDigitMax), -kPriceMax, kPriceMax);
  };
  take(from.pin, to.pin);
  for (std::size_t t = 0; t < kTierCount; ++t) take(from.tier[t], to.tier[t]);
  take(from.point, to.point);
  take(from.kept, to.kept);
  return std::clamp<int128>(sum + rest, 0, kPriceMax);
}

}  // namespace

WarmStart WarmStartOf(const Problem& problem, const RuleBook& rules, const RunOutcome& outcome) {
  WarmStart start;
  start.weights = outcome.certificate.weights;
  for (const Price& price : outcome.certificate.prices) {
    if (price.day) continue;
    const Quota& quota = rules.quotas[price.quota];
    start.prices.push_back({std::string(quota.name), quota.label(problem, price.group), price.price});
  }
  for (const Placement& placement : outcome.matching.placements) {
    start.placements.push_back({problem[placement.apprentice].id, problem[placement.opening].id, placement.stay});
  }
  if (outcome.certificate.seats) {
    start.seats.emplace();
    for (const RelaxedSeat& seat : *outcome.certificate.seats) {
      start.seats->push_back({problem[seat.apprentice].id, seat.opening ? problem[*seat.opening].id : ""});
    }
  }
  return start;
}

std::vector<std::vector<int128>> PricesOf(const WarmStart& start, const Problem& problem,
                                          const std::vector<QuotaGroups>& quotas, const Weights& weights) {
  absl::flat_hash_map<std::pair<std::string, std::string>, int128> known;
  for (const WarmStart::GroupPrice& price : start.prices) known[{price.quota, price.group}] = price.price;
  const bool is_same = start.weights == weights;
  std::vector<std::vector<int128>> prices;
  for (const QuotaGroups& groups : quotas) {
    std::vector<int128>& of = prices.emplace_back(groups.group_count());
    const std::string quota(groups.quota().name);
    for (std::uint32_t g = 0; g < of.size(); ++g) {
      const auto at = known.find({quota, groups.quota().label(problem, groups.name(g))});
      if (at == known.end()) continue;
      of[g] = is_same ? std::clamp<int128>(at->second, 0, kPriceMax) : Recounted(at->second, start.weights, weights);
    }
  }
  return prices;
}

std::vector<std::optional<OpeningIndex>> SeatsOf(const WarmStart& start, const Problem& problem) {
  std::vector<std::optional<OpeningIndex>> seats(problem.apprentices().size());
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if (const std::optional<LastPlacement>& last = problem.LastOf(ApprenticeIndex(i))) seats[i] = last->opening;
  }
  const auto seat = [&](const std::string& apprentice, const std::string& opening) {
    const std::optional<ApprenticeIndex> i = problem.FindApprentice(apprentice);
    if (i) seats[i->value] = problem.FindOpening(opening);
  };
  for (const WarmStart::EarlierPlacement& placement : start.placements) seat(placement.apprentice, placement.opening);
  if (start.seats) {
    for (const WarmStart::EarlierSeat& of : *start.seats) seat(of.apprentice, of.opening);
  }
  return seats;
}

EarlierPlacements PlacementsOf(const WarmStart& start, const Problem& problem) {
  EarlierPlacements placements(problem.apprentices().size());
  for (const WarmStart::EarlierPlacement& placement : start.placements) {
    const std::optional<ApprenticeIndex> apprentice = problem.FindApprentice(placement.apprentice);
    if (!apprentice) continue;
    const std::optional<OpeningIndex> opening = problem.FindOpening(placement.opening);
    if (opening) placements[apprentice->value] = LastPlacement{*opening, placement.stay};
  }
  return placements;
}

}  // namespace walz
