#include "engine/explain/single_gains.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_set.h>

#include "engine/explain/language_gains.h"
#include "engine/explain/relief.h"
#include "engine/matching/ledger.h"

namespace walz {
namespace {

// What the run leaves free, day by day.
class RoomLeft {
 public:
  RoomLeft(const Problem& problem, const RuleBook& rules, const Matching& matching, const PlaceNetwork& network)
      : problem_(problem),
        rules_(rules),
        exact_(network.exact()),
        placed_(problem.apprentices().size()),
        ledger_(problem, network.quotas()) {
    for (const Placement& placement : matching.placements) {
      placed_[placement.apprentice.value] = true;
      if (!exact_) ledger_.Add(placement);
    }
  }

  bool Placed(ApprenticeIndex apprentice) const { return placed_[apprentice.value]; }

  // Whether a gain is proven.
  bool Proves(ApprenticeIndex apprentice, const LoneRefusal& refusal) const {
    if (exact_) return true;
    if (placed_[apprentice.value] || !problem_[apprentice].group.empty()) return false;
    const ApprenticeView learner = problem_.View(apprentice);
    const OpeningView host = problem_.View(refusal.opening);
    const auto lengths = rules_.stays.permitted_lengths(learner, host);
    if (!lengths) return false;
    for (const DayRange& starts : rules_.stays.lawful_starts(learner, host, lengths->min)) {
      for (Day first = starts.first; first <= starts.last; first = first + 1) {
        if (ledger_.Fits({apprentice, refusal.opening, {first, first + (lengths->min - 1)}})) return true;
      }
    }
    return false;
  }

 private:
  const Problem& problem_;
  const RuleBook& rules_;
  const bool exact_;
  std::vector<bool> placed_;
  Ledger ledger_;
};

// Steps of languages and least figures, from any thread.
class FigureFinder {
 public:
  FigureFinder(const Problem& problem, const RuleBook& rules)
      : problem_(problem), rules_(rules), ladder_(problem, rules) {}

  // The steps that lead to one of `openings`; none if the gain is not one of language.
  LanguageLadder::LeastSteps AddSteps(absl::Span<const OpeningIndex> openings, SingleGain& gain) {
    if (gain.requirement != ladder_.requirement()) return {};
    // Most openings ask for what another one asks.
    std::vector<OpeningIndex> different;
    absl::flat_hash_set<const LanguageSets*> asked;
    for (const OpeningIndex opening : openings) {
      if (asked.insert(problem_[opening].languages).second) different.push_back(opening);
    }
    const std::lock_guard lock(mutex_);
    LanguageLadder::LeastSteps steps = ladder_.LeastStepsTo(gain.apprentice, different);
    for (const auto& [language, step] : steps) gain.steps.push_back({language, step.first});
    return steps;
  }

  // The steps, and of one without a place the figure.  `refusals`: those of openings that lead to a place.
  void Fill(absl::Span<const LoneRefusal> refusals, bool placed, SingleGain& gain) {
    std::vector<OpeningIndex> openings;
    for (const LoneRefusal& refusal : refusals) {
      if (refusal.requirement == gain.requirement) openings.push_back(refusal.opening);
    }
    std::optional<Relief> relief = LeastOf(AddSteps(openings, gain));
    if (placed) return;
    if (!relief) relief = FindRelief(problem_, rules_, gain.apprentice, gain.requirement, openings);
    if (!relief) return;
    gain.opening = relief->opening;
    gain.figure = std::move(relief->words);
  }

 private:
  const Problem& problem_;
  const RuleBook& rules_;
  std::mutex mutex_;
  LanguageLadder ladder_;
};

// Of openings alike the first one is named.
std::vector<LoneRefusal> ById(const Problem& problem, absl::Span<const LoneRefusal> refusals) {
  std::vector<LoneRefusal> by_id(refusals.begin(), refusals.end());
  std::sort(by_id.begin(), by_id.end(), [&problem](const LoneRefusal& a, const LoneRefusal& b) {
    return problem.IdRankOf(a.opening) < problem.IdRankOf(b.opening);
  });
  return by_id;
}

// The gains of one apprentice: of each requirement the first of its openings and their number.
std::vector<SingleGain> GainsOf(ApprenticeIndex apprentice, absl::Span<const LoneRefusal> refusals,
                                const RoomLeft& room) {
  std::vector<SingleGain> gains;
  for (const LoneRefusal& refusal : refusals) {
    auto gain = std::find_if(gains.begin(), gains.end(),
                             [&](const SingleGain& candidate) { return candidate.requirement == refusal.requirement; });
    if (gain == gains.end()) {
      gains.push_back({apprentice, refusal.requirement, refusal.opening, 0, false, "", {}});
      gain = gains.end() - 1;
    }
    ++gain->opening_count;
    gain->proven = gain->proven || room.Proves(apprentice, refusal);
  }
  return gains;
}

}  // namespace

std::optional<std::uint32_t> LoneRefuserOfPin(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                                              const Pin& pin) {
  const ApprenticeView learner = problem.View(apprentice);
  const OpeningView host = problem.View(pin.opening);
  std::optional<std::uint32_t> refuser;
  for (std::size_t i = 0; i < rules.requirements.size(); ++i) {
    const Requirement& requirement = rules.requirements[i];
    const Ruling ruling =
        pin.stay ? requirement.judge_stay(learner, host, *pin.stay) : requirement.judge(learner, host);
    if (ruling.FeasibleWith(problem.round().accepted_actions)) continue;
    if (refuser) return std::nullopt;
    refuser = static_cast<std::uint32_t>(i);
  }
  return refuser;
}

std::vector<SingleGain> FindSingleGains(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                        const Matching& matching, const PlaceNetwork& network,
                                        const WorkOptions& work) {
  const RoomLeft room(problem, rules, matching, network);
  FigureFinder figures(problem, rules);
  std::vector<ApprenticeIndex> waiting;
  std::vector<SingleGain> all;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (!network.Waits(apprentice)) continue;
    if (const std::optional<Pin>& pin = problem.PinOf(apprentice)) {
      const std::optional<std::uint32_t> refuser = LoneRefuserOfPin(problem, rules, apprentice, *pin);
      if (!refuser || !network.LeadsToPlace(pin->opening)) continue;
      all.push_back({apprentice, *refuser, pin->opening, 1, network.exact(), "", {}});
      figures.AddSteps({pin->opening}, all.back());
      continue;
    }
    waiting.push_back(apprentice);
  }
  std::mutex mutex;
  sieve.ForEachLoneRefusals(waiting, network.leading_openings(), work,
                            [&](ApprenticeIndex apprentice, absl::Span<const LoneRefusal> found) {
                              const std::vector<LoneRefusal> refusals = ById(problem, found);
                              std::vector<SingleGain> gains = GainsOf(apprentice, refusals, room);
                              for (SingleGain& gain : gains) figures.Fill(refusals, room.Placed(apprentice), gain);
                              const std::lock_guard lock(mutex);
                              all.insert(all.end(), gains.begin(), gains.end());
                            });
  std::sort(all.begin(), all.end(), [](const SingleGain& a, const SingleGain& b) {
    return std::tie(a.apprentice, a.requirement) < std::tie(b.apprentice, b.requirement);
  });
  return all;
}

}  // namespace walz
