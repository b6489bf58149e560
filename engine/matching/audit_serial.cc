// AuditSerial: in the order of turns, nobody could have had what it likes better.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_cat.h>

#include "engine/matching/audit_policy.h"
#include "engine/matching/audit_stays.h"
#include "engine/matching/lottery.h"

namespace walz {
namespace {

// What the placements so far use of every quota, day by day.
class Usage {
 public:
  Usage(const Problem& problem, const RuleBook& rules)
      : problem_(problem), rules_(rules), first_day_(problem.round().dates.first), used_(rules.quotas.size()) {}

  void Add(const Placement& placement) {
    const ApprenticeView apprentice = problem_.View(placement.apprentice);
    const OpeningView opening = problem_.View(placement.opening);
    for (std::size_t q = 0; q < rules_.quotas.size(); ++q) {
      const Quota& quota = rules_.quotas[q];
      const std::optional<QuotaGroup> group = quota.group(problem_, placement.apprentice, placement.opening);
      if (!group) continue;
      std::vector<std::int64_t>& used = used_[q][*group];
      used.resize(quota.daily ? static_cast<std::size_t>(problem_.round().dates.days()) : 1, 0);
      const std::int64_t amount = quota.amount(apprentice, opening, placement.stay);
      const DayRange days = quota.daily ? placement.stay : DayRange{first_day_, first_day_};
      for (Day day = days.first; day <= days.last; day = day + 1) used[Position(day)] += amount;
    }
  }

  // Whether one of `stays` finds room in every quota of `side`, or of all where no side is named.
  bool HasRoom(const ApprenticeView& apprentice, const OpeningView& opening, const StayFamily& stays,
               std::optional<QuotaSide> side) const {
    std::vector<std::pair<const std::vector<std::int64_t>*, std::int64_t>> daily;  // Used, and the most that fits.
    for (std::size_t q = 0; q < rules_.quotas.size(); ++q) {
      const Quota& quota = rules_.quotas[q];
      const std::optional<QuotaGroup> group = quota.group(problem_, apprentice.index, opening.index);
      if (!group || (side && quota.side != *side)) continue;
      const std::optional<std::int64_t> limit = quota.limit(problem_, *group);
      if (!limit) continue;
      const std::int64_t used_max = *limit - quota.amount(apprentice, opening, stays.first());
      const auto at = used_[q].find(*group);
      if (used_max < 0) return false;
      if (at == used_[q].end()) continue;
      if (quota.daily) {
        daily.emplace_back(&at->second, used_max);
      } else if (at->second[0] > used_max) {
        return false;
      }
    }
    return std::any_of(stays.starts.begin(), stays.starts.end(), [&](const DayRange& starts) {
      int free_days = 0;  // In a row, up to and with `day`.
      for (Day day = starts.first; day < starts.last + stays.length; day = day + 1) {
        const bool is_free = std::all_of(daily.begin(), daily.end(), [&](const auto& group) {
          return (*group.first)[Position(day)] <= group.second;
        });
        free_days = is_free ? free_days + 1 : 0;
        if (free_days >= stays.length) return true;
      }
      return false;
    });
  }

 private:
  std::size_t Position(Day day) const { return static_cast<std::size_t>(day - first_day_); }

  const Problem& problem_;
  const RuleBook& rules_;
  Day first_day_;
  std::vector<absl::flat_hash_map<QuotaGroup, std::vector<std::int64_t>>> used_;  // By quota, group, day.
};

class SerialCheck {
 public:
  SerialCheck(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching)
      : problem_(problem),
        rules_(rules),
        sieve_(sieve),
        stays_(problem, rules, sieve),
        usage_(problem, rules),
        placement_of_(problem.apprentices().size(), nullptr),
        group_of_(problem.apprentices().size(), nullptr) {
    for (const Placement& placement : matching.placements) placement_of_[placement.apprentice.value] = &placement;
    for (const std::vector<ApprenticeIndex>& members : problem.groups()) {
      for (const ApprenticeIndex member : members) group_of_[member.value] = &members;
    }
  }

