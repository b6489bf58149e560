// stay_length_permitted: both sides of every bound, the plan, the share of the training.

#include "engine/rules/stay_length_permitted.h"

#include <optional>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

// The apprentice of small facts stays 14..28 days.
TEST(StayLengthPermittedTest, Opening) {
  CheckRuleCases<StayLengthPermitted>({
      {"NoBounds", [](Facts&) {}, Ruling::Allowed(), "the apprentice asks for at least 14 days"},
      {"AtItsLeast", [](Facts& f) { f.openings[0].days_min = 28; }, Ruling::Allowed()},
      {"BelowItsLeast", [](Facts& f) { f.openings[0].days_min = 29; }, Ruling::Refused(),
       "the opening asks for at least 29 days, the apprentice permits at most 28"},
      {"AtItsMost", [](Facts& f) { f.openings[0].days_max = 14; }, Ruling::Allowed()},
      {"AboveItsMost", [](Facts& f) { f.openings[0].days_max = 13; }, Ruling::Refused(),
       "the apprentice asks for at least 14 days, the opening permits at most 13"},
  });
}

TEST(StayLengthPermittedTest, Activity) {
  CheckRuleCases<StayLengthPermitted>({
      {"AtItsLeast",
       [](Facts& f) {
         f.round.activity = {"X", 28, 89, 2};
       },
       Ruling::Allowed()},
      {"BelowItsLeast",
       [](Facts& f) {
         f.round.activity = {"X", 29, 89, 2};
       },
       Ruling::Refused(), "the activity asks for at least 29 days"},
      {"FewerOpportunities",
       [](Facts& f) {
         f.round.activity = {"X", 29, 89, 28};
         f.apprentices[0].fewer_opportunities = true;
       },
       Ruling::Allowed()},
      {"EvenFewerIsTooFew",
       [](Facts& f) {
         f.round.activity = {"X", 29, 89, 29};
         f.apprentices[0].fewer_opportunities = true;
       },
       Ruling::Refused()},
      {"AtItsMost",
       [](Facts& f) {
         f.round.activity = {"X", 1, 14, 1};
       },
       Ruling::Allowed()},
      {"AboveItsMost",
       [](Facts& f) {
         f.round.activity = {"X", 1, 13, 1};
       },
       Ruling::Refused(), "the activity permits at most 13"},
      {"NoActivityIsAtLeast2",
       [](Facts& f) {
         f.apprentices[0].days_min = 1;
         f.openings[0].days_max = 1;
       },
       Ruling::Refused()},
  });
}

void Consent(Facts& facts, ConsentRule rule, int days_max) {
  facts.schemes[0].employer_consent = rule;
  facts.apprentices[0].employer_consent = {ConsentState::kGranted, {kDayMin, kDayMax}, days_max};
}

TEST(StayLengthPermittedTest, EmployersConsent) {
  CheckRuleCases<StayLengthPermitted>({
      {"AtItsMost", [](Facts& f) { Consent(f, ConsentRule::kRequired, 14); }, Ruling::Allowed()},
      {"AboveItsMost", [](Facts& f) { Consent(f, ConsentRule::kRequired, 13); }, Ruling::Refused(),
       "the employer's consent permits at most 13"},
      {"NotAskedByTheScheme", [](Facts& f) { Consent(f, ConsentRule::kNotNeeded, 13); }, Ruling::Allowed()},
      {"NotKnownWhetherAsked", [](Facts& f) { Consent(f, ConsentRule::kUnknown, 13); }, Ruling::Allowed()},
  });
}

void Cap(Facts& facts, int days_max, std::optional<int> training_days, int before) {
  facts.schemes[0].days_max = days_max;
  if (training_days.value_or(1) > 0) {
    facts.schemes[0].share_numerator = 1;
    facts.schemes[0].share_denominator = 4;
    facts.apprentices[0].training_days = training_days;
  }
  facts.apprentices[0].days_abroad_before = before;
}

