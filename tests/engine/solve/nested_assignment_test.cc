// The exact solver on small cases by name: what each part of the problem means.
#include "engine/solve/nested_assignment.h"

#include <algorithm>
#include <cstdint>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/solve/random_nested_assignment.h"

namespace walz {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Arc = NestedAssignmentProblem::Arc;

// People given by their arcs; all other things empty.
NestedAssignmentProblem ProblemOf(const std::vector<std::vector<Arc>>& people,
                                  std::vector<NestedAssignmentProblem::Slot> slots) {
  NestedAssignmentProblem problem;
  problem.arc_starts.push_back(0);
  for (const auto& arcs : people) {
    problem.arcs.insert(problem.arcs.end(), arcs.begin(), arcs.end());
    problem.arc_starts.push_back(problem.arcs.size());
    problem.person_gain.push_back(0);
  }
  problem.slots = std::move(slots);
  return problem;
}

NestedAssignmentResult SolveAndAudit(const NestedAssignmentProblem& problem) {
  NestedAssignmentResult result = SolveNestedAssignment(problem, {});
  EXPECT_EQ(FindFault(problem, result), "");
  EXPECT_EQ(DualBound(problem, result), result.value);
  EXPECT_FALSE(result.stopped);
  return result;
}

TEST(NestedAssignmentTest, NobodyAtAllIsWorthNothing) {
  NestedAssignmentProblem problem;
  problem.arc_starts = {0};
  EXPECT_THAT(SolveAndAudit(problem).slot_of_person, IsEmpty());
}

TEST(NestedAssignmentTest, PeopleWithoutArcsAreLeftOut) {
  EXPECT_THAT(SolveAndAudit(ProblemOf({{}, {{0, 5}}, {}}, {{3}})).slot_of_person, ElementsAre(kNoSlot, 0, kNoSlot));
}

TEST(NestedAssignmentTest, NobodyTakesASlotWithoutRoom) {
  EXPECT_THAT(SolveAndAudit(ProblemOf({{{0, 9}, {1, 2}}}, {{0}, {1}})).slot_of_person, ElementsAre(1));
  EXPECT_THAT(SolveAndAudit(ProblemOf({{{0, 9}}}, {{0}})).slot_of_person, ElementsAre(kNoSlot));
}

TEST(NestedAssignmentTest, AnArcThatIsWorthNothingOrLessIsNotTaken) {
  EXPECT_THAT(SolveAndAudit(ProblemOf({{{0, -1}}, {{0, 0}}, {{0, 1}}}, {{3}})).slot_of_person,
              ElementsAre(kNoSlot, kNoSlot, 0));
}

TEST(NestedAssignmentTest, TheBestWinTheLastPlaceAndTiesAreBrokenByTheLottery) {
  auto problem = ProblemOf({{{0, 3, 1}}, {{0, 4, 0}}, {{0, 3, 2}}, {{0, 3, 0}}}, {{2}});
  problem.point_unit = 10;
  const auto result = SolveAndAudit(problem);
  EXPECT_THAT(result.slot_of_person, ElementsAre(kNoSlot, 0, 0, kNoSlot));
  EXPECT_EQ(result.value, 72);
}

TEST(NestedAssignmentTest, OneArrivalMovesAWholeChain) {
  // Only if each moves on by one does the last person find a place.
  constexpr std::uint32_t kLength = 50;
  std::vector<std::vector<Arc>> people;
  for (std::uint32_t p = 0; p < kLength; ++p) people.push_back({{p, 100}, {p + 1, 99}});
  people.push_back({{0, 100}});
  const auto result =
      SolveAndAudit(ProblemOf(people, std::vector<NestedAssignmentProblem::Slot>(kLength + 1, {.capacity = 1})));
  EXPECT_EQ(result.value, 99 * kLength + 100);
  for (std::uint32_t p = 0; p < kLength; ++p) EXPECT_EQ(result.slot_of_person[p], p + 1);
}

TEST(NestedAssignmentTest, ACompanyBoundsItsOpeningsTogether) {
  auto problem = ProblemOf({{{0, 5}}, {{1, 4}}, {{1, 3}, {2, 1}}}, {{2, 1}, {2, 1}, {1}});
  problem.slot_nodes = {{kNoNode, 9}, {0, 2}};
  const auto result = SolveAndAudit(problem);
  EXPECT_THAT(result.slot_of_person, ElementsAre(0, 1, 2));
  EXPECT_EQ(result.slot_node_price[0], 0);
  EXPECT_GE(result.slot_node_price[1], 2);  // The third person would pay that much.
}

TEST(NestedAssignmentTest, AnEmployerBoundsItsPeople) {
  auto problem = ProblemOf({{{0, 5}}, {{0, 4}}, {{0, 3}}}, {{3}});
  problem.person_nodes = {{kNoNode, 2}, {0, 1}};
  problem.person_node = {1, 1, 0};
  EXPECT_THAT(SolveAndAudit(problem).slot_of_person, ElementsAre(0, kNoSlot, 0));
}

TEST(NestedAssignmentTest, ANodeWithoutRoomShutsOutAllBelow) {
  auto problem = ProblemOf({{{0, 5}}, {{0, 4}, {1, 1}}}, {{3}, {3, 1}});
  problem.person_nodes = {{kNoNode, 0}};
  problem.person_node = {0, kNoNode};
  problem.slot_nodes = {{kNoNode, 0}, {0, 5}};
  EXPECT_THAT(SolveAndAudit(problem).slot_of_person, ElementsAre(kNoSlot, 0));
}

TEST(NestedAssignmentTest, TheLeastOfACentreIsMetWhereTheRewardIsWorthIt) {
  auto problem = ProblemOf({{{0, 9}}, {{0, 2}}, {{0, 1}}}, {{2}});
  problem.person_nodes = {{.capacity = 5, .least = 2, .reward = 100}};
  problem.person_node = {kNoNode, 0, 0};
  const auto result = SolveAndAudit(problem);
  EXPECT_THAT(result.slot_of_person, ElementsAre(kNoSlot, 0, 0));
  EXPECT_EQ(result.value, 203);

  problem.person_nodes[0].reward = 3;  // The second one earns 1 + 3 against 9.
  EXPECT_THAT(SolveAndAudit(problem).slot_of_person, ElementsAre(0, 0, kNoSlot));
}

TEST(NestedAssignmentTest, TheLeastThatCannotBeMetIsMetAsFarAsItGoes) {
  auto problem = ProblemOf({{{0, 9}}, {{0, 2}}, {{0, 1}}}, {{2}});
  problem.person_nodes = {{.capacity = 9, .least = 7, .reward = 100}};
  problem.person_node = {kNoNode, 0, 0};
  EXPECT_EQ(SolveAndAudit(problem).value, 203);
  problem.person_nodes[0].capacity = 1;  // Less room than the least asks for.
  EXPECT_EQ(SolveAndAudit(problem).value, 111);
}

TEST(NestedAssignmentTest, TheRewardMakesUpForAnArcThatCosts) {
  auto problem = ProblemOf({{{0, -5}}, {{0, -20}}}, {{2}});
  problem.person_nodes = {{.capacity = 2, .least = 2, .reward = 12}};
  problem.person_node = {0, 0};
  const auto result = SolveAndAudit(problem);
  EXPECT_THAT(result.slot_of_person, ElementsAre(0, kNoSlot));
  EXPECT_EQ(result.value, 7);
}

TEST(NestedAssignmentTest, UseIsPaidAtItsPrice) {
  auto problem = ProblemOf({{{0, 10}, {1, 7}}}, {{1}, {1}});
  problem.arc_use = {3, 1};
  problem.use_price = 2;
  EXPECT_THAT(SolveAndAudit(problem).slot_of_person, ElementsAre(1));
  problem.use_price = 1;
  EXPECT_THAT(SolveAndAudit(problem).slot_of_person, ElementsAre(0));
  problem.use_price = 7;
  EXPECT_THAT(SolveAndAudit(problem).slot_of_person, ElementsAre(kNoSlot));
}

TEST(NestedAssignmentTest, WhatWasPublishedIsKeptUnlessPointsSayOtherwise) {
  auto problem = ProblemOf({{{0, 3, 9}, {1, 3, 0}}}, {{1}, {1}});
  problem.point_unit = 1000;
  problem.kept_unit = 100;
  problem.kept_slot = {1};
  EXPECT_THAT(SolveAndAudit(problem).slot_of_person, ElementsAre(1));
  problem.arcs[0].points = 4;
  EXPECT_THAT(SolveAndAudit(problem).slot_of_person, ElementsAre(0));
}

TEST(NestedAssignmentTest, GainsNearTheEndOfTheirRangeDoNotOverflow) {
  auto problem = ProblemOf({{{0, 1}, {1, 0}}, {{0, 0}, {1, 1}}, {{0, 1}}}, {{1}, {1}});
  const absl::int128 huge = (absl::int128{1} << 100) - 2;
  problem.person_gain = {huge, huge, huge};
  EXPECT_EQ(SolveAndAudit(problem).value, 2 * huge + 2);
}

TEST(NestedAssignmentTest, StoppedAtOnceItLeavesAllOutAndStillBounds) {
  const auto problem = ProblemOf({{{0, 5}}, {{0, 4}}}, {{1}});
  std::stop_source source;
  source.request_stop();
  const auto result = SolveNestedAssignment(problem, {.stop = source.get_token()});
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(FindFault(problem, result), "");
  EXPECT_GE(DualBound(problem, result), 5);
}

TEST(NestedAssignmentTest, ProgressReachesTheEnd) {
  const auto problem = ProblemOf({{{0, 5}}, {{1, 4}}, {}}, {{1}, {1}});
  std::vector<std::int64_t> done;
  SolveNestedAssignment(problem, {.progress = [&](absl::string_view stage, std::int64_t count, std::int64_t total) {
                          EXPECT_EQ(stage, "assign");
                          EXPECT_EQ(total, 2);
                          done.push_back(count);
                        }});
  ASSERT_FALSE(done.empty());
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
  EXPECT_EQ(done.back(), 2);
}

}  // namespace
}  // namespace walz
