// AuditStable: no apprentice and opening would both rather have each other.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/matching/audit_policy.h"
#include "engine/matching/lottery.h"
#include "engine/rulebook/wish.h"

namespace walz {

ApprenticeTaste TasteOf(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening) {
  const Problem& problem = apprentice.problem;
  const std::optional<Wish> wish = WishOf(problem, apprentice.index, opening.index);
  const std::uint32_t number =
      PairLotteryOf(LotteryOf(problem.round().seed, apprentice.apprentice.id), OpeningHashOf(opening.opening.id));
  return {wish ? wish->rank : std::numeric_limits<std::int64_t>::max(), wish ? static_cast<int>(wish->kind) : 0,
          -PointsOf(rules, apprentice, opening), -std::int64_t{number}, opening.index.value};
}

namespace {

// How a host likes an apprentice: less is better.  By rank, the unranked last, then more points, then lottery, then id.
using HostTaste = std::tuple<std::int64_t, int, std::uint64_t, std::uint32_t>;

HostTaste HostTasteOf(const RuleBook& rules, const ApprenticeView& apprentice, const OpeningView& opening) {
  const Problem& problem = apprentice.problem;
  const absl::Span<const HostRank> ranks = problem.HostRanksOf(opening.index);
  const auto at = std::lower_bound(ranks.begin(), ranks.end(), apprentice.index,
                                   [](const HostRank& rank, ApprenticeIndex index) { return rank.apprentice < index; });
  const bool is_ranked = at != ranks.end() && at->apprentice == apprentice.index;
  return {is_ranked ? at->rank : std::numeric_limits<std::int64_t>::max(), -PointsOf(rules, apprentice, opening),
          LotteryOf(problem.round().seed, apprentice.apprentice.id), apprentice.index.value};
}

// Who has the places of one opening.
struct Occupancy {
  std::optional<std::int64_t> places;  // None: no limit.
  std::int64_t placed = 0;
  std::optional<HostTaste> worst;  // Of those who are not pinned, the one that the host likes least.
  ApprenticeIndex worst_apprentice;

  bool is_full() const { return places && placed >= *places; }
};

// The limit of the groups that hold this opening alone: its places.
std::vector<Occupancy> EmptyPlacesOf(const Problem& problem, const RuleBook& rules) {
  std::vector<Occupancy> occupancies(problem.openings().size());
  if (problem.apprentices().empty()) return occupancies;
  for (const Quota& quota : rules.quotas) {
    if (quota.side != QuotaSide::kHost) continue;
    std::vector<std::pair<QuotaGroup, std::size_t>> members;
    for (std::size_t o = 0; o < occupancies.size(); ++o) {
      const std::optional<QuotaGroup> group = quota.group(problem, ApprenticeIndex(0), OpeningIndex(o));
      if (group) members.emplace_back(*group, o);
    }
    std::sort(members.begin(), members.end());
    for (std::size_t i = 0; i < members.size(); ++i) {
      const QuotaGroup group = members[i].first;
      if (i > 0 && members[i - 1].first == group) continue;
      if (i + 1 < members.size() && members[i + 1].first == group) continue;
      const std::optional<std::int64_t> limit = quota.limit(problem, group);
      std::optional<std::int64_t>& places = occupancies[members[i].second].places;
      if (limit && (!places || *limit < *places)) places = limit;
    }
  }
  return occupancies;
}

class StabilityCheck {
 public:
  StabilityCheck(const Problem& problem, const RuleBook& rules, const Matching& matching)
      : problem_(problem),
        rules_(rules),
        occupancies_(EmptyPlacesOf(problem, rules)),
        opening_of_(problem.apprentices().size()) {
    for (const auto& [apprentice, opening, stay] : matching.placements) {
      opening_of_[apprentice.value] = opening;
      Occupancy& occupancy = occupancies_[opening.value];
      ++occupancy.placed;
      if (problem.PinOf(apprentice)) continue;
      const HostTaste taste = HostTasteOf(rules, problem.View(apprentice), problem.View(opening));
      if (occupancy.worst && !(*occupancy.worst < taste)) continue;
      occupancy.worst = taste;
      occupancy.worst_apprentice = apprentice;
    }
  }

  void Visit(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
    const ApprenticeView view = problem_.View(apprentice);
    const std::optional<OpeningIndex> own = opening_of_[apprentice.value];
    if (const std::optional<Pin>& pin = problem_.PinOf(apprentice)) {
      if (!own && std::binary_search(feasible.begin(), feasible.end(), pin->opening)) VisitBrokenPin(view, *pin);
      return;
    }
    std::optional<ApprenticeTaste> own_taste;
    if (own) own_taste = TasteOf(rules_, view, problem_.View(*own));
    for (const OpeningIndex opening : feasible) {
      if (opening == own) continue;
      const OpeningView opening_view = problem_.View(opening);
      const Occupancy& occupancy = occupancies_[opening.value];
      if (occupancy.is_full() && (!occupancy.worst || *occupancy.worst < HostTasteOf(rules_, view, opening_view))) {
        continue;
      }
      if (own_taste && *own_taste < TasteOf(rules_, view, opening_view)) continue;
      Report({apprentice, opening});
      return;
    }
  }

  absl::Status status() const {
    const std::lock_guard lock(mutex_);
    if (!blocking_) return absl::OkStatus();
    const auto [apprentice, opening] = *blocking_;
    const Occupancy& occupancy = occupancies_[opening.value];
    const std::optional<OpeningIndex> own = opening_of_[apprentice.value];
    return absl::InternalError(absl::StrCat(
        "stable: apprentice '", problem_[apprentice].id, "' and opening '", problem_[opening].id,
        "' would rather have each other: the apprentice ",
        own ? absl::StrCat("is at '", problem_[*own].id, "'") : "is not placed", "; the opening ",
        occupancy.is_full()
            ? absl::StrCat("took '", problem_[occupancy.worst_apprentice].id, "'")
            : absl::StrCat("has ", occupancy.placed, " of ", occupancy.places.value_or(-1), " places taken")));
  }

 private:
  // Only others who are pinned there may keep a pinned apprentice from its opening.
  void VisitBrokenPin(const ApprenticeView& apprentice, const Pin& pin) {
    const Occupancy& occupancy = occupancies_[pin.opening.value];
    if (occupancy.is_full() && !occupancy.worst) return;
    if (pin.stay && !IsLawfulStay(rules_, apprentice, problem_.View(pin.opening), *pin.stay)) return;
    Report({apprentice.index, pin.opening});
  }

  void Report(std::pair<ApprenticeIndex, OpeningIndex> pair) {
    const std::lock_guard lock(mutex_);
    if (!blocking_ || pair < *blocking_) blocking_ = pair;
  }

  const Problem& problem_;
  const RuleBook& rules_;
  std::vector<Occupancy> occupancies_;
  std::vector<std::optional<OpeningIndex>> opening_of_;
  mutable std::mutex mutex_;
  std::optional<std::pair<ApprenticeIndex, OpeningIndex>> blocking_;  // The first of all found; guarded by mutex_.
};

}  // namespace

absl::Status AuditStable(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                         const WorkOptions& options) {
  StabilityCheck check(problem, rules, matching);
  const bool finished =
      sieve.ForEachApprentice(options, [&check](ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
        check.Visit(apprentice, feasible);
      });
  return finished ? check.status() : absl::CancelledError("the audit was stopped");
}

}  // namespace walz
