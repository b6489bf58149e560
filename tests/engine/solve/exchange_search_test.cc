// exchange_search: the chain that it finds is worth what it says, and no assignment with the person in the slot is
// better than its bound.

#include "engine/solve/exchange_search.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "engine/solve/nested_assignment.h"
#include "tests/engine/solve/random_nested_assignment.h"

namespace walz {
namespace {

using absl::int128;

constexpr int128 kForced = 1'000'000'000;

// An assignment that was solved, as a market; some of its answers may be withheld.
class SolvedMarket : public ExchangeMarket {
 public:
  SolvedMarket(const NestedAssignmentProblem& problem, const NestedAssignmentResult& result, std::uint32_t person)
      : problem_(problem), result_(result), person_(person), counts_(problem.slots.size()) {
    for (const std::uint32_t slot : result.slot_of_person) {
      if (slot != kNoSlot) ++counts_[slot];
    }
  }

  // What is left of a gain when the slot is paid.
  int128 Net(std::uint32_t person, std::uint64_t arc) const {
    return GainOf(problem_, person, arc) - result_.slot_price[problem_.arcs[arc].slot];
  }
  int128 OwnNet(std::uint32_t person) const {
    const std::optional<std::uint64_t> arc = ArcOf(person, result_.slot_of_person[person]);
    return arc ? Net(person, *arc) : 0;
  }
  std::optional<std::uint64_t> ArcOf(std::uint32_t person, std::uint32_t slot) const {
    for (std::uint64_t a = problem_.arc_starts[person]; a < problem_.arc_starts[person + 1]; ++a) {
      if (problem_.arcs[a].slot == slot) return a;
    }
    return std::nullopt;
  }

  Room RoomAt(std::uint32_t slot) override {
    if (counts_[slot] >= problem_.slots[slot].capacity) return Room::kFull;
    return (slot + 1) % unsure_slot_ == 0 ? Room::kPerhaps : Room::kFree;
  }
  std::vector<Holder> HoldersOf(std::uint32_t slot) override {
    ++asked;
    std::vector<Holder> holders;
    for (std::uint32_t p = 0; p < problem_.person_count(); ++p) {
      if (p == person_ || result_.slot_of_person[p] != slot) continue;
      Holder& holder = holders.emplace_back();
      holder.person = p;
      holder.may_move = (p + 1) % fixed_person_ != 0;
      holder.loss_left_out = OwnNet(p);
      for (std::uint64_t a = problem_.arc_starts[p]; a < problem_.arc_starts[p + 1]; ++a) {
        if (problem_.arcs[a].slot == slot) continue;
        holder.options.push_back({problem_.arcs[a].slot, OwnNet(p) - Net(p, a)});
      }
      if (task_ != nullptr) KeepNeeded(holder.options);
    }
    return holders;
  }

  // Leaves out what a search with these does not need.
  void LeaveOut(const ExchangeTask& task, const ExchangeLimits& limits) {
    task_ = &task;
    limits_ = limits;
  }

  void Withhold(std::uint32_t every_slot, std::uint32_t every_person) {
    unsure_slot_ = every_slot;
    fixed_person_ = every_person;
  }
  std::size_t asked = 0;

 private:
  void KeepNeeded(std::vector<Option>& options) {
    std::sort(options.begin(), options.end(), [](const Option& a, const Option& b) { return a.loss < b.loss; });
    NeededOptions needed(limits_, task_->price_vacated);
    std::vector<Option> kept;
    for (const Option& option : options) {
      if (needed.Needs(option.loss)) {
        kept.push_back(option);
        needed.Take(option.loss, RoomAt(option.slot) == Room::kFree);
      } else if (option.slot == task_->slot_vacated) {
        kept.push_back(option);
      }
    }
    options = std::move(kept);
  }

