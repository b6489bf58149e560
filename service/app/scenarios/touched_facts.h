// Touched facts: whom and what the changes of a scenario concern, and what was written since its base run.
//
// Internal to service/app/scenarios.  Thread rule: pure functions.

#ifndef SERVICE_APP_SCENARIOS_TOUCHED_FACTS_H_
#define SERVICE_APP_SCENARIOS_TOUCHED_FACTS_H_

#include <string>

#include <absl/container/flat_hash_set.h>

#include "engine/matching/warm_start.h"
#include "engine/model/problem.h"

namespace walz {

// Of the resources with these keys (keys.h): an apprentice, an opening; a company's openings and the apprentices whom
// it employs; a centre's and a scheme's apprentices; everything of a round, or where more than a tenth of all
// apprentices are concerned.  O(keys + apprentices).
WarmStart::Touched TouchedBy(const absl::flat_hash_set<std::string>& keys, const Problem& problem);

}  // namespace walz

#endif  // SERVICE_APP_SCENARIOS_TOUCHED_FACTS_H_
