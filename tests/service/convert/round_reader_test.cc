// ReadRound: defaults, every field on both sides of its bounds, contradictions.

#include "service/convert/round_reader.h"

#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/convert/catalogue_reader.h"
#include "tests/support/shipped_catalogue.h"

namespace walz {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

struct Outcome {
  std::optional<Round> round;
  std::vector<std::string> faults;
};

Outcome Read(absl::string_view text) {
  Outcome outcome;
  outcome.round =
      ReadRound(text, *ShippedCatalogue(), [&](absl::string_view path, absl::string_view value, CellFault fault) {
        outcome.faults.push_back(absl::StrCat(path, " '", value, "' [", fault.code, "] ", fault.hint));
      });
  return outcome;
}

Outcome ReadWith(absl::string_view more) {
  return Read(
      absl::StrCat(R"({"id":"r","firstDay":"2027-03-01","lastDay":"2027-05-31")", more.empty() ? "" : ",", more, "}"));
}

constexpr absl::string_view kGroups =
    R"("groups":[{"group":1,"dailyFirst14DaysEur":42,"dailyAfter14DaysEur":29},
                 {"group":2,"dailyFirst14DaysEur":36,"dailyAfter14DaysEur":25},
                 {"group":3,"dailyFirst14DaysEur":30,"dailyAfter14DaysEur":21}])";

TEST(RoundReaderTest, FillsInDefaults) {
  const Outcome outcome = ReadWith("");
  ASSERT_THAT(outcome.faults, IsEmpty());
  const Round& round = *outcome.round;
  EXPECT_EQ(FormatRange(round.dates), "2027-03-01..2027-05-31");
  EXPECT_EQ(round.call_year, 2027);
  EXPECT_EQ(round.activity.days_min, 2);
  EXPECT_EQ(round.activity.days_max, 365);
  EXPECT_EQ(round.countries.size(), 33u);  // EU 27 and six more.
  EXPECT_EQ(round.accepted_actions, kDefaultAcceptedActions);
  EXPECT_EQ(round.weights, kDefaultWeights);
  EXPECT_EQ(round.policy, Policy::kBest);
  EXPECT_EQ(round.stable_side, StableSide::kApprentices);
  EXPECT_EQ(round.stable_size, StableSize::kLottery);
  EXPECT_EQ(round.seed, 0u);
  EXPECT_FALSE(round.rates.given);
  EXPECT_FALSE(round.quotas.budget_eur.has_value());
}

TEST(RoundReaderTest, ReadsEveryField) {
  const Outcome outcome = ReadWith(absl::StrCat(
      R"("callYear":2026,"activity":"short_term","countries":["el","DE","de"],"eqfMin":3,"eqf_max":4,"minAge":16,
      "accompanyUnderAge":18,"acceptedActions":["obtain_employer_consent","ACTION_NAME_COORDINATOR"],
      "allowUnfunded":true,"onlyWishes":true,"employerMayHost":true,"hostCertificates":["SBB"],
      "employerCertificates":["x"],"checklist":["wifi","Backup_Plan"],"consortium":"North",
      "quotas":{"placementsPerRound":30,"placementsPerCentre":{"C-1":5},"leastPerCentre":{"C-1":5},
      "placementsPerCountry":{"UK":3},"budgetEur":0},"weights":{"wish_rank":100,"keptFromLastRun":1},"policy":"stable",
      "stableSide":"hosts","stable_size":"STABLE_SIZE_MAXIMUM","seed":7,"rates":{"organisationalSupportEur":350,"travelDays":6,"green":true,)",
      kGroups, "}"));
  ASSERT_THAT(outcome.faults, IsEmpty());
  const Round& round = *outcome.round;
  EXPECT_EQ(round.call_year, 2026);
  EXPECT_EQ(round.activity.code, "SHORT_TERM");
  EXPECT_EQ(round.activity.days_min, 10);
  EXPECT_EQ(round.activity.days_min_fewer_opportunities, 2);
  EXPECT_THAT(round.countries, ElementsAre(Country::Of("DE"), Country::Of("GR")));
  EXPECT_EQ(round.eqf_min, 3);
  EXPECT_EQ(round.eqf_max, 4);
  EXPECT_EQ(round.age_min, 16);
  EXPECT_EQ(round.accompany_under_age, 18);
  EXPECT_EQ(round.accepted_actions, (ActionSet{Action::kObtainEmployerConsent, Action::kNameCoordinator}));
  EXPECT_TRUE(round.allow_unfunded && round.only_wishes && round.employer_may_host);
  EXPECT_THAT(round.host_certificates, ElementsAre("sbb"));
  EXPECT_THAT(round.checklist.codes, ElementsAre("backup_plan", "wifi"));
  EXPECT_EQ(round.consortium, "North");
  EXPECT_EQ(round.quotas.placements_per_round, 30);
  EXPECT_THAT(round.quotas.placements_per_centre, ElementsAre(Pair("C-1", 5)));
  EXPECT_THAT(round.quotas.least_per_centre, ElementsAre(Pair("C-1", 5)));
  EXPECT_THAT(round.quotas.placements_per_country, ElementsAre(Pair(Country::Of("GB"), 3)));
  EXPECT_EQ(round.quotas.budget_eur, 0);
  EXPECT_THAT(round.weights, ElementsAre(100, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0));
  EXPECT_EQ(round.policy, Policy::kStable);
  EXPECT_EQ(round.stable_side, StableSide::kHosts);
  EXPECT_EQ(round.stable_size, StableSize::kMaximum);
  EXPECT_EQ(round.seed, 7u);
  EXPECT_TRUE(round.rates.given && round.rates.green);
  EXPECT_THAT(round.rates.daily_first_14_days_eur, ElementsAre(0, 42, 36, 30));
  EXPECT_THAT(round.rates.daily_after_14_days_eur, ElementsAre(0, 29, 25, 21));
  EXPECT_EQ(round.rates.organisational_support_eur, 350);
  EXPECT_EQ(round.rates.travel_days, 6);
}

