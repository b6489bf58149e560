// Problems without nodes: every regime against LEMON, whatever the start, the width of the figures and the threads.
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/solve/nested_assignment.h"
#include "engine/solve/pairing.h"
#include "tests/engine/solve/lemon_reference.h"
#include "tests/engine/solve/proven.h"
#include "tests/engine/solve/random_nested_assignment.h"

namespace walz {
namespace {

// Scarce, even and plentiful places; many ties and hardly any; with and without a floor that makes being placed count
// most.
NestedAssignmentProblem AnyProblem(std::uint64_t seed, int size) {
  std::mt19937_64 random(seed * 6271);
  const auto up_to = [&random](int most) { return static_cast<int>(random() % static_cast<std::uint64_t>(most + 1)); };
  NestedShape shape;
  shape.people = 1 + up_to(size);
  shape.slots = 1 + up_to(size);
  shape.arcs_a_person = 1 + up_to(8);
  shape.slot_capacity_max = 1 + up_to(4);
  shape.person_nodes = 0;
  shape.slot_nodes = 0;
  shape.points_max = 1 + up_to(seed % 2 == 0 ? 3 : 100'000);
  shape.points_min = seed % 5 == 0 ? -shape.points_max : 0;
  shape.lottery_max = up_to(3);
  shape.has_kept = up_to(1) == 1;
  shape.has_use = up_to(1) == 1;
  NestedAssignmentProblem problem = RandomNestedAssignment(shape, seed);
  if (seed % 3 == 0) {
    for (absl::int128& gain : problem.person_gain) gain += 1 << 24;
  }
  return problem;
}

TEST(PairingPropertyTest, EveryRegimeAgreesWithLemon) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const NestedAssignmentProblem problem = AnyProblem(seed, seed % 10 == 0 ? 150 : 20);
    const NestedAssignmentResult result = SolveNestedAssignment(problem, {});
    ExpectProven(problem, result);
    ASSERT_EQ(result.value, LemonValue(problem));
  }
}

TEST(PairingPropertyTest, AStartChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    NestedAssignmentProblem problem = AnyProblem(seed, 60);
    MakeUnique(problem, seed);
    const NestedAssignmentResult cold = SolveNestedAssignment(problem, {});
    const NestedAssignmentStart start = NearlyAt(problem, cold, seed);
    const NestedAssignmentResult warm = SolveNestedAssignment(problem, {}, start);
    ExpectProven(problem, warm);
    ASSERT_EQ(warm.value, cold.value);
    ASSERT_EQ(warm.slot_of_person, cold.slot_of_person);
  }
}

TEST(PairingPropertyTest, WideFiguresGoTheSameWay) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    NestedAssignmentProblem problem = AnyProblem(seed, 60);
    for (auto& arc : problem.arcs) arc.lottery = 0;
    const NestedAssignmentResult narrow = SolveNestedAssignment(problem, {});
    const absl::int128 factor = absl::int128{1} << 65;
    problem.point_unit *= factor;
    problem.kept_unit *= factor;
    problem.use_price *= factor;
    for (absl::int128& gain : problem.person_gain) gain *= factor;
    const NestedAssignmentResult wide = SolveNestedAssignment(problem, {});
    ExpectProven(problem, wide);
    ASSERT_EQ(wide.value, narrow.value * factor);
    ASSERT_EQ(wide.slot_of_person, narrow.slot_of_person);
  }
}

TEST(PairingPropertyTest, ThreadsChangeNothing) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const NestedAssignmentProblem problem = AnyProblem(seed, 3000);
    const NestedAssignmentResult result = SolveNestedAssignment(problem, {});
    ExpectProven(problem, result);
    ExpectSame(result, SolveNestedAssignment(problem, {.thread_count = 2}));
    ExpectSame(result, SolveNestedAssignment(problem, {.thread_count = 3}));
  }
}

TEST(PairingPropertyTest, StoppedOnTheWayItIsLawfulAndItsBoundHolds) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const NestedAssignmentProblem problem = AnyProblem(seed, 300);
    ExpectLawfulWhenStopped(problem, static_cast<std::int64_t>(seed % 20));
  }
}

}  // namespace
}  // namespace walz
