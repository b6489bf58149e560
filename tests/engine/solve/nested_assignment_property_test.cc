// The exact solver on random problems: against an exhaustive search, against LEMON, and by its own certificate.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <stop_token>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/solve/nested_assignment.h"
#include "tests/engine/solve/lemon_reference.h"
#include "tests/engine/solve/proven.h"
#include "tests/engine/solve/random_nested_assignment.h"

namespace walz {
namespace {

// Tries every assignment; the least clever thing that is surely right.
class ExhaustiveSearch {
 public:
  explicit ExhaustiveSearch(const NestedAssignmentProblem& problem)
      : problem_(problem),
        slots_(problem.slots.size(), 0),
        slot_nodes_(problem.slot_nodes.size(), 0),
        person_nodes_(problem.person_nodes.size(), 0) {}

  absl::int128 Best(std::size_t person = 0) {
    if (person == problem_.person_count()) return Earned();
    absl::int128 best = Best(person + 1);
    for (std::uint64_t a = problem_.arc_starts[person]; a < problem_.arc_starts[person + 1]; ++a) {
      Count(person, a, 1);
      if (IsLawful()) best = std::max(best, GainOf(problem_, person, a) + Best(person + 1));
      Count(person, a, -1);
    }
    return best;
  }

 private:
  void Count(std::size_t person, std::uint64_t arc, int step) {
    const std::uint32_t slot = problem_.arcs[arc].slot;
    slots_[slot] += step;
    std::int32_t node = problem_.slots[slot].node;
    for (; node != kNoNode; node = problem_.slot_nodes[static_cast<std::size_t>(node)].parent) {
      slot_nodes_[static_cast<std::size_t>(node)] += step;
    }
    node = problem_.person_node.empty() ? kNoNode : problem_.person_node[person];
    for (; node != kNoNode; node = problem_.person_nodes[static_cast<std::size_t>(node)].parent) {
      person_nodes_[static_cast<std::size_t>(node)] += step;
    }
  }

  bool IsLawful() const {
    const auto fits = [](const std::vector<int>& counts, const auto& nodes) {
      return std::equal(counts.begin(), counts.end(), nodes.begin(),
                        [](int count, const auto& node) { return count <= node.capacity; });
    };
    return fits(slots_, problem_.slots) && fits(slot_nodes_, problem_.slot_nodes) &&
           fits(person_nodes_, problem_.person_nodes);
  }

  absl::int128 Earned() const {
    absl::int128 sum = 0;
    for (std::size_t n = 0; n < person_nodes_.size(); ++n) {
      sum += problem_.person_nodes[n].reward * std::min(problem_.person_nodes[n].least, person_nodes_[n]);
    }
    return sum;
  }

  const NestedAssignmentProblem& problem_;
  std::vector<int> slots_;
  std::vector<int> slot_nodes_;
  std::vector<int> person_nodes_;
};

NestedShape AnyShape(std::uint64_t seed, int size) {
  std::mt19937_64 random(seed * 7919);
  const auto up_to = [&random](int most) { return static_cast<int>(random() % static_cast<std::uint64_t>(most + 1)); };
  NestedShape shape;
  shape.people = 1 + up_to(size);
  shape.slots = 1 + up_to(size);
  shape.arcs_a_person = 1 + up_to(4);
  shape.slot_capacity_max = 1 + up_to(3);
  shape.person_nodes = up_to(size / 2 + 1);
  shape.slot_nodes = up_to(size / 2 + 1);
  shape.node_capacity_max = 1 + up_to(size);
  shape.points_max = 1 + up_to(seed % 2 == 0 ? 3 : 1000);
  shape.points_min = seed % 3 == 0 ? -shape.points_max : 0;
  shape.reward_max = up_to(3) * shape.points_max;
  shape.lottery_max = up_to(3);
  shape.has_kept = up_to(1) == 1;
  shape.has_use = up_to(1) == 1;
  return shape;
}

// The same problem with people, arcs and slots in another order.
NestedAssignmentProblem Shuffled(const NestedAssignmentProblem& problem, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::size_t> people(problem.person_count());
  std::iota(people.begin(), people.end(), std::size_t{0});
  std::shuffle(people.begin(), people.end(), random);
  std::vector<std::uint32_t> new_slot(problem.slots.size());
  std::iota(new_slot.begin(), new_slot.end(), std::uint32_t{0});
  std::shuffle(new_slot.begin(), new_slot.end(), random);

  NestedAssignmentProblem shuffled = problem;
  for (std::size_t s = 0; s < new_slot.size(); ++s) shuffled.slots[new_slot[s]] = problem.slots[s];
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::size_t p = people[i];
    shuffled.person_gain[i] = problem.person_gain[p];
    if (!problem.person_node.empty()) shuffled.person_node[i] = problem.person_node[p];
    if (!problem.kept_slot.empty()) {
      shuffled.kept_slot[i] = problem.kept_slot[p] == kNoSlot ? kNoSlot : new_slot[problem.kept_slot[p]];
    }
    shuffled.arc_starts[i] = next;
    for (std::uint64_t a = problem.arc_starts[p + 1]; a-- > problem.arc_starts[p]; ++next) {
      shuffled.arcs[next] = problem.arcs[a];
      shuffled.arcs[next].slot = new_slot[problem.arcs[a].slot];
      if (!problem.arc_use.empty()) shuffled.arc_use[next] = problem.arc_use[a];
    }
  }
  return shuffled;
}

NestedShape BigShape(std::uint64_t seed) {
  NestedShape shape = AnyShape(seed, 2000);
  shape.people = 2000;
  shape.slots = seed % 2 == 0 ? 300 : 1500;
  shape.arcs_a_person = 12;
  shape.node_capacity_max = 200;
  shape.person_nodes = seed % 3 == 0 ? 0 : 40;
  shape.slot_nodes = seed % 5 == 0 ? 0 : 60;
  return shape;
}

TEST(NestedAssignmentPropertyTest, SmallProblemsAgreeWithAnExhaustiveSearch) {
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const NestedAssignmentProblem problem = RandomNestedAssignment(AnyShape(seed, 6), seed);
    const NestedAssignmentResult result = SolveNestedAssignment(problem, {});
    ExpectProven(problem, result);
    ASSERT_EQ(result.value, ExhaustiveSearch(problem).Best());
  }
}

