#include "service/report/barrier_messages.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "engine/explain/barrier_report.h"
#include "engine/rules/standard_rulebook.h"
#include "service/report/outcome_message.h"
#include "tests/support/facts_builder.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

struct BarrierWorld {
  explicit BarrierWorld(std::uint64_t seed, bool rich = true)
      : problem(MakeProblem(RandomFacts(
            seed, {.apprentice_count = 20, .opening_count = 10, .barrier_rich = rich, .static_only = true}))),
        rules(StandardRuleBook()),
        sieve(problem, rules, {}),
        outcome(MatchAndAudit(problem)) {}
  ReportFacts facts(std::vector<bool> counted = {}) const {
    return {problem, rules, sieve, outcome.matching, std::move(counted)};
  }
  // Only those of the first apprentice's centre.
  std::vector<bool> OfOneCentre() const {
    std::vector<bool> counted;
    for (const Apprentice& apprentice : problem.apprentices()) {
      counted.push_back(apprentice.centre == problem.apprentices()[0].centre);
    }
    return counted;
  }

  const Problem problem;
  const RuleBook rules;
  const Sieve sieve;
  const RunOutcome outcome;
};

TEST(BarrierMessagesTest, TheFunnelNarrowsToThoseWhoArePlaced) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const BarrierWorld world(seed);
    const v1::FunnelReport report = MakeFunnelReport(world.facts(), {});
    ASSERT_GE(report.stages_size(), 3);
    EXPECT_EQ(report.stages(0).stage(), "all");
    EXPECT_EQ(report.stages(0).apprentices(), 20);
    EXPECT_EQ(report.stages(report.stages_size() - 1).apprentices(),
              static_cast<std::int64_t>(world.outcome.matching.placements.size()));
    std::map<std::string, std::vector<std::int64_t>> sums;
    for (const v1::FunnelGroup& group : report.groups()) {
      ASSERT_EQ(group.apprentices_size(), report.stages_size());
      sums[group.kind()].resize(static_cast<std::size_t>(report.stages_size()));
      for (int i = 0; i < report.stages_size(); ++i) {
        EXPECT_TRUE(i == 0 || group.apprentices(i) <= group.apprentices(i - 1));
        sums[group.kind()][static_cast<std::size_t>(i)] += group.apprentices(i);
      }
    }
    EXPECT_EQ(sums.size(), 4u);
    for (const auto& [kind, sum] : sums) {
      for (int i = 0; i < report.stages_size(); ++i) {
        EXPECT_EQ(sum[static_cast<std::size_t>(i)], report.stages(i).apprentices()) << kind;
      }
    }
  }
}

TEST(BarrierMessagesTest, EveryUnmatchedApprenticeHasOneBarrier) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const BarrierWorld world(seed);
    const v1::BarrierReport report =
        MakeBarrierMessage(world.facts(), {.apprentices_max = 100, .with_gains = true}, {});
    std::map<std::string, std::int64_t> counts;
    for (const v1::ApprenticeBarrier& row : report.apprentices()) ++counts[row.barrier()];
    std::map<std::string, std::int64_t> told;
    for (const v1::BarrierCount& barrier : report.barriers()) told[barrier.barrier()] = barrier.apprentices();
    EXPECT_EQ(counts, told);
    EXPECT_EQ(report.apprentices_size(), static_cast<int>(UnmatchedOf(world.problem, world.outcome.matching).size()));
    EXPECT_EQ(MakeBarrierMessage(world.facts(), {.apprentices_max = 1}, {}).apprentices_size(),
              std::min(1, report.apprentices_size()));
    for (const auto* const acts : {&report.acts(), &report.wide_acts()}) {
      std::map<std::string, std::int64_t> before;
      for (const v1::BarrierAct& act : *acts) {
        const std::string kind = acts == &report.acts() ? "" : act.kind();
        const auto [last, fresh] = before.try_emplace(kind, act.gain());
        EXPECT_LE(act.gain(), last->second);
        EXPECT_GE(act.together(), act.gain());
        EXPECT_FALSE(act.words().empty());
        last->second = act.gain();
      }
    }
    // The sums are those of the rows of people.
    std::map<std::string, std::int64_t> unmatched;
    for (const v1::ApprenticeBarrier& row : report.apprentices()) {
      for (const std::string& requirement : row.gains()) ++unmatched[requirement];
    }
    std::map<std::string, std::int64_t> summed;
    for (const v1::BarrierHelp& help : report.help()) {
      if (help.kind() == "requirement" && help.unmatched() > 0) summed[help.what()] = help.unmatched();
    }
    EXPECT_EQ(summed, unmatched);
  }
}

