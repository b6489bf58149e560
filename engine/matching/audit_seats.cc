#include "engine/matching/audit_seats.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>

namespace walz {
namespace {

struct Limits {
  std::optional<std::int64_t> places;  // None: no limit.
  std::optional<std::int64_t> daily;   // The least of those that hold day by day.
};

void Lower(std::optional<std::int64_t>& limit, std::int64_t other) { limit = limit ? std::min(*limit, other) : other; }

// The limits of the groups that hold one opening alone.
std::vector<Limits> LimitsOf(const Problem& problem, const RuleBook& rules) {
  std::vector<Limits> limits(problem.openings().size());
  if (problem.apprentices().empty()) return limits;
  for (const Quota& quota : rules.quotas) {
    if (quota.side != QuotaSide::kHost) continue;
    std::vector<std::pair<QuotaGroup, std::size_t>> members;
    for (std::size_t o = 0; o < limits.size(); ++o) {
      const std::optional<QuotaGroup> group = quota.group(problem, ApprenticeIndex(0), OpeningIndex(o));
      if (group) members.emplace_back(*group, o);
    }
    std::sort(members.begin(), members.end());
    for (std::size_t i = 0; i < members.size(); ++i) {
      const QuotaGroup group = members[i].first;
      if (i > 0 && members[i - 1].first == group) continue;
      if (i + 1 < members.size() && members[i + 1].first == group) continue;
      const std::optional<std::int64_t> limit = quota.limit(problem, group);
      if (!limit) continue;
      Lower(limits[members[i].second].places, *limit);
      if (quota.daily) Lower(limits[members[i].second].daily, *limit);
    }
  }
  return limits;
}

// Who could come to one opening.
struct Crowd {
  std::int64_t count = 0;
  absl::flat_hash_map<const StayFamily*, std::int64_t> unpinned;  // Those who are not pinned, by their stays.
  std::vector<const StayFamily*> pinned;
};

class CrowdCount {
 public:
  CrowdCount(const Problem& problem, const StayBook& stays)
      : problem_(problem), stays_(stays), crowds_(problem.openings().size()) {}

  // Calls `visit` with every option: a pinned apprentice has one at most.
  template <typename Visit>
  void ForEachOption(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible, const Visit& visit) {
    const std::optional<Pin>& pin = problem_.PinOf(apprentice);
    for (const OpeningIndex opening : feasible) {
      if (pin && pin->opening != opening) continue;
      if (pin && pin->stay && stays_.Of(problem_.View(apprentice), problem_.View(opening)).starts.empty()) continue;
      visit(crowds_[opening.value], opening);
    }
  }

  void Count(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
    const std::lock_guard lock(mutex_);
    ForEachOption(apprentice, feasible, [](Crowd& crowd, OpeningIndex) { ++crowd.count; });
  }

  // Only where the daily limit can bind are the stays worth a look.
  void NoteStays(const std::vector<Limits>& limits, ApprenticeIndex apprentice,
                 absl::Span<const OpeningIndex> feasible) {
    const std::lock_guard lock(mutex_);
    ForEachOption(apprentice, feasible, [&](Crowd& crowd, OpeningIndex opening) {
      if (!CanBind(crowd, limits[opening.value])) return;
      const StayFamily& family = stays_.Of(problem_.View(apprentice), problem_.View(opening));
      if (problem_.PinOf(apprentice)) {
        crowd.pinned.push_back(&family);
      } else {
        ++crowd.unpinned[&family];
      }
    });
  }

  static bool CanBind(const Crowd& crowd, const Limits& limits) { return limits.daily && crowd.count > *limits.daily; }

  const std::vector<Crowd>& crowds() const { return crowds_; }

 private:
  const Problem& problem_;
  const StayBook& stays_;
  std::mutex mutex_;
  std::vector<Crowd> crowds_;  // Changed under mutex_.
};

// Whether stays there can follow one another on one place.
bool IsRolling(const Crowd& crowd, const Limits& limits) {
  if (!CrowdCount::CanBind(crowd, limits)) return false;
  std::vector<const StayFamily*> families = crowd.pinned;
  for (const auto& [family, count] : crowd.unpinned) families.push_back(family);
  return CountStabbingDays(families) > 1;
}

// Calls `visit` with every first day of the family's stays.
template <typename Visit>
void ForEachStart(const StayFamily& family, const Visit& visit) {
  for (const DayRange& range : family.starts) {
    for (Day day = range.first; day <= range.last; day = day + 1) visit(day);
  }
}

// The fixed slots of those who are not pinned: of the length of their longest stay, one after another, from the first
// day on (counted from the first day of any stay) under which most of them fit into one; only those that serve
// somebody.
std::vector<DayRange> SlotsOf(const Crowd& crowd) {
  if (crowd.unpinned.empty()) return {};
  int length = 0;
  Day first = kDayMax;
  for (const auto& [family, count] : crowd.unpinned) {
    length = std::max(length, family->length);
    first = std::min(first, family->starts.front().first);
  }
  // A stay that begins so many days into a slot lies within it if the rest of the slot is long enough.
  const auto days_into_slot = [&](Day day, int offset) { return (day - first - offset + length) % length; };
  int best_offset = 0;
  std::int64_t best_count = -1;
  for (int offset = 0; offset < length; ++offset) {
    std::int64_t served = 0;
    for (const auto& [family, count] : crowd.unpinned) {
      bool fits = false;
      const int days = family->length;
      ForEachStart(*family, [&](Day day) { fits |= days_into_slot(day, offset) + days <= length; });
      served += fits ? count : 0;
    }
    if (served <= best_count) continue;
    best_count = served;
    best_offset = offset;
  }
  std::set<Day> begins;
  for (const auto& [family, count] : crowd.unpinned) {
    const int days = family->length;
    ForEachStart(*family, [&](Day day) {
      const int into = days_into_slot(day, best_offset);
      if (into + days <= length) begins.insert(day - into);
    });
  }
  std::vector<DayRange> slots;
  for (const Day begin : begins) slots.push_back({begin, begin + (length - 1)});
  return slots;
}

}  // namespace

absl::StatusOr<AuditSeats> FindSeats(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                     const StayBook& stays, const WorkOptions& options) {
  const std::vector<Limits> limits = LimitsOf(problem, rules);
  CrowdCount count(problem, stays);
  const bool finished = sieve.ForEachApprentice(options, [&](ApprenticeIndex apprentice,
                                                             absl::Span<const OpeningIndex> feasible) {
    count.Count(apprentice, feasible);
  }) && sieve.ForEachApprentice(options, [&](ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
    count.NoteStays(limits, apprentice, feasible);
  });
  if (!finished) return absl::CancelledError("the audit was stopped");
  AuditSeats all;
  all.first.push_back(0);
  const auto everybody = static_cast<std::int64_t>(problem.apprentices().size());
  for (std::size_t o = 0; o < limits.size(); ++o) {
    const std::int64_t places = limits[o].places.value_or(everybody);
    if (IsRolling(count.crowds()[o], limits[o])) {
      ++all.rolling_openings;
      for (const DayRange& slot : SlotsOf(count.crowds()[o])) {
        all.seats.push_back({OpeningIndex(o), slot, places});
        ++all.fixed_slots;
      }
    } else {
      all.seats.push_back({OpeningIndex(o), std::nullopt, places});
    }
    all.first.push_back(static_cast<std::uint32_t>(all.seats.size()));
  }
  return all;
}

}  // namespace walz
