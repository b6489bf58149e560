// Sifting: solves a relaxation over all feasible options while the solver sees a few of them.
//
// Start with each apprentice's best options; solve; price all options there are by the solution's tolls; let those in
// that would be worth more to their apprentice than what it has; again, until there are none.  The last pass then is
// the proof for all options: nobody gains by any of them, so the bound of the few is the bound of all (column
// generation with explicit columns; Bixby, Gregory, Lustig, Marsten, Shanno 1992).  What comes out is the optimum over
// all options, whatever the first few were.
//
// Cost: one pass over all options a round, and one solve of few.

#ifndef ENGINE_MATCHING_SIFTING_H_
#define ENGINE_MATCHING_SIFTING_H_

#include <cstdint>
#include <optional>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/base/stop.h"
#include "engine/matching/all_options.h"
#include "engine/matching/assignment_model.h"
#include "engine/matching/matching.h"
#include "engine/matching/objective.h"
#include "engine/matching/quota_groups.h"
#include "engine/matching/sieve.h"
#include "engine/matching/warm_start.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Never changes a result, but for the options that repair may use where not all are kept.
struct SiftLimits {
  std::int64_t pairs_kept_max = std::int64_t{1} << 27;    // Options kept in memory; 8 bytes each.
  std::int64_t pairs_solved_max = std::int64_t{1} << 23;  // Solved at once, without sifting.
  std::size_t bid_count = 128;                            // Best options to bid for of those whose are not kept.
  std::size_t first_count = 24;                           // Best options of each apprentice to begin solves with.
  std::size_t added_count = 8;                            // Let in at most, of each apprentice in each round.
};

struct Relaxation {
  std::vector<std::uint32_t> opening_of;  // By apprentice; kNoSlot: not placed.
  // No lawful matching has a greater value; none if it was stopped before all options were priced.
  std::optional<absl::int128> bound;
  Certificate certificate;  // Of the bound.
  // What the solver saw at the end, if that is not all.  Where nothing was stopped, an option of each apprentice that
  // is worth most at the certificate's prices is among them.
  PairOptions some;
  bool is_sifted = false;
  bool stopped = false;
};

// What the passes need to know.
struct SiftFacts {
  const Problem& problem;
  const RuleBook& rules;
  const Sieve& sieve;
  const AllOptions& all;
  const Objective& objective;
  const std::vector<QuotaGroups>& quotas;
};

// Solves the model's relaxation, searching the best price of the weighted quota if it binds and those of groups that
// cross (crossing_search.h; in rounds of at most 1.6 million options solved at once).  `start` may be null.
Relaxation SolveRelaxation(const SiftFacts& facts, AssignmentModel& model, const WarmStart* start,
                           const SiftLimits& limits, const WorkOptions& work);

// The `count` most valuable options of each apprentice and that of `opening_of`; fewer of the first if stopped.
PairOptions BestOptions(const SiftFacts& facts, std::size_t count, const std::vector<std::uint32_t>& opening_of,
                        const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_MATCHING_SIFTING_H_
