// Deferred acceptance: by example, against all stable assignments of small problems, and by blocking pairs on big ones.
#include "engine/solve/deferred_acceptance.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

StableProblem ProblemOf(const std::vector<std::vector<StableProblem::Arc>>& people,
                        std::vector<std::int32_t> capacities) {
  StableProblem problem;
  problem.arc_starts.push_back(0);
  for (const auto& arcs : people) {
    problem.arcs.insert(problem.arcs.end(), arcs.begin(), arcs.end());
    problem.arc_starts.push_back(problem.arcs.size());
  }
  problem.capacities = std::move(capacities);
  return problem;
}

StableProblem RandomProblem(std::uint32_t people, std::uint32_t slots, std::uint32_t length_max, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::vector<StableProblem::Arc>> lists(people);
  std::vector<std::uint32_t> all(slots);
  std::iota(all.begin(), all.end(), std::uint32_t{0});
  for (std::uint32_t p = 0; p < people; ++p) {
    std::shuffle(all.begin(), all.end(), random);
    const std::size_t length = random() % (std::min(length_max, slots) + 1);
    for (std::size_t i = 0; i < length; ++i) lists[p].push_back({all[i], random() << 20 | p});
  }
  std::vector<std::int32_t> capacities;
  for (std::uint32_t s = 0; s < slots; ++s) capacities.push_back(static_cast<std::int32_t>(random() % 4));
  return ProblemOf(lists, capacities);
}

// The place of the slot in the person's list; the length of the list for none.
std::size_t RankOf(const StableProblem& problem, std::size_t person, std::uint32_t slot) {
  const std::uint64_t first = problem.arc_starts[person];
  std::uint64_t a = first;
  while (a < problem.arc_starts[person + 1] && problem.arcs[a].slot != slot) ++a;
  return a - first;
}

// Straight from the definition: places, lists, and no blocking pair.
bool IsStable(const StableProblem& problem, const std::vector<std::uint32_t>& slot_of_person) {
  std::vector<std::vector<std::uint64_t>> keys(problem.capacities.size());
  for (std::size_t p = 0; p < slot_of_person.size(); ++p) {
    if (slot_of_person[p] == kNoSlot) continue;
    const std::uint64_t a = problem.arc_starts[p] + RankOf(problem, p, slot_of_person[p]);
    if (a == problem.arc_starts[p + 1]) return false;
    keys[slot_of_person[p]].push_back(problem.arcs[a].key);
  }
  for (std::size_t s = 0; s < keys.size(); ++s) {
    if (keys[s].size() > static_cast<std::size_t>(problem.capacities[s])) return false;
  }
  for (std::size_t p = 0; p < slot_of_person.size(); ++p) {
    const std::uint64_t end = problem.arc_starts[p] + RankOf(problem, p, slot_of_person[p]);
    for (std::uint64_t a = problem.arc_starts[p]; a < end; ++a) {
      const auto& [slot, key] = problem.arcs[a];
      if (keys[slot].size() < static_cast<std::size_t>(problem.capacities[slot])) return false;
      for (const std::uint64_t other : keys[slot]) {
        if (key < other) return false;
      }
    }
  }
  return true;
}

// Calls `see` with every assignment of people to slots of their lists, lawful or not.
template <typename See>
void ForEachAssignment(const StableProblem& problem, std::vector<std::uint32_t>& slots, const See& see) {
  if (slots.size() == problem.person_count()) return see(slots);
  const std::size_t person = slots.size();
  slots.push_back(kNoSlot);
  ForEachAssignment(problem, slots, see);
  for (std::uint64_t a = problem.arc_starts[person]; a < problem.arc_starts[person + 1]; ++a) {
    slots.back() = problem.arcs[a].slot;
    ForEachAssignment(problem, slots, see);
  }
  slots.pop_back();
}

TEST(DeferredAcceptanceTest, NobodyAtAll) { EXPECT_THAT(FindPersonOptimalStable(ProblemOf({}, {1})), IsEmpty()); }

TEST(DeferredAcceptanceTest, TheSlotKeepsWhomItPrefersAndTheOtherAsksOn) {
  EXPECT_THAT(FindPersonOptimalStable(ProblemOf({{{0, 2}, {1, 1}}, {{0, 1}}}, {1, 1})), ElementsAre(1, 0));
}

TEST(DeferredAcceptanceTest, ASlotWithoutPlacesTakesNobody) {
  EXPECT_THAT(FindPersonOptimalStable(ProblemOf({{{0, 1}}, {}}, {0})), ElementsAre(kNoSlot, kNoSlot));
}

TEST(DeferredAcceptanceTest, WhoIsSentAwayByALaterOneMayStayWithout) {
  EXPECT_THAT(FindPersonOptimalStable(ProblemOf({{{0, 3}}, {{0, 2}}, {{0, 1}}}, {2})), ElementsAre(kNoSlot, 0, 0));
}

TEST(DeferredAcceptanceTest, OfSeveralStableAssignmentsPeopleGetTheirBest) {
  // Each slot would rather have the other person; both answers are stable.
  EXPECT_THAT(FindPersonOptimalStable(ProblemOf({{{0, 2}, {1, 1}}, {{1, 2}, {0, 1}}}, {1, 1})), ElementsAre(0, 1));
}

TEST(DeferredAcceptanceTest, NoStableAssignmentOfASmallProblemIsBetterForAnybody) {
  for (std::uint32_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableProblem problem = RandomProblem(1 + seed % 5, 1 + seed % 4, 3, seed);
    const std::vector<std::uint32_t> result = FindPersonOptimalStable(problem);
    ASSERT_TRUE(IsStable(problem, result));
    std::vector<std::uint32_t> slots;
    ForEachAssignment(problem, slots, [&](const std::vector<std::uint32_t>& other) {
      if (!IsStable(problem, other)) return;
      for (std::size_t p = 0; p < other.size(); ++p) {
        EXPECT_LE(RankOf(problem, p, result[p]), RankOf(problem, p, other[p])) << "person " << p;
      }
    });
  }
}

TEST(DeferredAcceptanceTest, BigProblemsHaveNoBlockingPair) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StableProblem problem = RandomProblem(3000, 1000, 20, seed);
    EXPECT_TRUE(IsStable(problem, FindPersonOptimalStable(problem)));
  }
}

}  // namespace
}  // namespace walz