TEST(BarrierMessagesTest, ACentreIsToldOfItsOwnAlone) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const BarrierWorld world(seed);
    const std::string centre = world.problem.apprentices()[0].centre;
    const ReportFacts facts = world.facts(world.OfOneCentre());
    std::int64_t own = 0;
    for (const bool counted : facts.counted) own += counted ? 1 : 0;
    const v1::FunnelReport funnel = MakeFunnelReport(facts, {});
    EXPECT_EQ(funnel.stages(0).apprentices(), own);
    for (const v1::FunnelGroup& group : funnel.groups()) {
      EXPECT_TRUE(group.kind() == "country" || (group.kind() == "centre" && group.group() == centre));
    }
    const v1::BarrierReport report = MakeBarrierMessage(facts, {.apprentices_max = 100, .with_gains = true}, {});
    const auto is_own = [&](const std::string& id) {
      return world.problem[*world.problem.FindApprentice(id)].centre == centre;
    };
    for (const v1::ApprenticeBarrier& row : report.apprentices()) EXPECT_TRUE(is_own(row.apprentice()));
    for (const auto* const acts : {&report.acts(), &report.wide_acts()}) {
      for (const v1::BarrierAct& act : *acts) {
        for (const std::string& id : act.newly_placed()) EXPECT_TRUE(is_own(id));
      }
    }
    for (const v1::BarrierHelp& help : report.help()) {
      EXPECT_LE(help.unmatched() + help.placed(), own);
      EXPECT_TRUE(help.kind() != "centre" || help.what() == centre);
    }
  }
}

TEST(OutcomeMessageTest, NamesNobodyWhoMayNotBeSeen) {
  int held_by_others = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const BarrierWorld world(seed, /*rich=*/false);
    std::set<std::string> others;
    const std::vector<bool> own = world.OfOneCentre();
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (!own[i]) others.insert(world.problem.apprentices()[i].id);
    }
    const ReportFacts facts = world.facts(own);
    for (std::uint32_t i = 0; i < own.size(); ++i) {
      if (!own[i]) continue;
      std::vector<std::optional<OpeningIndex>> openings = {std::nullopt};
      for (std::uint32_t o = 0; o < world.problem.openings().size(); ++o) openings.emplace_back(OpeningIndex(o));
      for (const std::optional<OpeningIndex> opening : openings) {
        const v1::OutcomeReport report = MakeOutcomeReport(facts, world.outcome, ApprenticeIndex(i), opening, {});
        EXPECT_FALSE(report.words().empty());
        held_by_others += report.holders_size() < report.holder_count() ? 1 : 0;
        // Whatever the report says: no id of another is in it, as a word of its own.
        std::string text = report.DebugString();
        for (char& c : text) c = std::isalnum(static_cast<unsigned char>(c)) || c == '-' ? c : ' ';
        for (const std::string& id : others) {
          EXPECT_EQ((" " + text + " ").find(" " + id + " "), std::string::npos) << id << "\n" << report.DebugString();
        }
      }
    }
  }
  EXPECT_GT(held_by_others, 20);
}

TEST(OutcomeMessageTest, TellsThoseWhoMaySeeWhoHoldsThePlace) {
  int holders = 0;
  int competing = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const BarrierWorld world(seed, /*rich=*/false);
    for (std::uint32_t i = 0; i < world.problem.apprentices().size(); ++i) {
      const v1::OutcomeReport none =
          MakeOutcomeReport(world.facts(), world.outcome, ApprenticeIndex(i), std::nullopt, {});
      if (none.has_competing()) {
        ++competing;
        EXPECT_EQ(none.competing().people(), none.competing().apprentices_size());
        EXPECT_LT(none.competing().places(), none.competing().people());
      }
      for (std::uint32_t o = 0; o < world.problem.openings().size(); ++o) {
        const v1::OutcomeReport report =
            MakeOutcomeReport(world.facts(), world.outcome, ApprenticeIndex(i), OpeningIndex(o), {});
        EXPECT_EQ(report.holders_size(), report.holder_count());
        holders += report.holders_size() > 0 ? 1 : 0;
      }
    }
  }
  EXPECT_GT(holders, 20);
  EXPECT_GT(competing, 5);
}

}  // namespace
}  // namespace walz
