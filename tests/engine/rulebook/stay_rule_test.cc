// Rules that speak of stays: where one day stands for all days of an apprentice.

#include "engine/rulebook/stay_rule.h"

#include <cstdint>
#include <memory>

#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

bool AStayFits(const Problem& problem, ApprenticeIndex apprentice, OpeningIndex opening) {
  const LearnerFrame learner = LearnerFrameOf(problem.View(apprentice));
  const HostFrame host = HostFrameOf(problem.View(opening));
  bool fits = false;
  ForEachStarts(*learner.days, *host.days, FrameLengthOf(learner, host), [&](DayRange) {
    fits = true;
    return false;
  });
  return fits;
}

TEST(StayRulePropertyTest, JudgesWhatFitsAsJudgeDoes) {
  std::int64_t others_differ = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    RandomProblemOptions options;
    options.apprentice_count = 8;
    options.opening_count = 8;
    const Problem problem = RandomProblem(seed, options);
    for (const Requirement& requirement : StandardRuleBook().requirements) {
      if (requirement.tabulate == nullptr) continue;
      const std::unique_ptr<FacetTable> table = requirement.tabulate(problem);
      for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
        for (std::size_t o = 0; o < problem.openings().size(); ++o) {
          const std::uint32_t learner = table->LearnerFacetOf(ApprenticeIndex(a));
          const std::uint32_t host = table->HostFacetOf(OpeningIndex(o));
          const bool is_same = table->JudgeIfFits(learner, host) == table->Judge(learner, host);
          if (!AStayFits(problem, ApprenticeIndex(a), OpeningIndex(o))) {
            others_differ += is_same ? 0 : 1;
          } else {
            ASSERT_TRUE(is_same) << requirement.name << ", seed " << seed;
          }
        }
      }
    }
  }
  EXPECT_GT(others_differ, 0);  // Else days would never matter where none fits, and Judge could do the same.
}

}  // namespace
}  // namespace walz
