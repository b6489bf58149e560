// ReportFacts: what the pictures of a run are made of.

#ifndef SERVICE_REPORT_REPORT_FACTS_H_
#define SERVICE_REPORT_REPORT_FACTS_H_

#include <vector>

#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// All must outlive it.
struct ReportFacts {
  const Problem& problem;
  const RuleBook& rules;
  const Sieve& sieve;
  const Matching& matching;
  // By apprentice: whether the report may count it; empty: it may count all.
  std::vector<bool> counted;

  bool Counts(ApprenticeIndex i) const { return counted.empty() || counted[i.value]; }
};

}  // namespace walz

#endif  // SERVICE_REPORT_REPORT_FACTS_H_
