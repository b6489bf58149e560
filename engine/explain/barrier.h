// Barrier: what keeps an unmatched apprentice from a place (SEMANTICS section 4).

#ifndef ENGINE_EXPLAIN_BARRIER_H_
#define ENGINE_EXPLAIN_BARRIER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/explain/language_gains.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

inline constexpr absl::string_view kNoPlaceLeft = "no_place_left";

struct Barrier {
  absl::string_view name = kNoPlaceLeft;   // A requirement's name or kNoPlaceLeft.
  std::optional<std::size_t> requirement;  // Position in the rulebook; none for kNoPlaceLeft.
  std::int64_t only_refused = 0;           // Openings that it alone refuses; 0 for kNoPlaceLeft.
};

// A feasible opening exists: no_place_left.  Else the requirement that alone refuses most openings; if none does alone,
// the one that refuses most; ties by the order of the rulebook.  No openings: no_place_left.  Of a pinned apprentice:
// the first requirement that refuses the pinned pair (at the pinned stay, where one is given), else no_place_left.
Barrier BarrierOf(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice, const Refusals& refusals);

// One sentence for unmatched.csv, such as
// "language_suffices alone refuses 14 openings; nearest O-17: German B1 required, apprentice has A2".  `gains` (see
// LanguageGainsOf) are told at its end.
std::string WhatWouldHelp(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                          const Refusals& refusals, const Barrier& barrier,
                          const std::vector<LanguageGain>& gains = {});

}  // namespace walz

#endif  // ENGINE_EXPLAIN_BARRIER_H_
