#include "engine/explain/relief.h"

#include <algorithm>
#include <tuple>

#include <absl/strings/str_cat.h>

namespace walz {
namespace {

constexpr absl::string_view kLengthRequirement = "stay_length_permitted";
constexpr absl::string_view kDatesRequirement = "dates_overlap";
constexpr int kDaysMore[] = {1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84};

// Tries one change of the apprentice's facts after another.
class ReliefSearch {
 public:
  ReliefSearch(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice, std::uint32_t requirement,
               absl::Span<const OpeningIndex> openings)
      : problem_(problem),
        rules_(rules),
        requirement_(rules.requirements[requirement]),
        view_(problem.View(apprentice)),
        facts_(problem[apprentice]),
        changed_(facts_),
        openings_(openings) {}

  std::optional<Relief> Consent() {
    changed_.employer_consent = EmployerConsent{ConsentState::kGranted};
    return Try(*view_.days, "consent given");
  }

  // Days at both ends of the apprentice's windows; blackouts stay.
  std::optional<Relief> Dates() {
    for (const int days : kDaysMore) {
      std::vector<DayRange> windows;
      for (const DayRange& range : facts_.windows->ranges()) windows.push_back({range.first - days, range.last + days});
      const DaySet widened = DaySet(std::move(windows)).Subtract(*facts_.blackouts).Subtract(*view_.centre.blackouts);
      std::optional<Relief> relief = Try(widened, absl::StrCat("+", days, days == 1 ? " day" : " days"));
      if (relief) return relief;
    }
    return std::nullopt;
  }

  // A stay longer than she wants, or shorter.
  std::optional<Relief> Length() {
    for (const int days : kDaysMore) {
      changed_.days_max = facts_.days_max + days;
      std::optional<Relief> longer = Try(*view_.days, absl::StrCat("stays of ", changed_.days_max, " days"));
      if (longer) return longer;
      changed_.days_max = facts_.days_max;
      if (facts_.days_min - days < 1) continue;
      changed_.days_min = facts_.days_min - days;
      std::optional<Relief> shorter = Try(*view_.days, absl::StrCat("stays of ", changed_.days_min, " days"));
      if (shorter) return shorter;
      changed_.days_min = facts_.days_min;
    }
    return std::nullopt;
  }

 private:
  std::optional<Relief> Try(const DaySet& days, std::string words) const {
    const ApprenticeView changed{problem_,     view_.index,    changed_,    view_.centre,
                                 view_.scheme, view_.employer, view_.round, &days};
    // Most figures fail at the requirement itself; the others are asked only where it gives way.
    for (const OpeningIndex opening : openings_) {
      const OpeningView host = problem_.View(opening);
      if (!requirement_.judge(changed, host).FeasibleWith(view_.round.accepted_actions)) continue;
      if (IsFeasible(rules_, changed, host)) return Relief{opening, std::move(words)};
    }
    return std::nullopt;
  }

  const Problem& problem_;
  const RuleBook& rules_;
  const Requirement& requirement_;
  const ApprenticeView view_;
  const Apprentice& facts_;
  Apprentice changed_;
  const absl::Span<const OpeningIndex> openings_;
};

}  // namespace

std::optional<Relief> LeastOf(const LanguageLadder::LeastSteps& steps) {
  const auto least = std::min_element(steps.begin(), steps.end(), [](const auto& a, const auto& b) {
    return std::tie(a.second.first, a.first) < std::tie(b.second.first, b.first);
  });
  if (least == steps.end()) return std::nullopt;
  const auto& [language, step] = *least;
  return Relief{step.second, LanguageStepWords({language, step.first})};
}

std::optional<Relief> FindRelief(const Problem& problem, const RuleBook& rules, ApprenticeIndex apprentice,
                                 std::uint32_t requirement, absl::Span<const OpeningIndex> openings,
                                 std::size_t openings_max) {
  ReliefSearch search(problem, rules, apprentice, requirement, openings.subspan(0, openings_max));
  const absl::string_view name = rules.requirements[requirement].name;
  if (name == kEmployersRequirement) return search.Consent();
  if (name == kDatesRequirement) return search.Dates();
  if (name == kLengthRequirement) return search.Length();
  return std::nullopt;
}

}  // namespace walz
