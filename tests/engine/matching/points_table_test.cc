// points_table says what the criteria say, pair by pair.

#include "engine/matching/points_table.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

void ExpectPoints(const Problem& problem, const RuleBook& rules, const PointsTable& table, std::uint64_t seed) {
  std::vector<OpeningIndex> openings;
  for (std::size_t o = 0; o < problem.openings().size(); ++o) {
    if ((seed + o) % 4 != 0) openings.push_back(OpeningIndex(o));
  }
  for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
    const ApprenticeIndex apprentice(a);
    std::vector<int> expected;
    for (const OpeningIndex opening : openings) {
      expected.push_back(PointsOf(rules, problem.View(apprentice), problem.View(opening)));
    }
    ASSERT_EQ(table.PointsOf(problem, apprentice, openings), expected) << "seed " << seed << ", apprentice " << a;
    std::vector<std::pair<OpeningIndex, int>> best;
    for (std::size_t i = 0; i < openings.size(); ++i) best.emplace_back(openings[i], expected[i]);
    std::sort(best.begin(), best.end(), [&problem](const auto& x, const auto& y) {
      return x.second != y.second ? x.second > y.second : problem[x.first].id < problem[y.first].id;
    });
    for (const std::size_t count : {openings.size() + 1, openings.size(), openings.size() / 3, std::size_t{1}}) {
      if (count < best.size()) best.resize(count);
      std::vector<std::pair<OpeningIndex, int>> found;
      for (const PointsTable::Ranked& ranked : table.BestOf(problem, apprentice, openings, count)) {
        found.emplace_back(ranked.opening, ranked.points);
      }
      ASSERT_EQ(found, best) << "seed " << seed << ", apprentice " << a;
    }
  }
}

// All openings come, once each, in the order of what they are worth, whatever they are worth besides their points.
void ExpectRanking(const Problem& problem, const RuleBook& rules, const PointsTable& table,
                   ApprenticeIndex apprentice) {
  const auto besides = [](OpeningIndex o) { return absl::int128((o.value * 7919) % 13) * -100; };
  std::vector<OpeningIndex> openings;
  std::vector<std::pair<absl::int128, std::string>> expected;
  for (std::size_t o = 0; o < problem.openings().size(); ++o) {
    openings.push_back(OpeningIndex(o));
    const int points = PointsOf(rules, problem.View(apprentice), problem.View(openings.back()));
    expected.emplace_back(-(3 * absl::int128(points) + besides(openings.back())), problem[openings.back()].id);
  }
  std::sort(expected.begin(), expected.end());
  PointsTable::Ranking ranking(table, problem, apprentice, openings, {3, besides});
  for (const auto& [worth, opening] : expected) {
    const std::optional<PointsTable::Ranked> next = ranking.Next();
    ASSERT_TRUE(next.has_value());
    EXPECT_EQ(problem[next->opening].id, opening);
    EXPECT_EQ(next->worth, -worth);
  }
  EXPECT_FALSE(ranking.Next().has_value());
}

TEST(PointsTableTest, RanksByPointsAndWhatAnOpeningIsWorthBesides) {
  const RuleBook rules = StandardRuleBook();
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Problem problem = RandomProblem(seed, {.apprentice_count = 4, .opening_count = 40});
    const PointsTable table(problem, rules);
    for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
      ExpectRanking(problem, rules, table, ApprenticeIndex(a));
      if (HasFatalFailure()) return;
    }
  }
}

TEST(PointsTableTest, SaysWhatTheCriteriaSay) {
  const RuleBook rules = StandardRuleBook();
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Problem problem = RandomProblem(seed, {.apprentice_count = 8, .opening_count = 20, .later_worth = true});
    ExpectPoints(problem, rules, PointsTable(problem, rules), seed);
    if (HasFatalFailure()) return;
  }
}

TEST(PointsTableTest, KeepsTheFirstOfEquals) {
  const RuleBook rules = StandardRuleBook();
  Facts facts = RandomFacts(11, {.apprentice_count = 4, .opening_count = 30});
  for (std::size_t i = 0; i < facts.openings.size(); ++i) {
    facts.openings[i] = facts.openings[0];
    facts.openings[i].id = absl::StrCat("O-", 100 + i);
  }
  facts.wishes.clear();
  facts.host_ranks.clear();
  facts.pairs.clear();
  facts.last_run.clear();
  const Problem problem = *Problem::Create(facts).problem;
  ExpectPoints(problem, rules, PointsTable(problem, rules), 11);
}

TEST(PointsTableTest, AsksOnlyWhatTheRoundWeighs) {
  const RuleBook rules = StandardRuleBook();
  for (std::size_t only = 0; only < rules.criteria.size(); ++only) {
    Facts facts = RandomFacts(7, {.apprentice_count = 6, .opening_count = 15, .later_worth = true});
    facts.round.weights = {};
    facts.round.weights[only] = 3;
    const Problem problem = *Problem::Create(facts).problem;
    ExpectPoints(problem, rules, PointsTable(problem, rules), 7);
  }
}

TEST(PointsTableTest, IsEmptyWithoutOpenings) {
  const RuleBook rules = StandardRuleBook();
  Facts facts = RandomFacts(7, {.apprentice_count = 2, .opening_count = 1, .with_pins = false, .with_last_run = false});
  facts.openings.clear();
  facts.wishes.clear();
  facts.host_ranks.clear();
  facts.pairs.clear();
  const Problem problem = *Problem::Create(facts).problem;
  EXPECT_TRUE(PointsTable(problem, rules).PointsOf(problem, ApprenticeIndex(0), {}).empty());
}

}  // namespace
}  // namespace walz
