#include "engine/matching/preference.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "engine/matching/lottery.h"
#include "engine/rulebook/wish.h"

namespace walz {

std::vector<PairOption> InOrderOfPreference(const Problem& problem, ApprenticeIndex apprentice,
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
  std::vector<PairOption> ordered;
  for (const Keyed& key : keyed) ordered.push_back(key.option);
  return ordered;
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
