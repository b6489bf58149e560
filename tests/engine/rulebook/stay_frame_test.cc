// The frame: lengths, ranges of first days, what counts where no stay fits, and the most favourable stay.

#include "engine/rulebook/stay_frame.h"

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<DayRange> StartsOf(const DaySet& a, const DaySet& b, int length) {
  std::vector<DayRange> starts;
  ForEachStarts(a, b, length, [&](DayRange range) {
    starts.push_back(range);
    return true;
  });
  return starts;
}

TEST(ForEachStartsTest, StaysLieInOneRangeOfEachSide) {
  const DaySet a({{Day{0}, Day{9}}, {Day{20}, Day{29}}});
  const DaySet b({{Day{5}, Day{21}}, {Day{23}, Day{40}}});
  EXPECT_THAT(StartsOf(a, b, 1),
              ElementsAre(DayRange{Day{5}, Day{9}}, DayRange{Day{20}, Day{21}}, DayRange{Day{23}, Day{29}}));
  EXPECT_THAT(StartsOf(a, b, 5), ElementsAre(DayRange{Day{5}, Day{5}}, DayRange{Day{23}, Day{25}}));
  EXPECT_THAT(StartsOf(a, b, 7), ElementsAre(DayRange{Day{23}, Day{23}}));
  EXPECT_THAT(StartsOf(a, b, 8), IsEmpty());
  EXPECT_THAT(StartsOf(a, DaySet(), 1), IsEmpty());
}

TEST(CoverageTest, BothSidesOfEachEdge) {
  const std::vector<DayRange> ranges = {{Day{10}, Day{19}}, {Day{30}, Day{32}}};
  const auto expect = [&](int first, int length, bool covered, Day until) {
    const Coverage coverage = CoverageOf(ranges, Day{first}, length);
    EXPECT_EQ(coverage.covered, covered) << first << '+' << length;
    EXPECT_EQ(coverage.until, until) << first << '+' << length;
  };
  expect(9, 3, false, Day{9});
  expect(10, 3, true, Day{17});
  expect(17, 3, true, Day{17});
  expect(18, 3, false, Day{29});
  expect(30, 3, true, Day{30});
  expect(31, 3, false, kDayMax);
  expect(30, 4, false, kDayMax);
}

// The length of the frame and all stays that a rule is asked about.
struct Seen {
  int length;
  std::vector<DayRange> starts;
};

Seen FrameWhere(const std::function<void(Facts&)>& change) {
  Facts facts = SmallFacts();
  change(facts);
  const Problem problem = MakeProblem(std::move(facts));
  Seen seen{0, {}};
  BestOverFrame(LearnerFrameOf(problem.View(ApprenticeIndex())), HostFrameOf(problem.View(OpeningIndex())),
                [&](Day first, int length) {
                  seen.length = length;
                  if (seen.starts.empty() || seen.starts.back().last + 1 != first)
                    seen.starts.push_back({first, first});
                  seen.starts.back().last = first;
                  return StayRuling{Ruling::Refused(), first};
                });
  return seen;
}

// The round is 2027-03-01..2027-05-31; the apprentice stays 14..28 days.
TEST(StayFrameTest, StaysOfTheShortestLengthInsideAllThree) {
  Seen seen = FrameWhere([](Facts& f) { f.apprentices[0].windows = Days(f, {R("2027-05-01..2027-08-31")}); });
  EXPECT_EQ(seen.length, 14);
  EXPECT_THAT(seen.starts, ElementsAre(R("2027-05-01..2027-05-18")));
  seen = FrameWhere([](Facts& f) { f.openings[0].days_min = 20; });
  EXPECT_EQ(seen.length, 20);
  EXPECT_THAT(seen.starts, ElementsAre(R("2027-03-01..2027-05-12")));
}

TEST(StayFrameTest, OneDayIfNoLengthIsPermitted) {
  const Seen seen = FrameWhere([](Facts& f) {
    f.openings[0].days_min = 29;
    f.apprentices[0].windows = Days(f, {R("2027-05-30..2027-08-31")});
  });
  EXPECT_EQ(seen.length, 1);
  EXPECT_THAT(seen.starts, ElementsAre(R("2027-05-30..2027-05-31")));
}

TEST(StayFrameTest, DaysOfTheOpeningIfNoStayFits) {
  Seen seen = FrameWhere([](Facts& f) {
    f.apprentices[0].windows = Days(f, {R("2027-03-01..2027-03-13")});
    f.openings[0].windows = Days(f, {R("2027-02-01..2027-03-02"), R("2027-05-30..2027-06-30")});
  });
  EXPECT_EQ(seen.length, 1);
  EXPECT_THAT(seen.starts, ElementsAre(R("2027-03-01..2027-03-02"), R("2027-05-30..2027-05-31")));
  seen = FrameWhere([](Facts& f) { f.openings[0].windows = Days(f, {R("2027-06-01..2027-06-30")}); });
  EXPECT_EQ(seen.length, 1);
  EXPECT_THAT(seen.starts, ElementsAre(R("2027-06-01..2027-06-30")));
}

