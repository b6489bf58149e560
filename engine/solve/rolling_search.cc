#include "engine/solve/rolling_search.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_map.h>

#include "engine/base/hash.h"
#include "engine/base/parallel.h"
#include "engine/solve/choice_tree.h"

namespace walz {
namespace {

// A region has as many slots as have about so many options together, within limits, or half of that, or between.
constexpr std::size_t kOptionsARegion = 1000;
constexpr std::size_t kSlotsMin = 6;
constexpr std::size_t kSlotsMax = 16;
constexpr std::size_t kTightSlots = 2;  // Of a person: where its best options stand; neighbours.
constexpr std::size_t kRegionsABatch = 16;
constexpr ChoiceLimits kLimits{.nodes_max = 10, .solves_max = 60, .steps_max = 6'000};
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

// As SolveChoice() requires.
bool IsSmallEnough(const ChoiceProblem& program) {
  double limits = 1;
  double gains = 0;
  for (const std::int64_t limit : program.limits) limits += static_cast<double>(limit);
  for (const std::int64_t gain : program.value) gains = std::max(gains, static_cast<double>(gain));
  return (limits + static_cast<double>(program.person_count())) * gains < 0x1p46;
}

// Some slots, and what can be better there.
struct Region {
  struct Candidate {
    std::uint32_t person;
    std::uint32_t place;  // Of the slot, in slots.
    std::uint32_t option;
    std::int64_t gain;  // More than elsewhere.
  };

  std::vector<std::uint32_t> slots;   // Ascending.
  std::vector<Candidate> candidates;  // By person, then slot.
};

class Search {
 public:
  Search(const RollingProblem& problem, const RollingPrices& prices, const WorkOptions& work,
         std::vector<std::uint32_t>& option_of_person)
      : problem_(problem),
        work_(work),
        option_of_person_(option_of_person),
        profits_(RollingProfitsAt(problem, prices)),
        slot_of_option_(problem.options.size()),
        worth_(problem.slot_count()),
        tight_at_(problem.slot_count()),
        slots_a_region_(
            std::clamp(kOptionsARegion * problem.slot_count() / std::max<std::size_t>(problem.options.size(), 1),
                       kSlotsMin, kSlotsMax)) {
    for (std::size_t s = 0; s < problem.slot_count(); ++s) {
      for (std::uint32_t o = problem.slot_starts[s]; o < problem.slot_starts[s + 1]; ++o) {
        slot_of_option_[o] = static_cast<std::uint32_t>(s);
      }
      for (std::size_t t = 0; t < problem.unit_count; ++t) {
        worth_[s] += prices.of_units[s * problem.unit_count + t] * problem.capacity[s];
      }
    }
    for (const auto& [cut, price] : prices.of_cuts) worth_[cut.slot] += price * problem.capacity[cut.slot];
    for (const std::uint32_t o : option_of_person) value_ += o != kNoOption ? problem.options[o].gain : 0;
    FindTightOptions();
  }

  void Run(const SearchOptions& options) {
    const auto slots = static_cast<std::int64_t>(problem_.slot_count());
    // Where one region is everything, another one is the same again.
    const std::int64_t least = problem_.slot_count() <= slots_a_region_ ? 1 : kRegionsLeast;
    const std::int64_t most =
        std::max(least, static_cast<std::int64_t>(options.regions_a_slot * static_cast<double>(slots)));
    const std::int64_t patience = std::max(least, 10 * slots);
    const std::int64_t epoch = std::max<std::int64_t>(64, slots / 8);
    std::int64_t better_at = 0;
    for (std::int64_t i = 0; i < most && i - better_at < patience; i += kRegionsABatch) {
      if (work_.stop.stop_requested() || value_ >= profits_.bound) return;
      if (i / epoch != (i - static_cast<std::int64_t>(kRegionsABatch)) / epoch || i == 0) {
        FindLosses();
        if (options.tell) options.tell(value_);
      }
      if (RunBatch(i)) better_at = i;
    }
  }

 private:
  // Who shall be where in some slots; empty: as it is.
  struct Change {
    std::vector<std::uint32_t> slots;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> options;  // Person, option: all whom the slots shall have.
  };

  std::int64_t GainOf(std::uint32_t person) const {
    const std::uint32_t o = option_of_person_[person];
    return o != kNoOption ? problem_.options[o].gain : 0;
  }
  // What the prices leave unexplained of the option: how much less it leaves its person than the best one.
  std::int64_t SlackOf(std::uint32_t option) const {
    return profits_.best[problem_.options[option].person] - profits_.left[option];
  }
  absl::Span<const std::uint32_t> TightOptionsOf(std::uint32_t person) const {
    return absl::MakeConstSpan(tight_).subspan(tight_starts_[person],
                                               tight_starts_[person + 1] - tight_starts_[person]);
  }

  void FindTightOptions() {
    std::vector<std::vector<std::uint32_t>> of_person(problem_.person_count);
    for (std::uint32_t o = 0; o < problem_.options.size(); ++o) of_person[problem_.options[o].person].push_back(o);
    tight_starts_.push_back(0);
    for (std::vector<std::uint32_t>& own : of_person) {
      std::sort(own.begin(), own.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(SlackOf(a), a) < std::tuple(SlackOf(b), b);
      });
      const std::size_t first = tight_.size();
      for (const std::uint32_t o : own) {
        const std::uint32_t slot = slot_of_option_[o];
        const bool is_known = std::any_of(tight_.begin() + static_cast<std::ptrdiff_t>(first), tight_.end(),
                                          [&](std::uint32_t other) { return slot_of_option_[other] == slot; });
        if (is_known) continue;
        if (tight_.size() == first + kTightSlots) break;
        tight_.push_back(o);
        tight_at_[slot].push_back(o);
      }
      tight_starts_.push_back(static_cast<std::uint32_t>(tight_.size()));
    }
  }

  // Bound less value, by slot, summed up: what its places take in beyond what stands there pays, and shares of what
  // people miss whose best options stand there.
  void FindLosses() {
    std::vector<std::int64_t> loss = worth_;
    for (std::uint32_t p = 0; p < problem_.person_count; ++p) {
      const std::uint32_t taken = option_of_person_[p];
      std::int64_t missed = profits_.best[p];
      if (taken != kNoOption) {
        missed = SlackOf(taken);
        loss[slot_of_option_[taken]] -= problem_.options[taken].gain - profits_.left[taken];
      }
      const absl::Span<const std::uint32_t> tight = TightOptionsOf(p);
      for (const std::uint32_t o : tight) loss[slot_of_option_[o]] += missed / static_cast<std::int64_t>(tight.size());
    }
    losses_.clear();
    std::int64_t sum = 0;
    for (const std::int64_t of_slot : loss) losses_.push_back(sum += std::max<std::int64_t>(of_slot, 0));
  }

  std::vector<std::uint32_t> SlotsOfRegion(Stream& stream) const {
    const std::size_t at = stream.Below(static_cast<std::size_t>(std::max<std::int64_t>(losses_.back(), 1)));
    const auto seed = std::upper_bound(losses_.begin(), losses_.end(), static_cast<std::int64_t>(at));
    std::vector<std::uint32_t> slots = {
        static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(seed - losses_.begin(), std::ssize(losses_) - 1))};
    // Walks from slots to people to slots.
    const std::size_t count = slots_a_region_ / 2 + stream.Below(slots_a_region_ / 2 + 1);
    for (std::size_t step = 0; step < 4 * count && slots.size() < count; ++step) {
      const std::vector<std::uint32_t>& options = tight_at_[slots[stream.Below(slots.size())]];
      if (options.empty()) continue;
      const std::uint32_t person = problem_.options[options[stream.Below(options.size())]].person;
      const absl::Span<const std::uint32_t> tight = TightOptionsOf(person);
      const std::uint32_t slot = slot_of_option_[tight[stream.Below(tight.size())]];
      if (std::find(slots.begin(), slots.end(), slot) == slots.end()) slots.push_back(slot);
    }
    std::sort(slots.begin(), slots.end());
    return slots;
  }