TEST(StayLengthPermittedTest, SchemeCap) {
  CheckRuleCases<StayLengthPermitted>({
      {"MostLessEarlier", [](Facts& f) { Cap(f, 24, 0, 10); }, Ruling::Allowed()},
      {"MostLessMoreEarlier", [](Facts& f) { Cap(f, 24, 0, 11); }, Ruling::Refused(),
       "the scheme less earlier stays permits at most 13"},
      {"EarlierStaysWithoutCap", [](Facts& f) { Cap(f, 0, 0, 500); }, Ruling::Allowed()},
      {"MoreEarlierThanTheCap", [](Facts& f) { Cap(f, 24, 0, 500); }, Ruling::Refused(), "permits at most 0"},
      {"ShareRoundedDown", [](Facts& f) { Cap(f, 0, 56, 0); }, Ruling::Allowed()},
      {"ShareJustTooSmall", [](Facts& f) { Cap(f, 0, 55, 0); }, Ruling::Refused(), "at most 13"},
      {"ShareLessEarlier", [](Facts& f) { Cap(f, 0, 60, 1); }, Ruling::Allowed()},
      {"ShareLessMoreEarlier", [](Facts& f) { Cap(f, 0, 60, 2); }, Ruling::Refused()},
      {"TheSmallerOfBoth", [](Facts& f) { Cap(f, 13, 400, 0); }, Ruling::Refused(), "at most 13"},
      {"TheOtherIsSmaller", [](Facts& f) { Cap(f, 100, 55, 0); }, Ruling::Refused(), "at most 13"},
      {"ShareUnknown", [](Facts& f) { Cap(f, 0, std::nullopt, 0); }, Ruling::Needs({Action::kEnterTrainingDays}),
       "enter training_days"},
      {"ShareUnknownButCapped", [](Facts& f) { Cap(f, 13, std::nullopt, 0); }, Ruling::Refused()},
      {"ShareUnknownCapJustEnough", [](Facts& f) { Cap(f, 14, std::nullopt, 0); },
       Ruling::Needs({Action::kEnterTrainingDays})},
  });
}

TEST(StayLengthPermittedTest, Plan) {
  CheckRuleCases<StayLengthPermitted>({
      {"SomeLengthWithout", [](Facts& f) { f.schemes[0].plan_above_days = 14; }, Ruling::Allowed()},
      {"AllAbove", [](Facts& f) { f.schemes[0].plan_above_days = 13; }, Ruling::Needs({Action::kAgreeChamberPlan}),
       "above 13 days a plan must be agreed with the chamber"},
      {"AboveByTheOpening",
       [](Facts& f) {
         f.schemes[0].plan_above_days = 20;
         f.openings[0].days_min = 21;
       },
       Ruling::Needs({Action::kAgreeChamberPlan})},
      {"WithUnknownShare",
       [](Facts& f) {
         Cap(f, 0, std::nullopt, 0);
         f.schemes[0].plan_above_days = 13;
       },
       Ruling::Needs({Action::kAgreeChamberPlan, Action::kEnterTrainingDays})},
  });
  CheckStayCases<StayLengthPermitted>([](Facts& f) { f.schemes[0].plan_above_days = 20; },
                                      {{"2027-03-01..2027-03-13", Ruling::Refused()},
                                       {"2027-03-01..2027-03-14", Ruling::Allowed()},
                                       {"2027-03-01..2027-03-20", Ruling::Allowed()},
                                       {"2027-03-01..2027-03-21", Ruling::Needs({Action::kAgreeChamberPlan})},
                                       {"2027-03-01..2027-03-28", Ruling::Needs({Action::kAgreeChamberPlan})},
                                       {"2027-03-01..2027-03-29", Ruling::Refused()}});
}

std::optional<LengthRange> LengthsWhere(const std::function<void(Facts&)>& change) {
  Facts facts = SmallFacts();
  change(facts);
  const Problem problem = MakeProblem(std::move(facts));
  return StayLengthPermitted::PermittedLengths(problem.View(ApprenticeIndex()), problem.View(OpeningIndex()));
}

void ExpectLengths(const std::optional<LengthRange>& lengths, int min, int max) {
  ASSERT_TRUE(lengths);
  EXPECT_EQ(lengths->min, min);
  EXPECT_EQ(lengths->max, max);
}

TEST(StayLengthPermittedTest, PermittedLengthsRespectAcceptedActions) {
  ExpectLengths(LengthsWhere([](Facts&) {}), 14, 28);
  ExpectLengths(LengthsWhere([](Facts& f) {
                  f.openings[0].days_min = 15;
                  f.openings[0].days_max = 20;
                }),
                15, 20);
  // agree_chamber_plan is accepted by default.
  ExpectLengths(LengthsWhere([](Facts& f) { f.schemes[0].plan_above_days = 20; }), 14, 28);
  ExpectLengths(LengthsWhere([](Facts& f) {
                  f.schemes[0].plan_above_days = 20;
                  f.round.accepted_actions = {};
                }),
                14, 20);
  EXPECT_FALSE(LengthsWhere([](Facts& f) {
    f.schemes[0].plan_above_days = 13;
    f.round.accepted_actions = {};
  }));
  // enter_training_days is not.
  EXPECT_FALSE(LengthsWhere([](Facts& f) { Cap(f, 0, std::nullopt, 0); }));
  ExpectLengths(LengthsWhere([](Facts& f) {
                  Cap(f, 20, std::nullopt, 0);
                  f.round.accepted_actions = {Action::kEnterTrainingDays};
                }),
                14, 20);
}

}  // namespace
}  // namespace walz
