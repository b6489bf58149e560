#include "engine/solve/rolling_search.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include <absl/container/flat_hash_map.h>

#include "engine/base/hash.h"
#include "engine/base/parallel.h"
#include "engine/solve/rolling_dive.h"
#include "engine/solve/rolling_duals.h"

namespace walz {
namespace {

constexpr std::size_t kSlotsARegion = 6;
constexpr std::size_t kRegionsABatch = 16;
constexpr int kRefinements = 40;
constexpr DiveOptions kDive = {.people_a_round = 0.03, .certain_share = 0.97, .refinements = 10};
constexpr double kLossAtFirst = 0.1;         // Of the mean gain.
constexpr std::int64_t kRegionsLeast = 400;  // Also in vain, before the search gives up.

// Random numbers, a stream of its own for each number.
class Stream {
 public:
  explicit Stream(std::uint64_t number) : state_(MixBits(number)) {}
  std::uint64_t Next() { return state_ = MixBits(state_); }
  std::size_t Below(std::size_t end) { return static_cast<std::size_t>(Next() % end); }

 private:
  std::uint64_t state_;
};

class Search {
 public:
  Search(const RollingProblem& problem, const RollingProof& proof, const WorkOptions& work,
         std::vector<std::uint32_t>& option_of_person)
      : problem_(problem), proof_(proof), work_(work), option_of_person_(option_of_person) {
    slot_of_option_.resize(problem.options.size());
    person_starts_.resize(problem.person_count + 1);
    for (std::size_t s = 0; s < problem.slot_count(); ++s) {
      for (std::uint32_t o = problem.slot_starts[s]; o < problem.slot_starts[s + 1]; ++o) {
        slot_of_option_[o] = static_cast<std::uint32_t>(s);
        ++person_starts_[problem.options[o].person + 1];
      }
    }
    for (std::size_t p = 0; p < problem.person_count; ++p) person_starts_[p + 1] += person_starts_[p];
    by_person_.resize(problem.options.size());
    std::vector<std::uint32_t> next(person_starts_.begin(), person_starts_.end() - 1);
    for (std::uint32_t o = 0; o < problem.options.size(); ++o) by_person_[next[problem.options[o].person]++] = o;
    for (const std::uint32_t o : option_of_person) value_ += o != kNoOption ? problem.options[o].gain : 0;
  }

  void Run(const SearchOptions& options) {
    const auto slots = static_cast<std::int64_t>(problem_.slot_count());
    // Where one region is everything, another one is the same again.
    const std::int64_t least = problem_.slot_count() <= kSlotsARegion ? 1 : kRegionsLeast;
    const std::int64_t most =
        std::max(least, static_cast<std::int64_t>(options.regions_a_slot * static_cast<double>(slots)));
    const std::int64_t patience = std::max(least, 10 * slots);
    const double loss_at_first = kLossAtFirst * MeanGain();
    const std::int64_t epoch = std::max<std::int64_t>(64, slots / 8);
    std::vector<std::uint32_t> best = option_of_person_;
    std::int64_t best_value = value_;
    std::int64_t better_at = 0;
    for (std::int64_t i = 0; i < most && i - better_at < patience; i += kRegionsABatch) {
      if (work_.stop.stop_requested() || best_value >= proof_.bound) break;
      if (i / epoch != (i - static_cast<std::int64_t>(kRegionsABatch)) / epoch || i == 0) {
        if (!FindLosses()) break;
        if (options.tell) options.tell(best_value);
      }
      loss_mean_ = loss_at_first * (1 - static_cast<double>(i) / static_cast<double>(most));
      RunBatch(i);
      if (value_ <= best_value) continue;
      best_value = value_;
      best = option_of_person_;
      better_at = i;
    }
    option_of_person_ = std::move(best);
  }

 private:
  struct Change {
    std::vector<std::uint32_t> slots;                              // Ascending.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> options;  // Person, option: whom the region shall have.
    bool is_found = false;
  };

