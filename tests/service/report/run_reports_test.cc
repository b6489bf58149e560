#include "service/report/run_reports.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "engine/matching/sieve.h"
#include "engine/rulebook/wish.h"
#include "engine/rules/standard_rulebook.h"
#include "service/report/occupancy_report.h"
#include "tests/support/facts_builder.h"
#include "tests/support/match.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

struct World {
  explicit World(Facts facts)
      : problem(MakeProblem(std::move(facts))),
        rules(StandardRuleBook()),
        sieve(problem, rules, {}),
        outcome(MatchAndAudit(problem)) {}
  ReportFacts facts(std::vector<bool> counted = {}) const {
    return {problem, rules, sieve, outcome.matching, std::move(counted)};
  }

  const Problem problem;
  const RuleBook rules;
  const Sieve sieve;
  const RunOutcome outcome;
};

std::int64_t SumOf(const v1::HistogramReport& report) {
  std::int64_t sum = 0;
  for (const v1::HistogramBar& bar : report.bars()) sum += bar.apprentices();
  return sum;
}

TEST(RunReportsTest, BarsHoldEveryApprenticeOnce) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const World world(RandomFacts(seed, {.apprentice_count = 20, .opening_count = 12}));
    const auto placed = static_cast<std::int64_t>(world.outcome.matching.placements.size());
    const v1::HistogramReport points = PointsHistogram(world.facts());
    EXPECT_EQ(SumOf(points), placed);
    EXPECT_LE(points.bars_size(), 20);
    std::int64_t least = 0;
    for (const v1::HistogramBar& bar : points.bars()) {
      // `300..399`, or one number: each bar begins where the last one ended.
      const std::size_t dots = bar.label().find("..");
      const std::int64_t from = std::stoll(bar.label());
      const std::int64_t to = dots == std::string::npos ? from : std::stoll(bar.label().substr(dots + 2));
      EXPECT_TRUE(&bar == &points.bars(0) || from == least) << bar.label();
      least = to + 1;
      std::int64_t expected = 0;
      for (const Placement& placement : world.outcome.matching.placements) {
        const int of =
            PointsOf(world.rules, world.problem.View(placement.apprentice), world.problem.View(placement.opening));
        expected += from <= of && of <= to ? 1 : 0;
      }
      EXPECT_EQ(bar.apprentices(), expected) << bar.label();
    }
    const v1::HistogramReport wishes = WishHistogram(world.facts());
    EXPECT_EQ(SumOf(wishes), static_cast<std::int64_t>(world.problem.apprentices().size()));
    EXPECT_EQ(wishes.bars(wishes.bars_size() - 1).label(), "unmatched");
    EXPECT_EQ(wishes.bars(wishes.bars_size() - 1).apprentices(),
              static_cast<std::int64_t>(world.problem.apprentices().size()) - placed);
  }
}

TEST(RunReportsTest, CountsOnlyWhoMayBeCounted) {
  const World world(RandomFacts(3, {.apprentice_count = 20, .opening_count = 12}));
  std::vector<bool> nobody(world.problem.apprentices().size());
  EXPECT_EQ(PointsHistogram(world.facts(nobody)).bars_size(), 0);
  EXPECT_EQ(SumOf(WishHistogram(world.facts(nobody))), 0);
  EXPECT_EQ(MakeFairnessReport(world.facts(nobody), {}).centres_size(), 0);
  std::vector<bool> one = nobody;
  one[4] = true;
  EXPECT_EQ(SumOf(WishHistogram(world.facts(one))), 1);
  EXPECT_EQ(MakeFairnessReport(world.facts(one), {}).all().apprentices(), 1);
  EXPECT_EQ(MakeFairnessReport(world.facts(one), {}).centres_size(), 1);
}

