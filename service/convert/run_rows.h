// The rows of proposals.csv and verdicts.csv, made from the facts.  The one place for their columns: the writer writes
// what stands here, and the verifier compares a file with it.

#ifndef SERVICE_CONVERT_RUN_ROWS_H_
#define SERVICE_CONVERT_RUN_ROWS_H_

#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"
#include "service/convert/csv_writer.h"

namespace walz {

// apprentice, opening, company, start, end, days, points, tier, needs, grant_eur, wish_rank, reason.
const CsvRow& ProposalColumns();
CsvRow ProposalRow(const Problem& problem, const RuleBook& rules, const Placement& placement);

// apprentice, opening, requirement, verdict, action_or_reason.
const CsvRow& VerdictColumns();
// One row a requirement, in the order of the rulebook, at the pair's most favourable stay.
std::vector<CsvRow> VerdictRows(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                                OpeningIndex opening);

}  // namespace walz

#endif  // SERVICE_CONVERT_RUN_ROWS_H_
