// AuditLawful: every placement by every requirement, all placements together by every quota, travel groups and pins.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "engine/matching/auditor.h"

namespace walz {
namespace {

std::string Quoted(const Problem& problem, const Placement& placement) {
  return absl::StrCat("apprentice '", problem[placement.apprentice].id, "' at opening '", problem[placement.opening].id,
                      "' on ", FormatRange(placement.stay));
}

absl::Status AuditPlacedOnce(const Problem& problem, const Matching& matching) {
  const Placement* previous = nullptr;
  for (const Placement& placement : matching.placements) {
    if (placement.apprentice.value >= problem.apprentices().size() ||
        placement.opening.value >= problem.openings().size()) {
      return absl::InternalError(absl::StrCat("placement of apprentice number ", placement.apprentice.value,
                                              " at opening number ", placement.opening.value,
                                              ": there is no such one"));
    }
    if (previous != nullptr && !(previous->apprentice < placement.apprentice)) {
      return absl::InternalError(
          absl::StrCat("apprentice '", problem[placement.apprentice].id, "' stands ",
                       previous->apprentice == placement.apprentice ? "twice among the placements" : "out of order"));
    }
    previous = &placement;
  }
  return absl::OkStatus();
}

absl::Status AuditDays(const Problem& problem, const RuleBook& rules, const Placement& placement) {
  const ApprenticeView apprentice = problem.View(placement.apprentice);
  const OpeningView opening = problem.View(placement.opening);
  const DayRange stay = placement.stay;
  if (stay.last < stay.first)
    return absl::InternalError(absl::StrCat(Quoted(problem, placement), ": ends before it starts"));
  const std::optional<LengthRange> lengths = rules.stays.permitted_lengths(apprentice, opening);
  if (!lengths || stay.days() < lengths->min || stay.days() > lengths->max) {
    return absl::InternalError(absl::StrCat(
        Quoted(problem, placement), ": ", stay.days(), " days long; ",
        lengths ? absl::StrCat("permitted are ", lengths->min, "..", lengths->max) : "no length is permitted"));
  }
  if (!apprentice.days->ContainsAll(stay) || !opening.days_in_round->ContainsAll(stay)) {
    return absl::InternalError(absl::StrCat(Quoted(problem, placement), ": the apprentice has ",
                                            apprentice.days->ToString(), "; the opening has ",
                                            opening.days_in_round->ToString(), " within the round"));
  }
  return absl::OkStatus();
}

absl::Status AuditRequirements(const Problem& problem, const RuleBook& rules, const Placement& placement) {
  const ApprenticeView apprentice = problem.View(placement.apprentice);
  const OpeningView opening = problem.View(placement.opening);
  for (const Requirement& requirement : rules.requirements) {
    const Ruling ruling = requirement.judge_stay(apprentice, opening, placement.stay);
    if (ruling.FeasibleWith(problem.round().accepted_actions)) continue;
    return absl::InternalError(absl::StrCat(
        Quoted(problem, placement), ": ", requirement.name, " says ", VerdictName(ruling.verdict),
        ruling.actions.empty() ? "" : absl::StrCat(" ", ruling.actions.ToString(), ", which the round does not accept"),
        ": ", requirement.explain(apprentice, opening)));
  }
  return absl::OkStatus();
}

absl::Status AuditPin(const Problem& problem, const Placement& placement) {
  const std::optional<Pin>& pin = problem.PinOf(placement.apprentice);
  if (!pin) return absl::OkStatus();
  if (pin->opening != placement.opening) {
    return absl::InternalError(
        absl::StrCat(Quoted(problem, placement), ": pinned to opening '", problem[pin->opening].id, "'"));
  }
  if (pin->stay && *pin->stay != placement.stay) {
    return absl::InternalError(absl::StrCat(Quoted(problem, placement), ": pinned to ", FormatRange(*pin->stay)));
  }
  return absl::OkStatus();
}

// From `day` on, the group is used by `amount` more (or less).
struct Change {
  QuotaGroup group = 0;
  Day day;
  std::int64_t amount = 0;

