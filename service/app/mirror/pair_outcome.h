// What a stored run did with a feasible pair, and why: what RunReports say of it, from the run's standing alone.
//
// Internal to service/app/mirror.  Thread rule: pure functions.

#ifndef SERVICE_APP_MIRROR_PAIR_OUTCOME_H_
#define SERVICE_APP_MIRROR_PAIR_OUTCOME_H_

#include <optional>

#include <absl/status/statusor.h>
#include <walz/v1/report.pb.h>

#include "engine/model/problem.h"
#include "service/app/mirror/round_hosts.h"
#include "service/app/mirror/run_standing.h"
#include "service/app/mirror/view.h"
#include "service/call/call.h"

namespace walz {

struct OutcomeScene {
  const Call& call;
  const View& view;
  const RoundHosts& hosts;
  const RunStanding& standing;
};

// Of the pair as `few` has it, whose one apprentice it is; whoever holds the opening's places is linked beside it.
// Names only people that the caller may see, and the apprentice.  REQUIRES: the pair is feasible.  None: the run read
// nothing of the opening.  O(holders + feasible openings).  FACTS_CONTRADICT.
absl::StatusOr<std::optional<v1::OutcomeReport>> PairOutcomeOf(const OutcomeScene& scene, Facts few,
                                                               OpeningIndex opening);

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_PAIR_OUTCOME_H_
