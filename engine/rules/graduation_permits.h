// graduation_permits: the stay lies before graduation, or within the months after it that the scheme gives the sender.
//
//   the stay's last day <= graduation                              allowed
//   else, no months after graduation for this kind of sender       refused
//   else, the day that counts <= graduation plus the months        allowed; refused if it is later
//
// The day that counts is the last one where the scheme is strict, else the first.  Graduation plus months is the same
// day of the month, or that month's last day.

#ifndef ENGINE_RULES_GRADUATION_PERMITS_H_
#define ENGINE_RULES_GRADUATION_PERMITS_H_

#include <optional>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"
#include "engine/rulebook/stay_rule.h"

namespace walz {

struct GraduationTerms {
  bool open = true;               // Every stay of the horizon is permitted; nothing else is set then.
  std::optional<Day> graduation;  // None: nobody entered it.
  Day limit;                      // Graduation plus the months; graduation itself if there are none.
  bool strict = false;
  SenderKind sender = SenderKind::kSchool;

  friend bool operator==(const GraduationTerms&, const GraduationTerms&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const GraduationTerms& t) {
    return H::combine(std::move(h), t.open, t.graduation.value_or(kDayMin), t.limit, t.strict, t.sender);
  }
};

struct GraduationPermits : StayRule<GraduationPermits, GraduationTerms, NoTerms> {
  static constexpr absl::string_view kName = "graduation_permits";
  static constexpr absl::string_view kDoc =
      "The stay lies before graduation, or within the months after it that the scheme gives this kind of sender.";

  static GraduationTerms TermsOf(const ApprenticeView& view) {
    GraduationTerms terms;
    if (!view.apprentice.graduation_date) {
      terms.open = false;
      return terms;
    }
    const Day graduation = *view.apprentice.graduation_date;
    const SenderKind sender = view.centre.sender_kind;
    const int months = view.scheme.months_after_graduation[static_cast<std::size_t>(sender)];
    const Day limit = AddMonths(graduation, months);
    if (limit >= view.problem.horizon().last) return terms;
    return {false, graduation, limit, view.scheme.graduation_strict, sender};
  }

  static NoTerms HostTermsOf(const OpeningView&) { return {}; }

  static bool IsConstant(const GraduationTerms& terms, DayRange days) {
    return terms.open || !terms.graduation || terms.limit >= days.last || terms.limit < days.first;
  }

  static StayRuling JudgeFrom(const GraduationTerms& terms, NoTerms, Day first, int length) {
    if (terms.open) return {Ruling::Allowed(), kDayMax};
    if (!terms.graduation) return {Ruling::Needs({Action::kEnterGraduationDate}), kDayMax};
    // Without months the limit is graduation itself, and the whole stay must lie before it.
    const bool end_counts = terms.strict || terms.limit == *terms.graduation;
    const Day start_last = end_counts ? terms.limit - (length - 1) : terms.limit;
    if (first <= start_last) return {Ruling::Allowed(), start_last};
    return {Ruling::Refused(), kDayMax};
  }

  static std::string Words(const GraduationTerms& terms, NoTerms, DayRange stay) {
    if (terms.open) return "graduation leaves all dates of the round open";
    if (!terms.graduation) return "the graduation date is not known: enter graduation_date";
    const std::string dates =
        absl::StrCat("graduation on ", FormatDay(*terms.graduation), ", the stay is ", FormatRange(stay));
    if (terms.limit == *terms.graduation) {
      return absl::StrCat(dates, "; after graduation ", SenderName(terms.sender), " may not send");
    }
    return absl::StrCat(dates, "; ", SenderName(terms.sender), " may send if it ", terms.strict ? "ends" : "starts",
                        " by ", FormatDay(terms.limit));
  }

 private:
  static absl::string_view SenderName(SenderKind sender) {
    static constexpr absl::string_view kNames[] = {"a school", "a chamber", "a pool", "a company"};
    return kNames[static_cast<int>(sender)];
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_GRADUATION_PERMITS_H_