  absl::Status Check(const WorkOptions& options) {
    absl::flat_hash_set<const std::vector<ApprenticeIndex>*> groups_done;
    for (const ApprenticeIndex apprentice : Turns()) {
      if (options.stop.stop_requested()) return absl::CancelledError("the audit was stopped");
      if (const std::vector<ApprenticeIndex>* members = group_of_[apprentice.value]; members != nullptr) {
        if (!groups_done.insert(members).second) continue;
        for (const ApprenticeIndex member : *members) Take(member);
        continue;
      }
      if (absl::Status status = CheckTurn(apprentice); !status.ok()) return status;
      Take(apprentice);
    }
    return absl::OkStatus();
  }

 private:
  std::vector<ApprenticeIndex> Turns() const {
    std::vector<std::tuple<bool, int, std::uint64_t, ApprenticeIndex>> turns;
    for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
      const ApprenticeIndex apprentice(i);
      turns.emplace_back(!problem_.PinOf(apprentice), problem_[apprentice].tier,
                         LotteryOf(problem_.round().seed, problem_[apprentice].id), apprentice);
    }
    std::sort(turns.begin(), turns.end());
    std::vector<ApprenticeIndex> order;
    for (const auto& turn : turns) order.push_back(std::get<ApprenticeIndex>(turn));
    return order;
  }

  void Take(ApprenticeIndex apprentice) {
    if (placement_of_[apprentice.value] != nullptr) usage_.Add(*placement_of_[apprentice.value]);
  }

  absl::Status CheckTurn(ApprenticeIndex apprentice) {
    const ApprenticeView view = problem_.View(apprentice);
    const Placement* own = placement_of_[apprentice.value];
    const std::optional<Pin>& pin = problem_.PinOf(apprentice);
    if (own != nullptr && pin) return absl::OkStatus();  // It wants nothing else.
    std::optional<ApprenticeTaste> own_taste;
    if (own != nullptr) own_taste = TasteOf(rules_, view, problem_.View(own->opening));
    for (const OpeningIndex opening : sieve_.FeasibleOf(apprentice)) {
      if (pin && pin->opening != opening) continue;
      const OpeningView opening_view = problem_.View(opening);
      if (own_taste && !(TasteOf(rules_, view, opening_view) < *own_taste)) continue;
      if (!CanHave(view, opening_view)) continue;
      return absl::InternalError(
          absl::StrCat("serial: at its turn apprentice '", view.apprentice.id, "' could have opening '",
                       opening_view.opening.id, "' and ",
                       own == nullptr ? std::string("is not placed")
                                      : absl::StrCat("is at '", problem_[own->opening].id, "', which it likes less")));
    }
    return absl::OkStatus();
  }

  // Quotas only fill up: stays that once found no room at an opening never will again, whoever asks.
  bool CanHave(const ApprenticeView& apprentice, const OpeningView& opening) {
    const StayFamily& stays = stays_.Of(apprentice, opening);
    if (stays.starts.empty()) return false;
    const std::tuple<const StayFamily*, std::uint32_t, int> question(&stays, opening.index.value,
                                                                     apprentice.apprentice.accompanying);
    if (full_.contains(question)) return false;
    if (!usage_.HasRoom(apprentice, opening, stays, QuotaSide::kHost)) {
      full_.insert(question);
      return false;
    }
    return usage_.HasRoom(apprentice, opening, stays, std::nullopt);
  }

  const Problem& problem_;
  const RuleBook& rules_;
  const Sieve& sieve_;
  StayBook stays_;
  Usage usage_;
  std::vector<const Placement*> placement_of_;
  std::vector<const std::vector<ApprenticeIndex>*> group_of_;
  absl::flat_hash_set<std::tuple<const StayFamily*, std::uint32_t, int>> full_;
};

}  // namespace

absl::Status AuditSerial(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                         const WorkOptions& options) {
  return SerialCheck(problem, rules, sieve, matching).Check(options);
}

}  // namespace walz
