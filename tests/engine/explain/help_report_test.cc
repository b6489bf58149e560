#include "engine/explain/help_report.h"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/explain/raised_options.h"
#include "tests/engine/explain/static_run.h"

namespace walz {
namespace {

HelpReport HelpOf(const StaticRun& run) {
  return MakeHelpReport(run.problem, run.rules, run.sieve, run.matching, run.network, {}, {});
}

// Raises every language of every apprentice to every level, and matches anew.
TEST(HelpReportTest, SumsByLanguageAndLevelAreWhatMatchingAnewSays) {
  int sum_count = 0;
  std::int64_t several_levels = 0;
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const RandomProblemOptions options = {.apprentice_count = 5, .opening_count = 4};
    const StaticRun run(seed % 4 == 0 ? StaticRun::FactsOf(seed, options) : StaticRun::LanguageFactsOf(seed, options));
    if (!run.network.exact()) continue;
    PlacedReference reference(run.problem, run.rules);
    const std::int64_t most = reference.MostPlaced();
    std::vector<bool> placed(run.problem.apprentices().size());
    for (const Placement& placement : run.matching.placements) placed[placement.apprentice.value] = true;
    std::map<std::string, HelpCount> expected;
    for (const std::string& language : LanguagesAsked(run.problem)) {
      HelpCount below;
      for (int level = 1; level <= static_cast<int>(Cefr::kC2); ++level) {
        const LanguageStep step{language, static_cast<Cefr>(level)};
        HelpCount count;
        for (std::size_t a = 0; a < placed.size(); ++a) {
          const std::vector<OpeningIndex> before = reference.options()[a];
          const std::vector<OpeningIndex> after =
              RaisedOptions(run.problem, run.rules, reference, ApprenticeIndex(a), step);
          if (before == after) continue;
          reference.options()[a] = after;
          if (reference.MostPlaced() > most) ++(placed[a] ? count.placed : count.unmatched);
          reference.options()[a] = before;
        }
        if (count != below) expected[LanguageStepWords(step)] = count;
        several_levels += below.unmatched > 0 && count.unmatched > below.unmatched ? 1 : 0;
        below = count;
      }
    }
    EXPECT_EQ(HelpOf(run).sums.by_language, expected);
    sum_count += static_cast<int>(expected.size());
  }
  EXPECT_GT(sum_count, 400);
  EXPECT_GT(several_levels, 5);
}

TEST(HelpReportTest, SumsOfAGroupAreThoseOfItsApprentices) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StaticRun run(seed, {.apprentice_count = 8, .opening_count = 5, .barrier_rich = true});
    const HelpReport help = HelpOf(run);
    for (const auto* groups :
         {&help.sums.by_field, &help.sums.by_centre, &help.sums.by_country, &help.sums.by_scheme}) {
      HelpCounts sums;
      for (const auto& [group, counts] : *groups) {
        for (const auto& [requirement, count] : counts) {
          sums[requirement].unmatched += count.unmatched;
          sums[requirement].placed += count.placed;
        }
      }
      EXPECT_EQ(sums, help.sums.by_requirement);
    }
  }
}

}  // namespace
}  // namespace walz