TEST(RunReportsTest, FairnessIsTheCountByCentre) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const World world(RandomFacts(seed, {.apprentice_count = 20, .opening_count = 12}));
    const v1::FairnessReport report = MakeFairnessReport(world.facts(), {});
    std::map<std::string, v1::CentreFairness> expected;
    for (std::uint32_t i = 0; i < world.problem.apprentices().size(); ++i) {
      const ApprenticeIndex apprentice(i);
      v1::CentreFairness& row = expected[world.problem[apprentice].centre];
      row.set_apprentices(row.apprentices() + 1);
      const bool feasible = !world.sieve.FeasibleOf(apprentice).empty();
      bool placed = false;
      for (const Placement& placement : world.outcome.matching.placements) {
        if (placement.apprentice != apprentice) continue;
        placed = true;
        row.set_placed(row.placed() + 1);
        row.set_points(row.points() +
                       PointsOf(world.rules, world.problem.View(apprentice), world.problem.View(placement.opening)));
        const auto wish = WishOf(world.problem, apprentice, placement.opening);
        row.set_first_wish(row.first_wish() + (wish && wish->rank == 1 ? 1 : 0));
      }
      row.set_feasible(row.feasible() + (feasible || placed ? 1 : 0));
    }
    ASSERT_EQ(report.centres_size(), static_cast<int>(expected.size()));
    for (v1::CentreFairness row : report.centres()) {
      v1::CentreFairness& same = expected[row.centre()];
      same.set_centre(row.centre());
      row.clear_least();
      EXPECT_EQ(row.DebugString(), same.DebugString());
    }
  }
}

// What the report says of one day, counted the obvious way.
struct DayCount {
  std::int64_t places = 0;
  std::int64_t booked = 0;
  std::int64_t held = 0;
};

DayCount CountDay(const World& world, CompanyIndex company, Day day) {
  DayCount count;
  const Problem& problem = world.problem;
  for (const OpeningIndex opening : problem.OpeningsOf(company)) {
    const OpeningState state = problem[opening].state;
    const bool offered = state == OpeningState::kOpen || state == OpeningState::kToSign;
    if (offered && problem.View(opening).days_in_round->Contains(day)) count.places += problem[opening].places;
  }
  if (problem[company].hosted_max) count.places = std::min<std::int64_t>(count.places, *problem[company].hosted_max);
  for (const Placement& placement : world.outcome.matching.placements) {
    if (problem.CompanyOf(placement.opening) != company || !placement.stay.Contains(day)) continue;
    const auto& pin = problem.PinOf(placement.apprentice);
    const std::int64_t persons = 1 + problem[placement.apprentice].accompanying;
    (pin && pin->opening == placement.opening ? count.booked : count.held) += persons;
  }
  return count;
}

TEST(OccupancyReportTest, IsThatOfTheFullestDayOfEachWeek) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    const World world(RandomFacts(seed, {.apprentice_count = 20, .opening_count = 12}));
    const v1::OccupancyReport report = MakeOccupancyReport(world.facts(), nullptr);
    const Day monday = *ParseDay(report.first_monday());
    EXPECT_EQ((monday.number + 3) % 7, 0);
    std::set<std::string> shown;
    for (const v1::HostOccupancy& host : report.hosts()) {
      shown.insert(host.company());
      const CompanyIndex company = *world.problem.FindCompany(host.company());
      ASSERT_EQ(host.capacity_size(), report.week_count());
      for (int week = 0; week < report.week_count(); ++week) {
        std::int64_t most = 0;
        bool found = false;
        for (int i = 0; i < 7; ++i) {
          const DayCount count = CountDay(world, company, monday + (7 * week + i));
          most = std::max(most, count.booked + count.held);
          found = found || (count.booked == host.booked(week) && count.held == host.held(week) &&
                            count.places == host.capacity(week));
        }
        EXPECT_TRUE(found) << seed << " " << host.company() << " week " << week;
        EXPECT_EQ(host.booked(week) + host.held(week), most);
      }
    }
    for (const Placement& placement : world.outcome.matching.placements) {
      EXPECT_TRUE(shown.contains(world.problem[placement.opening].company));
    }
    // The unassigned lane.
    for (int week = 0; week < report.week_count(); ++week) {
      std::int64_t waiting = 0;
      for (std::uint32_t i = 0; i < world.problem.apprentices().size(); ++i) {
        const ApprenticeIndex apprentice(i);
        bool placed = false;
        for (const Placement& placement : world.outcome.matching.placements) {
          placed = placed || placement.apprentice == apprentice;
        }
        bool there = false;
        for (int day = 0; day < 7; ++day) {
          there = there || world.problem.View(apprentice).days->Contains(monday + (7 * week + day));
        }
        waiting += !placed && there ? 1 : 0;
      }
      EXPECT_EQ(report.unassigned(week), waiting) << seed << " week " << week;
    }
  }
}

TEST(OccupancyReportTest, ShowsOnlyHostsThatMayBeShown) {
  const World world(RandomFacts(5, {.apprentice_count = 20, .opening_count = 12}));
  EXPECT_EQ(MakeOccupancyReport(world.facts(), [](CompanyIndex) { return false; }).hosts_size(), 0);
}

}  // namespace
}  // namespace walz
