// not_excluded: nobody has taken this very pair out: no coordinator, no earlier answer, no employer, no wish list.
//
//   the pair is forbidden or was declined in pairs.csv, on whatever dates                             refused
//   the apprentice's employer is the host, and the round has not employer_may_host                    refused
//   the round has only_wishes, the apprentice wished for openings, and this is none of them           refused
//   none of these                                                                                     allowed
//
// Every apprentice has exceptions of its own, so this rule lists them instead of being tabulated.

#ifndef ENGINE_RULES_NOT_EXCLUDED_H_
#define ENGINE_RULES_NOT_EXCLUDED_H_

#include <algorithm>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"

namespace walz {

struct NotExcluded {
  static constexpr absl::string_view kName = "not_excluded";
  static constexpr absl::string_view kDoc =
      "The pair is neither forbidden nor declined, the employer is not the host, and only wished openings are taken "
      "where the round says so.";

  struct Learner {
    absl::Span<const ExcludedOpening> excluded;  // Ascending by opening.
    std::optional<CompanyIndex> barred_company;  // The employer where it may not host.
    absl::Span<const Wish> wishes;
    bool only_wished;  // Only openings that `wishes` name.
  };
  struct Host {
    OpeningIndex opening;
    CompanyIndex company;
  };

  static Learner LearnerOf(const ApprenticeView& view) {
    const absl::Span<const Wish> wishes = view.problem.WishesOf(view.index);
    const bool wishes_openings =
        std::any_of(wishes.begin(), wishes.end(), [](const Wish& wish) { return wish.kind == WishKind::kOpening; });
    return {view.problem.ExcludedOf(view.index),
            view.round.employer_may_host ? std::nullopt : view.problem.EmployerOf(view.index), wishes,
            view.round.only_wishes && wishes_openings};
  }
  static Host HostOf(const OpeningView& view) { return {view.index, view.problem.CompanyOf(view.index)}; }

  static Ruling Judge(const Learner& learner, const Host& host) {
    const bool refused = FindMark(learner, host) != nullptr || learner.barred_company == host.company ||
                         (learner.only_wished && !IsWished(learner, host));
    return refused ? Ruling::Refused() : Ruling::Allowed();
  }

  static std::string Explain(const Learner& learner, const Host& host) {
    if (const ExcludedOpening* mark = FindMark(learner, host)) {
      return absl::StrCat(mark->mark == PairMark::kForbid ? "forbidden by the coordinator" : "declined before",
                          mark->reason.empty() ? "" : ": ", mark->reason);
    }
    if (learner.barred_company == host.company)
      return "the employer is the host; the round does not let employers host";
    if (!learner.only_wished) return "neither forbidden nor declined; the employer is not in the way";
    return IsWished(learner, host) ? "one of the apprentice's wished openings"
                                   : "not among the apprentice's wished openings; the round takes wishes only";
  }

  static Exceptions ExceptionsOf(const ApprenticeView& view) {
    const Learner learner = LearnerOf(view);
    Exceptions exceptions{learner.only_wished, {}};
    std::vector<OpeningIndex>& openings = exceptions.openings;
    if (learner.only_wished) {
      for (const Wish& wish : learner.wishes) {
        const OpeningIndex opening(wish.target);
        if (wish.kind != WishKind::kOpening) continue;
        if (Judge(learner, {opening, view.problem.CompanyOf(opening)}) == Ruling::Allowed())
          openings.push_back(opening);
      }
    } else {
      for (const ExcludedOpening& excluded : learner.excluded) openings.push_back(excluded.opening);
      if (learner.barred_company) {
        const absl::Span<const OpeningIndex> own = view.problem.OpeningsOf(*learner.barred_company);
        openings.insert(openings.end(), own.begin(), own.end());
      }
    }
    std::sort(openings.begin(), openings.end());
    openings.erase(std::unique(openings.begin(), openings.end()), openings.end());
    return exceptions;
  }

 private:
  // The first mark on the pair, forbidden before declined; null if there is none.
  static const ExcludedOpening* FindMark(const Learner& learner, const Host& host) {
    const auto at = std::lower_bound(learner.excluded.begin(), learner.excluded.end(), host.opening,
                                     [](const ExcludedOpening& a, OpeningIndex b) { return a.opening < b; });
    return at != learner.excluded.end() && at->opening == host.opening ? &*at : nullptr;
  }

  static bool IsWished(const Learner& learner, const Host& host) {
    return std::any_of(learner.wishes.begin(), learner.wishes.end(), [&](const Wish& wish) {
      return wish.kind == WishKind::kOpening && wish.target == host.opening.value;
    });
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_NOT_EXCLUDED_H_
