#include "engine/matching/audit_sound.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>
#include <absl/types/span.h>

#include "engine/matching/audit_score.h"
#include "engine/matching/auditor.h"

namespace walz {
namespace {

using Part = std::vector<Placement>;

// Placements of people or openings that do not exist, or of somebody who stands twice, are no part of anything.
std::vector<Placement> WellFormed(const Problem& problem, const Matching& matching) {
  std::vector<Placement> placements;
  std::vector<int> times(problem.apprentices().size(), 0);
  const auto exists = [&](const Placement& placement) {
    return placement.apprentice.value < times.size() && placement.opening.value < problem.openings().size();
  };
  for (const Placement& placement : matching.placements) {
    if (exists(placement)) ++times[placement.apprentice.value];
  }
  for (const Placement& placement : matching.placements) {
    if (exists(placement) && times[placement.apprentice.value] == 1) placements.push_back(placement);
  }
  std::sort(placements.begin(), placements.end(),
            [](const Placement& a, const Placement& b) { return a.apprentice < b.apprentice; });
  return placements;
}

// Cuts the placements into parts, each by apprentice, in the order of their first ones.
std::vector<Part> PartsOf(const Problem& problem, const RuleBook& rules, const std::vector<Placement>& placements) {
  std::vector<std::size_t> parents(placements.size());
  std::iota(parents.begin(), parents.end(), std::size_t{0});
  const auto find = [&parents](std::size_t i) {
    while (parents[i] != i) i = parents[i] = parents[parents[i]];
    return i;
  };
  const auto join = [&](std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    parents[std::max(a, b)] = std::min(a, b);
  };
  for (const Quota& quota : rules.quotas) {
    absl::flat_hash_map<QuotaGroup, std::size_t> first_in;
    for (std::size_t i = 0; i < placements.size(); ++i) {
      const std::optional<QuotaGroup> group = quota.group(problem, placements[i].apprentice, placements[i].opening);
      if (!group || !quota.limit(problem, *group)) continue;
      join(first_in.try_emplace(*group, i).first->second, i);
    }
  }
  absl::flat_hash_map<std::string, std::size_t> first_of;
  for (std::size_t i = 0; i < placements.size(); ++i) {
    const std::string& group = problem[placements[i].apprentice].group;
    if (!group.empty()) join(first_of.try_emplace(group, i).first->second, i);
  }
  std::vector<Part> parts;
  std::vector<std::size_t> part_of(placements.size());
  for (std::size_t i = 0; i < placements.size(); ++i) {
    if (find(i) == i) {
      part_of[i] = parts.size();
      parts.emplace_back();
    }
    parts[part_of[find(i)]].push_back(placements[i]);
  }
  return parts;
}

class PartAudit {
 public:
  PartAudit(const Problem& problem, const RuleBook& rules, const WorkOptions& options)
      : problem_(problem), rules_(rules), options_(options) {}

  // Sorts the parts into sound and withheld ones, halving as long as something fails; false if stopped.
  bool Judge(absl::Span<const Part> parts) {
    if (parts.empty()) return true;
    if (options_.stop.stop_requested()) return false;
    Matching matching;
    for (const Part& part : parts) matching.placements.insert(matching.placements.end(), part.begin(), part.end());
    std::sort(matching.placements.begin(), matching.placements.end(),
              [](const Placement& a, const Placement& b) { return a.apprentice < b.apprentice; });
    const absl::Status lawful = AuditLawful(problem_, rules_, matching);
    if (lawful.ok()) {
      sound_.insert(sound_.end(), matching.placements.begin(), matching.placements.end());
      return true;
    }
    if (parts.size() == 1) {
      WithheldPart& part = withheld_.emplace_back();
      for (const Placement& placement : parts[0]) part.apprentices.push_back(placement.apprentice);
      part.reason = std::string(lawful.message());
      return true;
    }
    return Judge(parts.subspan(0, parts.size() / 2)) && Judge(parts.subspan(parts.size() / 2));
  }

  std::vector<Placement> TakeSound() {
    std::sort(sound_.begin(), sound_.end(),
              [](const Placement& a, const Placement& b) { return a.apprentice < b.apprentice; });
    return std::move(sound_);
  }
  std::vector<WithheldPart> TakeWithheld() { return std::move(withheld_); }

 private:
  const Problem& problem_;
  const RuleBook& rules_;
  const WorkOptions& options_;
  std::vector<Placement> sound_;
  std::vector<WithheldPart> withheld_;
};

}  // namespace

absl::StatusOr<RunOutcome> KeepSound(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                     const RunOutcome& outcome, const WorkOptions& options) {
  PartAudit audit(problem, rules, options);
  const std::vector<Placement> placements = WellFormed(problem, outcome.matching);
  const std::vector<Part> parts = PartsOf(problem, rules, placements);
  if (!audit.Judge(parts)) return absl::CancelledError("the audit was stopped");
  RunOutcome sound = outcome;
  sound.policy = problem.round().policy;
  sound.matching.placements = audit.TakeSound();
  sound.withheld = audit.TakeWithheld();
  const std::size_t malformed = outcome.matching.placements.size() - placements.size();
  if (malformed > 0) {
    sound.withheld.push_back(
        {{}, absl::StrCat(malformed, " placements are of nobody, at no opening, or of somebody who stands twice")});
  }
  sound.proven = false;
  sound.components.reset();
  sound.stable.reset();
  if (sound.matching.placements.empty()) return absl::InternalError("no part of the run is lawful");
  sound.score = CountScore(problem, rules, sound.matching);
  sound.pins_broken = -sound.score.pins_kept;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    sound.pins_broken += problem.PinOf(ApprenticeIndex(i)) ? 1 : 0;
  }
  if (sound.policy != Policy::kBest) {
    sound.certificate = {};
    sound.bound = sound.score;
    sound.points_bound = sound.score.points;
  }
  absl::Status status = AuditRun(problem, rules, sieve, sound, options);
  if (!status.ok() && sound.policy == Policy::kBest && !absl::IsCancelled(status)) {
    sound.certificate = {};
    ClaimNothing(problem, sound);
    status = AuditRun(problem, rules, sieve, sound, options);
  }
  if (!status.ok()) return status;
  return sound;
}

}  // namespace walz
