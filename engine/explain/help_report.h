// HelpReport: what would help: single gains, their sums, and the acts that place most.

#ifndef ENGINE_EXPLAIN_HELP_REPORT_H_
#define ENGINE_EXPLAIN_HELP_REPORT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/explain/acts.h"
#include "engine/explain/single_gains.h"
#include "engine/explain/wide_acts.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Apprentices for each of whom alone relaxing a requirement places one more: sums of single gains, not joint ones.
struct HelpCount {
  std::int64_t unmatched = 0;  // Who have no place.
  std::int64_t placed = 0;     // Who have one, and would leave it to somebody.

  friend bool operator==(const HelpCount&, const HelpCount&) = default;
};
using HelpCounts = std::map<std::string, HelpCount>;  // By requirement.

struct HelpSums {
  HelpCounts by_requirement;
  std::map<std::string, HelpCounts> by_field;  // By broad field, centre id, centre's country, scheme id.
  std::map<std::string, HelpCounts> by_centre;
  std::map<std::string, HelpCounts> by_country;
  std::map<std::string, HelpCounts> by_scheme;
  std::map<std::string, HelpCount> by_employer;  // By company id: what its consent helps.
  // By language and level, such as `en B1`: for whom alone that level in every skill, or a lower one, is enough; only
  // levels that help more than the level below.  Who can be helped by several languages counts at each.
  std::map<std::string, HelpCount> by_language;
};

// One sum as a row.
struct HelpRow {
  absl::string_view kind;   // `requirement`, `language`, `employer`, `field`, `centre`, `country`, `scheme`.
  std::string what;         // The requirement, such as `en B1`, an id.
  std::string requirement;  // Of a field, centre, country, scheme: which one falls for whom of it.
  HelpCount count;
};
// Requirements in the order of the rulebook, all else by what and requirement.
std::vector<HelpRow> RowsOf(const RuleBook& rules, const HelpSums& sums);

HelpSums SumsOf(const Problem& problem, const RuleBook& rules, const Matching& matching,
                absl::Span<const SingleGain> gains);

struct HelpReport {
  std::int64_t placed = 0;           // By the run.
  std::int64_t most_placed = 0;      // At once, goals and days aside: what gains are counted from.
  std::vector<std::string> relaxed;  // Why the gains are bounds and not exact; empty: they are exact.
  std::vector<SingleGain> gains;     // By apprentice, then requirement.
  HelpSums sums;
  ActList acts;
  WideActs wide_acts;

  bool exact() const { return relaxed.empty(); }
};

// `network` is made of the same facts and of `matching`.  Deterministic, whatever work.thread_count.
HelpReport MakeHelpReport(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                          const PlaceNetwork& network, const ActLimits& limits, const WorkOptions& work);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_HELP_REPORT_H_
