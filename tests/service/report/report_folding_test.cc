#include "service/report/report_folding.h"

#include <string>

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "service/report/small_groups.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

template <typename Report>
Report Folded(const std::string& text) {
  Report report;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &report));
  FoldSmallGroups(report);
  EXPECT_TRUE(report.frame().folded());
  return report;
}

TEST(ReportFoldingTest, BarsJoinTheirNeighbours) {
  const auto report = Folded<v1::HistogramReport>(R"(
      frame { apprentices: 30 }
      bars { label: "wish 1" apprentices: 20 } bars { label: "wish 2" apprentices: 3 }
      bars { label: "wish 3" apprentices: 7 })");
  ASSERT_EQ(report.bars_size(), 2);
  EXPECT_EQ(report.bars(1).label(), "wish 2 to wish 3");
  EXPECT_EQ(report.bars(1).apprentices(), 10);
}

TEST(ReportFoldingTest, AFewPeopleAreNoReport) {
  const auto histogram = Folded<v1::HistogramReport>("frame { apprentices: 4 } bars { label: 'a' apprentices: 4 }");
  EXPECT_EQ(histogram.bars_size(), 0);
  EXPECT_EQ(histogram.frame().apprentices(), 0);
  const auto fairness = Folded<v1::FairnessReport>(
      "frame { apprentices: 4 } centres { centre: 'C' apprentices: 4 placed: 4 feasible: 4 } "
      "all { apprentices: 4 placed: 4 feasible: 4 }");
  EXPECT_EQ(fairness.centres_size(), 0);
  EXPECT_EQ(fairness.all().apprentices(), 0);
  const auto funnel = Folded<v1::FunnelReport>(
      "frame { apprentices: 4 } stages { stage: 'all' apprentices: 4 } stages { stage: 'placed' apprentices: 1 }"
      "groups { kind: 'centre' group: 'C' apprentices: [4, 1] }");
  EXPECT_EQ(funnel.stages_size(), 0);
  EXPECT_EQ(funnel.groups_size(), 0);
}

TEST(ReportFoldingTest, StagesThatLoseAFewJoinTheNext) {
  const auto report = Folded<v1::FunnelReport>(R"(
      stages { stage: "all" apprentices: 40 }
      stages { stage: "field_suits" apprentices: 38 }
      stages { stage: "level_suits" apprentices: 30 }
      stages { stage: "placed" apprentices: 30 }
      groups { kind: "centre" group: "C" apprentices: [20, 20, 14, 14] }
      groups { kind: "centre" group: "D" apprentices: [13, 12, 12, 12] }
      groups { kind: "centre" group: "E" apprentices: [7, 6, 4, 4] })");
  ASSERT_EQ(report.stages_size(), 3);
  EXPECT_EQ(report.stages(0).stage(), "all");
  EXPECT_EQ(report.stages(1).stage(), "field_suits;level_suits");
  EXPECT_EQ(report.stages(1).apprentices(), 30);
  ASSERT_EQ(report.groups_size(), 1);  // D and E lose too few; with C they are no more than all.
  EXPECT_EQ(report.groups(0).group(), "other");
}

TEST(ReportFoldingTest, CentresJoinAndHideWhatIsFew) {
  const auto report = Folded<v1::FairnessReport>(R"(
      centres { centre: "A" apprentices: 30 feasible: 25 placed: 20 first_wish: 10 points: 100 }
      centres { centre: "B" apprentices: 8 feasible: 7 placed: 6 first_wish: 3 points: 10 }
      centres { centre: "C" apprentices: 20 feasible: 15 placed: 10 first_wish: 5 points: 50 }
      all { apprentices: 58 feasible: 47 placed: 36 first_wish: 18 points: 160 })");
  ASSERT_EQ(report.centres_size(), 2);
  EXPECT_EQ(report.centres(0).centre(), "A");
  EXPECT_EQ(report.centres(1).centre(), "");
  EXPECT_EQ(report.centres(1).apprentices(), 28);
  EXPECT_EQ(report.centres(1).placed(), 16);
  const auto hidden = Folded<v1::FairnessReport>(R"(
      centres { centre: "A" apprentices: 20 feasible: 19 placed: 10 first_wish: 2 points: 9 }
      all { apprentices: 20 feasible: 19 placed: 10 first_wish: 2 points: 9 })");
  ASSERT_EQ(hidden.centres_size(), 1);
  EXPECT_EQ(hidden.centres(0).first_wish(), -1);
  EXPECT_EQ(hidden.centres(0).placed(), 10);
  EXPECT_EQ(hidden.centres(0).feasible(), -1);
}

TEST(ReportFoldingTest, HostsJoinAndTheLaneHidesFew) {
  const auto report = Folded<v1::OccupancyReport>(R"(
      frame { apprentices: 60 } first_monday: "2027-03-01" week_count: 2
      hosts { company: "A" capacity: [9, 9] booked: [0, 0] held: [9, 5] }
      hosts { company: "B" capacity: [2, 2] booked: [1, 0] held: [1, 2] }
      hosts { company: "C" capacity: [6, 6] booked: [0, 0] held: [6, 6] }
      unassigned: [30, 2])");
  ASSERT_EQ(report.hosts_size(), 1);  // What is booked at B alone is few even with all others.
  EXPECT_EQ(report.hosts(0).company(), "");
  EXPECT_EQ(report.hosts(0).booked(0), -1);
  EXPECT_EQ(report.hosts(0).held(0), 16);
  EXPECT_EQ(report.hosts(0).capacity(1), 17);
  EXPECT_EQ(report.unassigned(0), 30);
  EXPECT_EQ(report.unassigned(1), -1);
}

TEST(ReportFoldingTest, NoShownFigureOfCentresCountsFew) {
  Dice dice(11);
  for (int round = 0; round < 1'000; ++round) {
    v1::FairnessReport report;
    v1::CentreFairness& all = *report.mutable_all();
    const int centres = dice.Between(1, 8);
    for (int i = 0; i < centres; ++i) {
      v1::CentreFairness& row = *report.add_centres();
      row.set_centre(std::string(1, static_cast<char>('A' + i)));
      row.set_first_wish(dice.Between(0, 9));
      row.set_placed(row.first_wish() + dice.Between(0, 9));
      row.set_feasible(row.placed() + dice.Between(0, 9));
      row.set_apprentices(row.feasible() + dice.Between(0, 9));
      all.set_first_wish(all.first_wish() + row.first_wish());
      all.set_placed(all.placed() + row.placed());
      all.set_feasible(all.feasible() + row.feasible());
      all.set_apprentices(all.apprentices() + row.apprentices());
    }
    report.mutable_frame()->set_apprentices(all.apprentices());
    FoldSmallGroups(report);
    std::int64_t sum = 0;
    for (const v1::CentreFairness& row : report.centres()) {
      sum += row.apprentices();
      // The differences between figures that are shown beside each other.
      std::int64_t before = 0;
      for (const std::int64_t figure : {row.first_wish(), row.placed(), row.feasible(), row.apprentices()}) {
        if (figure < 0) continue;
        EXPECT_TRUE(figure == before || figure - before >= kGroupMin) << report.DebugString();
        before = figure;
      }
    }
    EXPECT_TRUE(report.centres_size() == 0 || sum == report.all().apprentices());
  }
}

}  // namespace
}  // namespace walz
