// certificate_held: who asks what of whom, and both ends of what is valid.

#include "engine/rules/certificate_held.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

constexpr Ruling kRenew = Ruling::Needs({Action::kRenewCertificate});

// One frame of one stay: 14 days, 2027-04-01..2027-04-14; employer E.
void OneStay(Facts& facts) {
  facts.apprentices[0].windows = Days(facts, {R("2027-04-01..2027-04-14")});
  facts.companies.push_back(MakeCompany(facts, "E", "DE"));
  facts.apprentices[0].employer = "E";
}

RuleCase HostHolds(const std::string& name, std::vector<DayRange> ranges, Ruling ruling,
                   const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            OneStay(facts);
            facts.schemes[0].host_certificates = {"sbb"};
            facts.companies[0].certificates = Holds(facts, {{"sbb", DaySet(ranges)}});
          },
          ruling, words};
}

TEST(CertificateHeldTest, ValidityOfTheHosts) {
  CheckRuleCases<CertificateHeld>({
      HostHolds("Always", {{kDayMin, kDayMax}}, Ruling::Allowed(), "valid on 2027-04-01..2027-04-14"),
      HostHolds("Exactly", {R("2027-04-01..2027-04-14")}, Ruling::Allowed()),
      HostHolds("JoinedIntervals", {R("2027-04-01..2027-04-07"), R("2027-04-08..2027-04-14")}, Ruling::Allowed()),
      HostHolds("EndsADayEarly", {R("2027-04-01..2027-04-13")}, kRenew,
                "sbb of the host is valid 2027-04-01..2027-04-13; the stay is 2027-04-01..2027-04-14: renew it"),
      HostHolds("FirstDayOnly", {R("2027-03-01..2027-04-01")}, kRenew),
      HostHolds("GapInside", {R("2027-04-01..2027-04-07"), R("2027-04-09..2027-04-14")}, kRenew),
      HostHolds("EndedTheDayBefore", {R("2027-03-01..2027-03-31")}, Ruling::Refused(), "sbb of the host is valid"),
      HostHolds("BeginsADayLate", {R("2027-04-02..2027-12-31")}, Ruling::Refused()),
      HostHolds("NotInTheRound", {R("2026-04-02..2026-12-31")}, Ruling::Refused(), "host lacks sbb"),
  });
}

TEST(CertificateHeldTest, WhoAsksWhatOfWhom) {
  CheckRuleCases<CertificateHeld>({
      {"NothingAsked", [](Facts&) {}, Ruling::Allowed(), "no certificate is missing"},
      {"SchemeOfHost", [](Facts& f) { f.schemes[0].host_certificates = {"sbb"}; }, Ruling::Refused(), "host lacks sbb"},
      {"RoundOfHost", [](Facts& f) { f.round.host_certificates = {"sbb"}; }, Ruling::Refused(), "host lacks sbb"},
      {"SchemeOfEmployer",
       [](Facts& f) {
         OneStay(f);
         f.schemes[0].employer_certificates = {"iso"};
       },
       Ruling::Refused(), "employer lacks iso"},
      {"RoundOfEmployer",
       [](Facts& f) {
         OneStay(f);
         f.round.employer_certificates = {"iso"};
       },
       Ruling::Refused(), "employer lacks iso"},
      {"NoEmployer", [](Facts& f) { f.round.employer_certificates = {"iso"}; }, Ruling::Allowed()},
      {"HostsLabelDoesNotHelpTheEmployer",
       [](Facts& f) {
         OneStay(f);
         f.round.employer_certificates = {"iso"};
         f.companies[0].certificates = Holds(f, {{"iso", DaySet::Always()}});
       },
       Ruling::Refused()},
      {"BothHold",
       [](Facts& f) {
         OneStay(f);
         f.round.employer_certificates = {"iso"};
         f.schemes[0].host_certificates = {"sbb"};
         f.companies[0].certificates = Holds(f, {{"sbb", DaySet::Always()}});
         f.companies[1].certificates = Holds(f, {{"iso", DaySet::Always()}});
       },
       Ruling::Allowed()},
  });
}

TEST(CertificateHeldTest, WorstLabelCounts) {
  const auto labels = [](bool lacks_one) {
    return [=](Facts& f) {
      OneStay(f);
      f.schemes[0].host_certificates = {"a", "b"};
      f.round.host_certificates = {"c"};
      CertificateSet held{{"a", DaySet::Always()}, {"b", DaySet({R("2027-04-01..2027-04-05")})}};
      if (!lacks_one) held["c"] = DaySet::Always();
      f.companies[0].certificates = Holds(f, held);
    };
  };
  CheckRuleCases<CertificateHeld>({{"RenewOne", labels(false), kRenew, "b of the host"},
                                   {"RenewOneLackOne", labels(true), Ruling::Refused(), "host lacks c"}});
}

TEST(CertificateHeldTest, MostFavourableStayCounts) {
  const auto valid_in_april = [](Facts& f) {
    f.schemes[0].host_certificates = {"sbb"};
    f.companies[0].certificates = Holds(f, {{"sbb", DaySet({R("2027-04-10..2027-04-23")})}});
  };
  CheckRuleCases<CertificateHeld>({{"OneStayInside", valid_in_april, Ruling::Allowed()}});
  CheckStayCases<CertificateHeld>(valid_in_april, {{"2027-04-10..2027-04-23", Ruling::Allowed()},
                                                   {"2027-04-09..2027-04-22", Ruling::Refused()},
                                                   {"2027-04-11..2027-04-24", kRenew},
                                                   {"2027-04-23..2027-05-06", kRenew},
                                                   {"2027-04-24..2027-05-07", Ruling::Refused()}});
}

}  // namespace
}  // namespace walz
