// GreedyRound: a random round and an arrangement of it that nobody has improved.

#ifndef TESTS_SUPPORT_GREEDY_ROUND_H_
#define TESTS_SUPPORT_GREEDY_ROUND_H_

#include <cstdint>
#include <vector>

#include "engine/matching/all_options.h"
#include "engine/matching/arrangement.h"
#include "engine/matching/objective.h"
#include "engine/matching/quota_groups.h"
#include "engine/matching/sieve.h"
#include "engine/matching/stay_finder.h"
#include "engine/matching/stay_program.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/random_problem.h"

namespace walz {

class GreedyRound {
 public:
  GreedyRound(std::uint64_t seed, const RandomProblemOptions& options)
      : problem_(RandomProblem(seed, options)),
        sieve_(problem_, rules_, {}),
        all_(problem_, rules_, sieve_, 1 << 20, {}),
        quotas_(MakeQuotaGroups(problem_, rules_)),
        objective_(problem_, all_.kept()),
        stays_(problem_, rules_, sieve_),
        arrangement_(problem_, all_.kept(), objective_, quotas_, stays_) {
    for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
      if (!all_.kept().Of(ApprenticeIndex(i)).empty()) apprentices_.push_back(ApprenticeIndex(i));
    }
  }

  PartFacts facts() { return {problem_, all_.kept(), objective_, quotas_, stays_}; }
  const OptionReach& reach() const { return all_.reach(); }
  const Sieve& sieve() const { return sieve_; }
  const Problem& problem() const { return problem_; }
  const RuleBook& rules() const { return rules_; }
  const std::vector<ApprenticeIndex>& apprentices() const { return apprentices_; }  // Those with an option.
  Arrangement& arrangement() { return arrangement_; }
  Score score() const { return objective_.ScoreOf(arrangement_.placements()); }

 private:
  const RuleBook rules_ = StandardRuleBook();
  const Problem problem_;
  const Sieve sieve_;
  const AllOptions all_;
  const std::vector<QuotaGroups> quotas_;
  const Objective objective_;
  StayFinder stays_;
  Arrangement arrangement_;
  std::vector<ApprenticeIndex> apprentices_;
};

}  // namespace walz

#endif  // TESTS_SUPPORT_GREEDY_ROUND_H_