  const NestedAssignmentProblem& problem_;
  const NestedAssignmentResult& result_;
  const std::uint32_t person_;
  std::vector<int> counts_;
  std::uint32_t unsure_slot_ = 0xffffffff;
  std::uint32_t fixed_person_ = 0xffffffff;
  const ExchangeTask* task_ = nullptr;
  ExchangeLimits limits_;
};

// The best that there is with the person in the slot of the arc.
int128 BestWith(NestedAssignmentProblem problem, std::uint32_t person, std::uint64_t arc) {
  const NestedAssignmentProblem::Arc kept = problem.arcs[arc];
  const auto first = problem.arcs.begin() + static_cast<std::ptrdiff_t>(problem.arc_starts[person]);
  const auto last = problem.arcs.begin() + static_cast<std::ptrdiff_t>(problem.arc_starts[person + 1]);
  const auto removed = static_cast<std::uint64_t>(last - first - 1);
  problem.arcs.erase(first, last - 1);
  problem.arcs[problem.arc_starts[person]] = kept;
  for (std::size_t p = person + 1; p < problem.arc_starts.size(); ++p) problem.arc_starts[p] -= removed;
  problem.person_gain[person] += kForced;
  return SolveNestedAssignment(problem, {}).value - kForced;
}

NestedShape PlainShape() {
  NestedShape shape;
  shape.people = 9;
  shape.slots = 6;
  shape.arcs_a_person = 3;
  shape.person_nodes = 0;
  shape.slot_nodes = 0;
  shape.points_min = 1;
  shape.reward_max = 0;
  shape.has_use = false;
  return shape;
}

constexpr ExchangeLimits kAll{1000, 1000};

struct Tally {
  int tried = 0;
  int found = 0;
  int proven = 0;
};

// Checks every pair of one random assignment.
void CheckAll(std::uint64_t seed, std::uint32_t every_slot, std::uint32_t every_person, const ExchangeLimits& limits,
              Tally& tally) {
  const NestedAssignmentProblem problem = RandomNestedAssignment(PlainShape(), seed);
  const NestedAssignmentResult base = SolveNestedAssignment(problem, {});
  for (std::uint32_t p = 0; p < problem.person_count(); ++p) {
    for (std::uint64_t a = problem.arc_starts[p]; a < problem.arc_starts[p + 1]; ++a) {
      const std::uint32_t slot = problem.arcs[a].slot;
      const std::uint32_t own = base.slot_of_person[p];
      if (slot == own || problem.slots[slot].capacity == 0) continue;
      SolvedMarket market(problem, base, p);
      market.Withhold(every_slot, every_person);
      ExchangeTask task{.slot = slot};
      if (own != kNoSlot) {
        task.slot_vacated = own;
        task.price_vacated = base.slot_price[own];
      }
      const ExchangeResult result = FindExchange(market, task, limits, {});
      ++tally.tried;
      ASSERT_LE(market.asked, std::min(limits.slots_max, limits.holders_max));  // Each slot asked for has a holder.
      market.LeaveOut(task, limits);
      const ExchangeResult same = FindExchange(market, task, limits, {});
      ASSERT_EQ(same.loss_least, result.loss_least) << "seed " << seed << " pair " << p << "," << slot;
      if (every_person > problem.person_count()) {
        ASSERT_EQ(same.found, result.found);
        ASSERT_EQ(same.loss, result.loss) << "seed " << seed << " pair " << p << "," << slot;
      }
      const int128 own_loss = market.OwnNet(p) - market.Net(p, a);
      const int128 best = BestWith(problem, p, a);
      ASSERT_GE(base.value - own_loss - result.loss_least, best) << "seed " << seed << " pair " << p << "," << slot;
      if (!result.found) continue;
      ++tally.found;
      std::vector<std::uint32_t> slots = base.slot_of_person;
      slots[p] = slot;
      for (const ExchangeMove& move : result.moves) {
        ASSERT_NE(move.person, p);
        ASSERT_NE((move.person + 1) % every_person, 0u);
        slots[move.person] = move.slot.value_or(kNoSlot);
      }
      std::vector<int> counts(problem.slots.size());
      int128 value = 0;
      for (std::uint32_t q = 0; q < slots.size(); ++q) {
        if (slots[q] == kNoSlot) continue;
        ASSERT_LE(++counts[slots[q]], problem.slots[slots[q]].capacity);
        value += GainOf(problem, q, *market.ArcOf(q, slots[q]));
      }
      ASSERT_EQ(value, base.value - own_loss - result.loss) << "seed " << seed << " pair " << p << "," << slot;
      ASSERT_LE(value, best);
      if (result.proven()) {
        ++tally.proven;
        ASSERT_EQ(value, best);
      }
    }
  }
}

TEST(ExchangeSearchTest, FindsWhatSolvingAnewFinds) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CheckAll(seed, 0xffffffff, 0xffffffff, kAll, tally);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(tally.tried, 2000);
  EXPECT_GT(tally.proven, tally.tried / 2) << tally.found;
}

TEST(ExchangeSearchTest, SaysNothingFalseWhereTheMarketIsUnsure) {
  Tally tally;
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    CheckAll(seed, 2 + seed % 3, 2 + seed % 2, kAll, tally);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(tally.found, tally.tried / 4);
}

TEST(ExchangeSearchTest, IsBoundWhereItMayNotLookFurther) {
  for (const ExchangeLimits& limits :
       {ExchangeLimits{0, 1000}, ExchangeLimits{1, 1000}, ExchangeLimits{2, 1000}, ExchangeLimits{1000, 2}}) {
    Tally tally;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      CheckAll(seed, 0xffffffff, 0xffffffff, limits, tally);
      if (HasFatalFailure()) return;
    }
    EXPECT_GT(tally.found, 0) << limits.slots_max;
  }
}

}  // namespace
}  // namespace walz
