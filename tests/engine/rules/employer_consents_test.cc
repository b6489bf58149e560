// employer_consents: each state with and without a partner certificate, and both ends of what is granted.

#include "engine/rules/employer_consents.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

constexpr Ruling kObtain = Ruling::Needs({Action::kObtainEmployerConsent});
constexpr Ruling kExtend = Ruling::Needs({Action::kExtendEmployerConsent});

// One frame of one stay: 14 days, 2027-04-01..2027-04-14.
void OneStay(Facts& facts) {
  facts.apprentices[0].windows = Days(facts, {R("2027-04-01..2027-04-14")});
  facts.schemes[0].employer_consent = ConsentRule::kRequired;
}

RuleCase EmployerConsentsRow(const std::string& name, EmployerConsent consent, Ruling ruling,
                             const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            OneStay(facts);
            facts.apprentices[0].employer_consent = consent;
          },
          ruling, words};
}

EmployerConsent Granted(absl::string_view range) { return {ConsentState::kGranted, R(range), 0}; }

TEST(EmployerConsentsTest, States) {
  CheckRuleCases<EmployerConsents>({
      EmployerConsentsRow("NotAnswered", {ConsentState::kNotAnswered}, kObtain, "not asked yet"),
      EmployerConsentsRow("NotAsked", {ConsentState::kNotAsked}, kObtain, "not asked yet"),
      EmployerConsentsRow("Asked", {ConsentState::kAsked}, kObtain, "has not answered"),
      EmployerConsentsRow("Refused", {ConsentState::kRefused}, Ruling::Refused(), "the employer refused"),
      EmployerConsentsRow("GrantedAlone", {ConsentState::kGranted}, Ruling::Allowed(), "all dates"),
      EmployerConsentsRow("GrantedForTheStay", Granted("2027-04-01..2027-04-14"), Ruling::Allowed(),
                          "2027-04-01..2027-04-14"),
      EmployerConsentsRow("GrantedADayTooLate", Granted("2027-04-02..2027-04-14"), kExtend,
                          "2027-04-02..2027-04-14; a stay"),
      EmployerConsentsRow("GrantedADayTooShort", Granted("2027-04-01..2027-04-13"), kExtend),
      EmployerConsentsRow("GrantedLongBefore", Granted("2026-04-01..2026-04-13"), kExtend, "2026-04-01..2026-04-13"),
  });
}

TEST(EmployerConsentsTest, SchemeDecidesWhetherConsentIsAsked) {
  CheckRuleCases<EmployerConsents>({
      {"NotNeeded", [](Facts& f) { f.apprentices[0].employer_consent.state = ConsentState::kRefused; },
       Ruling::Allowed(), "asks for no consent"},
      {"Unknown",
       [](Facts& f) {
         f.schemes[0].employer_consent = ConsentRule::kUnknown;
         f.apprentices[0].employer_consent.state = ConsentState::kGranted;
       },
       Ruling::Needs({Action::kClarifyConsentRule}), "clarify the rule"},
  });
}

RuleCase Partner(const std::string& name, EmployerConsent consent, bool stands, absl::string_view valid, Ruling ruling,
                 const std::string& words = "") {
  const DayRange range = R(valid);
  return {name,
          [=](Facts& facts) {
            OneStay(facts);
            facts.schemes[0].partner_certificate_stands = stands;
            facts.apprentices[0].employer_consent = consent;
            facts.companies.push_back(MakeCompany(facts, "E", "DE"));
            facts.companies.back().certificates = Holds(facts, {{"erasmus-plus-partner", DaySet({range})}});
            facts.apprentices[0].employer = "E";
          },
          ruling, words};
}

TEST(EmployerConsentsTest, PartnerCertificate) {
  const EmployerConsent asked{ConsentState::kAsked};
  CheckRuleCases<EmployerConsents>({
      Partner("ValidOnTheStay", asked, true, "2027-04-01..2027-04-14", Ruling::Allowed(),
              "erasmus-plus-partner stands for consent on 2027-04-01..2027-04-14"),
      Partner("ValidTheWholeRound", asked, true, "2026-01-01..2028-12-31", Ruling::Allowed()),
      Partner("ADayTooShort", asked, true, "2027-04-01..2027-04-13", kObtain),
      Partner("ADayTooLate", asked, true, "2027-04-02..2027-04-14", kObtain),
      Partner("LongExpired", asked, true, "2026-04-02..2026-04-14", kObtain),
      Partner("SchemeDoesNotLetItStand", asked, false, "2027-04-01..2027-04-14", kObtain),
      Partner("RefusedAllTheSame", {ConsentState::kRefused}, true, "2026-01-01..2028-12-31", Ruling::Refused()),
      Partner("MendsWhatIsNotGranted", Granted("2027-04-02..2027-04-14"), true, "2027-04-01..2027-04-14",
              Ruling::Allowed()),
      Partner("NorMends", Granted("2027-04-02..2027-04-14"), true, "2027-04-02..2027-04-14", kExtend),
  });
}

TEST(EmployerConsentsTest, MostFavourableStayCounts) {
  const auto granted_in_april = [](Facts& f) {
    f.schemes[0].employer_consent = ConsentRule::kRequired;
    f.apprentices[0].employer_consent = Granted("2027-04-10..2027-04-23");
  };
  CheckRuleCases<EmployerConsents>({{"OneStayInside", granted_in_april, Ruling::Allowed(), "2027-04-10"}});
  // A partner certificate that changes later does not hide the days that are granted.
  const auto partner_in_may = [=](Facts& f) {
    granted_in_april(f);
    f.schemes[0].partner_certificate_stands = true;
    f.companies.push_back(MakeCompany(f, "E", "DE"));
    f.companies.back().certificates = Holds(f, {{"erasmus-plus-partner", DaySet({R("2027-05-01..2027-05-05")})}});
    f.apprentices[0].employer = "E";
  };
  CheckRuleCases<EmployerConsents>({{"GrantedBeforePartner", partner_in_may, Ruling::Allowed(), "2027-04-10"}});
  CheckStayCases<EmployerConsents>(granted_in_april, {{"2027-04-10..2027-04-23", Ruling::Allowed()},
                                                      {"2027-04-09..2027-04-22", kExtend},
                                                      {"2027-04-11..2027-04-24", kExtend}});
}

TEST(EmployerConsentsTest, FacetsOfThoseWhoNeedNoConsentAreOne) {
  Facts facts = SmallFacts();
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
  facts.apprentices[1].employer_consent.state = ConsentState::kAsked;
  facts.apprentices[1].windows = Days(facts, {R("2027-04-01..2027-04-14")});
  const Problem problem = MakeProblem(std::move(facts));
  EXPECT_EQ(RequirementOf<EmployerConsents>().tabulate(problem)->learner_count(), 1u);
}

}  // namespace
}  // namespace walz
