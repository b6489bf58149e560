#include "engine/matching/audit_options.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_set.h>
#include <absl/status/status.h>

#include "engine/matching/audit_score.h"
#include "engine/matching/audit_sum.h"
#include "engine/matching/lottery.h"
#include "engine/rulebook/bulk_points.h"

namespace walz {
namespace {

// What one apprentice's options say.
struct Reach {
  bool can_be_placed = false;
  bool can_keep = false;
  std::int32_t points_max = 0;
  std::uint32_t lottery_max = 0;
  absl::int128 gain = 0;
};

// What a thread remembers from one apprentice to the next: classes come one after another and have equal facets.
struct Memory {
  explicit Memory(std::size_t opening_count) : families(opening_count), is_noted(opening_count) {}

  void Forget() {
    std::fill(families.begin(), families.end(), nullptr);
    std::fill(is_noted.begin(), is_noted.end(), false);
  }

  std::optional<std::uint32_t> learner_facet;
  std::vector<const StayFamily*> families;  // By host facet; null: not asked yet.
  std::vector<bool> is_noted;               // By opening: its groups know the stays of this facet.
  std::vector<std::int32_t> points;         // Of the options of one apprentice.
};

class OptionPass {
 public:
  OptionPass(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Weights& weights,
             const std::vector<absl::int128>& reward_of_centre, const PriceTable& prices, int thread_count)
      : problem_(problem),
        rules_(rules),
        weights_(weights),
        reward_of_centre_(reward_of_centre),
        prices_(prices),
        stays_(problem, rules, sieve),
        points_(problem, rules, thread_count),
        reaches_(problem.apprentices().size()),
        noted_(prices.groups().size()),
        is_used_(prices.groups().size()) {
    for (const Opening& opening : problem.openings()) opening_hashes_.push_back(OpeningHashOf(opening.id));
  }

  void Visit(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
    std::unique_ptr<Memory> memory = TakeMemory();
    const std::uint32_t facet = stays_.LearnerFacetOf(apprentice);
    if (memory->learner_facet != facet) {
      memory->Forget();
      memory->learner_facet = facet;
    }
    const ApprenticeView view = problem_.View(apprentice);
    const std::uint64_t lottery = LotteryOf(problem_.round().seed, view.apprentice.id);
    const std::optional<Pin>& pin = problem_.PinOf(apprentice);
    points_.Of(apprentice, feasible, memory->points);
    for (std::size_t i = 0; i < feasible.size(); ++i) {
      if (!pin || pin->opening == feasible[i]) {
        VisitOption(view, lottery, problem_.View(feasible[i]), memory->points[i], *memory);
      }
    }
    const std::lock_guard lock(memories_mutex_);
    memories_.push_back(std::move(memory));
  }

  absl::StatusOr<OptionSums> Sums() const {
    if (too_large_) return absl::InternalError("prices of the certificate: too large, an option's cannot be summed up");
    OptionSums sums;
    sums.amounts_are_one = amounts_are_one_;
    AuditSum gains;
    std::vector<std::int64_t> placeable_by_centre(problem_.centres().size(), 0);
    for (std::size_t i = 0; i < reaches_.size(); ++i) {
      const Reach& reach = reaches_[i];
      if (!reach.can_be_placed) continue;
      const auto tier = static_cast<std::size_t>(problem_[ApprenticeIndex(i)].tier);
      const bool is_pinned = problem_.PinOf(ApprenticeIndex(i)).has_value();
      Ranges& ranges = sums.ranges;
      ranges.score.pins_kept += is_pinned ? 1 : 0;
      ranges.pinned_by_tier[tier] += is_pinned ? 1 : 0;
      ++ranges.score.placed_by_tier[tier];
      ranges.score.points += reach.points_max;
      ranges.score.kept += reach.can_keep ? 1 : 0;
      ranges.lottery += absl::int128(reach.lottery_max);
      ++placeable_by_centre[problem_.CentreOf(ApprenticeIndex(i)).value];
      gains.Add(reach.gain);
    }
    for (const auto& [centre, least] : LeastsOf(problem_)) {
      if (placeable_by_centre[centre.value] >= least) sums.leasts.emplace_back(centre, least);
    }
    sums.ranges.score.centres_at_least = static_cast<std::int64_t>(sums.leasts.size());
    if (!gains.fits()) return absl::InternalError("certificate: weights too large, the bound cannot be summed up");
    sums.gains = gains.value();
    for (std::size_t slot = 0; slot < noted_.size(); ++slot) {
      sums.is_used.push_back(is_used_[slot] ? 1 : 0);
      sums.day_counts.push_back(sums.is_used[slot] != 0 ? DayCountOf(slot) : 0);
    }
    return sums;
  }

 private:
  // Whether the capacity of the group's price depends on its stays.
  bool CountsDays(const PricedGroup& group) const { return group.whole_price > 0 && prices_.quota(group).daily; }

