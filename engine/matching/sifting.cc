#include "engine/matching/sifting.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "engine/base/lease_pool.h"
#include "engine/matching/crossing_search.h"
#include "engine/matching/option_pricing.h"

namespace walz {
namespace {

using absl::int128;

// Prices of groups that cross are looked at so many times, less often where each look takes long, and not at all where
// there is no time for a single group.
constexpr std::int64_t kLooksMax = 400;
constexpr std::int64_t kLooksMin = 5;
constexpr std::int64_t kOptionsLookedAt = std::int64_t{1} << 23;
// Options are let in that are worth this part of the most points less than the best: prices of the next solve may make
// them the best, and a solve more costs more.
constexpr std::int64_t kNearPart = 1024;
constexpr int kPriceSteps = 40;  // Halvings of the budget's price; the last ones are below a point's worth.

std::int64_t MostPoints(const Round& round) {
  return std::accumulate(round.weights.begin(), round.weights.end(), std::int64_t{0}) * kPointsMax;
}

// Adds what each apprentice takes where it is missing.
void InsertTaken(const SiftFacts& facts, const std::vector<std::uint32_t>& opening_of, PairOptions& options) {
  for (std::size_t i = 0; i < opening_of.size(); ++i) {
    if (opening_of[i] == kNoSlot) continue;
    const ApprenticeIndex apprentice(i);
    const OpeningIndex opening(opening_of[i]);
    options.Insert(apprentice,
                   {opening, PointsOf(facts.rules, facts.problem.View(apprentice), facts.problem.View(opening))});
  }
}

// Solves at one price of the weighted quota after the other, over all options; what one solve learned the next one
// uses.
class Sifter {
 public:
  Sifter(const SiftFacts& facts, AssignmentModel& model, const SiftLimits& limits, const WorkOptions& work)
      : facts_(facts),
        model_(model),
        limits_(limits),
        work_(work),
        finders_([&facts] { return std::make_unique<StayFinder>(facts.problem, facts.rules, facts.sieve); }),
        pricing_(facts.all, facts.objective,
                 [this](ApprenticeIndex apprentice, OpeningIndex opening) {
                   const auto finder = finders_.Take();
                   return model_.UseOfOption(apprentice, opening, *finder);
                 }),
        some_(facts.problem.apprentices().size()),
        near_(facts.objective.weights().point * (MostPoints(facts.problem.round()) / kNearPart)) {}

  // False if stopped before there was anything to solve.
  bool Begin(const WarmStart* start) {
    const NestedAssignmentResult at_start = start != nullptr ? At(*start) : NestedAssignmentResult();
    const auto first_options = static_cast<std::int64_t>(some_.apprentice_count() * limits_.first_count);
    const std::int64_t solved_at_once = std::clamp<std::int64_t>(facts_.all.pair_count(), 1, 1 + first_options);
    looks_left_ = std::min(kLooksMax, kOptionsLookedAt / solved_at_once);
    if (looks_left_ < kLooksMin) looks_left_ = 0;
    if (facts_.all.is_whole() && facts_.all.pair_count() <= limits_.pairs_solved_max) {
      model_.SetOptions(facts_.all.kept(), work_);
      return true;
    }
    is_sifted_ = true;
    const NestedAssignmentResult at_prices = start != nullptr ? at_start : BidForAll();
    const Tolls tolls = model_.TollsOf(at_prices);
    const OptionPricing::Pass pass = pricing_.Add(tolls, /*slack=*/std::nullopt, limits_.first_count, some_, work_);
    if (!pass.finished) return false;
    NoteBound(tolls.constant + pass.gains, at_prices);
    model_.SetOptions(some_, work_);
    return true;
  }

  // What there is if Begin was stopped.
  Relaxation StoppedAtOnce() {
    Relaxation relaxation;
    relaxation.opening_of = bid_seats_;
    relaxation.opening_of.resize(some_.apprentice_count(), kNoSlot);
    InsertTaken(facts_, relaxation.opening_of, some_);
    return Finish(std::move(relaxation), /*stopped=*/true);
  }

  // The options at the end go with the solution.
  Relaxation Finish(Relaxation relaxation, bool stopped) {
    relaxation.some = std::move(some_);
    relaxation.is_sifted = is_sifted_;
    relaxation.stopped = stopped;
    return relaxation;
  }

