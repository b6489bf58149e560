// pay_permitted: the host pays neither against the law of the apprentice's scheme nor less than it asks.
//
// A restaurant once had to turn an apprentice away because it was bound to pay and the scheme at home forbade it.
// The table is the whole rule; r is the least that the scheme asks a month.
//
//                         host pays nothing   offers pay x             must pay x
//   scheme forbids        allowed             allowed, unpaid          refused
//   scheme allows         allowed             allowed                  allowed
//   scheme requires r     refused             allowed if x >= r        allowed if x >= r
//   not known             allowed             needs clarify_pay_rule   needs clarify_pay_rule

#ifndef ENGINE_RULES_PAY_PERMITTED_H_
#define ENGINE_RULES_PAY_PERMITTED_H_

#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"

namespace walz {

struct PayPermitted {
  static constexpr absl::string_view kName = "pay_permitted";
  static constexpr absl::string_view kDoc = "The host's pay agrees with the law of the apprentice's scheme.";

  using Learner = const Scheme*;
  struct Host {
    OpeningPay pay;
    int eur_month;  // Not read where nothing is paid.

    friend bool operator==(const Host&, const Host&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Host& o) {
      return H::combine(std::move(h), o.pay, o.eur_month);
    }
  };

  static Learner LearnerOf(const ApprenticeView& view) { return &view.scheme; }
  static Host HostOf(const OpeningView& view) { return {view.opening.pay, view.opening.pay_eur_month}; }

  static Ruling Judge(Learner scheme, const Host& host) {
    const bool pays = host.pay != OpeningPay::kNone;
    switch (scheme->host_pay) {
      case HostPayRule::kForbidden:
        return host.pay == OpeningPay::kMandatory ? Ruling::Refused() : Ruling::Allowed();
      case HostPayRule::kAllowed:
        return Ruling::Allowed();
      case HostPayRule::kRequired:
        return pays && host.eur_month >= scheme->host_pay_min_eur_month ? Ruling::Allowed() : Ruling::Refused();
      case HostPayRule::kUnknown:
        break;
    }
    return pays ? Ruling::Needs({Action::kClarifyPayRule}) : Ruling::Allowed();
  }

  static std::string Explain(Learner scheme, const Host& host) {
    std::string words = absl::StrCat(HostWords(host), "; scheme ", scheme->id, " ", SchemeWords(*scheme));
    if (scheme->host_pay == HostPayRule::kForbidden && host.pay == OpeningPay::kOptional) {
      words += ", so the stay is unpaid";
    }
    if (Judge(scheme, host) == Ruling::Refused() && !scheme->remedy.empty()) {
      absl::StrAppend(&words, "; remedy: ", scheme->remedy);
    }
    return words;
  }

 private:
  static std::string HostWords(const Host& host) {
    if (host.pay == OpeningPay::kNone) return "host pays nothing";
    return absl::StrCat(host.pay == OpeningPay::kMandatory ? "host insists on pay of " : "host offers pay of ",
                        host.eur_month, " EUR a month");
  }

  static std::string SchemeWords(const Scheme& scheme) {
    switch (scheme.host_pay) {
      case HostPayRule::kForbidden:
        return "forbids host pay";
      case HostPayRule::kAllowed:
        return "allows host pay";
      case HostPayRule::kRequired:
        return absl::StrCat("requires host pay of at least ", scheme.host_pay_min_eur_month, " EUR a month");
      case HostPayRule::kUnknown:
        break;
    }
    return "does not say whether a host may pay";
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_PAY_PERMITTED_H_
