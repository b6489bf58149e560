// The auditor accepts an outcome of policy `best` that was made by hand, and names every kind of tampering with it.

#include "engine/matching/auditor.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/matching/lottery.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"

namespace walz {
namespace {

using testing::HasSubstr;

// Opening O has one place in March, all of whose stays share days; Q has one in April, for two stays of 14 days one
// after the other; R has three in April for cooks.  A is pinned to O, where B would go too.  E, F and G want Q.  X and
// Y travel together to R, where Z would go too, but the centre may send only five.  B, G and Z stay behind.
Facts RoundFacts() {
  Facts facts = SmallFacts();
  facts.apprentices.clear();
  facts.openings.clear();
  facts.centres.push_back(MakeCentre(facts, "D"));
  facts.companies.push_back(MakeCompany(facts, "I"));
  const auto add_opening = [&facts](const char* id, const char* company, const char* days, int places) -> Opening& {
    facts.openings.push_back(MakeOpening(facts, id, company));
    facts.openings.back().windows = Days(facts, {R(days)});
    facts.openings.back().places = places;
    return facts.openings.back();
  };
  add_opening("O", "H", "2027-03-01..2027-03-20", 1);
  add_opening("Q", "H", "2027-04-01..2027-04-28", 1).days_max = 14;
  add_opening("R", "I", "2027-04-01..2027-04-28", 3).fields = Fields(facts, {"1013"});
  const auto add_apprentice = [&facts](const char* id, const char* days, int tier) -> Apprentice& {
    facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
    facts.apprentices.back().windows = Days(facts, {R(days)});
    facts.apprentices.back().tier = tier;
    return facts.apprentices.back();
  };
  const char* const march = "2027-03-01..2027-03-31";
  const char* const april = "2027-04-01..2027-04-30";
  add_apprentice("A", march, 0);
  add_apprentice("B", march, 8);
  add_apprentice("E", april, 5);
  add_apprentice("F", april, 5);
  add_apprentice("G", april, 8);
  for (const char* const id : {"X", "Y", "Z"}) {
    Apprentice& cook = add_apprentice(id, april, *id == 'Z' ? 9 : 5);
    cook.field = facts.catalogue->FindField("1013");
    if (*id != 'Z') cook.group = "cooks";
  }
  facts.pairs.push_back({"A", "O", PairMark::kPin, D("2027-03-01"), D("2027-03-14"), ""});
  facts.last_run.push_back({"A", "O", R("2027-03-01..2027-03-14")});
  facts.wishes = {
      {"A", 1, WishKind::kOpening, "O"}, {"E", 2, WishKind::kOpening, "Q"}, {"G", 1, WishKind::kOpening, "Q"}};
  facts.round.weights[static_cast<std::size_t>(CriterionId::kWishRank)] = 10;
  facts.round.quotas.placements_per_centre["C"] = 5;
  facts.round.quotas.least_per_centre["C"] = 2;
  return facts;
}

absl::int128 Power(int exponent) { return absl::int128(1) << exponent; }

class AuditorTest : public testing::Test {
 protected:
  explicit AuditorTest(Facts facts = RoundFacts())
      : problem_(MakeProblem(std::move(facts))), rules_(StandardRuleBook()), sieve_(problem_, rules_, {}) {}

  ApprenticeIndex Who(absl::string_view id) const { return *problem_.FindApprentice(id); }
  OpeningIndex Where(absl::string_view id) const { return *problem_.FindOpening(id); }
  Placement Stay(absl::string_view apprentice, absl::string_view opening, absl::string_view days) const {
    return {Who(apprentice), Where(opening), R(days)};
  }
  int Points(absl::string_view apprentice, absl::string_view opening) const {
    return PointsOf(rules_, problem_.View(Who(apprentice)), problem_.View(Where(opening)));
  }
  std::uint32_t QuotaNumber(absl::string_view name) const {
    const auto at = std::find_if(rules_.quotas.begin(), rules_.quotas.end(),
                                 [name](const Quota& quota) { return quota.name == name; });
    return static_cast<std::uint32_t>(at - rules_.quotas.begin());
  }

