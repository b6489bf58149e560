// age_permitted: both sides of every birthday, minors and who goes with them.

#include "engine/rules/age_permitted.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

constexpr Ruling kGuardian = Ruling::Needs({Action::kObtainGuardianConsent});
constexpr Ruling kAccompany = Ruling::Needs({Action::kAddAccompanyingPerson});
constexpr Ruling kBoth = Ruling::Needs({Action::kObtainGuardianConsent, Action::kAddAccompanyingPerson});

// One frame of one stay: 14 days, 2027-04-01..2027-04-14; born on that day.
std::function<void(Facts&)> Born(
    absl::string_view birth, std::function<void(Facts&)> change = [](Facts&) {}) {
  const Day day = D(birth);
  return [=](Facts& facts) {
    facts.apprentices[0].windows = Days(facts, {R("2027-04-01..2027-04-14")});
    facts.apprentices[0].birth_date = day;
    change(facts);
  };
}

std::function<void(Facts&)> Guardian(GuardianConsent consent) {
  return [=](Facts& f) { f.apprentices[0].guardian_consent = consent; };
}

TEST(AgePermittedTest, Minimum) {
  const auto host_18 = [](Facts& f) { f.openings[0].age_min = 18; };
  const auto host_20 = [](Facts& f) { f.openings[0].age_min = 20; };
  const auto scheme_20 = [](Facts& f) { f.schemes[0].age_min = 20; };
  const auto round_20 = [](Facts& f) { f.round.age_min = 20; };
  CheckRuleCases<AgePermitted>({
      {"On18thBirthday", Born("2009-04-01", host_18), Ruling::Allowed(), "18 on 2027-04-01"},
      {"DayBefore18thBirthday", Born("2009-04-02", host_18), Ruling::Refused(), "17 on 2027-04-01; host takes from 18"},
      {"HostOldEnough", Born("2007-04-01", host_20), Ruling::Allowed()},
      {"HostTooYoung", Born("2007-04-02", host_20), Ruling::Refused(), "19 on 2027-04-01; host takes from 20"},
      {"SchemeOldEnough", Born("2007-04-01", scheme_20), Ruling::Allowed()},
      {"SchemeTooYoung", Born("2007-04-02", scheme_20), Ruling::Refused(), "scheme and round ask for 20"},
      {"RoundOldEnough", Born("2007-04-01", round_20), Ruling::Allowed()},
      {"RoundTooYoung", Born("2007-04-02", round_20), Ruling::Refused(), "scheme and round ask for 20"},
      {"Adult", Born("1990-01-01"), Ruling::Allowed(), "of age"},
      {"MinorThroughout", Born("2010-04-02", host_18), Ruling::Refused(),
       "under 18 on all dates of the round; host takes from 18"},
      {"Unknown", [](Facts& f) { f.apprentices[0].birth_date.reset(); }, Ruling::Needs({Action::kEnterBirthDate}),
       "enter birth_date"},
  });
}

TEST(AgePermittedTest, Guardian) {
  CheckRuleCases<AgePermitted>({
      {"Yes", Born("2009-04-02", Guardian(GuardianConsent::kYes)), Ruling::Allowed(), "the guardian consents"},
      {"No", Born("2009-04-02", Guardian(GuardianConsent::kNo)), Ruling::Refused(), "the guardian does not consent"},
      {"Asked", Born("2009-04-02", Guardian(GuardianConsent::kAsked)), kGuardian, "has not answered"},
      {"Empty", Born("2009-04-02"), kGuardian, "not asked yet"},
      {"NoButOfAge", Born("2009-04-01", Guardian(GuardianConsent::kNo)), Ruling::Allowed()},
  });
}

TEST(AgePermittedTest, AccompanyingPerson) {
  const auto under = [](int age, int accompanying, GuardianConsent consent) {
    return [=](Facts& f) {
      f.round.accompany_under_age = age;
      f.apprentices[0].accompanying = accompanying;
      f.apprentices[0].guardian_consent = consent;
    };
  };
  CheckRuleCases<AgePermitted>({
      {"Younger", Born("2011-04-02", under(16, 0, GuardianConsent::kYes)), kAccompany, "under 16"},
      {"OldEnough", Born("2011-04-01", under(16, 0, GuardianConsent::kYes)), Ruling::Allowed()},
      {"Accompanied", Born("2011-04-02", under(16, 1, GuardianConsent::kYes)), Ruling::Allowed()},
      {"Both", Born("2011-04-02", under(16, 0, GuardianConsent::kAsked)), kBoth},
      {"NoOutweighs", Born("2011-04-02", under(16, 0, GuardianConsent::kNo)), Ruling::Refused()},
      {"AdultsToo", Born("2007-04-02", under(20, 0, GuardianConsent::kNo)), kAccompany},
  });
}

TEST(AgePermittedTest, BornOn29February) {
  const auto host_18 = [](Facts& f) {
    f.round.dates = R("2026-02-01..2026-05-31");
    f.openings[0].windows = Days(f, {f.round.dates});
    f.apprentices[0].windows = Days(f, {f.round.dates});
    f.apprentices[0].birth_date = D("2008-02-29");
    f.openings[0].age_min = 18;
  };
  CheckStayCases<AgePermitted>(
      host_18, {{"2026-02-28..2026-03-13", Ruling::Refused()}, {"2026-03-01..2026-03-14", Ruling::Allowed()}});
}

TEST(AgePermittedTest, MostFavourableStayCounts) {
  const auto birthday_in_april = [](Facts& f) {
    f.apprentices[0].birth_date = D("2009-04-10");
    f.openings[0].age_min = 18;
  };
  CheckRuleCases<AgePermitted>({{"FromTheBirthdayOn", birthday_in_april, Ruling::Allowed(), "18 on 2027-04-10"}});
  CheckStayCases<AgePermitted>(birthday_in_april, {{"2027-04-09..2027-04-22", Ruling::Refused()},
                                                   {"2027-04-10..2027-04-23", Ruling::Allowed()}});
}

TEST(AgePermittedTest, AllOfAgeAndAllOfOneAgeShareAFacet) {
  Facts facts = SmallFacts();
  for (const char* birth : {"1990-01-01", "2000-05-05", "2009-12-01", "2010-01-31", "2009-04-10"}) {
    facts.apprentices.push_back(MakeApprentice(facts, std::string("B") + birth, "C"));
    facts.apprentices.back().birth_date = D(birth);
  }
  const Problem problem = MakeProblem(std::move(facts));
  // Of age; 17 throughout; born in April and so 18 in the middle.
  EXPECT_EQ(RequirementOf<AgePermitted>().tabulate(problem)->learner_count(), 3u);
}

}  // namespace
}  // namespace walz