TEST(NestedAssignmentPropertyTest, MiddlingProblemsAgreeWithLemon) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const NestedAssignmentProblem problem = RandomNestedAssignment(AnyShape(seed, 150), seed);
    const NestedAssignmentResult result = SolveNestedAssignment(problem, {});
    ExpectProven(problem, result);
    ASSERT_EQ(result.value, LemonValue(problem));
  }
}

TEST(NestedAssignmentPropertyTest, BigProblemsCarryTheirProofAndNeitherOrderNorThreadsMatter) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    NestedShape shape = BigShape(seed);
    if (seed % 4 == 0) shape.arcs_a_person = 1;  // Falls apart into many components.
    const NestedAssignmentProblem problem = RandomNestedAssignment(shape, seed);
    const NestedAssignmentResult result = SolveNestedAssignment(problem, {});
    ExpectProven(problem, result);
    ExpectSame(result, SolveNestedAssignment(problem, {.thread_count = 2}));
    ExpectSame(result, SolveNestedAssignment(problem, {.thread_count = 4}));
    EXPECT_EQ(SolveNestedAssignment(Shuffled(problem, seed), {}).value, result.value);
  }
}

// So large that the search for entering arcs runs on all threads.
TEST(NestedAssignmentPropertyTest, AllThreadsSearchALargeComponent) {
  NestedShape shape = BigShape(1);
  shape.people = 20'000;
  shape.slots = 4'000;
  shape.arcs_a_person = 24;
  shape.points_max = 1'000;
  const NestedAssignmentProblem problem = RandomNestedAssignment(shape, 1);
  const NestedAssignmentResult result = SolveNestedAssignment(problem, {});
  ExpectProven(problem, result);
  ExpectSame(result, SolveNestedAssignment(problem, {.thread_count = 3}));
  EXPECT_EQ(result.value, LemonValue(problem));
}

TEST(NestedAssignmentPropertyTest, AStartChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    NestedAssignmentProblem problem = RandomNestedAssignment(AnyShape(seed, 60), seed);
    MakeUnique(problem, seed);
    const NestedAssignmentResult cold = SolveNestedAssignment(problem, {});
    const NestedAssignmentResult warm = SolveNestedAssignment(problem, {}, NearlyAt(problem, cold, seed));
    ExpectProven(problem, warm);
    ASSERT_EQ(warm.value, cold.value);
    ASSERT_EQ(warm.slot_of_person, cold.slot_of_person);
  }
}

TEST(NestedAssignmentPropertyTest, OneMorePlaceNeverCosts) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    NestedAssignmentProblem problem = RandomNestedAssignment(AnyShape(seed, 30), seed);
    const NestedAssignmentResult before = SolveNestedAssignment(problem, {});
    const std::size_t slot = seed % problem.slots.size();
    ++problem.slots[slot].capacity;
    const absl::int128 after = SolveNestedAssignment(problem, {}).value;
    EXPECT_GE(after, before.value);
    EXPECT_LE(after, before.value + before.slot_price[slot]);  // A price is what one more is worth at most.
  }
}

TEST(NestedAssignmentPropertyTest, StoppedOnTheWayItIsLawfulAndItsBoundHolds) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    NestedShape shape = BigShape(seed);
    shape.arcs_a_person = 1 + static_cast<int>(seed % 3);
    const NestedAssignmentProblem problem = RandomNestedAssignment(shape, seed);
    ExpectLawfulWhenStopped(problem, static_cast<std::int64_t>(seed));
  }
}

