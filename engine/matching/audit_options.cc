#include "engine/matching/audit_options.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_set.h>
#include <absl/status/status.h>

#include "engine/base/check.h"
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
  absl::int128 count_cost = std::numeric_limits<absl::int128>::max();  // Of the cheapest option's opening.
};

// What a thread remembers from one apprentice to the next: classes come one after another and have equal facets.
// What it noted of another facet counts as nothing.
struct Memory {
  struct Known {
    std::uint32_t learner_facet = 0;
    const StayFamily* stays = nullptr;
  };

  explicit Memory(std::size_t opening_count) : families(opening_count), noted_for(opening_count, kNobody) {}

  static constexpr std::uint32_t kNobody = 0xffffffffu;

  std::uint32_t learner_facet = kNobody;
  std::vector<Known> families;           // By host facet.
  std::vector<std::uint32_t> noted_for;  // By opening: the learner facet whose stays its groups know.
  std::vector<std::int32_t> points;      // Of the options of one apprentice.
};

constexpr std::size_t kQuotasMax = 32;  // A bit each.

// What every option at one opening asks for.
struct PricedOpening {
  absl::int128 least_cost;  // Of its own groups.
  std::uint64_t hash;       // For the lottery.
  std::uint32_t quotas;     // Of its own groups; a bit each.
  bool counts_days;         // One of them asks for the stays.
};

class OptionPass {
 public:
  OptionPass(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Weights& weights,
             const std::vector<absl::int128>& reward_of_centre, const PriceTable& prices, const CountPrices* counts,
             int thread_count)
      : problem_(problem),
        rules_(rules),
        weights_(weights),
        reward_of_centre_(reward_of_centre),
        prices_(prices),
        counts_(counts),
        stays_(problem, rules, sieve),
        points_(problem, rules, thread_count),
        reaches_(problem.apprentices().size()),
        noted_(prices.groups().size()),
        is_used_opening_(problem.openings().size()) {
    WALZ_CHECK(rules.quotas.size() <= kQuotasMax);
    openings_.reserve(problem.openings().size());
    for (std::size_t o = 0; o < problem.openings().size(); ++o) {
      const absl::Span<const std::uint32_t> slots = prices.SlotsOf(OpeningIndex(o));
      openings_.push_back(
          {LeastCostOf(slots), OpeningHashOf(problem[OpeningIndex(o)].id), QuotasOf(slots), CountsDays(slots)});
      if (counts_ != nullptr) count_cost_of_opening_.push_back(CountCostOf(slots));
    }
  }

  void Visit(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
    if (feasible.empty()) return;
    std::unique_ptr<Memory> memory = TakeMemory();
    memory->learner_facet = stays_.LearnerFacetOf(apprentice);
    Asking asking{.view = problem_.View(apprentice),
                  .lottery = LotteryOf(problem_.round().seed, problem_[apprentice].id),
                  .reach = reaches_[apprentice.value]};
    asking.base = BaseOf(apprentice);
    const std::optional<LastPlacement>& last = problem_.LastOf(apprentice);
    if (last) asking.kept_at = last->opening;
    asking.most_beside = asking.base + (std::numeric_limits<std::uint32_t>::max() >> weights_.lottery_shift) -
                         LeastCostOf(prices_.SlotsOf(apprentice)) - LeastCostOf(prices_.SlotsOfRound());
    if (last) asking.most_beside += weights_.kept;
    asking.counts_days = CountsDays(prices_.SlotsOf(apprentice)) || CountsDays(prices_.SlotsOfRound());
    const std::optional<Pin>& pin = problem_.PinOf(apprentice);
    asking.has_days = pin && pin->stay;
    asking.of_more_than_one = QuotasOfMoreThanOne(asking.view);
    asking.quotas = QuotasOf(prices_.SlotsOf(apprentice)) | QuotasOf(prices_.SlotsOfRound());
    points_.Of(apprentice, feasible, memory->points);
    for (std::size_t i = 0; i < feasible.size(); ++i) {
      if (i + kFetchAhead < feasible.size()) Fetch(feasible[i + kFetchAhead]);
      if (!pin || pin->opening == feasible[i]) VisitOption(feasible[i], memory->points[i], asking, *memory);
    }
    const std::lock_guard lock(memories_mutex_);
    memories_.push_back(std::move(memory));
  }