  struct Solution {
    Relaxation relaxation;   // The bound is the best that is known.
    int128 bound = 0;        // At these prices.
    int128 value = 0;        // Of the assignment, whatever groups that cross cost.
    std::int64_t use = 0;    // Of the weighted quota.
    bool is_within = false;  // No group that crosses has more people than it holds.
    bool stopped = false;
  };

  // With the best prices found for the groups that cross.
  Solution SolveAt(int128 use_price) {
    Solution best = SolveAtPrices(use_price);
    if (model_.crossing_count() == 0 || looks_left_ == 0 || best.stopped) return best;
    const std::vector<int128> none(model_.crossing_count());
    CrossingSearch search(model_.CrossingPricesMax(), [&](const std::vector<int128>& prices) {
      std::optional<CrossingPoint> point;
      if (looks_left_ == 0) return point;
      --looks_left_;
      model_.SetCrossingPrices(prices);
      Solution solution = SolveAtPrices(use_price);
      best.stopped = solution.stopped;
      if (solution.stopped) return point;
      point = {solution.bound, model_.CrossingExcess(last_)};
      solution.is_within =
          std::none_of(point->excess.begin(), point->excess.end(), [](std::int64_t more) { return more > 0; });
      KeepBetter(std::move(solution), best);
      return point;
    });
    search.Run({best.bound, model_.CrossingExcess(last_)});
    model_.SetCrossingPrices(none);
    return best;
  }

 private:
  // The lower bound; and of the assignments within all groups the most valuable one, which leaves least to mend.
  static void KeepBetter(Solution solution, Solution& best) {
    const bool is_lower = *solution.relaxation.bound < *best.relaxation.bound;
    const bool seats_better =
        solution.is_within ? !best.is_within || solution.value > best.value : !best.is_within && is_lower;
    if (seats_better) {
      std::swap(solution.relaxation.opening_of, best.relaxation.opening_of);
      best.is_within = solution.is_within;
      best.value = solution.value;
      best.use = solution.use;
    }
    if (is_lower) {
      best.relaxation.bound = solution.relaxation.bound;
      best.relaxation.certificate = std::move(solution.relaxation.certificate);
    }
  }

  Solution SolveAtPrices(int128 use_price) {
    std::vector<std::uint32_t> before;  // Of the round before, which had fewer options.
    int128 value_before = 0;
    while (true) {
      last_ = model_.Solve(use_price, start_, work_);
      const NestedAssignmentResult& result = last_;
      start_ = StartAt(result);
      Solution solution;
      // Always, but for what was stopped.
      const bool is_better = before.empty() || result.value >= value_before;
      solution.relaxation.opening_of = is_better ? result.slot_of_person : before;
      solution.value = result.value + model_.CrossingPaid(result);
      before = result.slot_of_person;
      value_before = result.value;
      solution.stopped = result.stopped;
      if (model_.use_limit()) solution.use = model_.UseOf(result);
      if (!is_sifted_) {
        solution.bound = model_.BoundOf(result);
        solution.relaxation.bound = solution.bound;
        solution.relaxation.certificate = model_.CertificateOf(result);
        return solution;
      }
      std::int64_t seekers = 0;
      if (!solution.stopped) {
        const Tolls tolls = model_.TollsOf(result);
        const OptionPricing::Pass pass = pricing_.Add(tolls, near_, limits_.added_count, some_, work_);
        solution.stopped = !pass.finished;
        solution.bound = tolls.constant + pass.gains;
        if (pass.finished) NoteBound(solution.bound, result);
        seekers = pass.seekers;
        const auto people = static_cast<std::int64_t>(some_.apprentice_count());
        if (work_.progress) work_.progress("sift", people - seekers, people);
      }
      if (solution.stopped || seekers == 0) {
        solution.relaxation.bound = bound_;
        solution.relaxation.certificate = certificate_;
        return solution;
      }
      model_.SetOptions(some_, work_);
    }
  }

  void NoteBound(int128 bound, const NestedAssignmentResult& result) {
    if (bound_ && *bound_ <= bound) return;
    bound_ = bound;
    certificate_ = model_.CertificateOf(result);
  }

  // Prices at which few would rather have another option than the best few at these; they start the first solve.
  NestedAssignmentResult BidForAll() {
    NestedAssignmentResult result = model_.Bid(ListChoices(), work_);
    bid_seats_ = result.slot_of_person;
    start_ = StartAt(result);
    return result;
  }

