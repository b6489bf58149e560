// destination_eligible: host at home, outside the round, not wanted, refused; each alone and against the others.

#include "engine/rules/destination_eligible.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

// The centre is in DE; the round takes DE, ES, FI and IE.
RuleCase DestinationEligibleRow(const std::string& name, const std::string& host,
                                const std::vector<std::string>& wanted, const std::vector<std::string>& refused,
                                Ruling ruling, const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.round.countries = {Country::Of("DE"), Country::Of("ES"), Country::Of("FI"), Country::Of("IE")};
            facts.companies[0].country = Country::Of(host);
            facts.apprentices[0].countries_wanted = Countries(facts, wanted);
            facts.apprentices[0].countries_refused = Countries(facts, refused);
          },
          ruling, words};
}

TEST(DestinationEligibleTest, HostIsAbroadInACountryOfTheRound) {
  CheckRuleCases<DestinationEligible>({
      DestinationEligibleRow("Abroad", "IE", {}, {}, Ruling::Allowed(), "host in IE, centre in DE"),
      DestinationEligibleRow("AtHome", "DE", {}, {}, Ruling::Refused(), "host and centre are both in DE"),
      DestinationEligibleRow("AtHomeThoughWanted", "DE", {"DE"}, {}, Ruling::Refused(), "both in DE"),
      DestinationEligibleRow("InTheProgrammeButNotInTheRound", "PL", {}, {}, Ruling::Refused(),
                             "host in PL, centre in DE; the round takes DE, ES, FI, IE only"),
      DestinationEligibleRow("NotInTheRoundThoughWanted", "CH", {"CH"}, {}, Ruling::Refused(), "the round takes"),
  });
}

TEST(DestinationEligibleTest, HostIsWhereTheApprenticeWants) {
  CheckRuleCases<DestinationEligible>({
      DestinationEligibleRow("Wanted", "IE", {"FI", "IE"}, {}, Ruling::Allowed(), "wanted by the apprentice"),
      DestinationEligibleRow("NotWanted", "ES", {"FI", "IE"}, {}, Ruling::Refused(),
                             "host in ES, centre in DE; apprentice wants FI, IE only"),
      DestinationEligibleRow("NotRefused", "IE", {}, {"ES", "FI"}, Ruling::Allowed()),
      DestinationEligibleRow("Refused", "ES", {}, {"ES", "FI"}, Ruling::Refused(),
                             "host in ES, centre in DE; apprentice refuses ES, FI"),
      DestinationEligibleRow("WantedAndRefused", "IE", {"IE"}, {"IE"}, Ruling::Refused(), "refuses IE"),
      DestinationEligibleRow("NeitherWantedNorRefused", "FI", {"IE"}, {"ES"}, Ruling::Refused(), "wants IE only"),
  });
}

}  // namespace
}  // namespace walz