  void VisitOption(const ApprenticeView& apprentice, std::uint64_t lottery, const OpeningView& opening,
                   std::int32_t points, Memory& memory) {
    const PriceTable::Slots slots = prices_.SlotsOf(apprentice.index, opening.index);
    const StayFamily* stays = nullptr;
    if (!slots.empty() || problem_.PinOf(apprentice.index)) {
      const StayFamily*& known = memory.families[stays_.HostFacetOf(opening.index)];
      if (known == nullptr) known = &stays_.Of(apprentice, opening);
      stays = known;
      if (stays->starts.empty()) return;  // Days that are given, but not lawful here: no option.
      NoteStays(slots, opening.index, *stays, memory);
    }
    const std::optional<LastPlacement>& last = problem_.LastOf(apprentice.index);
    const bool is_kept = last && last->opening == opening.index;
    const std::uint32_t number = PairLotteryOf(lottery, opening_hashes_[opening.index.value]) >> weights_.lottery_shift;
    const absl::int128 gain = GainOf(apprentice, points, is_kept, number) - CostOf(slots, apprentice, opening, stays);
    Reach& reach = reaches_[apprentice.index.value];
    reach.can_be_placed = true;
    reach.can_keep = reach.can_keep || is_kept;
    reach.points_max = std::max(reach.points_max, points);
    reach.lottery_max = std::max(reach.lottery_max, number);
    reach.gain = std::max(reach.gain, gain);
  }

  // Cannot overflow: six terms of at most 2^123.
  absl::int128 GainOf(const ApprenticeView& apprentice, int points, bool is_kept, std::uint32_t number) const {
    absl::int128 value = weights_.tier[static_cast<std::size_t>(apprentice.apprentice.tier)] + weights_.point * points;
    if (problem_.PinOf(apprentice.index)) value += weights_.pin;
    if (is_kept) value += weights_.kept;
    return value + absl::int128(number) + reward_of_centre_[problem_.CentreOf(apprentice.index).value];
  }

  absl::int128 CostOf(const PriceTable::Slots& slots, const ApprenticeView& apprentice, const OpeningView& opening,
                      const StayFamily* stays) {
    if (slots.empty()) return 0;
    bool amounts_are_one = true;
    const AuditSum cost = walz::CostOf(prices_, slots, apprentice, opening, *stays, amounts_are_one);
    if (!amounts_are_one) amounts_are_one_ = false;
    if (!cost.fits()) too_large_ = true;
    return cost.fits() ? cost.value() : 0;
  }

  void NoteStays(const PriceTable::Slots& slots, OpeningIndex opening, const StayFamily& stays, Memory& memory) {
    const bool is_noted = memory.is_noted[opening.value];
    for (const std::uint32_t slot : slots) {
      const PricedGroup& group = prices_.groups()[slot];
      if (is_noted && prices_.quota(group).side == QuotaSide::kHost) continue;
      if (!is_used_[slot].load(std::memory_order_relaxed)) is_used_[slot].store(true, std::memory_order_relaxed);
      if (!CountsDays(group)) continue;
      const std::lock_guard lock(noted_mutexes_[slot % noted_mutexes_.size()]);
      noted_[slot].insert(&stays);
    }
    memory.is_noted[opening.value] = true;
  }

  int DayCountOf(std::size_t slot) const {
    if (!CountsDays(prices_.groups()[slot])) return 1;
    return CountStabbingDays({noted_[slot].begin(), noted_[slot].end()});
  }

  std::unique_ptr<Memory> TakeMemory() {
    const std::lock_guard lock(memories_mutex_);
    if (memories_.empty()) return std::make_unique<Memory>(problem_.openings().size());
    std::unique_ptr<Memory> memory = std::move(memories_.back());
    memories_.pop_back();
    return memory;
  }

  const Problem& problem_;
  const RuleBook& rules_;
  const Weights& weights_;
  const std::vector<absl::int128>& reward_of_centre_;
  const PriceTable& prices_;
  StayBook stays_;
  const BulkPoints points_;
  std::vector<std::uint64_t> opening_hashes_;
  std::vector<Reach> reaches_;  // By apprentice; each written by the one thread that visits it.
  std::atomic<bool> amounts_are_one_ = true;
  std::atomic<bool> too_large_ = false;
  std::array<std::mutex, 64> noted_mutexes_;
  std::vector<absl::flat_hash_set<const StayFamily*>> noted_;  // By priced group; guarded by its number's mutex.
  std::vector<std::atomic<bool>> is_used_;                     // By priced group.
  std::mutex memories_mutex_;
  std::vector<std::unique_ptr<Memory>> memories_ ABSL_GUARDED_BY(memories_mutex_);
};

}  // namespace

absl::StatusOr<OptionSums> SumUpOptions(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        const Weights& weights, const std::vector<absl::int128>& reward_of_centre,
                                        const PriceTable& prices, const std::vector<bool>& left_out,
                                        const WorkOptions& options) {
  OptionPass pass(problem, rules, sieve, weights, reward_of_centre, prices, options.thread_count);
  const bool finished =
      sieve.ForEachApprentice(options, [&](ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
        if (!left_out[apprentice.value]) pass.Visit(apprentice, feasible);
      });
  if (!finished) return absl::CancelledError("the audit was stopped");
  return pass.Sums();
}

}  // namespace walz
