// certificate_held: every label that scheme or round asks of host or employer is valid throughout the stay.
//
//   of one label                                    verdict
//   valid on every day of the stay                  allowed
//   valid on the first day, but not to the end      needs renew_certificate
//   else                                            refused
//
// The worst label counts.  Of an apprentice without employer nothing is asked on that side.

#ifndef ENGINE_RULES_CERTIFICATE_HELD_H_
#define ENGINE_RULES_CERTIFICATE_HELD_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/certificate.h"
#include "engine/rulebook/requirement.h"
#include "engine/rulebook/stay_rule.h"

namespace walz {

// Labels that a scheme and a round ask of one side; null: none.
struct AskedLabels {
  const std::vector<std::string>* by_scheme = nullptr;
  const std::vector<std::string>* by_round = nullptr;

  bool none() const { return by_scheme == nullptr && by_round == nullptr; }

  // Calls visit(label) for each, those of both twice.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const std::vector<std::string>* labels : {by_scheme, by_round}) {
      if (labels == nullptr) continue;
      for (const std::string& label : *labels) visit(label);
    }
  }

  friend bool operator==(const AskedLabels&, const AskedLabels&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const AskedLabels& a) {
    return H::combine(std::move(h), a.by_scheme, a.by_round);
  }
};

struct CertificateTerms {
  AskedLabels of_host;
  AskedLabels of_employer;
  const CertificateSet* employer = nullptr;  // What the employer holds; null if nothing is asked of it.

  friend bool operator==(const CertificateTerms&, const CertificateTerms&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const CertificateTerms& t) {
    return H::combine(std::move(h), t.of_host, t.of_employer, t.employer);
  }
};

struct CertificateHeld : StayRule<CertificateHeld, CertificateTerms, CertificateSet> {
  static constexpr absl::string_view kName = "certificate_held";
  static constexpr absl::string_view kDoc =
      "Every certificate or recognition that scheme or round asks of host or employer is valid throughout the stay.";

  static CertificateTerms TermsOf(const ApprenticeView& view) {
    CertificateTerms terms;
    terms.of_host = Asked(view.scheme.host_certificates, view.round.host_certificates);
    if (view.employer == nullptr) return terms;
    const AskedLabels asked = Asked(view.scheme.employer_certificates, view.round.employer_certificates);
    if (HeldThroughout(asked, *view.employer->certificates, view.problem.horizon())) return terms;
    terms.of_employer = asked;
    terms.employer = view.employer->certificates;
    return terms;
  }

  // What the host holds of the labels that anybody asks, within the horizon: hosts whose other certificates differ, or
  // begin and end outside it, are alike.
  static CertificateSet HostTermsOf(const OpeningView& view) {
    const DaySet horizon({view.problem.horizon()});
    CertificateSet held;
    for (const std::string& label : view.problem.host_labels_asked()) {
      const DaySet* days = DaysHeld(*view.company.certificates, label);
      if (days == nullptr) continue;
      DaySet within = days->Intersect(horizon);
      if (!within.empty()) held.emplace(label, std::move(within));
    }
    return held;
  }

  static bool IsConstant(const CertificateTerms& terms, DayRange days) {
    if (!terms.of_host.none()) return false;
    return terms.employer == nullptr || HeldThroughout(terms.of_employer, *terms.employer, days);
  }

  static StayRuling JudgeFrom(const CertificateTerms& terms, const CertificateSet& host, Day first, int length) {
    StayRuling worst{Ruling::Allowed(), kDayMax};
    const auto judge_on = [&](const CertificateSet& held) {
      return [&](const std::string& label) {
        const StayRuling ruling = JudgeLabel(DaysHeld(held, label), first, length);
        if (ruling.ruling.verdict > worst.ruling.verdict) worst.ruling = ruling.ruling;
        worst.until = std::min(worst.until, ruling.until);
      };
    };
    terms.of_host.ForEach(judge_on(host));
    if (terms.employer != nullptr) terms.of_employer.ForEach(judge_on(*terms.employer));
    return worst;
  }

  static std::string Words(const CertificateTerms& terms, const CertificateSet& host, DayRange stay) {
    std::string words;
    AppendWords("host", terms.of_host, host, stay, words);
    if (terms.employer != nullptr) AppendWords("employer", terms.of_employer, *terms.employer, stay, words);
    if (!words.empty()) return words;
    return terms.of_host.none() ? "no certificate is missing"
                                : absl::StrCat("every certificate asked is valid on ", FormatRange(stay));
  }

 private:
  static AskedLabels Asked(const std::vector<std::string>& by_scheme, const std::vector<std::string>& by_round) {
    return {by_scheme.empty() ? nullptr : &by_scheme, by_round.empty() ? nullptr : &by_round};
  }

  static bool HeldThroughout(const AskedLabels& asked, const CertificateSet& held, DayRange days) {
    bool all = true;
    asked.ForEach([&](const std::string& label) {
      const DaySet* valid = DaysHeld(held, label);
      all = all && valid != nullptr && valid->ContainsAll(days);
    });
    return all;
  }

  static StayRuling JudgeLabel(const DaySet* valid, Day first, int length) {
    if (valid == nullptr) return {Ruling::Refused(), kDayMax};
    const Coverage whole = CoverageOf(valid->ranges(), first, length);
    if (whole.covered) return {Ruling::Allowed(), whole.until};
    const Coverage start = CoverageOf(valid->ranges(), first, 1);
    if (start.covered) return {Ruling::Needs({Action::kRenewCertificate}), start.until};
    return {Ruling::Refused(), start.until};
  }

  // Says what is wrong with each label on `stay`, if anything.
  static void AppendWords(absl::string_view side, const AskedLabels& asked, const CertificateSet& held, DayRange stay,
                          std::string& words) {
    asked.ForEach([&](const std::string& label) {
      const DaySet* valid = DaysHeld(held, label);
      const Ruling ruling = JudgeLabel(valid, stay.first, stay.days()).ruling;
      if (ruling.verdict == Verdict::kAllowed) return;
      if (!words.empty()) absl::StrAppend(&words, "; ");
      if (valid == nullptr) {
        absl::StrAppend(&words, side, " lacks ", label, " on all dates of the round");
      } else {
        absl::StrAppend(&words, label, " of the ", side, " is valid ", valid->ToString(), "; the stay is ",
                        FormatRange(stay), ruling.verdict == Verdict::kNeeds ? ": renew it" : "");
      }
    });
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_CERTIFICATE_HELD_H_
