#include <string>

#include <absl/strings/match.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <walz/v1/report.pb.h>

#include "tests/tools/pictures/xml_reader.h"
#include "tools/pictures/occupancy_picture.h"
#include "tools/pictures/report_charts.h"

namespace walz {
namespace {

template <typename Report>
Report Parsed(const std::string& text) {
  Report report;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &report));
  return report;
}

std::string ErrorOf(const std::string& svg) {
  std::string error;
  XmlReader::Read(svg, error);
  return error;
}

TEST(FunnelChartTest, SaysWhatIsLostOnTheWay) {
  const BarChart chart = FunnelChart(Parsed<v1::FunnelReport>(R"(
      frame { run: "rounds/R/runs/1" apprentices: 40 }
      stages { stage: "all" apprentices: 40 }
      stages { stage: "field_suits;language_suffices" apprentices: 25 }
      stages { stage: "placed" apprentices: 25 })"));
  EXPECT_EQ(chart.title, "From everybody to a place of rounds/R/runs/1");
  EXPECT_EQ(chart.full, 40);
  ASSERT_EQ(chart.rows.size(), 3u);
  EXPECT_EQ(chart.rows[1].label, "field_suits + language_suffices");
  EXPECT_EQ(chart.rows[1].note, "-15");
  EXPECT_EQ(chart.rows[2].note, "");
  EXPECT_EQ(ErrorOf(ChartSvg(chart)), "");
}

TEST(HistogramChartTest, ScalesToTheTallestBar) {
  const BarChart chart = PointsChart(Parsed<v1::HistogramReport>(R"(
      frame { apprentices: 8 folded: true }
      bars { label: "0..99" apprentices: 2 } bars { label: "100..199" apprentices: 6 })"));
  EXPECT_EQ(chart.full, 6);
  EXPECT_EQ(chart.rows[1].note, "75 %");
  EXPECT_EQ(chart.footer, "Groups of fewer than 5 are folded into others.");
}

TEST(WishChartTest, WishesThatNobodyGotAreOneRowAtTheEnd) {
  const BarChart chart = WishChart(Parsed<v1::HistogramReport>(R"(
      frame { apprentices: 8 }
      bars { label: "wish 1" apprentices: 2 } bars { label: "wish 2" } bars { label: "wish 3" apprentices: 1 }
      bars { label: "wish 4" } bars { label: "wish 5" } bars { label: "wish 6+" }
      bars { label: "not wished" } bars { label: "unmatched" apprentices: 5 })"));
  std::vector<std::string> labels;
  for (const BarRow& row : chart.rows) labels.push_back(row.label);
  EXPECT_EQ(labels,
            (std::vector<std::string>{"wish 1", "wish 2", "wish 3", "wish 4 to wish 6+", "not wished", "unmatched"}));
}

TEST(FairnessChartTest, NotesFitOnThePage) {
  v1::FairnessReport report = Parsed<v1::FairnessReport>(R"(
      centres { centre: "C-1" apprentices: 80 feasible: 70 placed: 60 first_wish: 2 points: 6000000 least: 30 }
      all { apprentices: 80 feasible: 70 placed: 60 first_wish: 2 points: 6000000 })");
  EXPECT_EQ(FairnessChart(report).rows[0].note, "100,000 points each, least 30");
  EXPECT_TRUE(absl::StrContains(ChartSvg(FairnessChart(report)), "width=\"891\""));
}

TEST(FairnessChartTest, ShowsSharesBesideThatOfAll) {
  const BarChart chart = FairnessChart(Parsed<v1::FairnessReport>(R"(
      frame { apprentices: 12 }
      centres { centre: "C-1" apprentices: 8 feasible: 7 placed: 6 first_wish: 2 points: 1800 least: 3 }
      centres { apprentices: 4 placed: -1 feasible: -1 first_wish: -1 }
      all { apprentices: 12 feasible: 11 placed: 6 first_wish: 2 points: 1800 })"));
  EXPECT_EQ(chart.mark, 50);
  ASSERT_EQ(chart.rows.size(), 3u);
  EXPECT_EQ(chart.rows[0].parts, (std::vector<std::int64_t>{25, 50, 25}));
  EXPECT_EQ(chart.rows[0].figure, "6/8");
  EXPECT_EQ(chart.rows[0].note, "300 points each, least 3");
  EXPECT_EQ(chart.rows[1].label, "others");
  EXPECT_EQ(chart.rows[1].figure, "?/4");
  EXPECT_EQ(ErrorOf(ChartSvg(chart)), "");
}

v1::OccupancyReport SomeWeeks() {
  return Parsed<v1::OccupancyReport>(R"(
      first_monday: "2027-02-22" week_count: 4
      hosts { company: "H-1" capacity: [0, 4, 4, 0] booked: [0, 2, 2, 0] held: [0, 1, 2, 0] }
      hosts { company: "H-2" capacity: [0, 1, 1, 0] booked: [0, 0, 0, 0] held: [0, 0, 1, 0] }
      unassigned: [3, 5, 0, 0])");
}

TEST(OccupancyPictureTest, ShowsPlacesByWeekAndTheLaneBelow) {
  EXPECT_EQ(OccupancyText(SomeWeeks(), {.width = 60, .ascii = true}),
            "Hosts by week\n"
            "Places booked (pinned) and held (proposed) of those on\n"
            "offer, on the fullest day of each week.\n"
            "booked+held/places, # full; unassigned: those without a\n"
            "place who could stay\n"
            "\n"
            "2027        03-01  03-08\n"
            "H-1         2+1/4 2+2/4#\n"
            "H-2         0+0/1 0+1/1#\n"
            "unassigned      5      0\n");
}

TEST(OccupancyPictureTest, WrapsWeeksAndSumsUpHosts) {
  v1::OccupancyReport report;
  report.set_first_monday("2027-03-01");
  report.set_week_count(30);
  for (int i = 0; i < 5; ++i) {
    v1::HostOccupancy& host = *report.add_hosts();
    host.set_company("H-" + std::to_string(i));
    for (int week = 0; week < 30; ++week) {
      host.add_capacity(1);
      host.add_booked(0);
      host.add_held(i == 3 ? 1 : 0);
    }
  }
  for (int week = 0; week < 30; ++week) report.add_unassigned(week);
  const std::string text = OccupancyText(report, {.width = 60, .ascii = true, .rows_max = 2});
  EXPECT_TRUE(absl::StrContains(text, "H-3")) << text;
  EXPECT_FALSE(absl::StrContains(text, "H-0")) << text;
  EXPECT_TRUE(absl::StrContains(text, "others (4)")) << text;
  EXPECT_TRUE(absl::StrContains(text, "0+0/4")) << text;
  EXPECT_EQ(ErrorOf(OccupancySvg(report, {.rows_max = 2})), "");
}

TEST(OccupancyPictureTest, SvgIsWellFormedAndTellsEachWeek) {
  v1::OccupancyReport report = SomeWeeks();
  report.mutable_hosts(0)->set_company("<&\x01>");
  report.mutable_hosts(1)->set_held(2, -1);
  const std::string svg = OccupancySvg(report, {});
  EXPECT_EQ(ErrorOf(svg), "");
  EXPECT_TRUE(absl::StrContains(svg, "&lt;&amp;?&gt;, week of 2027-03-01: 2 booked, 1 held, 4 places")) << svg;
  EXPECT_EQ(ErrorOf(OccupancySvg(v1::OccupancyReport(), {})), "");
}

}  // namespace
}  // namespace walz
