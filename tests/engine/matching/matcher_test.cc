// What the matcher promises, one small round at a time; story 5 among them.

#include "engine/matching/matcher.h"

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"
#include "tests/support/match.h"

namespace walz {
namespace {

constexpr auto kWishRank = static_cast<std::size_t>(CriterionId::kWishRank);

// `apprentice_count` apprentices A0, A1, .. who all suit all openings.
Facts ManyApprentices(int apprentice_count) {
  Facts facts = SmallFacts();
  facts.apprentices.clear();
  for (int i = 0; i < apprentice_count; ++i) {
    facts.apprentices.push_back(MakeApprentice(facts, "A" + std::string(1, static_cast<char>('0' + i)), "C"));
  }
  return facts;
}

// Everybody and everything is free on these days alone.
void OnlyOn(Facts& facts, DayRange days) {
  for (Apprentice& apprentice : facts.apprentices) apprentice.windows = Days(facts, {days});
}

TEST(MatcherTest, TierZeroIsPlacedFirst) {
  Facts facts = ManyApprentices(3);
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.apprentices[2].tier = 0;
  facts.round.weights[kWishRank] = 100;
  facts.wishes = {{"A0", 1, WishKind::kOpening, "O"}};
  const Problem problem = MakeProblem(std::move(facts));
  const RunOutcome outcome = MatchAndAudit(problem);
  EXPECT_TRUE(outcome.proven);
  EXPECT_EQ(OpeningOf(problem, outcome, "A2"), "O");
}

TEST(MatcherTest, PointsDecideWithinATier) {
  Facts facts = ManyApprentices(3);
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.round.weights[kWishRank] = 1;
  facts.wishes = {{"A1", 1, WishKind::kOpening, "O"}};
  const Problem problem = MakeProblem(std::move(facts));
  EXPECT_EQ(OpeningOf(problem, MatchAndAudit(problem), "A1"), "O");
}

TEST(MatcherTest, TheStayIsTheLongestThenTheEarliest) {
  Facts facts = ManyApprentices(1);
  facts.apprentices[0].windows = Days(facts, {R("2027-03-02..2027-03-20"), R("2027-04-01..2027-04-24")});
  const Problem problem = MakeProblem(std::move(facts));
  EXPECT_EQ(FormatRange(PlacementOf(problem, MatchAndAudit(problem), "A0")->stay), "2027-04-01..2027-04-24");
}

TEST(MatcherTest, OnePlaceServesStaysOneAfterAnother) {
  Facts facts = ManyApprentices(3);
  for (Apprentice& apprentice : facts.apprentices) apprentice.days_max = 14;
  facts.openings[0].windows = Days(facts, {R("2027-03-01..2027-04-11")});  // Exactly three times 14 days.
  const Problem problem = MakeProblem(std::move(facts));
  const RunOutcome outcome = MatchAndAudit(problem);
  EXPECT_EQ(outcome.score.placed(), 3);
  EXPECT_TRUE(outcome.proven);
}

TEST(MatcherTest, OneDayLessAndOnlyTwoFit) {
  Facts facts = ManyApprentices(3);
  facts.openings[0].windows = Days(facts, {R("2027-03-01..2027-04-10")});
  const Problem problem = MakeProblem(std::move(facts));
  const RunOutcome outcome = MatchAndAudit(problem);
  EXPECT_EQ(outcome.score.placed(), 2);
  EXPECT_TRUE(outcome.proven);
}

// Story 5: a small firm with two apprentices can miss one at a time.
TEST(StoriesTest, Story5SmallFirmCanMissOneAtATime) {
  Facts facts = ManyApprentices(2);
  facts.companies.push_back(MakeCompany(facts, "E", "DE"));
  facts.companies[1].absent_max = 1;
  facts.openings[0].places = 2;
  for (Apprentice& apprentice : facts.apprentices) apprentice.employer = "E";
  {
    const Problem problem = MakeProblem(facts);
    const RunOutcome outcome = MatchAndAudit(problem);
    ASSERT_EQ(outcome.score.placed(), 2);
    EXPECT_FALSE(outcome.matching.placements[0].stay.Overlaps(outcome.matching.placements[1].stay));
  }
  OnlyOn(facts, R("2027-03-01..2027-03-27"));  // One day too short for two stays of 14 days.
  EXPECT_EQ(MatchAndAudit(MakeProblem(facts)).score.placed(), 1);
  OnlyOn(facts, R("2027-03-01..2027-03-28"));
  EXPECT_EQ(MatchAndAudit(MakeProblem(facts)).score.placed(), 2);
  facts.companies[1].absent_max = 0;
  EXPECT_EQ(MatchAndAudit(MakeProblem(facts)).score.placed(), 0);
}

TEST(MatcherTest, AnAccompanyingPersonTakesAPlace) {
  Facts facts = ManyApprentices(2);
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.apprentices[0].accompanying = 1;
  facts.openings[0].places = 2;
  EXPECT_EQ(MatchAndAudit(MakeProblem(facts)).score.placed(), 1);
  facts.openings[0].places = 3;
  EXPECT_EQ(MatchAndAudit(MakeProblem(facts)).score.placed(), 2);
}

TEST(MatcherTest, AGroupGoesTogetherOrNotAtAll) {
  Facts facts = ManyApprentices(3);
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.apprentices[0].group = facts.apprentices[1].group = "G";
  facts.openings.push_back(MakeOpening(facts, "O2", "H"));
  {
    const Problem problem = MakeProblem(facts);
    const RunOutcome outcome = MatchAndAudit(problem);
    EXPECT_EQ(outcome.score.placed(), 2);
    ASSERT_TRUE(PlacementOf(problem, outcome, "A0").has_value());
    EXPECT_EQ(PlacementOf(problem, outcome, "A0")->stay, PlacementOf(problem, outcome, "A1")->stay);
  }
  facts.companies.push_back(MakeCompany(facts, "H2"));
  facts.openings[1].company = "H2";  // Not the same company: the group cannot go.
  const Problem problem = MakeProblem(facts);
  const RunOutcome outcome = MatchAndAudit(problem);
  EXPECT_EQ(outcome.score.placed(), 1);
  EXPECT_NE(OpeningOf(problem, outcome, "A2"), "");
}

TEST(MatcherTest, APinIsKeptBeforeATierIsServed) {
  Facts facts = ManyApprentices(2);
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.apprentices[0].tier = 0;
  facts.pairs = {{"A1", "O", PairMark::kPin, {}, {}, ""}};
  const Problem problem = MakeProblem(std::move(facts));
  const RunOutcome outcome = MatchAndAudit(problem);
  EXPECT_EQ(OpeningOf(problem, outcome, "A1"), "O");
  EXPECT_EQ(outcome.score.pins_kept, 1);
}

TEST(MatcherTest, APinNeverMakesAnUnlawfulStayLawful) {
  Facts facts = ManyApprentices(1);
  facts.openings.push_back(MakeOpening(facts, "O2", "H"));
  facts.openings[0].state = OpeningState::kClosed;
  facts.pairs = {{"A0", "O", PairMark::kPin, {}, {}, ""}};
  const RunOutcome outcome = MatchAndAudit(MakeProblem(std::move(facts)));
  EXPECT_EQ(outcome.score.placed(), 0);
  EXPECT_EQ(outcome.pins_broken, 1);
}

TEST(MatcherTest, APinnedStayIsKeptToTheDay) {
  Facts facts = ManyApprentices(1);
  facts.pairs = {{"A0", "O", PairMark::kPin, D("2027-04-05"), D("2027-04-19"), ""}};
  const Problem problem = MakeProblem(std::move(facts));
  EXPECT_EQ(FormatRange(PlacementOf(problem, MatchAndAudit(problem), "A0")->stay), "2027-04-05..2027-04-19");
}

TEST(MatcherTest, TheBudgetHolds) {
  Facts facts = ManyApprentices(3);
  facts.openings[0].places = 3;
  for (Apprentice& apprentice : facts.apprentices) apprentice.days_max = 14;
  facts.round.rates.given = true;
  facts.round.rates.daily_first_14_days_eur = {0, 40, 30, 20};
  facts.round.quotas.budget_eur = 2 * 14 * 40;
  EXPECT_EQ(MatchAndAudit(MakeProblem(facts)).score.placed(), 2);
  --*facts.round.quotas.budget_eur;
  EXPECT_EQ(MatchAndAudit(MakeProblem(facts)).score.placed(), 1);
}

TEST(MatcherTest, ALeastOfNothingAsksNothing) {
  Facts facts = ManyApprentices(4);
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.openings[0].places = 2;
  facts.centres.push_back(MakeCentre(facts, "C2"));
  facts.apprentices[3].centre = "C2";
  facts.round.quotas.least_per_centre = {{"C", 0}, {"C2", 0}};
  const RunOutcome outcome = MatchAndAudit(MakeProblem(facts));
  EXPECT_EQ(outcome.score.centres_at_least, 0);
  EXPECT_EQ(outcome.score.placed(), 2);
  EXPECT_TRUE(outcome.proven);
}

TEST(MatcherTest, ALeastIsServedButNeverBeforeATier) {
  Facts facts = ManyApprentices(4);
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.openings[0].places = 2;
  facts.centres.push_back(MakeCentre(facts, "C2"));
  facts.apprentices[3].centre = "C2";
  facts.round.weights[kWishRank] = 1;
  facts.wishes = {{"A0", 1, WishKind::kOpening, "O"}, {"A1", 1, WishKind::kOpening, "O"}};
  facts.round.quotas.least_per_centre = {{"C2", 1}};
  {
    const Problem problem = MakeProblem(facts);
    const RunOutcome outcome = MatchAndAudit(problem);
    EXPECT_EQ(OpeningOf(problem, outcome, "A3"), "O");
    EXPECT_EQ(outcome.score.centres_at_least, 1);
    EXPECT_TRUE(outcome.proven);
  }
  facts.apprentices[0].tier = facts.apprentices[1].tier = 0;
  const Problem problem = MakeProblem(facts);
  EXPECT_EQ(OpeningOf(problem, MatchAndAudit(problem), "A3"), "");
}

TEST(MatcherTest, WhoHeardOfAPlaceKeepsItAmongEquals) {
  for (const char* last : {"O", "O2"}) {
    Facts facts = ManyApprentices(2);
    OnlyOn(facts, R("2027-03-01..2027-03-20"));
    facts.openings.push_back(MakeOpening(facts, "O2", "H"));
    facts.last_run = {{"A0", last, R("2027-03-03..2027-03-18")}};
    const Problem problem = MakeProblem(std::move(facts));
    const RunOutcome outcome = MatchAndAudit(problem);
    EXPECT_EQ(OpeningOf(problem, outcome, "A0"), last);
    EXPECT_EQ(FormatRange(PlacementOf(problem, outcome, "A0")->stay), "2027-03-03..2027-03-18");
  }
}

TEST(MatcherTest, ManyPeopleTiersAndLevelsFitTheNumbers) {
  Facts facts = SmallFacts();
  facts.round.weights.fill(100);
  facts.openings[0].places = 700;
  facts.apprentices.clear();
  for (int i = 0; i < 2000; ++i) {
    facts.apprentices.push_back(MakeApprentice(facts, "A" + std::to_string(i), "C"));
    facts.apprentices.back().tier = i % 10;
    facts.last_run.push_back({facts.apprentices.back().id, "O", R("2027-03-01..2027-03-20")});
  }
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.round.quotas.least_per_centre = {{"C", 13}};
  const RunOutcome outcome = MatchAndAudit(MakeProblem(std::move(facts)));
  EXPECT_TRUE(outcome.proven);
  EXPECT_EQ(outcome.score.placed_by_tier, (std::array<std::int64_t, 10>{200, 200, 200, 100}));
  EXPECT_EQ(outcome.score.centres_at_least, 1);
}

TEST(MatcherTest, NobodyAndNothingIsProven) {
  Facts facts = SmallFacts();
  facts.apprentices.clear();
  EXPECT_TRUE(MatchAndAudit(MakeProblem(facts)).proven);
  facts = SmallFacts();
  facts.openings.clear();
  EXPECT_TRUE(MatchAndAudit(MakeProblem(facts)).proven);
}

struct UnsuitedCase {
  std::string name;
  void (*spoil)(Facts&);
  std::string word;  // Stands in the error.
};

class StableRefuses : public testing::TestWithParam<UnsuitedCase> {};

TEST_P(StableRefuses, NamingWhatItCannotKnow) {
  Facts facts = ManyApprentices(2);
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.round.policy = Policy::kStable;
  GetParam().spoil(facts);
  const Problem problem = MakeProblem(std::move(facts));
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, {});
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(outcome.status().message().find(GetParam().word), absl::string_view::npos) << outcome.status();
}

INSTANTIATE_TEST_SUITE_P(
    Rounds, StableRefuses,
    testing::Values(
        UnsuitedCase{"RollingUnderARoundQuota",
                     [](Facts& f) {
                       for (auto& a : f.apprentices) a.windows = f.openings[0].windows;
                       f.round.quotas.placements_per_country = {{f.companies[0].country, 1}};
                     },
                     "one after another"},
        UnsuitedCase{"Group", [](Facts& f) { f.apprentices[0].group = f.apprentices[1].group = "G"; }, "group 'G'"},
        UnsuitedCase{"Accompanied", [](Facts& f) { f.apprentices[1].accompanying = 1; }, "'A1' is accompanied"},
        UnsuitedCase{"RoundQuota", [](Facts& f) { f.round.quotas.placements_per_round = 1; }, "placements_per_round"},
        UnsuitedCase{"CompanyPlaces",
                     [](Facts& f) {
                       f.companies[0].hosted_max = 1;
                       f.openings.push_back(MakeOpening(f, "O2", "H"));
                     },
                     "places_per_company"},
        UnsuitedCase{"Least",
                     [](Facts& f) {
                       f.round.quotas.least_per_centre = {{"C", 1}};
                     },
                     "least"}),
    [](const auto& row) { return row.param.name; });

TEST(MatcherTest, StableMindsNoQuotaThatCannotBind) {
  Facts facts = ManyApprentices(2);
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.round.policy = Policy::kStable;
  facts.round.quotas.placements_per_round = 2;
  facts.companies[0].hosted_max = 2;
  EXPECT_TRUE(MatchAndAudit(MakeProblem(std::move(facts))).proven);
}

TEST(MatcherTest, StableTakesTheBoundOfASingleOpeningAsItsPlaces) {
  Facts facts = ManyApprentices(3);
  OnlyOn(facts, R("2027-03-01..2027-03-20"));
  facts.round.policy = Policy::kStable;
  facts.openings[0].places = 3;
  facts.companies[0].hosted_max = 2;
  EXPECT_EQ(MatchAndAudit(MakeProblem(std::move(facts))).score.placed(), 2);
}

TEST(MatcherTest, AStoppedRunIsLawfulAndClaimsNoMoreThanItKnows) {
  Facts facts = ManyApprentices(4);
  const Problem problem = MakeProblem(std::move(facts));
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  std::stop_source stop;
  stop.request_stop();
  const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, {.stop = stop.get_token()});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_TRUE(outcome->stopped);
  EXPECT_FALSE(outcome->proven);
  EXPECT_TRUE(AuditRun(problem, rules, sieve, *outcome, {}).ok());
}

}  // namespace
}  // namespace walz
