// SingleGains: for every apprentice and requirement, whether relaxing it for her alone places one more person in all.
//
// Relaxing a requirement adds the openings that it alone refuses.  The person who is placed need not be the apprentice:
// one who has a place and could take another leaves hers to somebody who waits.

#ifndef ENGINE_EXPLAIN_SINGLE_GAINS_H_
#define ENGINE_EXPLAIN_SINGLE_GAINS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/stop.h"
#include "engine/explain/language_gains.h"
#include "engine/explain/place_network.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Relaxing this requirement for this apprentice places one more.  An opening opened so takes her as it would any other:
// at most so many at once as it has places.
struct SingleGain {
  ApprenticeIndex apprentice;
  std::uint32_t requirement = 0;   // Position in the rulebook.
  OpeningIndex opening;            // The first that it opens and that leads to a place.
  std::int64_t opening_count = 0;  // How many such there are.
  // Always in an exact network; else if she is without a place and one of these openings is free for her on the days of
  // a lawful stay, nobody moving.
  bool proven = false;
  // Of one without a place, where the requirement has a figure: the least that is enough (relief.h), such as `en B1`.
  std::string figure;
  // Of the language requirement: for each language that alone can do it the least step to such an opening.
  std::vector<LanguageStep> steps;

  friend bool operator==(const SingleGain&, const SingleGain&) = default;
};

// By apprentice, then requirement.  `network` is made of `matching`; exact where it is, elsewhere what its capacities
// allow.  One
// pass over the apprentices who wait and the openings that lead to a place; on work.thread_count threads.
std::vector<SingleGain> FindSingleGains(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        const Matching& matching, const PlaceNetwork& network, const WorkOptions& work);

// The requirement that alone refuses the pin of a pinned apprentice, at the pin's stay where it has one; none if none
// or several refuse.
std::optional<std::uint32_t> LoneRefuserOfPin(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                                              const Pin& pin);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_SINGLE_GAINS_H_
