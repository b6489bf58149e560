// How an apprentice's wishes rank an opening.

#ifndef ENGINE_RULEBOOK_WISH_H_
#define ENGINE_RULEBOOK_WISH_H_

#include <optional>

#include "engine/model/problem.h"
#include "engine/rulebook/mark.h"

namespace walz {

// The best wish of the apprentice that the opening fulfils: lowest rank, then opening before company before country.
// None: not wished.  Linear in the apprentice's wishes.
std::optional<Wish> WishOf(const Problem& problem, ApprenticeIndex apprentice, OpeningIndex opening);

// Marks (mark.h) of what the apprentice wishes, and of what the opening fulfils.
Marks WishMarksOf(const Problem& problem, ApprenticeIndex apprentice);
Marks WishMarksOf(const Problem& problem, OpeningIndex opening);

}  // namespace walz

#endif  // ENGINE_RULEBOOK_WISH_H_