TEST(RoundReaderTest, KnowsEveryActionByTheEnginesWord) {
  for (int i = 0; i < kActionCount; ++i) {
    const auto action = static_cast<Action>(i);
    const Outcome outcome = ReadWith(absl::StrCat(R"("acceptedActions":[")", ActionCode(action), "\"]"));
    ASSERT_THAT(outcome.faults, IsEmpty());
    EXPECT_EQ(outcome.round->accepted_actions, ActionSet{action}) << ActionCode(action);
  }
}

TEST(RoundReaderTest, AnEmptyListIsNoAbsentOne) {
  EXPECT_TRUE(ReadWith(R"("acceptedActions":[])").round->accepted_actions.empty());
  EXPECT_EQ(ReadWith(R"("acceptedActions":null)").round->accepted_actions, kDefaultAcceptedActions);
  EXPECT_EQ(ReadWith(R"("weights":{})").round->weights, (std::array<int, kCriterionCount>{}));
  EXPECT_EQ(ReadWith(R"("countries":[])").round->countries.size(), 33u);
}

TEST(RoundReaderTest, LooksAheadOnlyWhereItIsTold) {
  EXPECT_EQ(ReadWith("").round->weights.back(), 0);
  const Outcome outcome = ReadWith(R"("weights":{"laterWorth":100},"pastRounds":["rounds/a","rounds/b%2F1"])");
  ASSERT_THAT(outcome.faults, IsEmpty());
  EXPECT_EQ(outcome.round->weights.back(), 100);
  EXPECT_THAT(outcome.round->past_rounds, ElementsAre("rounds/a", "rounds/b%2F1"));
}

