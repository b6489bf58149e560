// RejectionChain: why a stable run did not give an apprentice an opening that she could have: whom its host likes
// better, where that one would rather be, whom the host there likes better, and so on.
//
// Told of seats, as the policy gives them away: openings, and fixed slots of those that take stays one after another.
// What it says is what stability means, whichever side is favoured: under `stableSize: lottery` equals are told apart
// by the lottery; under `maximum` an equally good one is no reason to move, on either side.  Every step holds by
// itself: the seat is full, of people whom it likes no less than the rejected one, who would rather have it than what
// she has.

#ifndef ENGINE_EXPLAIN_REJECTION_CHAIN_H_
#define ENGINE_EXPLAIN_REJECTION_CHAIN_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/day.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// One step of a chain.
struct Rejection {
  OpeningIndex opening;
  std::optional<DayRange> slot;  // Where the opening is cut into fixed slots.
  ApprenticeIndex rejected;
  // The one of its holders whom the host likes least; none: pins have all its places, or there are none.
  std::optional<ApprenticeIndex> holder;
  bool equally = false;  // The host likes both equally well: the lottery, or the number of all placed, decided.

  friend bool operator==(const Rejection&, const Rejection&) = default;
};

struct RejectionChain {
  enum class Cause : std::uint8_t {
    kNotKnown,    // The facts and the placements are not those of a stable matching.
    kLikesOwn,    // She likes the place that she has at least as well.
    kFitsNoSlot,  // All her stays there lie across the fixed slots.
    kRejected,    // See steps.
  };
  Cause cause = Cause::kNotKnown;
  // First the opening asked about (of its slots the first that she fits into); then, each time, the one next above what
  // the holder has; up to one who has what she likes best, to a seat without holder, or to one who was rejected before.
  std::vector<Rejection> steps;
};

// `matching` is stable by the round's settings; the apprentice is not pinned, and is not at the opening, which is
// feasible for her.  Two passes over all feasible pairs; kNotKnown if stopped.
RejectionChain FindRejections(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                              const Matching& matching, ApprenticeIndex apprentice, OpeningIndex opening,
                              const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_REJECTION_CHAIN_H_
