// destination_eligible: the host is abroad, in a country of the round, wanted and not refused by the apprentice.
//
//   host's country                                      verdict
//   the centre's own                                    refused
//   not among the round's countries                     refused
//   the apprentice wants others only                    refused
//   the apprentice refuses it, even if wanted as well   refused
//   any other                                           allowed

#ifndef ENGINE_RULES_DESTINATION_ELIGIBLE_H_
#define ENGINE_RULES_DESTINATION_ELIGIBLE_H_

#include <algorithm>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"

namespace walz {

struct DestinationEligible {
  static constexpr absl::string_view kName = "destination_eligible";
  static constexpr absl::string_view kDoc =
      "The host is abroad, in a country that the round takes and that the apprentice wants and does not refuse.";

  struct Learner {
    Country home;                // The centre's.
    const CountrySet* eligible;  // The round's.
    const CountrySet* wanted;    // Empty: all.
    const CountrySet* refused;

    friend bool operator==(const Learner&, const Learner&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Learner& l) {
      return H::combine(std::move(h), l.home, l.eligible, l.wanted, l.refused);
    }
  };
  using Host = Country;

  static Learner LearnerOf(const ApprenticeView& view) {
    return {view.centre.country, &view.round.countries, view.apprentice.countries_wanted,
            view.apprentice.countries_refused};
  }
  static Host HostOf(const OpeningView& view) { return view.company.country; }

  static Ruling Judge(const Learner& learner, Host host) {
    const bool refused = host == learner.home || !Has(*learner.eligible, host) ||
                         (!learner.wanted->empty() && !Has(*learner.wanted, host)) || Has(*learner.refused, host);
    return refused ? Ruling::Refused() : Ruling::Allowed();
  }

  static std::string Explain(const Learner& learner, Host host) {
    if (host == learner.home) return absl::StrCat("host and centre are both in ", host.ToString());
    const std::string places = absl::StrCat("host in ", host.ToString(), ", centre in ", learner.home.ToString(), "; ");
    if (!Has(*learner.eligible, host)) {
      return absl::StrCat(places, "the round takes ", Words(*learner.eligible), " only");
    }
    if (!learner.wanted->empty() && !Has(*learner.wanted, host)) {
      return absl::StrCat(places, "apprentice wants ", Words(*learner.wanted), " only");
    }
    if (Has(*learner.refused, host)) return absl::StrCat(places, "apprentice refuses ", Words(*learner.refused));
    return absl::StrCat(places, "a destination of the round, ",
                        learner.wanted->empty() ? "apprentice is open to all" : "wanted by the apprentice");
  }

 private:
  static bool Has(const CountrySet& countries, Country country) {
    return std::binary_search(countries.begin(), countries.end(), country);
  }

  static std::string Words(const CountrySet& countries) {
    const auto code = [](std::string* out, Country country) { out->append(country.ToString()); };
    return countries.empty() ? "no country" : absl::StrJoin(countries, ", ", code);
  }
};

}  // namespace walz

#endif  // ENGINE_RULES_DESTINATION_ELIGIBLE_H_