TEST(RoundReaderTest, NamesWhatIsWrong) {
  const std::pair<std::string, const char*> cases[] = {
      {R"("weights":{"laterWorth":101})", "weights.laterWorth '101' [out_of_range]"},
      {R"("pastRounds":["a"])", "pastRounds[0] 'a' [bad_name]"},
      {R"("pastRounds":["rounds/"])", "pastRounds[0] 'rounds/' [bad_name]"},
      {R"("pastRounds":["rounds/a","rounds/a/runs/1"])", "pastRounds[1] 'rounds/a/runs/1' [bad_name]"},
      {R"("pastRounds":["rounds/a","rounds/a"])", "pastRounds[1] 'rounds/a' [duplicate_field]"},
      {R"("activity":"SHORT_TREM")", "activity 'SHORT_TREM' [unknown_code] did you mean SHORT_TERM?"},
      {R"("activity":"PREP_VISIT")", "activity 'PREP_VISIT' [unknown_code]"},
      {R"("countries":["DE","XX"])", "countries[1] 'XX' [unknown_code]"},
      {R"("callYear":2020)", "callYear '2020' [out_of_range]"},
      {R"("eqfMin":0)", "eqfMin '0' [out_of_range]"},
      {R"("eqfMax":9)", "eqfMax '9' [out_of_range]"},
      {R"("eqfMin":5,"eqfMax":4)", "eqfMax '4' [contradiction]"},
      {R"("minAge":-1)", "minAge '-1' [out_of_range]"},
      {R"("accompanyUnderAge":100)", "accompanyUnderAge '100' [out_of_range]"},
      {R"("acceptedActions":["obtain_employer_consnt"])",
       "acceptedActions[0] 'obtain_employer_consnt' [unknown_code] did you mean OBTAIN_EMPLOYER_CONSENT?"},
      {R"("allowUnfunded":1)", "allowUnfunded '1' [bad_value]"},
      {R"("quotas":{"placementsPerRound":-1})", "quotas.placementsPerRound '-1' [out_of_range]"},
      {R"("quotas":{"placementsPerCentre":{"C":-1}})", "quotas.placementsPerCentre.C '-1' [out_of_range]"},
      {R"("quotas":{"placementsPerCentre":{"C":"x"}})", "quotas.placementsPerCentre.C 'x' [bad_number]"},
      {R"("quotas":{"placementsPerCentre":[1]})", "quotas.placementsPerCentre '[...]' [bad_value]"},
      {R"("quotas":{"placementsPerCentre":{"":1}})", "quotas.placementsPerCentre. '' [missing_value]"},
      {R"("quotas":{"placementsPerCentre":{"C":1},"leastPerCentre":{"C":2}})",
       "quotas.leastPerCentre.C '2' [contradiction] the least is above the most, 1"},
      {R"("quotas":{"placementsPerCountry":{"EL":1,"GR":2}})", "quotas.placementsPerCountry.GR 'GR' [duplicate_field]"},
      {R"("quotas":{"placementsPerCountry":{"XX":1}})", "quotas.placementsPerCountry.XX 'XX' [unknown_code]"},
      {R"("quotas":{"budgetEur":-1})", "quotas.budgetEur '-1' [out_of_range]"},
      {R"("quotas":{"budgetEur":3000000000})", "quotas.budgetEur '3000000000' [out_of_range]"},
      {R"("quotas":{"budgetEuro":1})", "quotas.budgetEuro '' [unknown_field] did you mean budgetEur?"},
      {R"("weights":{"wishRank":101})", "weights.wishRank '101' [out_of_range] must be 0..100"},
      {R"("weights":{"wish_rank":-1})", "weights.wishRank '-1' [out_of_range]"},
      {R"("weights":{"wishes":1})", "weights.wishes '' [unknown_field]"},
      {R"("policy":"fair")", "policy 'fair' [unknown_code] write one of: BEST, STABLE, SERIAL"},
      {R"("seed":-1)", "seed '-1' [out_of_range]"},
      {R"("rates":{})", "rates.groups '' [missing_value] the rates of country group 1"},
      {absl::StrCat(R"("rates":{"travelDays":3,)", kGroups, "}"), "rates.travelDays '3' [out_of_range] must be 0..2"},
      {absl::StrCat(R"("rates":{"travelDays":7,"green":true,)", kGroups, "}"), "rates.travelDays '7' [out_of_range]"},
      {R"("rates":{"groups":[{"group":4}]})", "rates.groups[0].group '4' [out_of_range] must be 1..3"},
      {R"("rates":{"groups":[{"group":1},{"group":1}]})", "rates.groups[1].group '1' [duplicate_field]"},
      {R"("firstDay":"2027-03-01","first_day":"2027-03-01")", " [bad_json]"},
      {R"("hostCertificates":{"sbb":1})", "hostCertificates '{...}' [bad_value]"},
  };
  for (const auto& [more, fault] : cases) {
    const Outcome outcome = ReadWith(more);
    ASSERT_FALSE(outcome.faults.empty()) << more;
    EXPECT_TRUE(absl::StrContains(outcome.faults[0], fault)) << more << ": " << outcome.faults[0];
    EXPECT_FALSE(outcome.round.has_value()) << more;
  }
}

TEST(RoundReaderTest, NeedsIdAndDatesInOrder) {
  EXPECT_EQ(Read("{\"policy\":\"best\"}").faults.size(), 3u);
  EXPECT_THAT(Read(R"({"id":"r","firstDay":"2027-03-02","lastDay":"2027-03-01"})").faults,
              ElementsAre("lastDay '2027-03-01' [contradiction] lastDay is before firstDay; swap them?"));
  EXPECT_THAT(Read(R"({"id":"r","firstDay":"2027-03-01","lastDay":"2027-03-01"})").faults, IsEmpty());
  EXPECT_THAT(Read(R"({"id":"r","firstDay":"31.02.2027","lastDay":"2027-03-01"})").faults,
              ElementsAre("firstDay '31.02.2027' [no_such_date] there is no 31 February"));
}

}  // namespace
}  // namespace walz
