#include "engine/matching/stay_capacity.h"

#include <algorithm>
#include <memory>

#include "engine/base/lease_pool.h"
#include "engine/matching/shortest_by_day.h"
#include "engine/rulebook/stay_frame.h"

namespace walz {
namespace {

// What a group is asked for, as far as one thread has seen.
struct Demand {
  std::int64_t apprentices = 0;
  std::int64_t amount = 0;
};

// Counts one quota's demand: first call Count for everybody, then Add all scratches, then note stays.
class CapacityCounter {
 public:
  CapacityCounter(const Problem& problem, const QuotaGroups& groups)
      : problem_(problem), groups_(groups), demand_(groups.group_count()) {}

  struct Scratch {
    std::vector<Demand> demand;
    std::vector<std::uint32_t> last_counted;
  };

  void Count(ApprenticeIndex apprentice, absl::Span<const PairOption> options, Scratch& scratch) const {
    if (groups_.group_count() == 0) return;
    scratch.demand.resize(groups_.group_count());
    scratch.last_counted.resize(groups_.group_count(), QuotaGroups::kNone);
    const std::int64_t amount = 1 + problem_[apprentice].accompanying;
    const auto count = [&](std::uint32_t group) {
      if (group == QuotaGroups::kNone || scratch.last_counted[group] == apprentice.value) return;
      scratch.last_counted[group] = apprentice.value;
      ++scratch.demand[group].apprentices;
      scratch.demand[group].amount += amount;
    };
    if (groups_.quota().side != QuotaSide::kHost) return count(groups_.GroupOf(apprentice, options[0].opening));
    for (const PairOption& option : options) count(groups_.GroupOf(option.opening));
  }

  void Add(const Scratch& scratch) {
    for (std::size_t g = 0; g < scratch.demand.size(); ++g) {
      demand_[g].apprentices += scratch.demand[g].apprentices;
      demand_[g].amount += scratch.demand[g].amount;
    }
  }

  // Whether the stays of a placement's group have to be known: only groups that can bind on some day are worth a look.
  bool AsksForStays(std::uint32_t group) const {
    return group != QuotaGroups::kNone && groups_.quota().daily && demand_[group].amount > groups_.limit(group);
  }

  const QuotaGroups& groups() const { return groups_; }

  // `stabbing_days` has a figure for each group.
  GroupCapacities Finish(const std::vector<int>& stabbing_days) const {
    GroupCapacities capacities(groups_.group_count());
    for (std::uint32_t g = 0; g < capacities.size(); ++g) {
      capacities[g].demand = demand_[g].apprentices;
      capacities[g].stabbing_days = stabbing_days[g];
      capacities[g].capacity = groups_.limit(g) * stabbing_days[g];
    }
    return capacities;
  }

 private:
  const Problem& problem_;
  const QuotaGroups& groups_;
  std::vector<Demand> demand_;  // By group.
};

// The stays of all options, by opening for the hosts' quotas and by group for the senders'.
class StayNotes {
 public:
  StayNotes(const Problem& problem, const std::vector<CapacityCounter>& counters)
      : problem_(problem), counters_(counters), of_opening_(problem.openings().size()), of_sender_(counters.size()) {
    frames_.reserve(of_opening_.size());
    for (std::size_t o = 0; o < of_opening_.size(); ++o) {
      const OpeningIndex opening(o);
      const OpeningView view = problem.View(opening);
      frames_.push_back(HostFrameOf(view));
      const absl::Span<const DayRange> days = view.days_in_round->ranges();
      const bool is_asked = std::any_of(counters.begin(), counters.end(), [&](const CapacityCounter& counter) {
        return IsOfHosts(counter) && counter.AsksForStays(counter.groups().GroupOf(ApprenticeIndex(), opening));
      });
      if (is_asked && !days.empty()) of_opening_[o] = ShortestByDay({days.front().first, days.back().last});
    }
    for (std::size_t q = 0; q < counters.size(); ++q) {
      if (IsOfHosts(counters[q])) continue;
      of_sender_[q].resize(counters[q].groups().group_count());
      for (std::uint32_t g = 0; g < of_sender_[q].size(); ++g) {
        if (counters[q].AsksForStays(g)) of_sender_[q][g] = ShortestByDay(problem.horizon());
      }
    }
  }

  // `stays` is the calling thread's own.
  void Note(ApprenticeIndex apprentice, absl::Span<const PairOption> options, StayFinder& stays) {
    const LearnerFrame learner = LearnerFrameOf(problem_.View(apprentice));
    absl::InlinedVector<ShortestByDay*, 4> senders;
    for (std::size_t q = 0; q < counters_.size(); ++q) {
      if (of_sender_[q].empty()) continue;
      const std::uint32_t group = counters_[q].groups().GroupOf(apprentice);
      if (group != QuotaGroups::kNone && of_sender_[q][group].is_open()) senders.push_back(&of_sender_[q][group]);
    }
    for (const PairOption& option : options) {
      ShortestByDay& host = of_opening_[option.opening.value];
      if (!host.is_open() && senders.empty()) continue;
      // Most add nothing to what is known even if every day of both sides were lawful.
      if (IsCovered(apprentice, learner, option.opening, host, senders)) continue;
      const StaySet& exact = stays.ShortestOf(apprentice, option.opening);
      for (const DayRange& starts : exact.starts) {
        if (host.is_open()) host.Note(starts, exact.days);
        for (ShortestByDay* sender : senders) sender->Note(starts, exact.days);
      }
    }
  }

