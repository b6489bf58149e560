#include "tools/pictures/occupancy_picture.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "tools/pictures/occupancy_rows.h"
#include "tools/pictures/plain_text.h"
#include "tools/pictures/report_charts.h"
#include "tools/pictures/svg_page.h"

namespace walz {
namespace {

constexpr char kUnassigned[] = "unassigned";
constexpr std::size_t kMonthAndDay = 5;  // From here on `2027-03-01` is `03-01`.

std::string TitleOf(const v1::OccupancyReport& report) {
  return absl::StrCat("Hosts by week", report.frame().run().empty() ? "" : absl::StrCat(" of ", report.frame().run()));
}

constexpr char kDescription[] =
    "Places booked (pinned) and held (proposed) of those on offer, on the fullest day of each week.";

std::string FigureOf(std::int64_t count) { return count < 0 ? "<5" : absl::StrCat(count); }

// `2+1/4`.
std::string WeekText(const OccupancyWeek& week, const PictureStyle& style) {
  if (week.empty()) return style.ascii ? "." : "·";
  std::string text = absl::StrCat(FigureOf(week.booked), "+", FigureOf(week.held), "/", week.capacity);
  if (week.full()) absl::StrAppend(&text, style.ascii ? "#" : "■");
  return text;
}

std::string WithoutTrailingBlanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

// Of SVG, in pixels.
constexpr int kLabelRight = 150;
constexpr int kLeft = 160;
constexpr int kTop = 96;
constexpr int kWeekWidthMin = 6;
constexpr int kWeekWidthMax = 40;
constexpr int kWeeksWidth = 780;
constexpr int kRowHeight = 34;
constexpr int kBarHeight = 26;
constexpr std::size_t kLabelCharactersMax = 15;

// What the height of a lane stands for is beside its name.
std::string LabelOf(const std::string& name, std::int64_t most) {
  return absl::StrCat(CutTo(name, kLabelCharactersMax), " (", most, ")");
}

// One host's weeks: a frame for the places, booked and held growing from below.
void DrawHost(const OccupancyRow& row, const OccupancyRows& rows, int y, int week_width, SvgPage& page) {
  std::int64_t most = 1;
  for (const OccupancyWeek& week : row.weeks) {
    most =
        std::max({most, week.capacity, std::max<std::int64_t>(0, week.booked) + std::max<std::int64_t>(0, week.held)});
  }
  page.Text(kLabelRight, y + kBarHeight / 2 + 5, LabelOf(row.label, most), SvgPage::Anchor::kEnd);
  const auto pixels = [&](std::int64_t count) {
    return static_cast<int>((std::max<std::int64_t>(0, count) * kBarHeight + most / 2) / most);
  };
  for (std::size_t i = 0; i < row.weeks.size(); ++i) {
    const OccupancyWeek& week = row.weeks[i];
    if (week.empty()) continue;
    const int x = kLeft + static_cast<int>(i) * week_width;
    const int width = week_width - 2;
    const std::string tip = absl::StrCat(row.label, ", week of ", rows.mondays[i], ": ", FigureOf(week.booked),
                                         " booked, ", FigureOf(week.held), " held, ", week.capacity, " places");
    const int bottom = y + kBarHeight;
    page.Frame(x, bottom - pixels(week.capacity), width, pixels(week.capacity));
    const int booked = pixels(week.booked);
    const int held = pixels(week.held);
    if (booked > 0) page.Bar(x, bottom - booked, width, booked, 0, tip);
    if (held > 0) page.Bar(x, bottom - booked - held, width, held, 1, tip);
  }
}

void DrawUnassigned(const OccupancyRows& rows, int y, int week_width, SvgPage& page) {
  const std::int64_t most =
      std::max<std::int64_t>(1, *std::max_element(rows.unassigned.begin(), rows.unassigned.end()));
  page.Text(kLabelRight, y + kBarHeight / 2 + 5, LabelOf(kUnassigned, most), SvgPage::Anchor::kEnd);
  for (std::size_t i = 0; i < rows.unassigned.size(); ++i) {
    if (rows.unassigned[i] <= 0) continue;
    const int height = std::max(2, static_cast<int>(rows.unassigned[i] * kBarHeight / most));
    page.Bar(kLeft + static_cast<int>(i) * week_width, y + kBarHeight - height, week_width - 2, height, 2,
             absl::StrCat("week of ", rows.mondays[i], ": ", rows.unassigned[i], " without a place"));
  }
}

}  // namespace

std::string OccupancyText(const v1::OccupancyReport& report, const PictureStyle& style) {
  const OccupancyRows rows = OccupancyRowsOf(report, style.rows_max);
  const std::string legend = absl::StrCat("booked+held/places, ", style.ascii ? "#" : "■",
                                          " full; unassigned: those without a place who could stay");
  std::string text = absl::StrCat(Printable(TitleOf(report)), "\n", Wrapped(kDescription, WidthOf(style)), "\n",
                                  Wrapped(legend, WidthOf(style)), "\n");
  if (rows.mondays.empty()) return absl::StrCat(text, "\nNobody offers a place in these weeks.\n");
  std::size_t label = WidthOf(kUnassigned);
  std::size_t cell = kMonthAndDay;
  for (const OccupancyRow& row : rows.rows) {
    label = std::max(label, WidthOf(row.label));
    for (const OccupancyWeek& week : row.weeks) cell = std::max(cell, WidthOf(WeekText(week, style)));
  }
  label = std::min(label, WidthOf(style) / 3);
  const std::size_t per_block = std::max<std::size_t>(1, (WidthOf(style) - label) / (cell + 1));
  for (std::size_t first = 0; first < rows.mondays.size(); first += per_block) {
    const std::size_t last = std::min(rows.mondays.size(), first + per_block);
    const auto line = [&](absl::string_view name, const auto& cell_of) {
      std::string text_line = LeftIn(Printable(name), label);
      for (std::size_t week = first; week < last; ++week)
        absl::StrAppend(&text_line, " ", RightIn(cell_of(week), cell));
      absl::StrAppend(&text, WithoutTrailingBlanks(std::move(text_line)), "\n");
    };
    absl::StrAppend(&text, "\n");
    line(rows.mondays[first].substr(0, kMonthAndDay - 1),
         [&](std::size_t week) { return rows.mondays[week].substr(kMonthAndDay); });
    for (const OccupancyRow& row : rows.rows) {
      line(row.label, [&](std::size_t week) { return WeekText(row.weeks[week], style); });
    }
    line(kUnassigned, [&](std::size_t week) { return FigureOf(rows.unassigned[week]); });
  }
  const std::string footer = FrameFooter(report.frame());
  if (!footer.empty()) absl::StrAppend(&text, "\n", footer, "\n");
  return Drawn(std::move(text), style);
}

std::string OccupancySvg(const v1::OccupancyReport& report, const PictureStyle& style) {
  const OccupancyRows rows = OccupancyRowsOf(report, style.rows_max);
  const int weeks = std::max(1, static_cast<int>(rows.mondays.size()));
  const int week_width = std::clamp(kWeeksWidth / weeks, kWeekWidthMin, kWeekWidthMax);
  const int height = kTop + (static_cast<int>(rows.rows.size()) + 1) * kRowHeight + 40;
  SvgPage page(std::max(kLeft + kWeeksWidth, kLeft + weeks * week_width) + 20, height, TitleOf(report), kDescription);
  page.Text(16, 26, TitleOf(report), SvgPage::Anchor::kStart, SvgPage::Weight::kBold);
  page.Text(16, 46, kDescription);
  int x = kLeft;
  const std::vector<std::string> legend = {"booked", "held", "unassigned"};
  for (std::size_t i = 0; i < legend.size(); ++i) {
    page.Bar(x, 56, 14, 12, i, "");
    page.Text(x + 20, 66, legend[i]);
    x += 110;
  }
  page.Frame(x, 56, 14, 12);
  page.Text(x + 20, 66, "places (how many fill the lane)");
  if (rows.mondays.empty()) {
    page.Text(kLeft, kTop + 20, "Nobody offers a place in these weeks.");
    return page.Take();
  }
  // A date wherever there is room for one.
  constexpr int kDateWidth = 48;
  const std::size_t step = static_cast<std::size_t>((kDateWidth + week_width - 1) / week_width);
  for (std::size_t week = 0; week < rows.mondays.size(); week += step) {
    const bool with_year = week == 0;
    page.Text(kLeft + static_cast<int>(week) * week_width, kTop - 8,
              with_year ? rows.mondays[week] : rows.mondays[week].substr(kMonthAndDay));
    if (with_year) week += static_cast<std::size_t>(24 / week_width) + (24 % week_width == 0 ? 0 : 1);
  }
  int y = kTop;
  for (const OccupancyRow& row : rows.rows) {
    DrawHost(row, rows, y, week_width, page);
    y += kRowHeight;
  }
  page.Line(kLeft, y - 4, kLeft + weeks * week_width, y - 4, /*dashed=*/true);
  DrawUnassigned(rows, y, week_width, page);
  page.Text(16, y + kRowHeight + 14, FrameFooter(report.frame()));
  return page.Take();
}

}  // namespace walz
