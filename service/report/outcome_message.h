// Why a run left one apprentice without a place, or without this one, as a report that a caller may see.
//
// People and openings stand by their ids.  Thread rule: pure functions.

#ifndef SERVICE_REPORT_OUTCOME_MESSAGE_H_
#define SERVICE_REPORT_OUTCOME_MESSAGE_H_

#include <optional>

#include <walz/v1/report.pb.h>

#include "engine/base/stop.h"
#include "engine/explain/pair_reason.h"
#include "engine/matching/matching.h"
#include "service/report/report_facts.h"

namespace walz {

// Names only people who may be counted, and the apprentice.  Without opening: why no place at all.
// REQUIRES: `outcome` is lawful by these facts, which were made of its matching; where it claims to be proven, its
// audit was passed.
v1::OutcomeReport MakeOutcomeReport(const ReportFacts& facts, const RunOutcome& outcome, ApprenticeIndex apprentice,
                                    std::optional<OpeningIndex> opening, const WorkOptions& work);

// The same of one opening, where the reason is known: ReasonOfPair, or what of it placements and prices say.  Reads
// nothing of `facts.sieve`.
v1::OutcomeReport MakePairReport(const ReportFacts& facts, ApprenticeIndex apprentice, OpeningIndex opening,
                                 const std::optional<PairReason>& reason);

}  // namespace walz

#endif  // SERVICE_REPORT_OUTCOME_MESSAGE_H_
