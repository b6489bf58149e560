#include "engine/explain/barrier.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/explain/pair_explanation.h"

namespace walz {
namespace {

// The first requirement that refuses the pin, or none.
std::optional<std::size_t> RefuserOfPin(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                                        const Pin& pin) {
  const ApprenticeView apprentice_view = problem.View(apprentice);
  const OpeningView opening_view = problem.View(pin.opening);
  const ActionSet accepted = problem.round().accepted_actions;
  for (std::size_t i = 0; i < rules.requirements.size(); ++i) {
    if (!rules.requirements[i].judge(apprentice_view, opening_view).FeasibleWith(accepted)) return i;
  }
  if (!pin.stay) return std::nullopt;
  for (std::size_t i = 0; i < rules.requirements.size(); ++i) {
    const Ruling ruling = rules.requirements[i].judge_stay(apprentice_view, opening_view, *pin.stay);
    if (!ruling.FeasibleWith(accepted)) return i;
  }
  return std::nullopt;
}

// The requirement that alone refuses most, else the one that refuses most; none if none refuses.
std::optional<std::size_t> MainRefuser(const Refusals& refusals) {
  std::optional<std::size_t> main;
  std::pair<std::int64_t, std::int64_t> most = {0, 0};
  for (std::size_t i = 0; i < refusals.by_requirement.size(); ++i) {
    const Refusals::Count& count = refusals.by_requirement[i];
    // Where none refuses alone, all first members are 0 and the second decides; else only the first must.
    if (count.only_refused > most.first) {
      most = {count.only_refused, 0};
      main = i;
    } else if (most.first == 0 && count.refused > most.second) {
      most.second = count.refused;
      main = i;
    }
  }
  return main;
}

std::string Openings(std::int64_t count) { return absl::StrCat(count, count == 1 ? " opening" : " openings"); }

// `O-17: German B1 required, apprentice has A2`; several requirements with their names.
std::string OpeningWords(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                         OpeningIndex opening, absl::string_view barrier) {
  std::string words = problem[opening].id;
  const std::vector<RequirementFinding> findings = RefusingFindings(problem, rules, apprentice, opening);
  const bool barrier_alone = findings.size() == 1 && findings[0].name == barrier;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    absl::StrAppend(&words, i == 0 ? ": " : "; ");
    if (!barrier_alone) absl::StrAppend(&words, findings[i].name, ": ");
    absl::StrAppend(&words, findings[i].words);
  }
  return words;
}

std::string PinWords(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice, const Pin& pin,
                     const Barrier& barrier) {
  const std::string pinned = absl::StrCat("pinned to ", problem[pin.opening].id,
                                          pin.stay ? absl::StrCat(" on ", FormatRange(*pin.stay)) : std::string());
  if (!barrier.requirement) return absl::StrCat(pinned, ", where no place is left");
  const Requirement& requirement = rules.requirements[*barrier.requirement];
  return absl::StrCat(pinned, ", which ", barrier.name,
                      " refuses: ", requirement.explain(problem.View(apprentice), problem.View(pin.opening)));
}

}  // namespace

Barrier BarrierOf(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice, const Refusals& refusals) {
  Barrier barrier;
  if (const std::optional<Pin>& pin = problem.PinOf(apprentice)) {
    barrier.requirement = RefuserOfPin(problem, rules, apprentice, *pin);
  } else if (refusals.feasible == 0) {
    barrier.requirement = MainRefuser(refusals);
  }
  if (barrier.requirement) {
    barrier.name = rules.requirements[*barrier.requirement].name;
    barrier.only_refused = refusals.by_requirement[*barrier.requirement].only_refused;
  }
  return barrier;
}

std::string WhatWouldHelp(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                          const Refusals& refusals, const Barrier& barrier, const std::vector<LanguageGain>& gains) {
  if (const std::optional<Pin>& pin = problem.PinOf(apprentice)) {
    return PinWords(problem, rules, apprentice, *pin, barrier);
  }
  if (!barrier.requirement) {
    if (problem.openings().empty()) return "there are no openings";
    return absl::StrCat(Openings(refusals.feasible), " feasible, no place left for this apprentice: more places help");
  }
  std::string words =
      barrier.only_refused > 0
          ? absl::StrCat(barrier.name, " alone refuses ", Openings(barrier.only_refused))
          : absl::StrCat(barrier.name, " refuses ", Openings(refusals.by_requirement[*barrier.requirement].refused),
                         ", none of them alone");
  absl::StrAppend(&words, "; nearest ", OpeningWords(problem, rules, apprentice, *refusals.nearest, barrier.name));
  if (!gains.empty()) absl::StrAppend(&words, "; ", LanguageGainWords(gains));
  return words;
}

}  // namespace walz
