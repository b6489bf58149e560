// RoundFacts: the facts of one round out of a view: what a run reads, and what an export of the round holds.
//
// The cohort is all apprentices of the centres of the round's consortium (of all centres, if the round names none), all
// companies and openings, all schemes.  Rows that name an opening, company or apprentice that is not there are left out
// and counted.

#ifndef SERVICE_APP_MIRROR_ROUND_FACTS_H_
#define SERVICE_APP_MIRROR_ROUND_FACTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "engine/base/stop.h"
#include "engine/model/facts.h"
#include "engine/model/problem.h"
#include "service/app/mirror/view.h"

namespace walz {

// Rows that name what is not there.
struct LeftOut {
  std::int64_t wishes = 0;
  std::int64_t pairs = 0;
  std::int64_t host_ranks = 0;
};

// Everything but apprentices, and what is said of them.
Facts HostFactsOf(const View& view, const RoundRow& round);

// The whole cohort, apprentices by id; on work.thread_count threads.  `last_run` is taken as it is.
Facts CohortFactsOf(const View& view, const RoundRow& round, std::vector<LastPlacementFact> last_run,
                    const WorkOptions& work, LeftOut& left_out);

// The rows of one apprentice that name what is in `hosts`, added to `facts`.
void AddApprentice(const ApprenticeRow& row, const Problem& hosts, Facts& facts);

// FAILED_PRECONDITION, FACTS_CONTRADICT: what is wrong with the facts, by resource name and field.
// REQUIRES: there is no problem.
absl::Status ContradictionOf(const Problem::CreateResult& result);

// FACTS_CONTRADICT if profiles of the view could not be read.
absl::Status CheckReadable(const View& view);

// The round of that resource name.  BAD_NAME, RESOURCE_NOT_FOUND.
absl::StatusOr<std::shared_ptr<const RoundRow>> FindRound(const View& view, absl::string_view name);

// Names of the API.
std::string NameOfApprentice(const Apprentice& apprentice);
std::string NameOfOpening(const Opening& opening);

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_ROUND_FACTS_H_