  friend bool operator<(const Change& a, const Change& b) {
    return std::tie(a.group, a.day, a.amount) < std::tie(b.group, b.day, b.amount);
  }
};

// A quota over the round is one that everybody uses from the first day of days on.
std::vector<Change> ChangesOf(const Problem& problem, const Quota& quota, const Matching& matching) {
  std::vector<Change> changes;
  for (const Placement& placement : matching.placements) {
    const std::optional<QuotaGroup> group = quota.group(problem, placement.apprentice, placement.opening);
    if (!group) continue;
    const std::int64_t amount =
        quota.amount(problem.View(placement.apprentice), problem.View(placement.opening), placement.stay);
    changes.push_back({*group, quota.daily ? placement.stay.first : kDayMin, amount});
    if (quota.daily) changes.push_back({*group, placement.stay.last + 1, -amount});
  }
  std::sort(changes.begin(), changes.end());
  return changes;
}

absl::Status AuditQuota(const Problem& problem, const Quota& quota, const Matching& matching) {
  const std::vector<Change> changes = ChangesOf(problem, quota, matching);
  std::int64_t used = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Change& change = changes[i];
    if (i > 0 && changes[i - 1].group != change.group) used = 0;
    used += change.amount;
    const bool day_ends =
        i + 1 == changes.size() || changes[i + 1].group != change.group || changes[i + 1].day != change.day;
    if (!day_ends) continue;
    const std::optional<std::int64_t> limit = quota.limit(problem, change.group);
    if (limit && used > *limit) {
      return absl::InternalError(absl::StrCat(quota.name, " of ", quota.label(problem, change.group), ": ", used,
                                              " used", quota.daily ? " on " : "",
                                              quota.daily ? FormatDay(change.day) : "", "; the limit is ", *limit));
    }
  }
  return absl::OkStatus();
}

absl::Status AuditGroup(const Problem& problem, const std::vector<ApprenticeIndex>& members,
                        const std::vector<const Placement*>& placement_of) {
  const std::string& name = problem[members.front()].group;
  const Placement* first = placement_of[members.front().value];
  for (const ApprenticeIndex member : members) {
    const Placement* placement = placement_of[member.value];
    if ((placement == nullptr) != (first == nullptr)) {
      return absl::InternalError(absl::StrCat("travel group '", name, "' is torn apart: of '",
                                              problem[members.front()].id, "' and '", problem[member].id,
                                              "' only one is placed"));
    }
    if (placement == nullptr) continue;
    if (placement->stay != first->stay) {
      return absl::InternalError(
          absl::StrCat("travel group '", name, "': ", Quoted(problem, *placement), "; ", Quoted(problem, *first)));
    }
    if (problem.CompanyOf(placement->opening) != problem.CompanyOf(first->opening)) {
      return absl::InternalError(absl::StrCat("travel group '", name, "' goes to two companies: ",
                                              Quoted(problem, *placement), "; ", Quoted(problem, *first)));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AuditLawful(const Problem& problem, const RuleBook& rules, const Matching& matching) {
  WALZ_RETURN_IF_ERROR(AuditPlacedOnce(problem, matching));
  std::vector<const Placement*> placement_of(problem.apprentices().size(), nullptr);
  for (const Placement& placement : matching.placements) {
    WALZ_RETURN_IF_ERROR(AuditPin(problem, placement));
    WALZ_RETURN_IF_ERROR(AuditDays(problem, rules, placement));
    WALZ_RETURN_IF_ERROR(AuditRequirements(problem, rules, placement));
    placement_of[placement.apprentice.value] = &placement;
  }
  for (const Quota& quota : rules.quotas) {
    WALZ_RETURN_IF_ERROR(AuditQuota(problem, quota, matching));
  }
  for (const std::vector<ApprenticeIndex>& members : problem.groups()) {
    WALZ_RETURN_IF_ERROR(AuditGroup(problem, members, placement_of));
  }
  return absl::OkStatus();
}

}  // namespace walz
