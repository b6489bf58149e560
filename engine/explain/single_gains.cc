#include "engine/explain/single_gains.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <tuple>

namespace walz {
namespace {

// The gains of one apprentice: of each requirement the first of its openings and their number.
std::vector<SingleGain> GainsOf(ApprenticeIndex apprentice, absl::Span<const LoneRefusal> refusals) {
  std::vector<SingleGain> gains;
  for (const LoneRefusal& refusal : refusals) {
    const auto same = std::find_if(gains.begin(), gains.end(),
                                   [&](const SingleGain& gain) { return gain.requirement == refusal.requirement; });
    if (same != gains.end()) {
      ++same->opening_count;
    } else {
      gains.push_back({apprentice, refusal.requirement, refusal.opening, 1});
    }
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
                                        const PlaceNetwork& network, const WorkOptions& work) {
  std::vector<ApprenticeIndex> waiting;
  std::vector<SingleGain> all;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (!network.Waits(apprentice)) continue;
    if (const std::optional<Pin>& pin = problem.PinOf(apprentice)) {
      const std::optional<std::uint32_t> refuser = LoneRefuserOfPin(problem, rules, apprentice, *pin);
      if (refuser && network.LeadsToPlace(pin->opening)) all.push_back({apprentice, *refuser, pin->opening, 1});
      continue;
    }
    waiting.push_back(apprentice);
  }
  std::mutex mutex;
  sieve.ForEachLoneRefusals(waiting, network.leading_openings(), work,
                            [&](ApprenticeIndex apprentice, absl::Span<const LoneRefusal> refusals) {
                              const std::vector<SingleGain> gains = GainsOf(apprentice, refusals);
                              if (gains.empty()) return;
                              const std::lock_guard lock(mutex);
                              all.insert(all.end(), gains.begin(), gains.end());
                            });
  std::sort(all.begin(), all.end(), [](const SingleGain& a, const SingleGain& b) {
    return std::tie(a.apprentice, a.requirement) < std::tie(b.apprentice, b.requirement);
  });
  return all;
}

}  // namespace walz
