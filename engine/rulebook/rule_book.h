// RuleBook: all rules in force, as values, in the order of the law.
//
// engine/rules/standard_rulebook.h makes the one that Walz ships; a test may make one of a single rule.
// Thread rule: immutable.

#ifndef ENGINE_RULEBOOK_RULE_BOOK_H_
#define ENGINE_RULEBOOK_RULE_BOOK_H_

#include <optional>
#include <vector>

#include "engine/rulebook/criterion.h"
#include "engine/rulebook/quota.h"
#include "engine/rulebook/requirement.h"

namespace walz {

// Lengths in days, both ends included.
struct LengthRange {
  int min;
  int max;
};

// All lawful stays of an apprentice, or of an opening, lie in `days` and have `length_min` days at least.
struct StaySpan {
  DayRange days;
  int length_min;
};

// How lawful stays of a pair are found.
struct StayLaw {
  // The lengths that stay_length_permitted permits with accepted actions; none if it refuses the pair.
  std::optional<LengthRange> (*permitted_lengths)(const ApprenticeView&, const OpeningView&);
  // The first days of all lawful stays of `length` days, as ascending ranges: inside the apprentice's, the opening's
  // and the round's days, and ALLOWED or NEEDS-accepted by every requirement that reads the stay. REQUIRES: length lies
  // in permitted_lengths.
  std::vector<DayRange> (*lawful_starts)(const ApprenticeView&, const OpeningView&, int length);
  // Position in `requirements` of the one whose facets determine lawful_starts for the shortest length.
  std::size_t dates_requirement;
  // None if the apprentice has no lawful stay anywhere, or the opening with nobody.  A feasible pair has one.
  std::optional<StaySpan> (*span_of_apprentice)(const ApprenticeView&) = nullptr;
  std::optional<StaySpan> (*span_of_opening)(const OpeningView&) = nullptr;
};

struct RuleBook {
  std::vector<Requirement> requirements;
  std::vector<Criterion> criteria;
  std::vector<Quota> quotas;
  StayLaw stays;
};

// All requirements are feasible for the pair at its most favourable stay.  The obvious way; the sieve is the fast one.
bool IsFeasible(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening);

// Every requirement accepts the pair at `stay`.
bool IsLawfulStay(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening, DayRange stay);

// The actions that must be done before `stay`: the union over all requirements.
ActionSet ActionsOf(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening, DayRange stay);

// The weighted points of the pair, 0..1,000,000: sum of weight times points over the criteria.
int PointsOf(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening);

}  // namespace walz

#endif  // ENGINE_RULEBOOK_RULE_BOOK_H_
