#include "tools/pictures/bar_chart.h"

#include <algorithm>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_split.h>
#include <gtest/gtest.h>

#include "tests/tools/pictures/xml_reader.h"
#include "tools/pictures/plain_text.h"
#include "tools/pictures/svg_page.h"

namespace walz {
namespace {

BarChart SomeChart() {
  BarChart chart;
  chart.title = "Wishes of rounds/R/runs/1";
  chart.description = "What came true.";
  chart.full = 100;
  chart.rows = {{"wish 1", {100}, "100", "67 %"}, {"wish 2", {50}, "50", "33 %"}, {"wish 3", {0}, "0", "0 %"}};
  return chart;
}

std::vector<std::string> LinesOf(const std::string& text) { return absl::StrSplit(text, '\n'); }

bool IsAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

TEST(BarChartTest, DrawsBarsToScale) {
  const std::string text = ChartText(SomeChart(), {.width = 60, .ascii = true});
  EXPECT_EQ(text,
            "Wishes of rounds/R/runs/1\n"
            "What came true.\n"
            "\n"
            "wish 1    #######################################  100  67 %\n"
            "wish 2    ####################                      50  33 %\n"
            "wish 3                                               0   0 %\n");
}

TEST(BarChartTest, KeepsTheWidthOfAnyTerminal) {
  BarChart chart = SomeChart();
  chart.rows[0].label = std::string(200, 'x');
  for (std::size_t width = kPictureWidthMin; width <= kPictureWidthMax; ++width) {
    for (const std::string& line : LinesOf(ChartText(chart, {.width = width}))) EXPECT_LE(WidthOf(line), width) << line;
  }
}

TEST(BarChartTest, MarksWhatIsCut) {
  BarChart chart = SomeChart();
  chart.rows[0].label = std::string(200, 'x');
  EXPECT_TRUE(absl::StrContains(ChartText(chart, {}), "x…  █"));
  const std::string ascii = ChartText(chart, {.ascii = true});
  EXPECT_TRUE(absl::StrContains(ascii, "x~  #"));
  EXPECT_TRUE(IsAscii(ascii));
}

TEST(BarChartTest, ShowsSomethingWhereThereIsSomething) {
  BarChart chart = SomeChart();
  chart.full = 1'000'000;
  chart.rows = {{"one", {1}, "1", ""}, {"none", {0}, "0", ""}};
  const std::vector<std::string> lines = LinesOf(ChartText(chart, {.width = 60, .ascii = true}));
  EXPECT_TRUE(absl::StrContains(lines[3], "#"));
  EXPECT_FALSE(absl::StrContains(lines[4], "#"));
}

TEST(BarChartTest, TellsPartsByPatternAndTheLineByItsSign) {
  BarChart chart = SomeChart();
  chart.legend = {"first wish", "other place", "unmatched"};
  chart.mark = 90;
  chart.mark_legend = "90 % of all";
  chart.rows = {{"C-1", {50, 25, 25}, "3/4", ""}};
  const std::string ascii = ChartText(chart, {.width = 60, .ascii = true});
  EXPECT_TRUE(IsAscii(ascii)) << ascii;
  EXPECT_TRUE(absl::StrContains(ascii, "# first wish   = other place   . unmatched   | 90 % of all\n")) << ascii;
  EXPECT_TRUE(absl::StrContains(ascii, "#==")) << ascii;
  EXPECT_TRUE(absl::StrContains(ascii, "|")) << ascii;
  const std::string blocks = ChartText(chart, {.width = 60});
  EXPECT_TRUE(absl::StrContains(blocks, "█▒▒")) << blocks;
}

TEST(BarChartTest, PrintsNoControlCharacters) {
  BarChart chart = SomeChart();
  chart.title = "a\x1b[2Jb";
  chart.rows[0].label = "\x07";
  EXPECT_FALSE(absl::StrContains(ChartText(chart, {}), "\x1b"));
  EXPECT_FALSE(absl::StrContains(ChartText(chart, {}), "\x07"));
}

TEST(BarChartTest, SvgIsWellFormedWhateverTheLabels) {
  BarChart chart = SomeChart();
  chart.title = "<script>alert(\"1\" & '2')</script>";
  chart.legend = {"a<b", "c&d", "e\"f"};
  chart.mark = 40;
  chart.rows = {{"]]>\x01\xFF\xED\xA0\x80 ñ", {50, 25, 25}, "<3>", "&"}};
  std::string error;
  const std::vector<XmlElement> elements = XmlReader::Read(ChartSvg(chart), error);
  EXPECT_EQ(error, "");
  ASSERT_GE(elements.size(), 3u);
  EXPECT_EQ(elements[0].name, "svg");
  EXPECT_EQ(elements[0].attributes.at("role"), "img");
  EXPECT_EQ(elements[1].name, "title");
  EXPECT_EQ(elements[1].text, chart.title);
  EXPECT_EQ(elements[2].name, "desc");
  EXPECT_EQ(elements[2].text, chart.description);
  for (const XmlElement& element : elements) EXPECT_NE(element.name, "script");
}

TEST(BarChartTest, SvgBarsTellTheirFigures) {
  std::string error;
  std::vector<std::string> tips;
  for (const XmlElement& element : XmlReader::Read(ChartSvg(SomeChart()), error)) {
    if (element.name == "title" && element.depth == 2) tips.push_back(element.text);
  }
  EXPECT_EQ(error, "");
  EXPECT_EQ(tips, (std::vector<std::string>{"wish 1: 100", "wish 2: 50"}));
}

TEST(BarChartTest, AnEmptyChartIsAPictureToo) {
  std::string error;
  XmlReader::Read(ChartSvg(BarChart{.title = "Nothing"}), error);
  EXPECT_EQ(error, "");
  EXPECT_EQ(ChartText(BarChart{.title = "Nothing"}, {}), "Nothing\n\n\n");
}

TEST(SvgPageTest, EscapesTextAndReplacesWhatXmlCannotHold) {
  EXPECT_EQ(XmlText("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
  EXPECT_EQ(XmlText("\x01\n\x7F"), "???");
  EXPECT_EQ(XmlText("ñ€😀"), "ñ€😀");
  EXPECT_EQ(XmlText("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // Overlong.
  EXPECT_EQ(XmlText("\xEF\xBF\xBF"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // U+FFFF
  EXPECT_EQ(XmlText("x\xE2\x82"), "x\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace walz