  // By group of the quota; 1 where nothing asks for it.
  std::vector<int> StabbingDays(std::size_t q) const {
    const CapacityCounter& counter = counters_[q];
    std::vector<int> days(counter.groups().group_count(), 1);
    if (!IsOfHosts(counter)) {
      for (std::size_t g = 0; g < days.size(); ++g) {
        if (of_sender_[q][g].is_open()) days[g] = of_sender_[q][g].StabbingDays();
      }
      return days;
    }
    std::vector<std::vector<std::uint32_t>> members(days.size());
    for (std::size_t o = 0; o < of_opening_.size(); ++o) {
      const std::uint32_t group = counter.groups().GroupOf(ApprenticeIndex(), OpeningIndex(o));
      if (counter.AsksForStays(group) && of_opening_[o].is_open()) {
        members[group].push_back(static_cast<std::uint32_t>(o));
      }
    }
    for (std::size_t g = 0; g < days.size(); ++g) {
      if (members[g].empty()) continue;
      ShortestByDay joined(members[g].size() == 1 ? ShortestByDay() : ShortestByDay(problem_.horizon()));
      if (members[g].size() > 1) {
        for (const std::uint32_t o : members[g]) joined.Join(of_opening_[o]);
      }
      days[g] = (members[g].size() == 1 ? of_opening_[members[g][0]] : joined).StabbingDays();
    }
    return days;
  }

 private:
  static bool IsOfHosts(const CapacityCounter& counter) { return counter.groups().quota().side != QuotaSide::kSender; }

  bool IsCovered(ApprenticeIndex apprentice, const LearnerFrame& learner, OpeningIndex opening,
                 const ShortestByDay& host, absl::Span<ShortestByDay* const> senders) const {
    const std::optional<Pin>& pin = problem_.PinOf(apprentice);
    if (pin && pin->stay) return false;
    const HostFrame& frame = frames_[opening.value];
    const int length = FrameLengthOf(learner, frame);
    bool is_covered = true;
    ForEachStarts(*learner.days, *frame.days, length, [&](DayRange starts) {
      is_covered = (!host.is_open() || host.Covers(starts, length)) &&
                   std::all_of(senders.begin(), senders.end(),
                               [&](const ShortestByDay* sender) { return sender->Covers(starts, length); });
      return is_covered;
    });
    return is_covered;
  }

  const Problem& problem_;
  const std::vector<CapacityCounter>& counters_;
  std::vector<HostFrame> frames_;                      // By opening.
  std::vector<ShortestByDay> of_opening_;              // Open where a quota of hosts asks.
  std::vector<std::vector<ShortestByDay>> of_sender_;  // By quota, then group; empty for other sides.
};

}  // namespace

GroupCapacities MakeGroupCapacities(const Problem& problem, const PairOptions& options, const QuotaGroups& groups,
                                    StayFinder& stays) {
  std::vector<CapacityCounter> counters;
  counters.emplace_back(problem, groups);
  CapacityCounter::Scratch scratch;
  const auto for_each = [&](const auto& visit) {
    for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
      const absl::Span<const PairOption> of = options.Of(ApprenticeIndex(i));
      if (!of.empty()) visit(ApprenticeIndex(i), of);
    }
  };
  for_each([&](ApprenticeIndex i, absl::Span<const PairOption> of) { counters[0].Count(i, of, scratch); });
  counters[0].Add(scratch);
  StayNotes notes(problem, counters);
  for_each([&](ApprenticeIndex i, absl::Span<const PairOption> of) { notes.Note(i, of, stays); });
  return counters[0].Finish(notes.StabbingDays(0));
}

std::vector<GroupCapacities> MakeAllCapacities(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                               const AllOptions& options, const std::vector<QuotaGroups>& quotas,
                                               const WorkOptions& work) {
  std::vector<CapacityCounter> counters;
  counters.reserve(quotas.size());
  for (const QuotaGroups& groups : quotas) counters.emplace_back(problem, groups);
  using Scratches = std::vector<CapacityCounter::Scratch>;
  LeasePool<Scratches> scratches([&] { return std::make_unique<Scratches>(quotas.size()); });
  if (!options.ForEach("demand", work, [&](ApprenticeIndex i, absl::Span<const PairOption> of) {
        const auto scratch = scratches.Take();
        for (std::size_t q = 0; q < counters.size(); ++q) counters[q].Count(i, of, (*scratch)[q]);
      })) {
    return {};
  }
  scratches.ForEach([&](const Scratches& scratch) {
    for (std::size_t q = 0; q < counters.size(); ++q) counters[q].Add(scratch[q]);
  });
  StayNotes notes(problem, counters);
  LeasePool<StayFinder> finders([&] { return std::make_unique<StayFinder>(problem, rules, sieve); });
  if (!options.ForEach("stays", work, [&](ApprenticeIndex i, absl::Span<const PairOption> of) {
        const auto finder = finders.Take();
        notes.Note(i, of, *finder);
      })) {
    return {};
  }
  std::vector<GroupCapacities> all;
  for (std::size_t q = 0; q < counters.size(); ++q) all.push_back(counters[q].Finish(notes.StabbingDays(q)));
  return all;
}

}  // namespace walz