  absl::StatusOr<OptionSums> Sums() const {
    if (too_large_) return absl::InternalError("prices of the certificate: too large, an option's cannot be summed up");
    OptionSums sums;
    sums.amounts_are_one = amounts_are_one_;
    AuditSum gains;
    AuditSum count_gains;
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
      if (counts_ != nullptr) count_gains.Add(CountGainOf(ApprenticeIndex(i)));
    }
    for (const auto& [centre, least] : LeastsOf(problem_)) {
      if (placeable_by_centre[centre.value] >= least) sums.leasts.emplace_back(centre, least);
    }
    sums.ranges.score.centres_at_least = static_cast<std::int64_t>(sums.leasts.size());
    if (!gains.fits() || !count_gains.fits())
      return absl::InternalError("certificate: weights too large, the bound cannot be summed up");
    sums.gains = gains.value();
    sums.count_gains = count_gains.value();
    sums.is_used = UsedGroups();
    for (std::size_t slot = 0; slot < noted_.size(); ++slot) {
      sums.day_counts.push_back(sums.is_used[slot] != 0 ? DayCountOf(slot) : 0);
    }
    return sums;
  }

 private:
  // What the options of one apprentice have in common.
  struct Asking {
    ApprenticeView view;
    std::uint64_t lottery;
    Reach& reach;
    absl::int128 base = 0;                // Of an option's gain, beside points, keeping and lottery.
    absl::int128 most_beside = 0;         // At least the gain beside points and what the opening's groups cost.
    std::optional<OpeningIndex> kept_at;  // Of the last run.
    bool counts_days = false;             // A group of the apprentice or the round asks for the stays.
    bool has_days = false;                // A pin names the days, which may not be lawful.
    std::uint32_t quotas = 0;             // Of groups of the apprentice and the round; a bit each.
    std::uint32_t of_more_than_one = 0;   // Quotas of which the apprentice's placement may use another amount than 1.
  };

  // What is known of openings lies far apart in memory.
  static constexpr std::size_t kFetchAhead = 16;
  void Fetch(OpeningIndex opening) const {
    __builtin_prefetch(&openings_[opening.value]);
    __builtin_prefetch(&is_used_opening_[opening.value]);
    if (counts_ != nullptr) __builtin_prefetch(&count_cost_of_opening_[opening.value]);
  }

  // Whether the capacity of the group's price depends on its stays.
  bool CountsDays(const PricedGroup& group) const { return group.whole_price > 0 && prices_.quota(group).daily; }
  bool CountsDays(absl::Span<const std::uint32_t> slots) const {
    return std::any_of(slots.begin(), slots.end(),
                       [this](std::uint32_t slot) { return CountsDays(prices_.groups()[slot]); });
  }

  // No placement pays less: amounts of quotas that are not weighted are 1 at least.  A few terms of at most 2^123.
  absl::int128 LeastCostOf(absl::Span<const std::uint32_t> slots) const {
    absl::int128 cost = 0;
    for (const std::uint32_t slot : slots) {
      const PricedGroup& group = prices_.groups()[slot];
      if (!prices_.quota(group).weighted) cost += group.whole_price;
    }
    return cost;
  }

  absl::int128 CountCostOf(absl::Span<const std::uint32_t> slots) const {
    absl::int128 cost = 0;
    for (const std::uint32_t slot : slots) cost += counts_->of_group[slot];
    return cost;
  }

  // REQUIRES: has an option.
  absl::int128 CountGainOf(ApprenticeIndex apprentice) const {
    const absl::int128 cost = CountCostOf(prices_.SlotsOf(apprentice)) + CountCostOf(prices_.SlotsOfRound()) +
                              reaches_[apprentice.value].count_cost;
    return std::max<absl::int128>(CountsOf(counts_->worths, apprentice) - cost, 0);
  }

  void VisitOption(OpeningIndex index, std::int32_t points, const Asking& asking, Memory& memory) {
    const PricedOpening& opening = openings_[index.value];
    const bool has_to_note =
        asking.counts_days || (opening.counts_days && memory.noted_for[index.value] != memory.learner_facet);
    if (asking.has_days && StaysOf(asking, index, memory).starts.empty()) return;  // Not lawful here: no option.
    if (has_to_note) NoteStays(asking, index, StaysOf(asking, index, memory), memory);
    if (!is_used_opening_[index.value].load(std::memory_order_relaxed)) {
      is_used_opening_[index.value].store(true, std::memory_order_relaxed);
    }
    Reach& reach = asking.reach;
    const bool is_kept = asking.kept_at == index;
    const std::uint32_t number = PairLotteryOf(asking.lottery, opening.hash) >> weights_.lottery_shift;
    if (((asking.quotas | opening.quotas) & asking.of_more_than_one) != 0) amounts_are_one_ = false;
    reach.can_be_placed = true;
    reach.can_keep = reach.can_keep || is_kept;
    reach.points_max = std::max(reach.points_max, points);
    reach.lottery_max = std::max(reach.lottery_max, number);
    if (counts_ != nullptr && reach.count_cost > 0) {
      reach.count_cost = std::min(reach.count_cost, count_cost_of_opening_[index.value]);
    }
    // Points alone rule out most.
    if (asking.most_beside + weights_.point * points - opening.least_cost <= reach.gain) return;
    absl::int128 gain = asking.base + weights_.point * points + absl::int128(number);
    if (is_kept) gain += weights_.kept;
    reach.gain = std::max(reach.gain, gain - CostOf(asking, index, memory));
  }

  // Pin and tier.
  absl::int128 CountsOf(const Weights& weights, ApprenticeIndex apprentice) const {
    const absl::int128 tier = weights.tier[static_cast<std::size_t>(problem_[apprentice].tier)];
    return problem_.PinOf(apprentice) ? tier + weights.pin : tier;
  }

  // Cannot overflow: with points, keeping and lottery six terms of at most 2^123.
  absl::int128 BaseOf(ApprenticeIndex apprentice) const {
    return CountsOf(weights_, apprentice) + reward_of_centre_[problem_.CentreOf(apprentice).value];
  }

  absl::int128 CostOf(const Asking& asking, OpeningIndex opening, Memory& memory) {
    const PriceTable::Slots slots = prices_.SlotsOf(asking.view.index, opening);
    if (slots.empty()) return 0;
    const StayFamily& stays = StaysOf(asking, opening, memory);
    if (stays.starts.empty()) return 0;  // Of no feasible pair; no cost is too much.
    const AuditSum cost = walz::CostOf(prices_, slots, asking.view, problem_.View(opening), stays);
    if (!cost.fits()) too_large_ = true;
    return cost.fits() ? cost.value() : 0;
  }

  std::uint32_t QuotasOf(absl::Span<const std::uint32_t> slots) const {
    std::uint32_t quotas = 0;
    for (const std::uint32_t slot : slots) quotas |= std::uint32_t{1} << prices_.groups()[slot].quota;
    return quotas;
  }

  // Amounts that are sums of money differ from opening to opening; others are the same at all (quota.h).
  std::uint32_t QuotasOfMoreThanOne(const ApprenticeView& apprentice) const {
    const OpeningView any = problem_.View(OpeningIndex(0));
    std::uint32_t quotas = 0;
    for (std::size_t q = 0; q < rules_.quotas.size(); ++q) {
      const Quota& quota = rules_.quotas[q];
      if (quota.weighted || quota.amount(apprentice, any, problem_.round().dates) != 1) quotas |= std::uint32_t{1} << q;
    }
    return quotas;
  }

  const StayFamily& StaysOf(const Asking& asking, OpeningIndex opening, Memory& memory) const {
    Memory::Known& known = memory.families[stays_.HostFacetOf(opening)];
    if (known.stays == nullptr || known.learner_facet != memory.learner_facet) {
      known = {memory.learner_facet, &stays_.Of(asking.view, problem_.View(opening))};
    }
    return *known.stays;
  }

  void NoteStays(const Asking& asking, OpeningIndex opening, const StayFamily& stays, Memory& memory) {
    const auto note = [&](absl::Span<const std::uint32_t> slots) {
      for (const std::uint32_t slot : slots) {
        if (!CountsDays(prices_.groups()[slot])) continue;
        const std::lock_guard lock(noted_mutexes_[slot % noted_mutexes_.size()]);
        noted_[slot].insert(&stays);
      }
    };
    if (memory.noted_for[opening.value] != memory.learner_facet) note(prices_.SlotsOf(opening));
    note(prices_.SlotsOf(asking.view.index));
    note(prices_.SlotsOfRound());
    memory.noted_for[opening.value] = memory.learner_facet;
  }

  // By priced group: somebody's option uses it.
  std::vector<char> UsedGroups() const {
    std::vector<char> is_used(prices_.groups().size(), 0);
    const auto note = [&is_used](absl::Span<const std::uint32_t> slots) {
      for (const std::uint32_t slot : slots) is_used[slot] = 1;
    };
    for (std::size_t o = 0; o < openings_.size(); ++o) {
      if (is_used_opening_[o]) note(prices_.SlotsOf(OpeningIndex(o)));
    }
    for (std::size_t i = 0; i < reaches_.size(); ++i) {
      if (!reaches_[i].can_be_placed) continue;
      note(prices_.SlotsOf(ApprenticeIndex(i)));
      note(prices_.SlotsOfRound());
    }
    return is_used;
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
  const CountPrices* const counts_;
  StayBook stays_;
  const BulkPoints points_;
  std::vector<PricedOpening> openings_;
  std::vector<absl::int128> count_cost_of_opening_;  // Empty without counts_.
  std::vector<Reach> reaches_;                       // By apprentice; each written by the one thread that visits it.
  std::atomic<bool> amounts_are_one_ = true;
  std::atomic<bool> too_large_ = false;
  std::array<std::mutex, 64> noted_mutexes_;
  std::vector<absl::flat_hash_set<const StayFamily*>> noted_;  // By priced group; guarded by its number's mutex.
  std::vector<std::atomic<bool>> is_used_opening_;             // By opening: somebody's option.
  std::mutex memories_mutex_;
  std::vector<std::unique_ptr<Memory>> memories_ ABSL_GUARDED_BY(memories_mutex_);
};

}  // namespace