  // Of somebody who is neither pinned nor kept.
  absl::int128 Worth(const Weights& weights, absl::string_view apprentice, absl::string_view opening) const {
    const std::uint32_t number = PairLotteryOf(LotteryOf(problem_.round().seed, apprentice), OpeningHashOf(opening));
    return weights.tier[static_cast<std::size_t>(problem_[Who(apprentice)].tier)] +
           weights.point * Points(apprentice, opening) + absl::int128(number);
  }

  // Whoever stays behind would gain nothing at these prices.
  void SetPrices(Certificate& certificate) const {
    const absl::int128 centre = Worth(certificate.weights, "Z", "R");
    certificate.prices = {
        {QuotaNumber("places_per_opening"), Where("O").value, {}, Worth(certificate.weights, "B", "O") - centre},
        {QuotaNumber("places_per_opening"), Where("Q").value, {}, Worth(certificate.weights, "G", "Q") - centre},
        {QuotaNumber("placements_per_centre"), problem_.FindCentre("C")->value, {}, centre}};
  }

  RunOutcome RightOutcome() const {
    RunOutcome outcome;
    outcome.matching.placements = {Stay("A", "O", "2027-03-01..2027-03-14"), Stay("E", "Q", "2027-04-01..2027-04-14"),
                                   Stay("F", "Q", "2027-04-15..2027-04-28"), Stay("X", "R", "2027-04-02..2027-04-18"),
                                   Stay("Y", "R", "2027-04-02..2027-04-18")};
    outcome.score.pins_kept = 1;
    outcome.score.placed_by_tier[0] = 1;
    outcome.score.placed_by_tier[5] = 4;
    outcome.score.centres_at_least = 1;
    outcome.score.points = Points("A", "O") + Points("E", "Q") + Points("F", "Q") + Points("X", "R") + Points("Y", "R");
    outcome.score.kept = 1;
    outcome.bound = outcome.score;
    outcome.points_bound = outcome.score.points;
    outcome.proven = true;
    Weights& weights = outcome.certificate.weights;
    weights.kept = Power(36);
    weights.point = Power(40);
    weights.least = Power(60);
    for (int tier = 0; tier < kTierCount; ++tier) {
      weights.tier[static_cast<std::size_t>(tier)] = Power(64 + 4 * (kTierCount - tier));
    }
    weights.pin = Power(108);
    SetPrices(outcome.certificate);
    outcome.certificate.rewards = {{*problem_.FindCentre("C"), 0}};
    return outcome;
  }

  absl::Status Audit(const RunOutcome& outcome) const { return AuditRun(problem_, rules_, sieve_, outcome, {}); }

