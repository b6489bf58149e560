#include "engine/matching/preference.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "engine/matching/lottery.h"
#include "engine/rulebook/criterion.h"
#include "engine/rulebook/wish.h"

namespace walz {

std::vector<RankedOption> InOrderOfPreference(const Problem& problem, ApprenticeIndex apprentice,
                                              absl::Span<const PairOption> options) {
  struct Keyed {
    int rank;
    int kind;
    std::int32_t points;
    std::uint32_t lottery;
    PairOption option;
  };
  const std::uint64_t lottery = LotteryOf(problem.round().seed, problem[apprentice].id);
  std::vector<Keyed> keyed;
  for (const PairOption& option : options) {
    const std::optional<Wish> wish = WishOf(problem, apprentice, option.opening);
    keyed.push_back({wish ? wish->rank : std::numeric_limits<int>::max(), wish ? static_cast<int>(wish->kind) : 0,
                     option.points, PairLotteryOf(lottery, OpeningHashOf(problem[option.opening].id)), option});
  }
  std::sort(keyed.begin(), keyed.end(), [](const Keyed& a, const Keyed& b) {
    return std::tie(a.rank, a.kind, b.points, b.lottery, a.option.opening) <
           std::tie(b.rank, b.kind, a.points, a.lottery, b.option.opening);
  });
  const auto wish_and_points = [](const Keyed& key) { return std::tie(key.rank, key.kind, key.points); };
  std::vector<RankedOption> ordered;
  ordered.reserve(keyed.size());
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    const std::uint32_t level = i == 0 ? 0 : ordered.back().level;
    const bool is_worse = i > 0 && wish_and_points(keyed[i]) != wish_and_points(keyed[i - 1]);
    ordered.push_back({keyed[i].option, level + (is_worse ? 1 : 0)});
  }
  return ordered;
}

std::uint64_t HostClassOf(const Problem& problem, ApprenticeIndex apprentice, const PairOption& option) {
  constexpr int kPointBits = 21;
  constexpr std::uint64_t kUnranked = kHostClassMax >> kPointBits;
  constexpr std::uint64_t kPointsBelow = (std::uint64_t{1} << kPointBits) - 1;
  static_assert(kPointsMax * kWeightMax * kCriterionCount <= kPointsBelow);
  const absl::Span<const HostRank> ranks = problem.HostRanksOf(option.opening);
  const auto at = std::lower_bound(ranks.begin(), ranks.end(), apprentice,
                                   [](const HostRank& rank, ApprenticeIndex key) { return rank.apprentice < key; });
  const bool is_ranked = at != ranks.end() && at->apprentice == apprentice;
  const std::uint64_t rank = is_ranked ? static_cast<std::uint64_t>(at->rank) : kUnranked;
  return (rank << kPointBits) + (kPointsBelow - static_cast<std::uint64_t>(option.points));
}

std::vector<ApprenticeIndex> InOrderOfLottery(const Problem& problem) {
  std::vector<std::pair<std::uint64_t, ApprenticeIndex>> drawn;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    drawn.emplace_back(LotteryOf(problem.round().seed, problem[apprentice].id), apprentice);
  }
  std::sort(drawn.begin(), drawn.end());
  std::vector<ApprenticeIndex> order;
  for (const auto& [number, apprentice] : drawn) order.push_back(apprentice);
  return order;
}

}  // namespace walz
