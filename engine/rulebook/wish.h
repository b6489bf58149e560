// How an apprentice's wishes rank an opening.

#ifndef ENGINE_RULEBOOK_WISH_H_
#define ENGINE_RULEBOOK_WISH_H_

#include <optional>

#include "engine/model/problem.h"

namespace walz {

// The best wish of the apprentice that the opening fulfils: lowest rank, then opening before company before country.
// None: not wished.  Linear in the apprentice's wishes.
std::optional<Wish> WishOf(const Problem& problem, ApprenticeIndex apprentice, OpeningIndex opening);

}  // namespace walz

#endif  // ENGINE_RULEBOOK_WISH_H_