  const Problem problem_;
  const RuleBook rules_;
  const Sieve sieve_;
};

TEST_F(AuditorTest, AcceptsTheRightOutcome) {
  EXPECT_TRUE(Audit(RightOutcome()).ok()) << Audit(RightOutcome());
  const absl::Status threaded = AuditRun(problem_, rules_, sieve_, RightOutcome(), {.thread_count = 4});
  EXPECT_TRUE(threaded.ok()) << threaded;
}

TEST_F(AuditorTest, AcceptsClaimsThatAreWeakerThanTheProof) {
  RunOutcome outcome = RightOutcome();
  outcome.proven = false;
  EXPECT_TRUE(Audit(outcome).ok()) << Audit(outcome);
  ++outcome.bound.points;
  ++outcome.points_bound;
  EXPECT_TRUE(Audit(outcome).ok()) << Audit(outcome);
}

TEST_F(AuditorTest, AcceptsRangesAsTheBoundOfAStoppedRun) {
  RunOutcome outcome;
  outcome.stopped = true;
  outcome.pins_broken = 1;
  outcome.bound.pins_kept = 1;
  outcome.bound.placed_by_tier = {1, 0, 0, 0, 0, 4, 0, 0, 2, 1};
  outcome.bound.centres_at_least = 1;
  outcome.bound.points = RightOutcome().score.points + Points("B", "O") + Points("G", "Q") + Points("Z", "R");
  outcome.bound.kept = 1;
  outcome.points_bound = outcome.bound.points;
  EXPECT_TRUE(Audit(outcome).ok()) << Audit(outcome);
  --outcome.bound.kept;
  EXPECT_THAT(Audit(outcome).message(), HasSubstr("its prices prove no less than"));
}

TEST_F(AuditorTest, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(AuditRun(problem_, rules_, sieve_, RightOutcome(), {.stop = source.get_token()}).code(),
            absl::StatusCode::kCancelled);
}

class AuditorTamperingTest : public AuditorTest {
 protected:
  void ExpectNamed(const char* name, const std::function<void(RunOutcome&)>& change, const char* words) const {
    SCOPED_TRACE(name);
    RunOutcome outcome = RightOutcome();
    change(outcome);
    const absl::Status status = Audit(outcome);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
    EXPECT_THAT(std::string(status.message()), HasSubstr(words));
  }
  static DayRange& StayIn(RunOutcome& outcome, std::size_t position) {
    return outcome.matching.placements[position].stay;
  }
};

TEST_F(AuditorTamperingTest, WithPlacements) {
  ExpectNamed(
      "OtherOpening", [&](RunOutcome& o) { o.matching.placements[1].opening = Where("R"); },
      "apprentice 'E' at opening 'R' on 2027-04-01..2027-04-14: field_suits says REFUSED");
  ExpectNamed(
      "OtherMonth", [](RunOutcome& o) { StayIn(o, 3) = StayIn(o, 4) = R("2027-03-01..2027-03-14"); },
      "the opening has 2027-04-01..2027-04-28 within the round");
  ExpectNamed(
      "OneDayLonger", [](RunOutcome& o) { StayIn(o, 1) = R("2027-04-01..2027-04-15"); },
      "15 days long; permitted are 14..14");
  ExpectNamed(
      "OneDayShorter", [](RunOutcome& o) { StayIn(o, 2) = R("2027-04-16..2027-04-28"); },
      "13 days long; permitted are 14..14");
  ExpectNamed(
      "Backwards", [](RunOutcome& o) { std::swap(StayIn(o, 1).first, StayIn(o, 1).last); }, "ends before it starts");
  ExpectNamed(
      "OneDayOver", [](RunOutcome& o) { StayIn(o, 2) = R("2027-04-14..2027-04-27"); },
      "places_per_opening of opening Q: 2 used on 2027-04-14; the limit is 1");
  ExpectNamed(
      "OneTooMany", [&](RunOutcome& o) { o.matching.placements.push_back(Stay("Z", "R", "2027-04-02..2027-04-18")); },
      "placements_per_centre of centre C: 6 used; the limit is 5");
  ExpectNamed(
      "GroupTornApart", [](RunOutcome& o) { o.matching.placements.pop_back(); },
      "travel group 'cooks' is torn apart: of 'X' and 'Y' only one is placed");
  ExpectNamed(
      "GroupOnOtherDays", [](RunOutcome& o) { StayIn(o, 4) = R("2027-04-02..2027-04-19"); },
      "travel group 'cooks': apprentice 'Y' at opening 'R' on 2027-04-02..2027-04-19");
  ExpectNamed(
      "PinnedElsewhere", [&](RunOutcome& o) { o.matching.placements[0].opening = Where("Q"); },
      "pinned to opening 'O'");
  ExpectNamed(
      "PinnedOnOtherDays", [](RunOutcome& o) { StayIn(o, 0) = R("2027-03-02..2027-03-15"); },
      "pinned to 2027-03-01..2027-03-14");
  ExpectNamed(
      "Twice", [](RunOutcome& o) { o.matching.placements.push_back(o.matching.placements.back()); },
      "apprentice 'Y' stands twice");
  ExpectNamed(
      "OutOfOrder", [](RunOutcome& o) { std::swap(o.matching.placements[1], o.matching.placements[2]); },
      "apprentice 'E' stands out of order");
  ExpectNamed(
      "NoSuchOpening", [](RunOutcome& o) { o.matching.placements[0].opening = OpeningIndex(99); },
      "there is no such one");
}

TEST_F(AuditorTamperingTest, WithFigures) {
  ExpectNamed(
      "Policy", [](RunOutcome& o) { o.policy = Policy::kSerial; }, "policy");
  ExpectNamed(
      "Pins", [](RunOutcome& o) { o.score.pins_kept = 0; }, "pins_kept: the run says 0; its proposals show 1");
  ExpectNamed(
      "Placed", [](RunOutcome& o) { ++o.score.placed_by_tier[5]; },
      "placed in tier 5: the run says 5; its proposals show 4");
  ExpectNamed(
      "Least", [](RunOutcome& o) { o.score.centres_at_least = 2; },
      "centres_at_least: the run says 2; its proposals show 1");
  ExpectNamed(
      "Points", [](RunOutcome& o) { --o.score.points; }, "points: the run says");
  ExpectNamed(
      "Kept", [](RunOutcome& o) { o.score.kept = 5; }, "kept: the run says 5; its proposals show 1");
  ExpectNamed(
      "PinsBroken", [](RunOutcome& o) { o.pins_broken = 1; },
      "pins_broken: the run says 1; of 1 pins its proposals keep 1");
  ExpectNamed(
      "BoundBelowScore", [](RunOutcome& o) { --o.bound.points; }, "its score is more");
  ExpectNamed(
      "ProvenAboveScore", [](RunOutcome& o) { ++o.bound.points; }, "it should be the score");
  ExpectNamed(
      "PointsBoundAbove", [](RunOutcome& o) { ++o.points_bound; }, "points_bound: the run says");
  ExpectNamed(
      "PointsBoundBelow", [](RunOutcome& o) { --o.points_bound; }, "points_bound: the run says");
  ExpectNamed(
      "BoundNotProven",
      [](RunOutcome& o) {
        o.proven = false;
        o.certificate.prices.clear();
      },
      "its prices prove no less than 1 pins kept, placed by tier 1 0 0 0 0 4 0 0 2 1");
  ExpectNamed(
      "PointsBoundNotProven",
      [](RunOutcome& o) {
        o.proven = false;
        o.certificate.prices.clear();
        ++o.bound.placed_by_tier[1];
      },
      "points_bound: the run says");
}

TEST_F(AuditorTamperingTest, WithPrices) {
  ExpectNamed(
      "LowerByOne", [](RunOutcome& o) { o.certificate.prices[0].price -= 1; }, "proven: the prices allow a value of");
  ExpectNamed(
      "LowerByATier", [](RunOutcome& o) { o.certificate.prices[0].price -= Power(71); },
      "its prices prove no less than");
  ExpectNamed(
      "MuchHigher", [](RunOutcome& o) { o.certificate.prices[1].price += Power(90); }, "its prices prove no less than");
  ExpectNamed(
      "Negative", [](RunOutcome& o) { o.certificate.prices[1].price = -1; },
      "price of places_per_opening of opening Q: -1 is negative");
  ExpectNamed(
      "TooLarge", [](RunOutcome& o) { o.certificate.prices[1].price = Power(125); }, "is too large");
  ExpectNamed(
      "NoSuchQuota", [](RunOutcome& o) { o.certificate.prices[2].quota = 99; }, "there is no such quota");
  ExpectNamed(
      "NoSuchGroup", [](RunOutcome& o) { o.certificate.prices[2].group = 99; }, "no placement belongs to such a group");
  ExpectNamed(
      "NoLimit",
      [&](RunOutcome& o) {
        o.certificate.prices[2].quota = QuotaNumber("placements_per_round");
        o.certificate.prices[2].group = 0;
      },
      "it has no limit");
  ExpectNamed(
      "DayOfARoundQuota", [](RunOutcome& o) { o.certificate.prices[2].day = D("2027-04-01"); },
      "counts over the whole round");
  ExpectNamed(
      "DayOutsideTheRound", [](RunOutcome& o) { o.certificate.prices[1].day = D("2027-06-01"); }, "outside the round");
  ExpectNamed(
      "Twice", [](RunOutcome& o) { o.certificate.prices[1] = o.certificate.prices[0]; },
      "stands twice or out of order");
  ExpectNamed(
      "OutOfOrder", [](RunOutcome& o) { std::swap(o.certificate.prices[0], o.certificate.prices[1]); },
      "stands twice or out of order");
}

TEST_F(AuditorTamperingTest, WithRewardsAndWeights) {
  ExpectNamed(
      "RewardTooLarge", [](RunOutcome& o) { o.certificate.rewards[0].reward = Power(59) + 1; }, "reward of centre 'C'");
  ExpectNamed(
      "RewardNegative", [](RunOutcome& o) { o.certificate.rewards[0].reward = -1; }, "is not within 0..");
  ExpectNamed(
      "RewardWithoutLeast", [&](RunOutcome& o) { o.certificate.rewards[0].centre = *problem_.FindCentre("D"); },
      "there is no such centre with a least");
  ExpectNamed(
      "RewardTwice", [](RunOutcome& o) { o.certificate.rewards.push_back(o.certificate.rewards[0]); },
      "stands twice or out of order");
  ExpectNamed(
      "WeightNegative", [](RunOutcome& o) { o.certificate.weights.kept = -1; }, "weight kept: -1 is negative");
  ExpectNamed(
      "WeightTooLarge", [](RunOutcome& o) { o.certificate.weights.point = Power(110); }, "more than 103 bits");
  for (const int shift : {-1, 32}) {
    ExpectNamed(
        "LotteryShift", [shift](RunOutcome& o) { o.certificate.weights.lottery_shift = shift; }, "0..31");
  }
  // Bound and value still meet, but they are those of other goals.
  ExpectNamed(
      "KeptBelowTheLottery", [](RunOutcome& o) { o.certificate.weights.kept = 1; }, "in their order");
  // One group of senders has a price: one of tier 0 could be given up for two of tier 5.
  ExpectNamed(
      "PinAndTierWorthTwoOfTheNext",
      [](RunOutcome& o) {
        o.certificate.weights.pin = 0;
        o.certificate.weights.tier[0] = 2 * o.certificate.weights.tier[5];
      },
      "in their order");
  ExpectNamed(
      "LeastBelowThePoints", [](RunOutcome& o) { o.certificate.weights.least = 1; }, "in their order");
}

TEST_F(AuditorTamperingTest, WithTheMatchingItself) {
  ExpectNamed(
      "SomebodyLeftOut",
      [&](RunOutcome& o) {
        o.score.points -= Points("F", "Q");
        --o.score.placed_by_tier[5];
        o.matching.placements.erase(o.matching.placements.begin() + 2);
        o.bound = o.score;
        o.points_bound = o.score.points;
      },
      "its prices prove no less than");
  ExpectNamed(
      "AnotherTaken",
      [&](RunOutcome& o) {
        o.score.points += Points("G", "Q") - Points("F", "Q");
        --o.score.placed_by_tier[5];
        ++o.score.placed_by_tier[8];
        o.matching.placements[2].apprentice = Who("G");
        o.proven = false;
        o.bound = o.score;
        o.points_bound = o.score.points;
      },
      "its prices prove no less than");
}

TEST_F(AuditorTest, TakesPricesByTheDay) {
  RunOutcome outcome = RightOutcome();
  // Every stay of 14 days at Q holds exactly one of these two days.
  std::vector<Price>& prices = outcome.certificate.prices;
  prices[1].day = D("2027-04-14");
  prices.insert(prices.begin() + 2, {prices[1].quota, prices[1].group, D("2027-04-28"), prices[1].price});
  EXPECT_TRUE(Audit(outcome).ok()) << Audit(outcome);
  prices[1].day = D("2027-04-13");  // The stay from 14 to 27 April would cost nothing.
  EXPECT_THAT(std::string(Audit(outcome).message()), HasSubstr("its prices prove no less than"));
}

}  // namespace
}  // namespace walz
