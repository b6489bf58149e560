// What an apprentice and a host prefer, for the policies `stable` and `serial`.

#ifndef ENGINE_MATCHING_PREFERENCE_H_
#define ENGINE_MATCHING_PREFERENCE_H_

#include <cstdint>
#include <vector>

#include "engine/matching/pair_options.h"
#include "engine/model/problem.h"

namespace walz {

struct RankedOption {
  PairOption option;
  std::uint32_t level = 0;  // Equal for options that only lottery and opening tell apart; 0 for the best.
};

// The apprentice's options, most preferred first: wished ones by rank, then opening before company before country; then
// the unwished.  Within one wish by points, then by the pair's lottery number (greater first), then by opening.
std::vector<RankedOption> InOrderOfPreference(const Problem& problem, ApprenticeIndex apprentice,
                                              absl::Span<const PairOption> options);

// How a host likes an apprentice, less is better: by rank, the unranked after all ranked, then by points.  At most
// kHostClassMax; REQUIRES: the rank is at most 1,000,000.
std::uint64_t HostClassOf(const Problem& problem, ApprenticeIndex apprentice, const PairOption& option);
inline constexpr std::uint64_t kHostClassMax = (std::uint64_t{1} << 41) - 1;

// Apprentices in the order of the round's lottery: number, then id.
std::vector<ApprenticeIndex> InOrderOfLottery(const Problem& problem);

}  // namespace walz

#endif  // ENGINE_MATCHING_PREFERENCE_H_
