// What an apprentice and a host prefer, for the policies `stable` and `serial`.

#ifndef ENGINE_MATCHING_PREFERENCE_H_
#define ENGINE_MATCHING_PREFERENCE_H_

#include <vector>

#include "engine/matching/pair_options.h"
#include "engine/model/problem.h"

namespace walz {

// The apprentice's options, most preferred first: wished ones by rank, then opening before company before country; then
// the unwished.  Within one wish by points, then by the pair's lottery number (greater first), then by opening.
std::vector<PairOption> InOrderOfPreference(const Problem& problem, ApprenticeIndex apprentice,
                                            absl::Span<const PairOption> options);

// Apprentices in the order of the round's lottery: number, then id.
std::vector<ApprenticeIndex> InOrderOfLottery(const Problem& problem);

}  // namespace walz

#endif  // ENGINE_MATCHING_PREFERENCE_H_
