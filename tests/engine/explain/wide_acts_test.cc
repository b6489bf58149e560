#include "engine/explain/wide_acts.h"

#include <algorithm>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/explain/barrier_report.h"
#include "tests/engine/explain/raised_options.h"
#include "tests/engine/explain/static_run.h"

namespace walz {
namespace {

WideActs ActsOf(const StaticRun& run, const ActLimits& limits = {}) {
  const std::vector<SingleGain> gains =
      FindSingleGains(run.problem, run.rules, run.sieve, run.matching, run.network, {});
  return FindWideActs(run.problem, run.rules, run.sieve, run.matching, run.network, gains, limits, {});
}

std::string GroupOf(const Problem& problem, const Act& act, ApprenticeIndex apprentice) {
  const Apprentice& facts = problem[apprentice];
  if (act.kind == ActKind::kCentreRelaxes) return absl::StrCat("centre ", facts.centre);
  return act.kind == ActKind::kFieldRelaxes ? absl::StrCat("field ", BroadFieldOf(facts)) : std::string();
}

// What matching anew says of the act, and for how many it helps alone.
struct Anew {
  std::int64_t gain = 0;
  std::int64_t alone_count = 0;
};
Anew MatchAnew(const StaticRun& run, const Act& act) {
  PlacedReference reference(run.problem, run.rules);
  const std::int64_t most = reference.MostPlaced();
  std::vector<bool> placed(run.problem.apprentices().size());
  for (const Placement& placement : run.matching.placements) placed[placement.apprentice.value] = true;
  Anew anew;
  std::vector<std::vector<OpeningIndex>> changed = reference.options();
  for (std::size_t a = 0; a < placed.size(); ++a) {
    const ApprenticeIndex apprentice(a);
    if (placed[a] || GroupOf(run.problem, act, apprentice) != act.group) continue;
    changed[a] = act.step ? RaisedOptions(run.problem, run.rules, reference, apprentice, *act.step)
                          : reference.OptionsOf(apprentice, *act.requirement);
    const std::vector<OpeningIndex> before = reference.options()[a];
    reference.options()[a] = changed[a];
    anew.alone_count += reference.MostPlaced() - most;
    reference.options()[a] = before;
  }
  reference.options() = changed;
  anew.gain = reference.MostPlaced() - most;
  return anew;
}

TEST(WideActsTest, BringWhatMatchingAnewSays) {
  std::vector<int> counts(3);
  int language_count = 0;
  int fewer_count = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const RandomProblemOptions options = {.apprentice_count = 7, .opening_count = 4, .barrier_rich = seed % 2 == 0};
    const StaticRun run(seed % 4 < 2 ? StaticRun::FactsOf(seed, options) : StaticRun::LanguageFactsOf(seed, options));
    if (!run.network.exact()) continue;
    const WideActs acts = ActsOf(run, {.kept_max = 6, .looked_at_max = 200});
    const ActList* const lists[] = {&acts.by_centre, &acts.by_field, &acts.by_language};
    for (std::size_t k = 0; k < counts.size(); ++k) {
      ASSERT_TRUE(lists[k]->complete);
      std::vector<const Act*> so_far;
      for (const Act& act : lists[k]->acts) {
        SCOPED_TRACE(ActWords(run.problem, run.rules, act));
        const Anew anew = MatchAnew(run, act);
        ASSERT_EQ(act.gain, anew.gain);
        ASSERT_EQ(act.alone_count, anew.alone_count);
        ASSERT_GE(lists[k]->acts.front().gain, act.gain);
        so_far.push_back(&act);
        ASSERT_EQ(lists[k]->together[so_far.size() - 1], GainTogether(run.network, so_far).more);
        ++counts[k];
        language_count += act.step ? 1 : 0;
        fewer_count += act.gain < act.alone_count ? 1 : 0;
      }
    }
  }
  for (const int count : counts) EXPECT_GT(count, 100);
  EXPECT_GT(language_count, 100);
  EXPECT_GT(fewer_count, 50);
}

TEST(WideActsTest, SayWhenNotAllWereLookedAt) {
  bool cut = false;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const StaticRun run(seed, {.apprentice_count = 8, .opening_count = 5, .barrier_rich = true});
    const WideActs all = ActsOf(run);
    const WideActs one = ActsOf(run, {.kept_max = 20, .looked_at_max = 1});
    EXPECT_TRUE(all.by_field.complete);
    if (all.by_field.acts.size() < 2) continue;
    EXPECT_FALSE(one.by_field.complete);
    EXPECT_EQ(one.by_field.acts.size(), 1u);
    cut = true;
  }
  EXPECT_TRUE(cut);
}

}  // namespace
}  // namespace walz
