// BarrierClaims: what run.json says of barriers and of what would help.  The one place for these keys.
//
//   funnel           all, how many still have an opening after each requirement, feasible, placed
//   funnels          the same by field, centre, country and scheme: only steps that somebody does not pass
//   most_placed      how many can be placed at once, days and other goals aside: what gains are counted from
//   gains_exact      whether gains are exact; else gains_relaxed says what makes them bounds
//   one_more         by requirement: apprentices, unmatched and placed, for whom alone relaxing it places one more
//   one_more_by      the same by language and level, such as `en B1`, that is enough (levels that help more than the
//   one
//                    below), by employer whose consent is given, and by requirement within each field, centre, country
//                    and scheme
//   acts             by rank: the act, its joint gain, for how many alone it helps, the gain of all acts so far
//                    together
//   acts_complete    whether no act that brings as much as the last one was left unlooked at
//   wide_acts        by centre, field and language: acts for all who have no place, by rank, and whether all were
//                    looked at

#ifndef SERVICE_CONVERT_BARRIER_CLAIMS_H_
#define SERVICE_CONVERT_BARRIER_CLAIMS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/explain/barrier_report.h"
#include "engine/explain/help_report.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"
#include "service/convert/json_text.h"

namespace walz {

struct BarrierClaims {
  using Steps = std::vector<std::pair<std::string, std::int64_t>>;
  struct GroupFunnels {
    std::string kind;                                     // `field`, `centre`, `country`, `scheme`.
    std::vector<std::pair<std::string, Steps>> of_group;  // By group.
  };
  struct ActClaim {
    std::string words;
    std::int64_t gain = 0;
    std::int64_t alone = 0;
    std::int64_t together = 0;
  };
  struct ActClaims {
    std::vector<ActClaim> acts;
    bool complete = true;
  };

  Steps funnel;
  std::vector<GroupFunnels> funnels;
  std::int64_t most_placed = 0;
  std::string gains_relaxed;  // Empty: they are exact.
  std::vector<HelpRow> one_more;
  ActClaims acts;
  std::vector<std::pair<std::string, ActClaims>> wide_acts;  // By kind: `centre`, `field`, `language`.
};

BarrierClaims MakeBarrierClaims(const Problem& problem, const RuleBook& rules, const BarrierReport& barriers,
                                const HelpReport& help);

// Adds the keys to the open object.
void AppendBarrierClaims(const BarrierClaims& claims, JsonText& json);

}  // namespace walz

#endif  // SERVICE_CONVERT_BARRIER_CLAIMS_H_