TEST(StayFrameTest, NotAcceptedActionsPermitNoLength) {
  const auto above = [](ActionSet accepted) {
    return [=](Facts& f) {
      f.schemes[0].plan_above_days = 13;
      f.round.accepted_actions = accepted;
    };
  };
  EXPECT_EQ(FrameWhere(above({Action::kAgreeChamberPlan})).length, 14);
  EXPECT_EQ(FrameWhere(above({})).length, 1);
  const auto share = [](ActionSet accepted) {
    return [=](Facts& f) {
      f.schemes[0].share_denominator = 4;
      f.round.accepted_actions = accepted;
    };
  };
  EXPECT_EQ(FrameWhere(share({Action::kEnterTrainingDays})).length, 14);
  EXPECT_EQ(FrameWhere(share({})).length, 1);
}

// From the first day to the last, whatever lies between, and the least that one side asks for by itself.
TEST(StaySpanTest, HoldsAllLawfulStaysOfOneSide) {
  Facts facts = SmallFacts();
  facts.apprentices[0].windows = Days(facts, {R("2027-03-01..2027-03-20"), R("2027-05-01..2027-05-31")});
  facts.apprentices[0].days_min = 12;
  facts.openings[0].windows = Days(facts, {R("2027-02-01..2027-03-15"), R("2027-04-01..2027-04-20")});
  facts.openings[0].days_min = 15;
  const Problem problem = MakeProblem(std::move(facts));
  const std::optional<StaySpan> apprentice = SpanOfApprentice(problem.View(ApprenticeIndex()));
  const std::optional<StaySpan> opening = SpanOfOpening(problem.View(OpeningIndex()));
  ASSERT_TRUE(apprentice && opening);
  EXPECT_EQ(apprentice->days, R("2027-03-01..2027-05-31"));
  EXPECT_EQ(apprentice->length_min, LearnerFrameOf(problem.View(ApprenticeIndex())).length_min);
  EXPECT_GE(apprentice->length_min, 12);
  EXPECT_EQ(opening->days, R("2027-03-01..2027-04-20"));  // From the round's first day on.
  EXPECT_EQ(opening->length_min, 15);
}

TEST(StaySpanTest, NoneWhereNoStayIsLawful) {
  Facts facts = SmallFacts();
  facts.apprentices[0].days_min = 20;
  facts.apprentices[0].days_max = 19;
  facts.openings[0].windows = Days(facts, {R("2035-02-01..2035-03-15")});  // Beyond the round's dates.
  const Problem problem = MakeProblem(std::move(facts));
  EXPECT_FALSE(SpanOfApprentice(problem.View(ApprenticeIndex())));
  EXPECT_FALSE(SpanOfOpening(problem.View(OpeningIndex())));
}

TEST(StayFrameTest, BestRankFirstThenEarliest) {
  Facts facts = SmallFacts();
  const Problem problem = MakeProblem(std::move(facts));
  const LearnerFrame learner = LearnerFrameOf(problem.View(ApprenticeIndex()));
  const HostFrame host = HostFrameOf(problem.View(OpeningIndex()));
  const Day start = D("2027-03-01");
  const Ruling accepted = Ruling::Needs({Action::kSignAgreement});
  const Ruling other = Ruling::Needs({Action::kEnterEqf});
  const auto best_of = [&](std::vector<Ruling> by_day) {
    return BestOverFrame(learner, host, [&](Day first, int) {
      const auto day = static_cast<std::size_t>(first - start);
      return day < by_day.size() ? StayRuling{by_day[day], first} : StayRuling{Ruling::Refused(), kDayMax};
    });
  };
  EXPECT_EQ(best_of({Ruling::Refused(), Ruling::Allowed()}).stay, R("2027-03-02..2027-03-15"));
  EXPECT_EQ(best_of({other, Ruling::Refused(), accepted, accepted}).stay.first, start + 2);
  EXPECT_EQ(best_of({other, Ruling::Refused(), accepted, accepted}).ruling, accepted);
  EXPECT_EQ(best_of({Ruling::Refused(), other}).ruling, other);
  EXPECT_EQ(best_of({}).ruling, Ruling::Refused());
  EXPECT_EQ(best_of({}).stay.first, start);
}

}  // namespace
}  // namespace walz