// Bids for all arcs, in another order for each seed.
NestedAssignmentResult BidForArcs(const NestedAssignmentProblem& problem, std::uint64_t seed,
                                  const WorkOptions& options) {
  std::mt19937_64 random(seed);
  SlotChoices choices(problem.person_count());
  for (std::size_t p = 0; p < problem.person_count(); ++p) {
    for (std::uint64_t a = problem.arc_starts[p]; a < problem.arc_starts[p + 1]; ++a) {
      choices[p].push_back({problem.arcs[a].slot, problem.arcs[a].points});
    }
    std::shuffle(choices[p].begin(), choices[p].end(), random);
  }
  NestedAssignmentProblem without_arcs = problem;
  without_arcs.arcs.clear();
  NestedAssignmentResult result = BidForNestedAssignment(without_arcs, std::move(choices), options);
  result.value = ValueAt(problem, result.slot_of_person);
  return result;
}

// Bids prove nothing, but their seats are lawful, their prices bound, and both are near each other where points decide.
TEST(NestedAssignmentPropertyTest, BidsAreLawfulAndNearlyTheBest) {
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const NestedAssignmentProblem problem = RandomNestedAssignment(AnyShape(seed, 60), seed);
    const NestedAssignmentResult result = BidForArcs(problem, seed, {});
    ASSERT_EQ(FindFault(problem, result), "");
    ASSERT_GE(DualBound(problem, result), SolveNestedAssignment(problem, {}).value);
    ExpectSame(result, BidForArcs(problem, seed + 1, {.thread_count = 3}));
  }
  absl::int128 value = 0;
  absl::int128 best = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    NestedShape shape = BigShape(seed);
    shape.points_max = 10'000;
    shape.points_min = 0;
    shape.reward_max = 0;
    shape.has_kept = shape.has_use = false;
    const NestedAssignmentProblem problem = RandomNestedAssignment(shape, seed);
    // So many look around at the same prices, on all threads.
    const NestedAssignmentResult result = BidForArcs(problem, seed, {});
    ASSERT_EQ(FindFault(problem, result), "");
    ExpectSame(result, BidForArcs(problem, seed + 1, {.thread_count = 3}));
    const absl::int128 best_here = SolveNestedAssignment(problem, {}).value;
    ASSERT_GE(DualBound(problem, result), best_here);
    value += result.value;
    best += best_here;
  }
  EXPECT_GE(value * 200, best * 199);
}

TEST(NestedAssignmentPropertyTest, StoppedBidsAreLawful) {
  std::stop_source source;
  source.request_stop();
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const NestedAssignmentProblem problem = RandomNestedAssignment(AnyShape(seed, 60), seed);
    const NestedAssignmentResult result = BidForArcs(problem, seed, {.stop = source.get_token()});
    EXPECT_TRUE(result.stopped);
    ASSERT_EQ(FindFault(problem, result), "");
    ASSERT_GE(DualBound(problem, result), result.value);
  }
}

constexpr std::size_t kTiers = 5;

// How many people of each tier the best assignment places if `tier_worth` counts beside points.
std::vector<int> PlacedByTier(NestedAssignmentProblem problem, const std::vector<absl::int128>& tier_worth) {
  for (std::size_t p = 0; p < problem.person_count(); ++p) problem.person_gain[p] = tier_worth[p % kTiers];
  const NestedAssignmentResult result = SolveNestedAssignment(problem, {});
  std::vector<int> placed(kTiers, 0);
  for (std::size_t p = 0; p < problem.person_count(); ++p) placed[p % kTiers] += result.slot_of_person[p] != kNoSlot;
  return placed;
}

// Each tier is worth `times` of the next and a step.
std::vector<absl::int128> TierScale(std::int64_t times, std::int64_t step) {
  std::vector<absl::int128> worth(kTiers);
  absl::int128 lower = 0;
  for (std::size_t t = kTiers; t-- > 0;) worth[t] = lower = lower * times + step;
  return worth;
}

// Tiers are in order if each outweighs one more of the next than there are nodes of people (audit_bound.cc says why).
TEST(NestedAssignmentPropertyTest, TiersNeedNotOutweighMoreThanTheNodesOfPeopleLetPass) {
  int steps_would_do = 0;
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random(seed);
    NestedShape shape = AnyShape(seed, 40);
    shape.people = 15 + static_cast<int>(random() % 30);
    shape.slots = 10 + static_cast<int>(random() % 10);
    shape.person_nodes = 1 + static_cast<int>(random() % 6);
    shape.points_max = 10;
    shape.points_min = 0;
    shape.reward_max = 0;
    shape.node_capacity_max = 1 + static_cast<int>(random() % 8);
    shape.has_kept = shape.has_use = false;
    const NestedAssignmentProblem problem = RandomNestedAssignment(shape, seed);
    const std::int64_t step = 1 + (shape.points_max + shape.lottery_max) * std::int64_t{shape.people};
    // With so much nothing below counts: each tier outweighs all people.
    const std::vector<int> lexicographic = PlacedByTier(problem, TierScale(shape.people + 1, step));
    const auto nodes = static_cast<std::int64_t>(problem.person_nodes.size());
    ASSERT_EQ(PlacedByTier(problem, TierScale(nodes + 1, step)), lexicographic);
    steps_would_do += PlacedByTier(problem, TierScale(1, step)) == lexicographic ? 1 : 0;
  }
  EXPECT_LT(steps_would_do, 1'000);  // Falling by the same step is not enough.
}

}  // namespace
}  // namespace walz
