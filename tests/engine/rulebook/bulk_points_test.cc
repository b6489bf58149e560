// Tables of criteria say what the criteria say, pair by pair.

#include "engine/rulebook/bulk_points.h"

#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

TEST(BulkPointsTest, AreThoseOfThePairsOneByOne) {
  const RuleBook rules = StandardRuleBook();
  std::int64_t with_points = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Facts facts = RandomFacts(seed, {.apprentice_count = 20, .opening_count = 25, .later_worth = true});
    if (seed % 3 == 0) facts.round.weights.fill(static_cast<int>(seed));
    Problem::CreateResult made = Problem::Create(std::move(facts));
    ASSERT_TRUE(made.problem.has_value());
    const Problem& problem = *made.problem;
    const BulkPoints bulk(problem, rules, 2);
    std::vector<OpeningIndex> openings;  // Some, ascending.
    for (std::size_t o = seed % 2; o < problem.openings().size(); o += 1 + seed % 3) {
      openings.push_back(OpeningIndex(o));
    }
    std::vector<std::int32_t> points;
    for (int time = 0; time < 2; ++time) {  // The second time out of memory.
      for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
        bulk.Of(ApprenticeIndex(i), openings, points);
        ASSERT_EQ(points.size(), openings.size());
        for (std::size_t o = 0; o < openings.size(); ++o) {
          ASSERT_EQ(points[o], PointsOf(rules, problem.View(ApprenticeIndex(i)), problem.View(openings[o])));
          with_points += points[o] > 0 ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(with_points, 1000);
}

}  // namespace
}  // namespace walz
