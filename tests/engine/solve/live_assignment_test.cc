// After every single change the live assignment is worth what a full solve of the changed problem finds.
#include "engine/solve/live_assignment.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/solve/nested_assignment.h"
#include "tests/engine/solve/proven.h"

namespace walz {
namespace {

// The facts as they stand, kept apart from the live assignment.
class Ledger {
 public:
  Ledger(std::uint64_t seed, int slots, int capacity_max, int points)
      : random_(seed), points_(points), capacity_max_(capacity_max) {
    for (int s = 0; s < slots; ++s) capacities_.push_back(UpTo(capacity_max));
  }

  int UpTo(int most) { return static_cast<int>(random_() % static_cast<std::uint64_t>(most + 1)); }

  std::vector<LiveAssignment::Arc> AddPerson() {
    std::vector<LiveAssignment::Arc> arcs;
    for (std::uint32_t s = 0; s < capacities_.size(); ++s) {
      if (UpTo(3) == 0) arcs.push_back({s, UpTo(points_) - points_ / 10});
    }
    people_.push_back(arcs);
    return arcs;
  }

  NestedAssignmentProblem Problem() const {
    NestedAssignmentProblem problem;
    problem.arc_starts.push_back(0);
    for (const auto& arcs : people_) {
      for (const auto& arc : arcs) problem.arcs.push_back({arc.slot, static_cast<std::int32_t>(arc.gain)});
      problem.arc_starts.push_back(problem.arcs.size());
      problem.person_gain.push_back(0);
    }
    for (const int capacity : capacities_) problem.slots.push_back({capacity});
    return problem;
  }

  // One change of any kind, told to the live assignment too.
  void Change(LiveAssignment& live) {
    const auto slot = static_cast<std::uint32_t>(UpTo(static_cast<int>(capacities_.size()) - 1));
    switch (UpTo(3)) {
      case 0: {
        const std::vector<LiveAssignment::Arc> arcs = AddPerson();
        EXPECT_EQ(live.AddPerson(arcs), people_.size() - 1);
        break;
      }
      case 1: {
        const auto person = static_cast<std::uint32_t>(UpTo(static_cast<int>(people_.size()) - 1));
        people_[person].clear();
        live.RemovePerson(person);
        break;
      }
      default: {
        const bool is_up = capacities_[slot] == 0 || (capacities_[slot] < capacity_max_ && UpTo(1) == 0);
        capacities_[slot] += is_up ? 1 : -1;
        live.ChangeCapacity(slot, is_up ? 1 : -1);
      }
    }
  }

 private:
  std::mt19937_64 random_;
  int points_;
  int capacity_max_;
  std::vector<int> capacities_;
  std::vector<std::vector<LiveAssignment::Arc>> people_;
};

// The live assignment as a result that carries its own proof.
NestedAssignmentResult ResultOf(const NestedAssignmentProblem& problem, const LiveAssignment& live) {
  NestedAssignmentResult result;
  for (std::uint32_t p = 0; p < problem.person_count(); ++p) result.slot_of_person.push_back(live.SlotOf(p));
  for (std::uint32_t s = 0; s < problem.slots.size(); ++s) result.slot_price.push_back(live.PriceOf(s));
  result.value = live.value();
  return result;
}

TEST(LiveAssignmentTest, AfterEveryChangeItIsWorthAFullSolve) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const int points = seed % 2 == 0 ? 5 : 10'000;
    Ledger ledger(seed, /*slots=*/3 + static_cast<int>(seed % 12), /*capacity_max=*/1 + static_cast<int>(seed % 4),
                  points);
    const int people = 1 + static_cast<int>(seed % 40);
    for (int p = 0; p < people; ++p) ledger.AddPerson();
    LiveAssignment live(ledger.Problem(), 1);
    for (int change = 0; change < 100; ++change) {
      SCOPED_TRACE(testing::Message() << "change " << change);
      ledger.Change(live);
      const NestedAssignmentProblem problem = ledger.Problem();
      ExpectProven(problem, ResultOf(problem, live));
      ASSERT_EQ(live.value(), SolveNestedAssignment(problem, {}).value);
    }
  }
}

TEST(LiveAssignmentTest, AClosedSlotOpensAndClosesAgain) {
  NestedAssignmentProblem problem;
  problem.arc_starts = {0, 1};
  problem.arcs = {{0, 7}};
  problem.person_gain = {0};
  problem.slots = {{0}};
  LiveAssignment live(problem, 1);
  EXPECT_EQ(live.value(), 0);
  live.ChangeCapacity(0, 1);
  EXPECT_EQ(live.value(), 7);
  EXPECT_EQ(live.SlotOf(0), 0u);
  live.ChangeCapacity(0, -1);
  EXPECT_EQ(live.value(), 0);
  EXPECT_EQ(live.SlotOf(0), kNoSlot);
}

}  // namespace
}  // namespace walz
