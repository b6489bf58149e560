// How fast are stable matchings and their audit, beside textbook deferred acceptance on the same markets in one run?
//
// Equal answers are checked before the clock starts; times are CPU of one thread.  The textbook keeps what the books
// say: a list of free people, a table of ranks for each slot, an ordered set of those it holds.
// A market that is named in the arguments is measured, else those of 3.5 million options:
//   stable_bench [uniform ties short_lists chains uniform_35m]

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <deque>
#include <functional>
#include <numeric>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/matching/audit_market.h"
#include "engine/solve/deferred_acceptance.h"
#include "engine/solve/large_stable.h"
#include "engine/solve/stable_improvement.h"
#include "tests/support/audit_market_of.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

struct Shape {
  const char* name;
  int people = 100'000;
  int slots = 20'000;
  int options_a_person = 35;
  int class_count = 1'000'000;  // How finely slots tell people apart.
  int tie_percent = 0;          // Of options that are as good as the one before.
  bool is_chain = false;        // Everybody has the same slots in the same order: chains of refusals.
  bool by_default = true;
};

constexpr std::size_t kTextbookOptionsMax = 10'000'000;  // Its tables do not fit the memory beyond.

constexpr Shape kShapes[] = {
    {.name = "uniform"},
    {.name = "ties", .class_count = 10, .tie_percent = 60},
    {.name = "short_lists", .options_a_person = 3, .class_count = 3, .tie_percent = 60},
    {.name = "chains", .is_chain = true},
    {.name = "uniform_35m", .people = 1'000'000, .slots = 200'000, .by_default = false},
};

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

StableMarket MakeMarket(const Shape& shape) {
  Dice dice(20270301);
  StableMarket market;
  for (int s = 0; s < shape.slots; ++s) market.capacities.push_back(dice.Between(1, 8));
  std::vector<std::uint64_t> lottery(static_cast<std::size_t>(shape.people));
  std::iota(lottery.begin(), lottery.end(), std::uint64_t{0});
  dice.Shuffle(lottery);
  std::vector<int> asked_by(static_cast<std::size_t>(shape.slots), -1);
  market.arc_starts.push_back(0);
  for (int p = 0; p < shape.people; ++p) {
    const int first = dice.Between(0, shape.slots - 1);
    std::uint32_t level = 0;
    for (int i = 0; i < shape.options_a_person;) {
      // In a chain neighbours list the same slots from the same end.
      const int slot = shape.is_chain ? (first / 70 * 70 + i) % shape.slots : dice.Between(0, shape.slots - 1);
      if (asked_by[static_cast<std::size_t>(slot)] == p) continue;
      asked_by[static_cast<std::size_t>(slot)] = p;
      if (i > 0 && dice.Between(0, 99) >= shape.tie_percent) ++level;
      const auto key_class = static_cast<std::uint64_t>(dice.Between(1, shape.class_count));
      market.arcs.push_back({static_cast<std::uint32_t>(slot), level,
                             (key_class << StableMarket::kLotteryBits) + lottery[static_cast<std::size_t>(p)]});
      ++i;
    }
    market.arc_starts.push_back(market.arcs.size());
  }
  return market;
}

// The textbook, made of what it would be given: lists of slots, and each slot's rank of every person.
class Textbook {
 public:
  explicit Textbook(const StableMarket& market) : rank_(market.slot_count()), capacities_(market.capacities) {
    std::vector<std::vector<std::pair<std::uint64_t, std::uint32_t>>> by_slot(market.slot_count());
    for (std::uint32_t p = 0; p < market.person_count(); ++p) {
      lists_.emplace_back();
      for (std::uint64_t a = market.arc_starts[p]; a < market.arc_starts[p + 1]; ++a) {
        lists_[p].push_back(market.arcs[a].slot);
        by_slot[market.arcs[a].slot].emplace_back(market.arcs[a].key, p);
      }
    }
    for (std::size_t s = 0; s < by_slot.size(); ++s) {
      std::sort(by_slot[s].begin(), by_slot[s].end());
      for (int rank = 0; const auto& [key, p] : by_slot[s]) rank_[s][p] = rank++;
    }
  }

  // The position in its list that each person gets, -1 for none.
  std::vector<int> Solve() const {
    std::vector<int> next(lists_.size(), 0);
    std::vector<int> got(lists_.size(), -1);
    std::vector<std::set<std::pair<int, std::uint32_t>>> held(rank_.size());
    std::deque<std::uint32_t> free(lists_.size());
    std::iota(free.begin(), free.end(), 0u);
    while (!free.empty()) {
      const std::uint32_t p = free.front();
      if (next[p] == static_cast<int>(lists_[p].size())) {
        free.pop_front();
        continue;
      }
      const std::uint32_t s = lists_[p][static_cast<std::size_t>(next[p]++)];
      held[s].emplace(rank_[s].at(p), p);
      got[p] = next[p] - 1;
      free.pop_front();
      if (held[s].size() <= static_cast<std::size_t>(capacities_[s])) continue;
      const std::uint32_t sent_away = std::prev(held[s].end())->second;
      held[s].erase(std::prev(held[s].end()));
      got[sent_away] = -1;
      free.push_back(sent_away);
    }
    return got;
  }

 private:
  std::vector<std::vector<std::uint32_t>> lists_;
  std::vector<std::unordered_map<std::uint32_t, int>> rank_;
  std::vector<std::int32_t> capacities_;
};

// The least of three.
double SecondsOf(const std::function<void()>& work) {
  double least = 1e9;
  for (int i = 0; i < 3; ++i) {
    const double start = CpuSeconds();
    work();
    least = std::min(least, CpuSeconds() - start);
  }
  return least;
}

void Row(const char* what, double seconds, const char* counted = "", std::int64_t count = 0) {
  std::printf("  %-46s %9.1f ms", what, seconds * 1e3);
  if (*counted != 0) std::printf("  %lld %s", static_cast<long long>(count), counted);
  std::printf("\n");
  std::fflush(stdout);
}

std::int64_t CountPlaced(const StableAssignment& assignment) {
  return std::count_if(assignment.begin(), assignment.end(), [](std::uint64_t arc) { return arc != kNoListing; });
}

void CheckAnswers(const StableMarket& market, const StableAssignment& ours, const std::vector<int>& theirs) {
  for (std::size_t p = 0; p < ours.size(); ++p) {
    const int got = ours[p] == kNoListing ? -1 : static_cast<int>(ours[p] - market.arc_starts[p]);
    WALZ_CHECK(got == theirs[p]);
  }
}

void Measure(const Shape& shape) {
  const StableMarket market = MakeMarket(shape);
  std::printf("%s: %zu people, %zu slots, %zu options\n", shape.name, market.person_count(), market.slot_count(),
              market.arcs.size());
  StableAssignment ours = FindPersonOptimalStable(market, {});
  if (market.arcs.size() <= kTextbookOptionsMax) {
    const double before = CpuSeconds();
    const Textbook textbook(market);
    const double made = CpuSeconds();
    const std::vector<int> theirs = textbook.Solve();
    const double solved = CpuSeconds();
    CheckAnswers(market, ours, theirs);
    Row("textbook: tables", made - before);
    Row("textbook: best for people", solved - made);
  }
  AuditMarket audit = AuditMarketOf(market, ours);
  WALZ_CHECK(!FindBlockingPair(audit, true) && IsBestForApprentices(audit));
  std::uint64_t sum = 0;
  double seconds = SecondsOf([&] {
    for (const StableMarket::Arc& arc : market.arcs) sum += arc.key ^ arc.slot;
  });
  Row("floor: read every option once", seconds, "is the parity of the sum", static_cast<std::int64_t>(sum % 2));
  seconds = SecondsOf([&] { ours = FindPersonOptimalStable(market, {}); });
  Row("best for people", seconds, "placed", CountPlaced(ours));
  Row("best for slots", SecondsOf([&] { FindSlotOptimalStable(market, {}); }));
  Row("audit: blocking pairs", SecondsOf([&] { WALZ_CHECK(!FindBlockingPair(audit, true)); }));
  Row("audit: best for people", SecondsOf([&] { WALZ_CHECK(IsBestForApprentices(audit)); }));
  std::int64_t improvable = 0;
  seconds = SecondsOf([&] { improvable = CountImprovable(market, ours); });
  Row("who could improve", seconds, "people", improvable);
  Row("audit: who could improve", SecondsOf([&] { WALZ_CHECK(CountWhoCouldImprove(audit) == improvable); }));
  StableAssignment large;
  seconds = SecondsOf([&] { large = FindLargeStable(market, {}); });
  Row("large", seconds, "placed", CountPlaced(large));
  seconds = SecondsOf([&] {
    StableAssignment favoured = large;
    FindPersonOptimalStable(FavouringMarket(market, favoured), {});
  });
  Row("large: best for people", seconds);
  audit = AuditMarketOf(market, large);
  WALZ_CHECK(!FindBlockingPair(audit, false));
  std::int64_t placeable = 0;
  seconds = SecondsOf([&] { placeable = CountPlaceable(audit); });
  Row("audit: most that any matching places", seconds, "placed", placeable);
}

void Run(int argument_count, char** arguments) {
  for (const Shape& shape : kShapes) {
    bool is_named = argument_count == 1 && shape.by_default;
    for (int i = 1; i < argument_count; ++i) is_named |= std::strcmp(arguments[i], shape.name) == 0;
    if (is_named) Measure(shape);
  }
}

}  // namespace
}  // namespace walz

int main(int argument_count, char** arguments) { walz::Run(argument_count, arguments); }