  // Of the slots' options those that can be part of something better; none if there is nothing to be won.
  Region RegionOf(std::vector<std::uint32_t> slots) const {
    struct Member {
      std::int64_t elsewhere;
      std::int64_t best = 0;  // The most that prices leave, more than elsewhere.
    };
    Region region{std::move(slots), {}};
    absl::flat_hash_map<std::uint32_t, Member> members;
    std::int64_t loss = 0;
    for (const std::uint32_t s : region.slots) {
      loss += worth_[s];
      for (std::uint32_t o = problem_.slot_starts[s]; o < problem_.slot_starts[s + 1]; ++o) {
        const std::uint32_t person = problem_.options[o].person;
        const auto [it, is_new] = members.try_emplace(person);
        Member& member = it->second;
        if (is_new) {
          const std::uint32_t own = option_of_person_[person];
          const bool is_inside =
              own != kNoOption && std::binary_search(region.slots.begin(), region.slots.end(), slot_of_option_[own]);
          member.elsewhere = is_inside ? 0 : GainOf(person);
          loss -= is_inside ? GainOf(person) : 0;
        }
        const std::int64_t left = profits_.left[o] - member.elsewhere;
        if (left <= member.best) continue;
        loss += left - member.best;
        member.best = left;
      }
    }
    if (loss <= 0) return region;
    for (std::uint32_t place = 0; place < region.slots.size(); ++place) {
      const std::uint32_t s = region.slots[place];
      for (std::uint32_t o = problem_.slot_starts[s]; o < problem_.slot_starts[s + 1]; ++o) {
        const std::uint32_t person = problem_.options[o].person;
        const Member& member = members.find(person)->second;
        const std::int64_t gain = problem_.options[o].gain - member.elsewhere;
        const bool can_help = gain > 0 && member.best - (profits_.left[o] - member.elsewhere) < loss;
        if (!can_help && option_of_person_[person] != o) continue;
        region.candidates.push_back({person, place, o, gain});
      }
    }
    std::stable_sort(region.candidates.begin(), region.candidates.end(),
                     [](const auto& a, const auto& b) { return a.person < b.person; });
    return region;
  }