absl::StatusOr<OptionSums> SumUpOptions(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        const Weights& weights, const std::vector<absl::int128>& reward_of_centre,
                                        const PriceTable& prices, const CountPrices* counts,
                                        const std::vector<bool>& left_out, const WorkOptions& options) {
  OptionPass pass(problem, rules, sieve, weights, reward_of_centre, prices, counts, options.thread_count);
  const bool finished =
      sieve.ForEachApprentice(options, [&](ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
        if (!left_out[apprentice.value]) pass.Visit(apprentice, feasible);
      });
  if (!finished) return absl::CancelledError("the audit was stopped");
  return pass.Sums();
}

absl::StatusOr<std::vector<Price>> UsedPrices(const Sieve& sieve, const PriceTable& table,
                                              const std::vector<Price>& prices, const std::vector<bool>& left_out,
                                              const WorkOptions& options) {
  std::vector<std::atomic<bool>> is_used(table.groups().size());
  const auto note = [&is_used](absl::Span<const std::uint32_t> slots) {
    for (const std::uint32_t slot : slots) is_used[slot].store(true, std::memory_order_relaxed);
  };
  const bool finished =
      sieve.ForEachApprentice(options, [&](ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
        if (left_out[apprentice.value]) return;
        for (const OpeningIndex opening : feasible) note(table.SlotsOf(apprentice, opening));
      });
  if (!finished) return absl::CancelledError("the audit was stopped");
  absl::flat_hash_set<std::pair<std::uint32_t, QuotaGroup>> used;
  for (std::size_t slot = 0; slot < is_used.size(); ++slot) {
    if (is_used[slot]) used.insert({table.groups()[slot].quota, table.groups()[slot].group});
  }
  std::vector<Price> kept;
  std::copy_if(prices.begin(), prices.end(), std::back_inserter(kept), [&used](const Price& price) {
    return used.contains({price.quota, price.group});
  });
  return kept;
}

}  // namespace walz
