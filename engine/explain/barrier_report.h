// BarrierReport: how far apprentices come and what keeps the unmatched from places, counted, in all and by field of
// training, centre, country, scheme.

#ifndef ENGINE_EXPLAIN_BARRIER_REPORT_H_
#define ENGINE_EXPLAIN_BARRIER_REPORT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/explain/barrier.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// How many apprentices still have an opening after one requirement more: all >= passed[0] >= .. >= placed.
struct Funnel {
  std::int64_t all = 0;
  std::vector<std::int64_t> passed;  // By requirement: an opening is left by this one and all before it.
  std::int64_t placed = 0;

  // With at least one feasible opening.
  std::int64_t feasible() const { return passed.empty() ? all : passed.back(); }
};

// Unmatched apprentices by barrier.
using BarrierCounts = std::map<std::string, std::int64_t>;

struct BarrierGroup {
  Funnel funnel;
  BarrierCounts barriers;
};

// One unmatched apprentice: the main barrier, and the whole list with how many openings each requirement alone refuses.
struct ApprenticeBarriers {
  ApprenticeIndex apprentice;
  Barrier barrier;
  // Of all openings, whatever is pinned.  `refused` as RefusedCounts says.
  Refusals refusals;
};

struct BarrierReport {
  BarrierGroup all;
  std::map<std::string, BarrierGroup> by_field;    // By broad field, the first two digits of ISCED-F.
  std::map<std::string, BarrierGroup> by_centre;   // By centre id.
  std::map<std::string, BarrierGroup> by_country;  // By the centre's country.
  std::map<std::string, BarrierGroup> by_scheme;   // By scheme id.
  std::vector<ApprenticeBarriers> unmatched;       // By apprentice.
};

// Whether all that each requirement refuses is counted for everybody, or only where no opening is refused by one
// alone, which takes a third of the time and is all that a main barrier asks.
enum class RefusedCounts : std::uint8_t { kAll, kWhereAsked };

// Cost: the refusals of every unmatched apprentice; on work.thread_count threads.  Stopped: incomplete.  Memory: 0.3
// KiB an unmatched apprentice.
BarrierReport MakeBarrierReport(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                const Matching& matching, const WorkOptions& work,
                                RefusedCounts counts = RefusedCounts::kAll);

// The apprentices without placement, ascending.
std::vector<ApprenticeIndex> UnmatchedOf(const Problem& problem, const Matching& matching);

// The broad field of training of an apprentice: the first two digits of its ISCED-F code.
std::string BroadFieldOf(const Apprentice& apprentice);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_BARRIER_REPORT_H_
