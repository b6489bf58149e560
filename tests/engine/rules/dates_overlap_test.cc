// dates_overlap: the three sets of days, and the joint judgement of all rules that read days.

#include "engine/rules/dates_overlap.h"

#include <functional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

std::function<void(Facts&)> WindowOfApprentice(absl::string_view range) {
  const DayRange days = R(range);
  return [=](Facts& f) { f.apprentices[0].windows = Days(f, {days}); };
}

// The round is 2027-03-01..2027-05-31; the shortest stay has 14 days.
TEST(DatesOverlapTest, DaysOfAllThree) {
  CheckRuleCases<DatesOverlap>({
      {"AllDays", [](Facts&) {}, Ruling::Allowed(), "a stay of 14 days fits from 2027-03-01"},
      {"JustEnoughAtTheEnd", WindowOfApprentice("2027-05-18..2027-08-31"), Ruling::Allowed()},
      {"ADayTooFewInTheRound", WindowOfApprentice("2027-05-19..2027-08-31"), Ruling::Refused(),
       "no 14 days in common: apprentice 2027-05-19..2027-08-31; opening within the round 2027-03-01..2027-05-31"},
      {"NoDayInCommon", WindowOfApprentice("2027-06-07..2027-08-31"), Ruling::Refused()},
      {"OpeningJustEnough", [](Facts& f) { f.openings[0].windows = Days(f, {R("2027-04-01..2027-04-14")}); },
       Ruling::Allowed()},
      {"OpeningADayTooFew", [](Facts& f) { f.openings[0].windows = Days(f, {R("2027-04-01..2027-04-13")}); },
       Ruling::Refused()},
      {"OpeningOutsideTheRound", [](Facts& f) { f.openings[0].windows = Days(f, {R("2027-06-01..2027-07-13")}); },
       Ruling::Refused(), "opening within the round no day"},
      {"TouchingWindowsJoin",
       [](Facts& f) {
         f.openings[0].windows = Days(f, {R("2027-04-01..2027-04-07"), R("2027-04-08..2027-04-14")});
       },
       Ruling::Allowed()},
      {"AGapParts",
       [](Facts& f) {
         f.openings[0].windows = Days(f, {R("2027-04-01..2027-04-07"), R("2027-04-09..2027-04-20")});
       },
       Ruling::Refused()},
      {"OwnBlackoutParts",
       [](Facts& f) {
         f.apprentices[0].windows = Days(f, {R("2027-04-01..2027-04-20")});
         f.apprentices[0].blackouts = Days(f, {R("2027-04-10..2027-04-10")});
       },
       Ruling::Refused()},
      {"BlackoutOfTheCentreParts",
       [](Facts& f) {
         f.apprentices[0].windows = Days(f, {R("2027-04-01..2027-04-20")});
         f.centres[0].blackouts = Days(f, {R("2027-04-10..2027-04-10")});
       },
       Ruling::Refused()},
      {"NoDayLeft", [](Facts& f) { f.apprentices[0].blackouts = Days(f, {f.round.dates}); }, Ruling::Refused(),
       "apprentice no day"},
  });
}

TEST(DatesOverlapTest, WithoutPermittedLengthOneDayMustBeInCommon) {
  const auto no_length = [](absl::string_view range) {
    const DayRange days = R(range);
    return [=](Facts& f) {
      f.openings[0].days_min = 29;
      f.apprentices[0].windows = Days(f, {days});
    };
  };
  CheckRuleCases<DatesOverlap>({
      {"OneDay", no_length("2027-05-31..2027-06-30"), Ruling::Allowed(), "1 days"},
      {"None", no_length("2027-06-01..2027-06-30"), Ruling::Refused()},
  });
}

// Consent until 2027-03-31 and the 18th birthday on `birthday`, both with a stay of their own.
std::function<void(Facts&)> ConsentAndAge(absl::string_view birthday, ActionSet accepted = {}) {
  const Day birth = BirthdayOf(D(birthday), -18);
  return [=](Facts& f) {
    f.schemes[0].employer_consent = ConsentRule::kRequired;
    f.apprentices[0].employer_consent = {ConsentState::kGranted, R("2027-03-01..2027-03-31"), 0};
    f.apprentices[0].birth_date = birth;
    f.openings[0].age_min = 18;
    f.round.accepted_actions = accepted;
  };
}

