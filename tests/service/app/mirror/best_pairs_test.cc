// The best apprentices of an opening are the same however many looked for them.

#include "service/app/mirror/best_pairs.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

TEST(BestPairsTest, ThoseOfTwoJoinedAreThoseOfOne) {
  const RuleBook rules = StandardRuleBook();
  std::int64_t feasible = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem = RandomProblem(seed, {.apprentice_count = 60, .opening_count = 12});
    const Sieve sieve(problem, rules, {});
    for (std::size_t o = 0; o < problem.openings().size(); ++o) {
      const auto best_of = [&](auto keep) {
        BestApprentices best(rules, problem.round(), OpeningIndex(o), /*count=*/5);
        best.Add(problem, sieve, keep);
        return best;
      };
      BestApprentices whole = best_of([](ApprenticeIndex) { return true; });
      BestApprentices joined = best_of([](ApprenticeIndex i) { return i.value % 3 == 0; });
      joined.Join(best_of([](ApprenticeIndex i) { return i.value % 3 != 0; }));
      EXPECT_EQ(joined.feasible_count(), whole.feasible_count());
      feasible += whole.feasible_count();
      const std::vector<RankedApprentice> expected = std::move(whole).Take();
      const std::vector<RankedApprentice> found = std::move(joined).Take();
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].index, expected[i].index);
        EXPECT_EQ(found[i].points, expected[i].points);
      }
    }
  }
  EXPECT_GT(feasible, 1000);
}

}  // namespace
}  // namespace walz
