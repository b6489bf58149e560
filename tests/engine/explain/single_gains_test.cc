#include "engine/explain/single_gains.h"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/explain/joint_gain.h"
#include "tests/engine/explain/placed_reference.h"
#include "tests/engine/explain/static_run.h"

namespace walz {
namespace {

TEST(SingleGainsTest, AreWhatMatchingAnewSaysForEveryApprenticeAndRequirement) {
  int gain_count = 0;
  int placed_gain_count = 0;
  int question_count = 0;
  for (std::uint64_t seed = 1; seed <= 1'200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StaticRun run(seed, {.apprentice_count = 5, .opening_count = 4, .barrier_rich = seed % 2 == 0});
    if (!run.network.exact()) continue;  // Quotas cross.
    PlacedReference reference(run.problem, run.rules);
    const std::int64_t most = reference.MostPlaced();
    ASSERT_EQ(run.network.most_placed(), most);
    ASSERT_EQ(run.network.placed(), static_cast<std::int64_t>(run.matching.placements.size()));
    const std::vector<SingleGain> gains =
        FindSingleGains(run.problem, run.rules, run.sieve, run.matching, run.network, {});
    for (std::size_t a = 0; a < run.problem.apprentices().size(); ++a) {
      const std::vector<OpeningIndex> before = reference.options()[a];
      for (std::size_t r = 0; r < run.rules.requirements.size(); ++r) {
        const std::vector<OpeningIndex> after = reference.OptionsOf(ApprenticeIndex(a), r);
        std::int64_t more = 0;
        if (after != before) {
          ++question_count;
          reference.options()[a] = after;
          more = reference.MostPlaced() - most;
          reference.options()[a] = before;
        }
        const bool found = std::any_of(gains.begin(), gains.end(), [&](const SingleGain& gain) {
          return gain.apprentice == ApprenticeIndex(a) && gain.requirement == r;
        });
        ASSERT_EQ(found, more == 1) << run.problem[ApprenticeIndex(a)].id << " " << run.rules.requirements[r].name;
        gain_count += found ? 1 : 0;
        if (found && run.network.flow().SlotOf(a) != kNoFlowVertex) ++placed_gain_count;
      }
    }
  }
  EXPECT_GT(question_count, 3'000);
  EXPECT_GT(gain_count, 1'000);
  EXPECT_GT(placed_gain_count, 50);
}

TEST(PlaceNetworkTest, SaysWhereOnePlaceMorePlacesOneMore) {
  int help_count = 0;
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StaticRun run(seed, {.apprentice_count = 6, .opening_count = 4});
    if (!run.network.exact()) continue;
    PlacedReference reference(run.problem, run.rules);
    const std::int64_t most = reference.MostPlaced();
    for (std::size_t o = 0; o < run.problem.openings().size(); ++o) {
      reference.room() = {{{0, static_cast<QuotaGroup>(o)}, 1}};
      const bool helps = run.network.PlaceHelps(OpeningIndex(o));
      ASSERT_EQ(helps, reference.MostPlaced() > most) << run.problem[OpeningIndex(o)].id;
      help_count += helps ? 1 : 0;
    }
  }
  EXPECT_GT(help_count, 100);
}

// Some random relaxations at once.
TEST(JointGainTest, IsWhatMatchingAnewSays) {
  int more_than_one_count = 0;
  int joint_only_count = 0;
  for (std::uint64_t seed = 1; seed <= 1'500; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StaticRun run(seed, {.apprentice_count = 6, .opening_count = 4, .barrier_rich = seed % 3 == 0});
    if (!run.network.exact()) continue;
    PlacedReference reference(run.problem, run.rules);
    const std::int64_t most = reference.MostPlaced();
    JointGainCounter counter(run.network);
    Dice dice(seed);
    for (int question = 0; question < 3; ++question) {
      PlacedReference changed(run.problem, run.rules);
      Easing relaxation;
      bool single = false;
      for (std::size_t a = 0; a < run.problem.apprentices().size(); ++a) {
        for (std::size_t o = 0; o < run.problem.openings().size(); ++o) {
          std::vector<OpeningIndex>& options = changed.options()[a];
          if (!dice.Percent(25) || std::count(options.begin(), options.end(), OpeningIndex(o)) > 0) continue;
          options.push_back(OpeningIndex(o));
          relaxation.options.emplace_back(a, o);
          single = single || (run.network.Waits(ApprenticeIndex(a)) && run.network.LeadsToPlace(OpeningIndex(o)));
        }
      }
      for (std::size_t o = 0; o < run.problem.openings().size(); ++o) {
        if (!dice.Percent(20)) continue;
        changed.room()[{0, static_cast<QuotaGroup>(o)}] = 2;
        relaxation.room.push_back({run.network.flow().SlotVertex(o), 2});
        single = single || run.network.PlaceHelps(OpeningIndex(o));
      }
      const std::int64_t more = changed.MostPlaced() - most;
      const JointGain gain = counter.Of(relaxation, 100);
      ASSERT_EQ(gain.more, more);
      EXPECT_GE(static_cast<std::int64_t>(gain.newly_placed.size()), more);
      more_than_one_count += more > 1 ? 1 : 0;
      joint_only_count += more > 0 && !single ? 1 : 0;
      ASSERT_EQ(counter.Of(relaxation, 1).more, std::min<std::int64_t>(more, 1));
    }
  }
  EXPECT_GT(more_than_one_count, 300);
  EXPECT_GT(joint_only_count, 0);
}

}  // namespace
}  // namespace walz
