// age_permitted: the apprentice is old enough on the first day, or those who guard a minor do their part.
//
//   completed years on the first day                          verdict
//   below the highest minimum of scheme, opening, round       refused
//   under 18, guardian's consent `no`                         refused
//   under 18, guardian's consent asked or empty               needs obtain_guardian_consent
//   under the round's accompany_under_age, nobody with them   needs add_accompanying_person (also both)
//   else                                                      allowed
//
// Without a birth date nothing is known: needs enter_birth_date.

#ifndef ENGINE_RULES_AGE_PERMITTED_H_
#define ENGINE_RULES_AGE_PERMITTED_H_

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"
#include "engine/rulebook/stay_rule.h"

namespace walz {

inline constexpr int kAdultAge = 18;

struct AgeTerms {
  bool of_age = true;        // Above every age that anybody could ask, on every day of the horizon.
  std::optional<Day> birth;  // Of one who comes to such an age within the horizon.
  int age_from = 0;          // Of one who does not: at least age_from and under age_below throughout, with no age that
  int age_below = 0;         // anybody could ask between; age_below 0: not used.
  int age_min = 0;           // The higher of scheme's and round's.
  int accompany_under_age = 0;
  GuardianConsent guardian = GuardianConsent::kYes;

  friend bool operator==(const AgeTerms&, const AgeTerms&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const AgeTerms& t) {
    return H::combine(std::move(h), t.of_age, t.birth.value_or(kDayMin), t.age_from, t.age_below, t.age_min,
                      t.accompany_under_age, t.guardian);
  }
};

struct AgePermitted : StayRule<AgePermitted, AgeTerms, int> {
  static constexpr absl::string_view kName = "age_permitted";
  static constexpr absl::string_view kDoc =
      "On the first day the apprentice is as old as scheme, opening and round ask; minors have consent and company.";

  static AgeTerms TermsOf(const ApprenticeView& view) {
    const Apprentice& apprentice = view.apprentice;
    const DayRange horizon = view.problem.horizon();
    AgeTerms terms;
    terms.of_age = false;
    if (!apprentice.birth_date) return terms;
    const int age = CompletedYears(*apprentice.birth_date, horizon.first);
    const auto consider = [&](int asked) {
      if (asked <= age) terms.age_from = std::max(terms.age_from, asked);
      if (asked > age) terms.age_below = terms.age_below == 0 ? asked : std::min(terms.age_below, asked);
    };
    for (const int asked : {kAdultAge, view.scheme.age_min, view.round.age_min, view.round.accompany_under_age}) {
      consider(asked);
    }
    for (const int asked : view.problem.opening_ages()) consider(asked);
    if (terms.age_below == 0) return {};
    // Birthdays between two ages that nobody asks change nothing, and nearly everybody has one within the horizon.
    if (CompletedYears(*apprentice.birth_date, horizon.last) >= terms.age_below) {
      terms.age_from = terms.age_below = 0;
      terms.birth = *apprentice.birth_date;
    }
    terms.age_min = std::max(view.scheme.age_min, view.round.age_min);
    if (apprentice.accompanying == 0) terms.accompany_under_age = view.round.accompany_under_age;
    if (age < kAdultAge) terms.guardian = apprentice.guardian_consent;
    return terms;
  }

  // The opening's least age.
  static int HostTermsOf(const OpeningView& view) { return view.opening.age_min; }

  static bool IsConstant(const AgeTerms& terms, DayRange days) {
    if (terms.of_age || !terms.birth) return true;
    return CompletedYears(*terms.birth, days.first) == CompletedYears(*terms.birth, days.last);
  }

  static StayRuling JudgeFrom(const AgeTerms& terms, int host_age_min, Day first, int) {
    if (terms.of_age) return {Ruling::Allowed(), kDayMax};
    if (terms.age_below > 0) return {JudgeAge(terms, host_age_min, terms.age_from), kDayMax};
    if (!terms.birth) return {Ruling::Needs({Action::kEnterBirthDate}), kDayMax};
    const int age = CompletedYears(*terms.birth, first);
    const Ruling ruling = JudgeAge(terms, host_age_min, age);
    // Nobody becomes too old.
    const bool is_forever = ruling.verdict == Verdict::kAllowed;
    return {ruling, is_forever ? kDayMax : BirthdayOf(*terms.birth, age + 1) - 1};
  }

  static std::string Words(const AgeTerms& terms, int host_age_min, DayRange stay) {
    if (terms.of_age) return "of age on all dates of the round";
    if (!terms.birth && terms.age_below == 0) return "the birth date is not known: enter birth_date";
    const int age = terms.birth ? CompletedYears(*terms.birth, stay.first) : terms.age_from;
    std::string words = terms.birth ? absl::StrCat(age, " on ", FormatDay(stay.first))
                                    : absl::StrCat("under ", terms.age_below, " on all dates of the round");
    if (age < std::max(terms.age_min, host_age_min)) {
      return host_age_min >= terms.age_min
                 ? absl::StrCat(words, "; host takes from ", host_age_min)
                 : absl::StrCat(words, "; scheme and round ask for ", terms.age_min, " at least");
    }
    if (age < kAdultAge) absl::StrAppend(&words, "; a minor", GuardianWords(terms.guardian));
    if (age < terms.accompany_under_age) {
      absl::StrAppend(&words, "; under ", terms.accompany_under_age, " an accompanying person is needed");
    }
    return words;
  }

 private:
  static Ruling JudgeAge(const AgeTerms& terms, int host_age_min, int age) {
    if (age < std::max(terms.age_min, host_age_min)) return Ruling::Refused();
    ActionSet actions;
    if (age < kAdultAge) {
      if (terms.guardian == GuardianConsent::kNo) return Ruling::Refused();
      if (terms.guardian != GuardianConsent::kYes) actions = actions.With({Action::kObtainGuardianConsent});
    }
    if (age < terms.accompany_under_age) actions = actions.With({Action::kAddAccompanyingPerson});
    return Ruling::AllowedAfter(actions);
  }

  static absl::string_view GuardianWords(GuardianConsent consent) {
    switch (consent) {
      case GuardianConsent::kYes:
        return ", the guardian consents";
      case GuardianConsent::kNo:
        return ", the guardian does not consent";
      case GuardianConsent::kAsked:
        return ", the guardian is asked and has not answered";
      case GuardianConsent::kNotAnswered:
        break;
    }
    return ", the guardian is not asked yet";
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_AGE_PERMITTED_H_