  // All options of those whose options are kept, of others the ones with the greatest points; none if stopped.
  SlotChoices ListChoices() const {
    SlotChoices choices(some_.apprentice_count());
    const auto list = [&](ApprenticeIndex apprentice, absl::Span<const PairOption> options) {
      std::vector<SlotChoice>& own = choices[apprentice.value];
      own.reserve(options.size());
      for (const PairOption& option : options) own.push_back({option.opening.value, option.points});
      const bool is_kept = !facts_.all.kept().Of(apprentice).empty();
      if (is_kept || own.size() <= limits_.bid_count) return;
      const auto end = own.begin() + static_cast<std::ptrdiff_t>(limits_.bid_count);
      std::nth_element(own.begin(), end, own.end());
      own.erase(end, own.end());
      own.shrink_to_fit();
    };
    if (!facts_.all.ForEach("price", work_, list)) return SlotChoices(choices.size());
    return choices;
  }

  // Nobody placed at the prices of the start; its seats start the first solve.
  NestedAssignmentResult At(const WarmStart& start) {
    const NestedAssignmentResult at_prices =
        model_.NobodyAt(PricesOf(start, facts_.problem, facts_.quotas, facts_.objective.weights()));
    start_ = StartAt(at_prices);
    start_.seats_were_best = start.seats.has_value();
    start_.slot_of_person.clear();
    for (const std::optional<OpeningIndex>& opening : SeatsOf(start, facts_.problem)) {
      start_.slot_of_person.push_back(opening ? opening->value : kNoSlot);
    }
    return at_prices;
  }

  const SiftFacts& facts_;
  AssignmentModel& model_;
  const SiftLimits& limits_;
  const WorkOptions& work_;
  LeasePool<StayFinder> finders_;
  OptionPricing pricing_;
  PairOptions some_;
  bool is_sifted_ = false;
  const int128 near_;  // Of an option's worth.
  NestedAssignmentStart start_;
  std::vector<std::uint32_t> bid_seats_;  // If there were bids: good to have where there is no time for more.
  NestedAssignmentResult last_;
  std::int64_t looks_left_ = 0;
  std::optional<int128> bound_;  // The best of all passes, and its proof.
  Certificate certificate_;
};

}  // namespace

Relaxation SolveRelaxation(const SiftFacts& facts, AssignmentModel& model, const WarmStart* start,
                           const SiftLimits& limits, const WorkOptions& work) {
  const std::size_t apprentice_count = facts.problem.apprentices().size();
  Sifter sifter(facts, model, limits, work);
  if (!sifter.Begin(start)) return sifter.StoppedAtOnce();
  Sifter::Solution best = sifter.SolveAt(0);
  const std::optional<std::int64_t> limit = model.use_limit();
  if (!limit || best.stopped || best.use <= *limit) return sifter.Finish(std::move(best.relaxation), best.stopped);
  // The bound is convex in the price: too cheap while the budget is overdrawn.
  int128 low = 0;
  int128 high = 1;
  for (std::size_t i = 0; i < apprentice_count; ++i) {
    high = std::max(high, 2 * facts.objective.BaseOf(ApprenticeIndex(i)));
  }
  std::vector<std::uint32_t> within_budget(apprentice_count, kNoSlot);
  bool stopped = false;
  for (int step = 0; step < kPriceSteps && low + 1 < high; ++step) {
    // Prices matter by orders of magnitude first: the geometric middle, then the arithmetic one.
    const int128 middle = low == 0 ? high / 256 : low + (high - low) / 2;
    Sifter::Solution solution = sifter.SolveAt(std::max<int128>(middle, 1));
    stopped = solution.stopped;
    if (stopped) break;
    (solution.use > *limit ? low : high) = middle;
    if (solution.use <= *limit) within_budget = solution.relaxation.opening_of;
    const bool is_met = solution.use == *limit;
    if (*solution.relaxation.bound < *best.relaxation.bound) best = std::move(solution);
    if (is_met) break;
  }
  best.relaxation.opening_of = std::move(within_budget);
  return sifter.Finish(std::move(best.relaxation), stopped);
}

PairOptions BestOptions(const SiftFacts& facts, std::size_t count, const std::vector<std::uint32_t>& opening_of,
                        const WorkOptions& work) {
  PairOptions options(facts.problem.apprentices().size());
  Tolls none;
  none.of_opening.resize(facts.problem.openings().size());
  none.of_apprentice.resize(facts.problem.apprentices().size());
  const OptionPricing pricing(facts.all, facts.objective, nullptr);
  static_cast<void>(pricing.Add(none, /*slack=*/std::nullopt, count, options, work));
  InsertTaken(facts, opening_of, options);
  return options;
}

}  // namespace walz