  // Rows are the units of a slot that say more than their neighbours: something ends behind them and has begun since
  // the last one.
  ChoiceProblem ProgramOf(const Region& region, std::vector<std::uint32_t>& start) const {
    const std::size_t units = problem_.unit_count;
    std::vector<char> begins(region.slots.size() * units);
    std::vector<char> ends(begins.size());
    for (const Region::Candidate& candidate : region.candidates) {
      const RollingProblem::Option& option = problem_.options[candidate.option];
      begins[candidate.place * units + option.first] = 1;
      ends[candidate.place * units + option.end - 1] = 1;
    }
    ChoiceProblem program;
    std::vector<std::uint32_t> rows_before(begins.size() + 1);
    for (std::size_t i = 0, begun = 0; i < begins.size(); ++i) {
      begun |= static_cast<std::size_t>(begins[i]);
      if (begun != 0 && ends[i] != 0) {
        program.limits.push_back(problem_.capacity[region.slots[i / units]]);
        begun = 0;
      }
      rows_before[i + 1] = static_cast<std::uint32_t>(program.limits.size());
    }
    for (std::uint32_t c = 0; c < region.candidates.size(); ++c) {
      const Region::Candidate& candidate = region.candidates[c];
      if (c == 0 || region.candidates[c - 1].person != candidate.person) {
        program.AddPerson();
        start.push_back(ChoiceProblem::kNone);
      }
      if (option_of_person_[candidate.person] == candidate.option) start.back() = c;
      const RollingProblem::Option& option = problem_.options[candidate.option];
      const std::uint32_t first = rows_before[candidate.place * units + option.first];
      const ChoiceProblem::Use use{first, rows_before[candidate.place * units + option.end] - first, 1};
      program.AddColumn(candidate.place, candidate.gain, {&use, 1});
    }
    return program;
  }

  Change Solve(std::int64_t number) const {
    Stream stream(static_cast<std::uint64_t>(number));
    const Region region = RegionOf(SlotsOfRegion(stream));
    if (region.candidates.empty()) return {};
    std::vector<std::uint32_t> start;
    const ChoiceProblem program = ProgramOf(region, start);
    if (!IsSmallEnough(program)) return {};
    const ChoiceResult result = SolveChoice(program, start, kLimits, work_.stop);
    if (result.column_of == start) return {};
    Change change{region.slots, {}};
    for (const std::uint32_t c : result.column_of) {
      if (c != ChoiceProblem::kNone)
        change.options.emplace_back(region.candidates[c].person, region.candidates[c].option);
    }
    return change;
  }

  // Whether anything is better.
  bool RunBatch(std::int64_t first) {
    std::vector<Change> changes(kRegionsABatch);
    ParallelFor(changes.size(), 1, work_.thread_count, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) changes[i] = Solve(first + static_cast<std::int64_t>(i));
    });
    const std::int64_t before = value_;
    std::vector<std::uint32_t> touched_slots;
    std::vector<std::uint32_t> touched_people;
    for (const Change& change : changes) Apply(change, touched_slots, touched_people);
    return value_ > before;
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
  const WorkOptions& work_;
  std::vector<std::uint32_t>& option_of_person_;
  const RollingProfits profits_;
  std::vector<std::uint32_t> slot_of_option_;
  std::vector<std::int64_t> worth_;                   // By slot: what its places would take in if all were paid.
  std::vector<std::uint32_t> tight_;                  // Each person's option of the least slack at some slots.
  std::vector<std::uint32_t> tight_starts_;           // By person.
  std::vector<std::vector<std::uint32_t>> tight_at_;  // By slot.
  std::size_t slots_a_region_;
  std::vector<std::int64_t> losses_;  // By slot: sums up to and with it.
  std::int64_t value_ = 0;
};

}  // namespace

void ImproveRolling(const RollingProblem& problem, const RollingPrices& prices, const SearchOptions& options,
                    const WorkOptions& work, std::vector<std::uint32_t>& option_of_person) {
  if (problem.slot_count() == 0 || options.regions_a_slot <= 0) return;
  Search(problem, prices, work, option_of_person).Run(options);
}

}  // namespace walz