  std::int64_t GainOf(std::uint32_t person) const {
    const std::uint32_t o = option_of_person_[person];
    return o != kNoOption ? problem_.options[o].gain : 0;
  }
  absl::Span<const std::uint32_t> OptionsOf(std::uint32_t person) const {
    return absl::MakeConstSpan(by_person_)
        .subspan(person_starts_[person], person_starts_[person + 1] - person_starts_[person]);
  }
  bool IsIn(const std::vector<std::uint32_t>& slots, std::uint32_t person) const {
    const std::uint32_t o = option_of_person_[person];
    return o != kNoOption && std::binary_search(slots.begin(), slots.end(), slot_of_option_[o]);
  }

  double MeanGain() const {
    double sum = 0;
    for (std::uint32_t p = 0; p < problem_.person_count; ++p) sum += static_cast<double>(GainOf(p));
    return sum / std::max(1.0, static_cast<double>(problem_.person_count));
  }

  // Where bound and value differ, by slot, summed up; the price of whoever is out is shared by the slots asked for.
  // False: nowhere.
  bool FindLosses() {
    std::vector<double> loss(proof_.slot_worth.begin(), proof_.slot_worth.end());
    for (std::uint32_t p = 0; p < problem_.person_count; ++p) {
      const std::uint32_t taken = option_of_person_[p];
      if (taken != kNoOption) {
        loss[slot_of_option_[taken]] -= static_cast<double>(problem_.options[taken].gain) - proof_.person_price[p];
        continue;
      }
      for (const std::uint32_t o : OptionsOf(p)) {
        loss[slot_of_option_[o]] += proof_.person_price[p] / static_cast<double>(OptionsOf(p).size());
      }
    }
    losses_.clear();
    double sum = 0;
    for (const double of_slot : loss) losses_.push_back(sum += std::max(of_slot, 0.0));
    return sum > 0;
  }

  std::vector<std::uint32_t> RegionOf(Stream& stream) const {
    const double at = losses_.back() * static_cast<double>(stream.Next() >> 11) * 0x1p-53;
    const auto seed = std::min<std::ptrdiff_t>(std::upper_bound(losses_.begin(), losses_.end(), at) - losses_.begin(),
                                               static_cast<std::ptrdiff_t>(losses_.size()) - 1);
    std::vector<std::uint32_t> slots = {static_cast<std::uint32_t>(seed)};
    // Walks from slots to people to slots.
    for (std::size_t step = 0; step < 4 * kSlotsARegion && slots.size() < kSlotsARegion; ++step) {
      const absl::Span<const RollingProblem::Option> options = problem_.OptionsOf(slots[stream.Below(slots.size())]);
      if (options.empty()) continue;
      const absl::Span<const std::uint32_t> others = OptionsOf(options[stream.Below(options.size())].person);
      const std::uint32_t slot = slot_of_option_[others[stream.Below(others.size())]];
      if (std::find(slots.begin(), slots.end(), slot) == slots.end()) slots.push_back(slot);
    }
    std::sort(slots.begin(), slots.end());
    return slots;
  }

