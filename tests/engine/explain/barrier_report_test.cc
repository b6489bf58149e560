#include "engine/explain/barrier_report.h"

#include <numeric>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/explain/pair_explanation.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using testing::ElementsAre;
using testing::Pair;

// Story 10: barriers are reported by field of training too.
TEST(Story10Test, BarriersAreCountedByBroadFieldCentreCountryAndScheme) {
  Facts facts = SmallFacts();
  for (const char* id : {"A2", "A3"}) facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
  facts.openings[0].languages = Asks(facts, {{{"en", Cefr::kC1}}});
  facts.apprentices[1].field = facts.catalogue->FindField("1013");
  facts.openings[0].fields = Fields(facts, {"07"});
  facts.apprentices[0].languages = Speaks(facts, {{"en", Cefr::kB1}});
  facts.apprentices[1].languages = Speaks(facts, {{"en", Cefr::kC1}});
  facts.apprentices[2].languages = Speaks(facts, {{"en", Cefr::kB1}});
  const Problem problem = MakeProblem(std::move(facts));
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  const BarrierReport report = MakeBarrierReport(problem, rules, sieve, Matching(), {});
  const auto barriers = [](const auto& groups) {
    std::map<std::string, BarrierCounts> counts;
    for (const auto& [name, group] : groups) counts[name] = group.barriers;
    return counts;
  };
  EXPECT_THAT(report.all.barriers, ElementsAre(Pair("field_suits", 1), Pair("language_suffices", 2)));
  EXPECT_THAT(barriers(report.by_field), ElementsAre(Pair("07", ElementsAre(Pair("language_suffices", 2))),
                                                     Pair("10", ElementsAre(Pair("field_suits", 1)))));
  EXPECT_THAT(barriers(report.by_centre), ElementsAre(Pair("C", report.all.barriers)));
  EXPECT_THAT(barriers(report.by_country), ElementsAre(Pair("DE", report.all.barriers)));
  EXPECT_THAT(barriers(report.by_scheme), ElementsAre(Pair("S", report.all.barriers)));
}

// The requirements from the first on that leave some opening, asked one pair at a time.
std::size_t PassedOf(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice) {
  std::size_t most = 0;
  for (std::size_t o = 0; o < problem.openings().size(); ++o) {
    std::size_t passed = 0;
    while (passed < rules.requirements.size() && rules.requirements[passed]
                                                     .judge(problem.View(apprentice), problem.View(OpeningIndex(o)))
                                                     .FeasibleWith(problem.round().accepted_actions)) {
      ++passed;
    }
    most = std::max(most, passed);
  }
  return most;
}

// The agreement of everything that speaks of pairs: matcher, pair explanations, funnel, barriers.
TEST(BarrierReportTest, FunnelBarriersPairsAndMatcherAgree) {
  const RuleBook rules = StandardRuleBook();
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem =
        RandomProblem(seed, {.apprentice_count = 4, .opening_count = 4, .barrier_rich = seed % 2 == 0});
    const Sieve sieve(problem, rules, {});
    const Matching matching = FindMatching(problem, rules, sieve, {})->matching;
    const BarrierReport report = MakeBarrierReport(problem, rules, sieve, matching, {});
    Funnel funnel;
    funnel.passed.resize(rules.requirements.size());
    funnel.all = std::ssize(problem.apprentices());
    funnel.placed = std::ssize(matching.placements);
    for (const Placement& placement : matching.placements) {
      EXPECT_TRUE(ExplainPair(problem, rules, placement.apprentice, placement.opening, nullptr).feasible);
    }
    for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
      for (std::size_t r = 0; r < PassedOf(problem, rules, ApprenticeIndex(a)); ++r) ++funnel.passed[r];
    }
    EXPECT_EQ(report.all.funnel.all, funnel.all);
    EXPECT_EQ(report.all.funnel.passed, funnel.passed);
    EXPECT_EQ(report.all.funnel.placed, funnel.placed);
    ASSERT_EQ(report.unmatched.size() + matching.placements.size(), problem.apprentices().size());
    for (const ApprenticeBarriers& of : report.unmatched) {
      std::vector<std::int64_t> alone(rules.requirements.size());
      std::int64_t feasible_count = 0;
      for (std::size_t o = 0; o < problem.openings().size(); ++o) {
        const PairExplanation pair = ExplainPair(problem, rules, of.apprentice, OpeningIndex(o), &matching);
        std::vector<std::size_t> refusing;
        for (std::size_t r = 0; r < pair.requirements.size(); ++r) {
          if (pair.requirements[r].refuses) refusing.push_back(r);
        }
        EXPECT_EQ(pair.feasible, refusing.empty());
        feasible_count += pair.feasible ? 1 : 0;
        if (refusing.size() == 1) ++alone[refusing[0]];
      }
      EXPECT_EQ(of.refusals.feasible, feasible_count);
      for (std::size_t r = 0; r < alone.size(); ++r) {
        EXPECT_EQ(of.refusals.by_requirement[r].only_refused, alone[r]);
      }
      if (problem.PinOf(of.apprentice)) continue;
      EXPECT_EQ(of.barrier.name == kNoPlaceLeft, feasible_count > 0 || problem.openings().empty());
    }
    // Groups add up to the whole.
    for (const auto* groups : {&report.by_field, &report.by_centre, &report.by_country, &report.by_scheme}) {
      Funnel sum;
      sum.passed.resize(rules.requirements.size());
      for (const auto& [name, group] : *groups) {
        sum.all += group.funnel.all;
        sum.placed += group.funnel.placed;
        for (std::size_t r = 0; r < sum.passed.size(); ++r) sum.passed[r] += group.funnel.passed[r];
      }
      EXPECT_EQ(sum.all, funnel.all);
      EXPECT_EQ(sum.passed, funnel.passed);
      EXPECT_EQ(sum.placed, funnel.placed);
    }
  }
}

}  // namespace
}  // namespace walz
