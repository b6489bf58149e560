// The best apprentices of an opening are those that the rules say, however many looked for them, and in how many parts
// the apprentices were linked.

#include "service/app/mirror/best_pairs.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/joined_facts.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

struct LinkedPart {
  LinkedPart(Problem of, const RuleBook& rules, const Sieve& hosts, const LearnerColumns& columns)
      : problem(std::move(of)), sieve(problem, rules, hosts), rows(problem, sieve, columns) {}
  LinkedApprentices linked() const { return {problem, sieve, rows}; }

  Problem problem;
  Sieve sieve;
  LearnerRows rows;
};

using Ranked = std::pair<int, std::string>;  // Less points, then id.

TEST(BestPairsTest, AreThoseThatTheRulesSay) {
  const RuleBook rules = StandardRuleBook();
  std::int64_t feasible_count = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Facts facts = RandomFacts(seed, {.apprentice_count = 40, .opening_count = 10});
    const std::optional<Problem> hosts = Problem::Create(HostsOf(facts)).problem;
    ASSERT_TRUE(hosts);
    const Sieve hosts_sieve(*hosts, rules, {});
    const LearnerColumns columns(rules);
    std::vector<std::unique_ptr<LinkedPart>> parts;
    std::vector<std::unique_ptr<KnownOpening>> early;  // From before most facts had a number.
    const std::size_t step = 7 + seed % 40;
    for (std::size_t first = 0; first < facts.apprentices.size(); first += step) {
      const std::size_t last = std::min(first + step, facts.apprentices.size());
      parts.push_back(std::make_unique<LinkedPart>(*Problem::Join(*hosts, FewOf(facts, first, last)).problem, rules,
                                                   hosts_sieve, columns));
      for (std::uint32_t o = 0; early.size() < hosts->openings().size(); ++o) {
        early.push_back(std::make_unique<KnownOpening>(columns, parts.front()->linked(), OpeningIndex(o)));
      }
    }
    const auto keep = [&](const Apprentice& apprentice) { return seed % 3 > 0 || apprentice.id.back() % 2 == 0; };
    for (std::uint32_t o = 0; o < hosts->openings().size(); ++o) {
      const std::size_t count = 1 + o % 6;
      std::vector<Ranked> expected;
      for (const auto& part : parts) {
        for (std::size_t i = 0; i < part->problem.apprentices().size(); ++i) {
          const ApprenticeView learner = part->problem.View(ApprenticeIndex(i));
          const OpeningView host = part->problem.View(OpeningIndex(o));
          if (!keep(learner.apprentice) || !IsFeasible(rules, learner, host)) continue;
          expected.emplace_back(-PointsOf(rules, learner, host), learner.apprentice.id);
        }
      }
      const auto all_count = static_cast<std::int64_t>(expected.size());
      std::sort(expected.begin(), expected.end());
      expected.resize(std::min(count, expected.size()));

      KnownOpening late(columns, parts.front()->linked(), OpeningIndex(o));
      KnownOpening& opening = o % 2 == 0 ? late : *early[o];
      BestApprentices best(opening, count);
      for (const auto& part : parts) {
        BestApprentices own(opening, count);  // As a thread has one.
        own.Add(part->linked(), [&](ApprenticeIndex i) { return keep(part->problem[i]); });
        best.Join(std::move(own));
      }
      EXPECT_EQ(best.feasible_count(), all_count);
      feasible_count += all_count;
      std::vector<Ranked> found;
      for (const RankedApprentice& one : std::move(best).Take()) {
        found.emplace_back(-one.points, (*one.problem)[one.index].id);
      }
      EXPECT_EQ(found, expected);
    }
  }
  EXPECT_GT(feasible_count, 1000);
}

}  // namespace
}  // namespace walz
