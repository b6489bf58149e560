// employer_consents: the employer lets the apprentice go on the days of the stay, where the scheme asks for it.
//
//   state of consent                     verdict
//   refused                              refused, even with a certificate
//   granted, the stay inside its dates   allowed
//   granted, the stay not inside         needs extend_employer_consent    } allowed if the scheme lets a partner
//   not answered, not asked, asked       needs obtain_employer_consent    } certificate stand that covers the stay
//
// A scheme whose rule is not known needs clarify_consent_rule.

#ifndef ENGINE_RULES_EMPLOYER_CONSENTS_H_
#define ENGINE_RULES_EMPLOYER_CONSENTS_H_

#include <algorithm>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/certificate.h"
#include "engine/rulebook/requirement.h"
#include "engine/rulebook/stay_rule.h"

namespace walz {

struct ConsentTerms {
  ConsentRule rule = ConsentRule::kNotNeeded;
  ConsentState state = ConsentState::kNotAnswered;
  DayRange granted{kDayMin, kDayMax};  // Of state kGranted.
  const DaySet* partner = nullptr;     // Days on which a partner certificate stands for consent; null: none.

  friend bool operator==(const ConsentTerms&, const ConsentTerms&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const ConsentTerms& t) {
    return H::combine(std::move(h), t.rule, t.state, t.granted, t.partner);
  }
};

struct EmployerConsents : StayRule<EmployerConsents, ConsentTerms, NoTerms> {
  static constexpr absl::string_view kName = "employer_consents";
  static constexpr absl::string_view kDoc =
      "Where the scheme asks for it, the employer consents to the days of the stay, or a partner certificate stands.";

  static ConsentTerms TermsOf(const ApprenticeView& view) {
    ConsentTerms terms;
    terms.rule = view.scheme.employer_consent;
    if (terms.rule != ConsentRule::kRequired) return terms;
    const EmployerConsent& consent = view.apprentice.employer_consent;
    const DayRange horizon = view.problem.horizon();
    terms.state = consent.state;
    if (consent.state == ConsentState::kRefused) return terms;
    if (consent.state == ConsentState::kGranted) {
      if (consent.range.Contains(horizon)) return terms;
      terms.granted = consent.range;
    }
    if (view.scheme.partner_certificate_stands && view.employer != nullptr) {
      terms.partner = PartnerDaysWithin(*view.employer, horizon);
    }
    return terms;
  }

  static NoTerms HostTermsOf(const OpeningView&) { return {}; }

  static bool IsConstant(const ConsentTerms& terms, DayRange days) {
    if (terms.rule != ConsentRule::kRequired || terms.state == ConsentState::kRefused) return true;
    const bool granted = terms.state == ConsentState::kGranted;
    if (granted && terms.granted.Contains(days)) return true;
    if (terms.partner != nullptr) return terms.partner->ContainsAll(days);
    return !granted || !terms.granted.Overlaps(days);
  }

  static StayRuling JudgeFrom(const ConsentTerms& terms, NoTerms, Day first, int length) {
    if (terms.rule == ConsentRule::kNotNeeded) return {Ruling::Allowed(), kDayMax};
    if (terms.rule == ConsentRule::kUnknown) return {Ruling::Needs({Action::kClarifyConsentRule}), kDayMax};
    if (terms.state == ConsentState::kRefused) return {Ruling::Refused(), kDayMax};
    Action action = Action::kObtainEmployerConsent;
    Day until = kDayMax;
    if (terms.state == ConsentState::kGranted) {
      const Coverage granted = CoverageOf({&terms.granted, 1}, first, length);
      if (granted.covered) return {Ruling::Allowed(), granted.until};
      action = Action::kExtendEmployerConsent;
      until = granted.until;
    }
    if (terms.partner != nullptr) {
      const Coverage partner = CoverageOf(terms.partner->ranges(), first, length);
      until = std::min(until, partner.until);
      if (partner.covered) return {Ruling::Allowed(), until};
    }
    return {Ruling::Needs({action}), until};
  }

  static std::string Words(const ConsentTerms& terms, NoTerms, DayRange stay) {
    switch (terms.rule) {
      case ConsentRule::kNotNeeded:
        return "the scheme asks for no consent of the employer";
      case ConsentRule::kUnknown:
        return "it is not known whether the scheme asks for the employer's consent: clarify the rule";
      case ConsentRule::kRequired:
        break;
    }
    std::string words = StateWords(terms);
    if (terms.partner != nullptr && terms.partner->ContainsAll(stay)) {
      absl::StrAppend(&words, "; the employer's certificate ", PartnerLabel(), " stands for consent on ",
                      FormatRange(stay));
    } else if (terms.state == ConsentState::kGranted && !terms.granted.Contains(stay)) {
      absl::StrAppend(&words, "; a stay ", FormatRange(stay), " needs it extended");
    }
    return words;
  }

 private:
  // The days of the partner certificate; one and the same set wherever it covers the horizon, null where it misses it.
  static const DaySet* PartnerDaysWithin(const Company& employer, DayRange horizon) {
    static const DaySet always = DaySet::Always();
    const DaySet* held = DaysHeld(*employer.certificates, PartnerLabel());
    if (held == nullptr) return nullptr;
    if (held->ContainsAll(horizon)) return &always;
    const auto overlaps = [&](DayRange range) { return range.Overlaps(horizon); };
    return std::any_of(held->ranges().begin(), held->ranges().end(), overlaps) ? held : nullptr;
  }

  static std::string StateWords(const ConsentTerms& terms) {
    switch (terms.state) {
      case ConsentState::kRefused:
        return "the employer refused";
      case ConsentState::kAsked:
        return "the employer is asked and has not answered";
      case ConsentState::kGranted:
        if (terms.granted.first == kDayMin) return "the employer consents on all dates of the round";
        return absl::StrCat("the employer consents on ", FormatRange(terms.granted));
      case ConsentState::kNotAnswered:
      case ConsentState::kNotAsked:
        break;
    }
    return "the employer is not asked yet";
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_EMPLOYER_CONSENTS_H_
