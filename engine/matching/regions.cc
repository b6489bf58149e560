#include "engine/matching/regions.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include <absl/container/flat_hash_map.h>

#include "engine/base/hash.h"
#include "engine/base/lease_pool.h"
#include "engine/base/parallel.h"
#include "engine/matching/goal_search.h"
#include "engine/matching/others_use.h"
#include "engine/matching/placed_units.h"
#include "engine/matching/wanted_openings.h"

namespace walz {
namespace {

struct RegionSize {
  std::size_t placed_max;    // About.
  std::size_t left_out_max;  // Beside them.
};
constexpr RegionSize kFullSize{120, 60};
constexpr RegionSize kSizeAround{20, 12};        // Of regions around something that is otherwise.
constexpr std::int64_t kStaysMax = 200'000;      // A region with more to choose from is left alone.
constexpr std::size_t kStaySetsMax = 1'000'000;  // For each thread: large rounds have a hundred times as many pairs.
constexpr std::size_t kMembersMin = 2;
constexpr int kSweepsMax = 20;
constexpr int kLooks = 4;  // Around those left out, before each sweep over everybody.
constexpr ChoiceLimits kLimits{.nodes_max = 10, .solves_max = 60, .steps_max = 6'000};

// A sweep that wins less than one placement in so many, and less than so much of the points, is the last: in small
// parts sweeps cost little.
std::int64_t WorthwhileOf(std::size_t apprentices) {
  return std::max<std::int64_t>(1'000, 20'000'000 / static_cast<std::int64_t>(apprentices));
}

// How many regions are solved from one state: enough to keep threads busy, and a small share of a sweep, for they do
// not know of each other.
std::size_t BatchOf(std::size_t apprentices) { return std::clamp<std::size_t>(apprentices / 3'000, 16, 64); }

// Where a region begins to grow.
struct Seed {
  std::optional<OpeningIndex> opening;
  std::optional<ApprenticeIndex> apprentice;
};

struct Region {
  std::vector<ApprenticeIndex> apprentices;
  std::vector<Placement> before;
  std::vector<Placement> after;  // The best found.
  bool is_better = false;
};

// Finds regions in an arrangement under change.
class RegionFinder {
 public:
  RegionFinder(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices, RegionSize size,
               const Arrangement& arrangement)
      : facts_(facts),
        size_(size),
        arrangement_(arrangement),
        placed_(arrangement),
        left_out_at_(facts.problem.openings().size()),
        is_free_(facts.problem.apprentices().size(), 0),
        batch_of_(facts.problem.apprentices().size(), kNoBatch) {
    for (const ApprenticeIndex apprentice : apprentices) {
      is_free_[apprentice.value] = 1;
      if (IsPlaced(apprentice)) continue;
      for (const PairOption& option : facts.options.Of(apprentice)) {
        left_out_at_[option.opening.value].push_back(apprentice);
      }
    }
  }

  bool IsPlaced(ApprenticeIndex i) const { return arrangement_.IsPlaced(arrangement_.UnitOf(i)); }

  // An opening is never: nobody may be there.
  bool IsCovered(const Seed& seed) const { return seed.apprentice && IsCovered(*seed.apprentice); }

  // Once the apprentice may have been placed elsewhere.
  void Update(ApprenticeIndex i) { placed_.Update(arrangement_.UnitOf(i)); }

  // Regions found from now on may hold those left out again.
  void BeginBatch() { ++batch_; }

  // Apprentices around the seed, ascending: those at the openings that most of them could go to, one opening after the
  // other, and the left out who could go to most of these openings.  They are covered then.
  std::vector<ApprenticeIndex> Around(const Seed& seed) {
    Growth growth;
    if (seed.opening) {
      Enter(*seed.opening, growth);
      for (const ApprenticeIndex i : LeftOutAt(growth)) Add(i, growth);
    } else {
      Add(*seed.apprentice, growth);
      if (IsPlaced(*seed.apprentice)) Enter(PlaceOf(*seed.apprentice), growth);
    }
    while (growth.members.size() < size_.placed_max) {
      std::pair<std::int32_t, std::uint32_t> best{0, 0};
      for (const auto& [opening, count] : growth.wanted) {
        if (count > best.first || (count == best.first && opening < best.second)) best = {count, opening};
      }
      if (best.first == 0) break;
      Enter(OpeningIndex(best.second), growth);
    }
    for (const ApprenticeIndex i : LeftOutAt(growth)) Add(i, growth);
    std::sort(growth.members.begin(), growth.members.end());
    return std::move(growth.members);
  }

 private:
  static constexpr std::uint32_t kNoBatch = 0;

  struct Growth {
    std::vector<ApprenticeIndex> members;
    std::vector<OpeningIndex> openings;                       // Those that are in.
    absl::flat_hash_map<std::uint32_t, std::int32_t> wanted;  // By opening: members who could go there; 0: it is in.
  };

  bool IsCovered(ApprenticeIndex i) const { return batch_of_[i.value] != kNoBatch; }

  // Whoever is placed is in one region of a sweep; the left out may be in one of each batch.
  bool IsTaken(ApprenticeIndex i) const {
    return batch_of_[i.value] == batch_ || (IsCovered(i) && IsPlaced(i)) || !is_free_[i.value];
  }

  OpeningIndex PlaceOf(ApprenticeIndex placed) const {
    return arrangement_.ChoiceOf(arrangement_.UnitOf(placed))->placements[0].opening;
  }

  // Adds the apprentice's whole unit.
  void Add(ApprenticeIndex apprentice, Growth& growth) {
    if (IsTaken(apprentice)) return;
    for (const ApprenticeIndex i : arrangement_.MembersOf(arrangement_.UnitOf(apprentice))) {
      batch_of_[i.value] = batch_;
      growth.members.push_back(i);
      for (const PairOption& option : facts_.options.Of(i)) {
        const auto [at, is_new] = growth.wanted.emplace(option.opening.value, 1);
        if (!is_new && at->second > 0) ++at->second;
      }
    }
  }

  void Enter(OpeningIndex opening, Growth& growth) {
    growth.openings.push_back(opening);
    growth.wanted[opening.value] = 0;
    for (const UnitIndex unit : placed_.At(opening)) Add(arrangement_.MembersOf(unit)[0], growth);
  }

  // Those first who could go to most of the openings.
  std::vector<ApprenticeIndex> LeftOutAt(const Growth& growth) const {
    absl::flat_hash_map<std::uint32_t, std::int32_t> openings_of;
    for (const OpeningIndex opening : growth.openings) {
      for (const ApprenticeIndex i : left_out_at_[opening.value]) {
        if (!IsPlaced(i) && !IsTaken(i)) ++openings_of[i.value];
      }
    }
    std::vector<std::pair<std::int32_t, std::uint32_t>> order;
    for (const auto& [i, count] : openings_of) order.emplace_back(-count, i);
    std::sort(order.begin(), order.end());
    if (order.size() > size_.left_out_max) order.resize(size_.left_out_max);
    std::vector<ApprenticeIndex> left_out;
    for (const auto& [count, i] : order) left_out.push_back(ApprenticeIndex(i));
    return left_out;
  }

  const PartFacts& facts_;
  const RegionSize size_;
  const Arrangement& arrangement_;
  PlacedUnits placed_;
  std::vector<std::vector<ApprenticeIndex>> left_out_at_;  // By opening; some may be placed by now.
  std::vector<char> is_free_;                              // By apprentice.
  std::vector<std::uint32_t> batch_of_;                    // By apprentice: the last that held it in a region.
  std::uint32_t batch_ = kNoBatch;
};

// What the apprentices can have while all others stay; with `wanted` not null, what leaves more to those left out
// counts as better, whatever it costs in points.  Regions may be solved by several threads while nothing is placed or
// removed; `stays` is the thread's own.
void SolveRegion(const PartFacts& facts, StayFinder& stays, const Arrangement& arrangement, const FreeDays& free_days,
                 const WantedOpenings* wanted, Region& region, const std::stop_token& stop) {
  region.before = arrangement.PlacementsOf(region.apprentices);
  const OthersUse others(arrangement, facts.quotas, free_days, region.before);
  const PartFacts own_facts{facts.problem, facts.options, facts.objective, facts.quotas, stays};
  StayProgram program(own_facts, region.apprentices, StayProgram::Groups::kTogether, &others);
  if (!program.Build(kStaysMax, stop)) return;
  const std::optional<std::vector<std::uint32_t>> start = program.ColumnsOf(region.before);
  if (!start) return;
  std::vector<std::uint32_t> best;
  if (wanted != nullptr) {
    best = ImproveBeside(program, *start, wanted->WorthsOf(program), kLimits, stop);
    region.is_better = best != *start;
  } else {
    best = ImproveByGoals(program, *start, kLimits, stop);
    region.is_better = program.LevelsOf(best) > program.LevelsOf(*start);
  }
  region.after = program.PlacementsOf(best);
}

// Where somebody has come, left, or stays on other days.
std::vector<OpeningIndex> ChangedOpenings(const Region& region) {
  const std::vector<Placement> changed = ChangedPlacements(region.before, region.after);
  std::vector<OpeningIndex> openings;
  for (const Placement& placement : changed) openings.push_back(placement.opening);
  std::sort(openings.begin(), openings.end());
  openings.erase(std::unique(openings.begin(), openings.end()), openings.end());
  return openings;
}

// In an order of their own each turn, those left out first.
std::vector<Seed> SeedsOf(const std::vector<ApprenticeIndex>& apprentices, int turn, const Arrangement& arrangement) {
  std::vector<std::pair<std::uint64_t, ApprenticeIndex>> order;
  for (const ApprenticeIndex i : apprentices) {
    const std::uint64_t place = Hash64(static_cast<std::uint64_t>(turn), i.value) >> 1;
    order.emplace_back(arrangement.IsPlaced(arrangement.UnitOf(i)) ? place | (std::uint64_t{1} << 63) : place, i);
  }
  std::sort(order.begin(), order.end());
  std::vector<Seed> seeds;
  for (const auto& [place, apprentice] : order) seeds.push_back({.apprentice = apprentice});
  return seeds;
}

// Whether one placement in so many was won, or a pin or a centre's least.
bool WinsPlacements(const Score& before, const Score& after, std::int64_t least_share) {
  if (after.pins_kept > before.pins_kept || after.centres_at_least > before.centres_at_least) return true;
  std::int64_t won = 0;
  for (std::size_t tier = 0; tier < kTierCount; ++tier) {
    won += std::max<std::int64_t>(0, after.placed_by_tier[tier] - before.placed_by_tier[tier]);
  }
  return won * least_share >= after.placed();
}

bool WinsPoints(const Score& before, const Score& after, std::int64_t least_share) {
  return (after.points - before.points) * least_share >= after.points;
}

// Sweeps over an arrangement that nobody else changes.
class RegionSearch {
 public:
  // All arguments must outlive this object.
  RegionSearch(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices, Arrangement& arrangement,
               const WorkOptions& work)
      : facts_(facts),
        apprentices_(apprentices),
        arrangement_(arrangement),
        work_(work),
        finders_([this] { return facts_.stays.Another(); }),
        free_days_(arrangement, facts.quotas, work) {}

  void Run() {
    const std::int64_t worthwhile = WorthwhileOf(apprentices_.size());
    Score before = ScoreNow();
    while (LookAndSweep(before) && turn_ < kSweepsMax) {
      const Score after = ScoreNow();
      const bool goes_on = WinsPlacements(before, after, worthwhile / 2);
      before = after;
      if (!goes_on) break;
    }
    while (turn_ < kSweepsMax && !work_.stop.stop_requested()) {
      Sweep(SeedsOf(apprentices_, turn_++, arrangement_), kFullSize, nullptr);
      const Score after = ScoreNow();
      if (!WinsPlacements(before, after, worthwhile) && !WinsPoints(before, after, worthwhile)) break;
      before = after;
    }
  }

  // Every apprentice of a seed is in one region at least, unless alone or stopped.  `wanted` as in SolveRegion.
  void Sweep(const std::vector<Seed>& seeds, RegionSize size, const WantedOpenings* wanted) {
    RegionFinder finder(facts_, apprentices_, size, arrangement_);
    const std::size_t batch_size = BatchOf(apprentices_.size());
    std::size_t next = 0;
    const auto find_batch = [&] {
      std::vector<Region> batch;
      finder.BeginBatch();
      for (; next < seeds.size() && batch.size() < batch_size && !work_.stop.stop_requested(); ++next) {
        if (finder.IsCovered(seeds[next])) continue;
        std::vector<ApprenticeIndex> members = finder.Around(seeds[next]);
        if (members.size() >= kMembersMin) batch.push_back({.apprentices = std::move(members)});
      }
      return batch;
    };
    std::vector<Region> batch = find_batch();
    while (!batch.empty() && !work_.stop.stop_requested()) {
      if (work_.progress) {
        work_.progress("regions", static_cast<std::int64_t>(next), static_cast<std::int64_t>(seeds.size()));
      }
      std::vector<Region> next_batch;  // Found meanwhile.
      ParallelFor(1 + batch.size(), 1, work_.thread_count, [&](std::size_t first, std::size_t last) {
        const LeasePool<StayFinder>::Lease stays = finders_.Take();
        for (std::size_t i = first; i < last; ++i) {
          if (i == 0) {
            next_batch = find_batch();
          } else {
            stays->ForgetBeyond(kStaySetsMax);
            SolveRegion(facts_, *stays, arrangement_, free_days_, wanted, batch[i - 1], work_.stop);
          }
        }
      });
      for (const Region& region : batch) {
        // Two of a batch may want the last place that their regions share.
        if (!region.is_better || !Take(region)) continue;
        for (const ApprenticeIndex i : region.apprentices) finder.Update(i);
      }
      batch = std::move(next_batch);
    }
  }

 private:
  Score ScoreNow() const { return facts_.objective.ScoreOf(arrangement_.placements()); }

  // Looks around those left out, who are where something can be won: what they want is left to them, as far as it costs
  // no placement, so that the next look finds a way there.  Then a sweep over everybody wins back points.  False:
  // nobody is left out any more, or it is not better than `before` and all are where they were.
  bool LookAndSweep(const Score& before) {
    const std::vector<Placement> start = arrangement_.PlacementsOf(apprentices_);
    for (int look = 0; look < kLooks && !work_.stop.stop_requested(); ++look) {
      std::vector<ApprenticeIndex> left_out;
      for (const ApprenticeIndex i : apprentices_) {
        if (!arrangement_.IsPlaced(arrangement_.UnitOf(i))) left_out.push_back(i);
      }
      if (left_out.empty()) return false;
      const WantedOpenings wanted(facts_.options, apprentices_, arrangement_);
      Sweep(SeedsOf(left_out, looks_++, arrangement_), kFullSize, &wanted);
    }
    Sweep(SeedsOf(apprentices_, turn_++, arrangement_), kFullSize, nullptr);
    if (ScoreNow() > before) return true;
    Take({.before = arrangement_.PlacementsOf(apprentices_), .after = start});
    return false;
  }

  // False, and nothing changed, if what is after does not fit.
  bool Take(const Region& region) {
    if (!Rearrange(facts_.options, region.before, region.after, arrangement_)) return false;
    for (const OpeningIndex opening : ChangedOpenings(region)) free_days_.Update(opening);
    return true;
  }

  const PartFacts& facts_;
  const std::vector<ApprenticeIndex>& apprentices_;
  Arrangement& arrangement_;
  const WorkOptions& work_;
  LeasePool<StayFinder> finders_;
  FreeDays free_days_;
  int turn_ = 0;   // Sweeps over everybody so far.
  int looks_ = 0;  // Looks so far.
};

}  // namespace

void ImproveRegions(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices, Arrangement& arrangement,
                    const WorkOptions& work) {
  if (!apprentices.empty()) RegionSearch(facts, apprentices, arrangement, work).Run();
}

void ImproveAround(const PartFacts& facts, const std::vector<ApprenticeIndex>& apprentices, const RegionSeeds& seeds,
                   Arrangement& arrangement, const WorkOptions& work) {
  std::vector<Seed> order;
  for (const OpeningIndex opening : seeds.openings) order.push_back({.opening = opening});
  for (const Seed& seed : SeedsOf(seeds.apprentices, 0, arrangement)) order.push_back(seed);
  RegionSearch(facts, apprentices, arrangement, work).Sweep(order, kSizeAround, /*wanted=*/nullptr);
}

}  // namespace walz
