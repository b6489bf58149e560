#include "engine/explain/blocking_set.h"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/explain/placed_reference.h"
#include "tests/engine/explain/static_run.h"

namespace walz {
namespace {

// How many of these people can be placed at once, all others being away.
std::int64_t MostOf(const StaticRun& run, const std::vector<ApprenticeIndex>& people) {
  PlacedReference reference(run.problem, run.rules);
  for (std::size_t a = 0; a < reference.options().size(); ++a) {
    if (std::count(people.begin(), people.end(), ApprenticeIndex(a)) == 0) reference.options()[a].clear();
  }
  return reference.MostPlaced();
}

TEST(BlockingSetTest, CannotAllBePlacedAndIsTheLeastThatCannot) {
  int set_count = 0;
  int home_count = 0;
  int minimal_count = 0;
  for (std::uint64_t seed = 1; seed <= 1'500; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StaticRun run(seed, {.apprentice_count = 6, .opening_count = 4});
    if (!run.network.exact()) continue;
    for (std::size_t a = 0; a < run.problem.apprentices().size(); ++a) {
      const ApprenticeIndex apprentice(a);
      const std::optional<BlockingSet> set = FindBlockingSet(run.problem, run.network, apprentice);
      const bool waits = run.network.flow().SlotOf(a) == kNoFlowVertex;
      ASSERT_EQ(set.has_value(), waits && !run.network.flow().OptionsOf(a).empty());
      if (!set) continue;
      ASSERT_EQ(std::count(set->people.begin(), set->people.end(), apprentice), 1);
      if (!set->full_at_home.empty()) {
        ++home_count;
        ASSERT_EQ(set->places + 1, static_cast<std::int64_t>(set->people.size()));
        continue;
      }
      ++set_count;
      std::vector<ApprenticeIndex> all = set->people;
      all.insert(all.end(), set->also_waiting.begin(), set->also_waiting.end());
      // Hall: all that any of them could take is among the openings, and the places are fewer than the people.
      PlacedReference reference(run.problem, run.rules);
      for (const ApprenticeIndex person : all) {
        for (const OpeningIndex option : reference.options()[person.value]) {
          ASSERT_EQ(std::count(set->openings.begin(), set->openings.end(), option), 1);
        }
      }
      ASSERT_LT(set->places, static_cast<std::int64_t>(set->people.size()));
      ASSERT_LE(MostOf(run, all), set->places);
      // The least: without any one of the others, all the rest can be placed.
      if (set->places + 1 != static_cast<std::int64_t>(set->people.size())) continue;
      ++minimal_count;
      for (std::size_t left_out = 0; left_out < set->people.size(); ++left_out) {
        std::vector<ApprenticeIndex> rest = set->people;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left_out));
        ASSERT_EQ(MostOf(run, rest), set->places);
      }
    }
  }
  EXPECT_GT(set_count, 200);
  EXPECT_GT(minimal_count, 200);
  EXPECT_GT(home_count, 20);
}

TEST(BlockingSetTest, IsToldInOneSentence) {
  BlockingSet set;
  set.people.resize(14);
  set.places = 9;
  set.hosts.resize(3);
  EXPECT_EQ(BlockingSetWords(set), "14 apprentices compete for 9 places at 3 hosts");
  set = {};
  set.full_at_home = "centre Z-OUL";
  set.places = 7;
  EXPECT_EQ(BlockingSetWords(set), "centre Z-OUL sends at most 7, and as many have a place");
}

}  // namespace
}  // namespace walz