TEST(DatesOverlapTest, JudgesJointly) {
  CheckRuleCases<DatesOverlap>({
      {"OneDaySuitsBoth", ConsentAndAge("2027-03-18"), Ruling::Allowed(), "fits from 2027-03-18"},
      {"NoDaySuitsBoth", ConsentAndAge("2027-03-19"), Ruling::Refused(),
       "no stay of 14 days suits all of employer_consents, age_permitted at once"},
      {"AcceptedActionsSuit", ConsentAndAge("2027-03-19", {Action::kExtendEmployerConsent}), Ruling::Allowed()},
      {"OneThatNoStaySuitsIsLeftOut",
       [](Facts& f) {
         ConsentAndAge("2027-03-19")(f);
         f.openings[0].age_min = 19;
       },
       Ruling::Allowed()},
      {"OneThatHasNoStayOfItsOwnIsLeftOut", ConsentAndAge("2027-05-19"), Ruling::Allowed()},
  });
}

TEST(DatesOverlapTest, JudgesCertificatesAndGraduationToo) {
  const auto valid_from = [](absl::string_view day) {
    const Day first = D(day);
    return [=](Facts& f) {
      f.apprentices[0].graduation_date = D("2027-04-14");
      f.schemes[0].host_certificates = {"sbb"};
      f.companies[0].certificates = Holds(f, {{"sbb", DaySet({{first, kDayMax}})}});
    };
  };
  CheckRuleCases<DatesOverlap>({
      {"JustInTime", valid_from("2027-04-01"), Ruling::Allowed()},
      {"ADayTooLate", valid_from("2027-04-02"), Ruling::Refused(), "certificate_held, graduation_permits"},
  });
}

TEST(DatesOverlapTest, StayLiesInAllThree) {
  const auto change = [](Facts& f) {
    f.apprentices[0].windows = Days(f, {R("2027-03-05..2027-08-31")});
    f.openings[0].windows = Days(f, {R("2027-01-01..2027-04-30")});
  };
  CheckStayCases<DatesOverlap>(change, {{"2027-03-05..2027-04-30", Ruling::Allowed()},
                                        {"2027-03-04..2027-03-20", Ruling::Refused()},
                                        {"2027-04-20..2027-05-01", Ruling::Refused()}});
}

std::vector<DayRange> LawfulStartsWhere(int length, const std::function<void(Facts&)>& change) {
  Facts facts = SmallFacts();
  change(facts);
  const Problem problem = MakeProblem(std::move(facts));
  return DatesOverlap::LawfulStarts(problem.View(ApprenticeIndex()), problem.View(OpeningIndex()), length);
}

TEST(DatesOverlapTest, LawfulStarts) {
  using testing::ElementsAre;
  using testing::IsEmpty;
  EXPECT_THAT(LawfulStartsWhere(14, [](Facts&) {}), ElementsAre(R("2027-03-01..2027-05-18")));
  EXPECT_THAT(LawfulStartsWhere(28, [](Facts&) {}), ElementsAre(R("2027-03-01..2027-05-04")));
  const auto gap = [](Facts& f) { f.apprentices[0].blackouts = Days(f, {R("2027-04-10..2027-04-10")}); };
  EXPECT_THAT(LawfulStartsWhere(14, gap), ElementsAre(R("2027-03-01..2027-03-27"), R("2027-04-11..2027-05-18")));
  EXPECT_THAT(LawfulStartsWhere(14, ConsentAndAge("2027-03-10")), ElementsAre(R("2027-03-10..2027-03-18")));
  // Runs that touch are joined: needs an accepted action first, then none.
  const auto extend = ConsentAndAge("2027-03-10", {Action::kExtendEmployerConsent});
  EXPECT_THAT(LawfulStartsWhere(14, extend), ElementsAre(R("2027-03-10..2027-05-18")));
  // A rule that no stay suits leaves no lawful stay, although dates_overlap itself leaves it out.
  EXPECT_THAT(LawfulStartsWhere(14, ConsentAndAge("2027-05-19")), IsEmpty());
}

TEST(DatesOverlapTest, FactsThatCannotPartTheDaysShareAFacet) {
  Facts facts = SmallFacts();
  for (const char* id : {"B", "C", "D"}) facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
  facts.apprentices[1].birth_date = D("2009-12-01");       // 17 throughout.
  facts.apprentices[2].graduation_date = D("2026-06-30");  // Graduated, and sent by a school.
  facts.apprentices[3].employer_consent.state = ConsentState::kRefused;
  const Problem problem = MakeProblem(std::move(facts));
  EXPECT_EQ(RequirementOf<DatesOverlap>().tabulate(problem)->learner_count(), 1u);
}

}  // namespace
}  // namespace walz
