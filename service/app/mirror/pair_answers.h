// What is said of one pair in the words of the API.
//
// Internal to service/app/mirror.  Thread rule: pure functions.

#ifndef SERVICE_APP_MIRROR_PAIR_ANSWERS_H_
#define SERVICE_APP_MIRROR_PAIR_ANSWERS_H_

#include <optional>

#include <google/protobuf/repeated_ptr_field.h>
#include <walz/v1/matching_service.pb.h>

#include "engine/explain/pair_explanation.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// The longest, then earliest lawful stay.  REQUIRES: the pair is feasible.
std::optional<DayRange> LongestStayOf(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                                      OpeningIndex opening);

// Without `personal`, words that tell what only full views may say are left out.
v1::RequirementVerdict VerdictOf(const RequirementFinding& finding, bool personal);

v1::Suggestion SuggestionOf(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                            OpeningIndex opening, int points);

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_PAIR_ANSWERS_H_
