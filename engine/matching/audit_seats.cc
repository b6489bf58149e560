#include "engine/matching/audit_seats.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>

#include "engine/matching/fixed_slots.h"

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

std::vector<DayRange> SlotsOf(const Crowd& crowd) {
  std::vector<StayDemand> demands;
  for (const auto& [family, count] : crowd.unpinned) demands.push_back({family->length, family->starts, count});
  return CutFixedSlots(demands);
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