  Change Solve(std::int64_t number) const {
    Stream stream(static_cast<std::uint64_t>(number));
    Change change;
    change.slots = RegionOf(stream);
    RollingProblem region;
    region.unit_count = problem_.unit_count;
    region.slot_starts.push_back(0);
    std::vector<double> price;
    std::vector<std::uint32_t> people;
    std::vector<std::uint32_t> names;  // Of the region's options.
    absl::flat_hash_map<std::uint32_t, std::uint32_t> person_of;
    std::int64_t before = 0;
    for (const std::uint32_t s : change.slots) {
      region.capacity.push_back(problem_.capacity[s]);
      for (std::uint32_t o = problem_.slot_starts[s]; o < problem_.slot_starts[s + 1]; ++o) {
        RollingProblem::Option option = problem_.options[o];
        const std::uint32_t person = option.person;
        if (option_of_person_[person] == o) before += option.gain;
        const std::int64_t elsewhere = IsIn(change.slots, person) ? 0 : GainOf(person);
        option.gain -= elsewhere;
        if (option.gain <= 0) continue;
        const auto [it, is_new] = person_of.try_emplace(person, region.person_count);
        if (is_new) {
          ++region.person_count;
          people.push_back(person);
          price.push_back(std::max(0.0, proof_.person_price[person] - static_cast<double>(elsewhere)));
        }
        option.person = it->second;
        region.options.push_back(option);
        names.push_back(o);
      }
      region.slot_starts.push_back(static_cast<std::uint32_t>(region.options.size()));
    }
    const WorkOptions work = {.stop = work_.stop};
    RollingDuals duals(region, std::move(price), work);
    duals.Refine(kRefinements, 0.01);
    const double chance = static_cast<double>((stream.Next() >> 11) + 1) * 0x1p-53;
    const std::int64_t least = before - static_cast<std::int64_t>(-std::log(chance) * loss_mean_);
    if (work.stop.stop_requested() || duals.bound() < least) return change;
    std::int64_t after = 0;
    for (const std::uint32_t o : DiveRolling(region, kDive, work, duals)) {
      after += region.options[o].gain;
      change.options.emplace_back(people[region.options[o].person], names[o]);
    }
    change.is_found = after >= least;
    return change;
  }

  void RunBatch(std::int64_t first) {
    std::vector<Change> changes(kRegionsABatch);
    ParallelFor(changes.size(), 1, work_.thread_count, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) changes[i] = Solve(first + static_cast<std::int64_t>(i));
    });
    std::vector<std::uint32_t> touched_slots;
    std::vector<std::uint32_t> touched_people;
    for (const Change& change : changes) {
      if (change.is_found) Apply(change, touched_slots, touched_people);
    }
  }

  // What an earlier change of the batch touched is no longer what this one was made for.
  void Apply(const Change& change, std::vector<std::uint32_t>& touched_slots,
             std::vector<std::uint32_t>& touched_people) {
    const auto has = [](const std::vector<std::uint32_t>& all, std::uint32_t one) {
      return std::find(all.begin(), all.end(), one) != all.end();
    };
    for (const std::uint32_t s : change.slots) {
      if (has(touched_slots, s)) return;
    }
    std::vector<std::uint32_t> slots = change.slots;  // And those that somebody leaves.
    for (const auto& [person, option] : change.options) {
      if (has(touched_people, person)) return;
      const std::uint32_t old = option_of_person_[person];
      if (old != kNoOption) slots.push_back(slot_of_option_[old]);
    }
    for (const std::uint32_t s : change.slots) {
      for (std::uint32_t o = problem_.slot_starts[s]; o < problem_.slot_starts[s + 1]; ++o) {
        const std::uint32_t person = problem_.options[o].person;
        if (option_of_person_[person] != o) continue;
        Assign(person, kNoOption);
        touched_people.push_back(person);
      }
    }
    for (const auto& [person, option] : change.options) {
      Assign(person, option);
      touched_people.push_back(person);
    }
    touched_slots.insert(touched_slots.end(), slots.begin(), slots.end());
  }

  void Assign(std::uint32_t person, std::uint32_t option) {
    value_ -= GainOf(person);
    option_of_person_[person] = option;
    value_ += GainOf(person);
  }

  const RollingProblem& problem_;
  const RollingProof& proof_;
  const WorkOptions& work_;
  std::vector<std::uint32_t>& option_of_person_;
  std::vector<std::uint32_t> slot_of_option_;
  std::vector<std::uint32_t> person_starts_;
  std::vector<std::uint32_t> by_person_;  // Options.
  std::vector<double> losses_;            // By slot: sums up to and with it.
  double loss_mean_ = 0;                  // How much a region may lose, in the mean.
  std::int64_t value_ = 0;
};

}  // namespace

void ImproveRolling(const RollingProblem& problem, const RollingProof& proof, const SearchOptions& options,
                    const WorkOptions& work, std::vector<std::uint32_t>& option_of_person) {
  if (problem.slot_count() == 0 || options.regions_a_slot <= 0) return;
  Search(problem, proof, work, option_of_person).Run(options);
}

}  // namespace walz
