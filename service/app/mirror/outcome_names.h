// Ids become names of the API in what a report says of an outcome.
//
// An id that is not there stays.  Thread rule: pure functions.

#ifndef SERVICE_APP_MIRROR_OUTCOME_NAMES_H_
#define SERVICE_APP_MIRROR_OUTCOME_NAMES_H_

#include <string>

#include <walz/v1/report.pb.h>

#include "engine/model/problem.h"

namespace walz {

void NameApprentice(const Problem& problem, std::string& id);
void NameOpening(const Problem& problem, std::string& id);
void NameIn(const Problem& problem, v1::OutcomeReport& report);

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_OUTCOME_NAMES_H_
