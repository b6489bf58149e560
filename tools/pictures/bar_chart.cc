#include "tools/pictures/bar_chart.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "tools/pictures/plain_text.h"
#include "tools/pictures/svg_page.h"

namespace walz {
namespace {

// Of text.
constexpr std::size_t kLabelWidthMin = 8;
constexpr std::size_t kBarWidthMin = 10;
constexpr std::size_t kBarWidthMax = 60;

// Of SVG, in pixels.
constexpr int kPageWidthMin = 760;
constexpr int kCharacterWidth = 7;
constexpr int kLabelRight = 190;
constexpr int kBarLeft = 200;
constexpr int kBarPixels = 400;
constexpr int kNoteLeft = kBarLeft + kBarPixels + 72;
constexpr int kRowHeight = 22;
constexpr int kBarHeight = 15;
constexpr int kTop = 68;
constexpr std::size_t kLabelCharactersMax = 28;

// `value` of a bar of `length` units, rounded to the nearest; at least one where there is something.
std::int64_t Scaled(std::int64_t value, std::int64_t full, std::int64_t length) {
  if (value <= 0 || full <= 0) return 0;
  const auto scaled = static_cast<std::int64_t>(
      static_cast<double>(std::min(value, full)) * static_cast<double>(length) / static_cast<double>(full) + 0.5);
  return std::clamp<std::int64_t>(scaled, 1, length);
}

// The ends of the parts, in units of a bar of `length`.
std::vector<std::int64_t> EndsOf(const BarRow& row, const BarChart& chart, std::int64_t length) {
  std::vector<std::int64_t> ends;
  std::int64_t sum = 0;
  for (const std::int64_t part : row.parts) {
    sum += part;
    const std::int64_t before = ends.empty() ? 0 : ends.back();
    ends.push_back(part == 0 ? before : std::clamp(Scaled(sum, chart.full, length), before, length));
  }
  return ends;
}

// The bar, `width` columns wide.
std::string BarText(const BarRow& row, const BarChart& chart, std::size_t width, const PictureStyle& style) {
  std::vector<absl::string_view> cells(width, " ");
  std::size_t at = 0;
  std::size_t part = 0;
  for (const std::int64_t end : EndsOf(row, chart, static_cast<std::int64_t>(width))) {
    for (; at < static_cast<std::size_t>(end); ++at) cells[at] = PatternOf(part, style);
    ++part;
  }
  if (chart.mark >= 0) {
    const std::int64_t mark =
        std::max<std::int64_t>(1, Scaled(chart.mark, chart.full, static_cast<std::int64_t>(width)));
    cells[static_cast<std::size_t>(mark) - 1] = style.ascii ? "|" : "│";
  }
  std::string text;
  for (const absl::string_view cell : cells) absl::StrAppend(&text, cell);
  return text;
}

std::string LegendText(const BarChart& chart, const PictureStyle& style) {
  std::string legend;
  for (std::size_t i = 0; i < chart.legend.size(); ++i) {
    absl::StrAppend(&legend, legend.empty() ? "" : "   ", PatternOf(i, style), " ", chart.legend[i]);
  }
  if (chart.mark >= 0) {
    absl::StrAppend(&legend, legend.empty() ? "" : "   ", style.ascii ? "|" : "│", " ", chart.mark_legend);
  }
  return legend.empty() ? "" : absl::StrCat(legend, "\n");
}

std::string WithoutTrailingBlanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string ChartText(const BarChart& chart, const PictureStyle& style) {
  std::size_t label = kLabelWidthMin;
  std::size_t figure = 0;
  std::size_t note = 0;
  for (const BarRow& row : chart.rows) {
    label = std::max(label, WidthOf(row.label));
    figure = std::max(figure, WidthOf(row.figure));
    note = std::max(note, WidthOf(row.note));
  }
  const std::size_t width = WidthOf(style);
  const std::size_t behind = 2 + figure + (note > 0 ? 2 + note : 0);
  const std::size_t space = width > behind + 2 ? width - behind - 2 : kLabelWidthMin + kBarWidthMin;
  label = std::min(label, std::max(kLabelWidthMin, space - std::min(space, kBarWidthMin)));
  label = std::min(label, std::max(kLabelWidthMin, width / 2));
  const std::size_t bar = std::clamp(space - std::min(space, label), kBarWidthMin, kBarWidthMax);

  std::string text = absl::StrCat(Printable(chart.title), "\n", Wrapped(Printable(chart.description), width), "\n");
  absl::StrAppend(&text, LegendText(chart, style), "\n");
  for (const BarRow& row : chart.rows) {
    std::string line = absl::StrCat(LeftIn(Printable(row.label), label), "  ", BarText(row, chart, bar, style), "  ",
                                    RightIn(row.figure, figure));
    if (note > 0) absl::StrAppend(&line, "  ", RightIn(row.note, note));
    absl::StrAppend(&text, WithoutTrailingBlanks(std::move(line)), "\n");
  }
  if (!chart.footer.empty()) absl::StrAppend(&text, "\n", Wrapped(Printable(chart.footer), width), "\n");
  return Drawn(std::move(text), style);
}

std::string ChartSvg(const BarChart& chart) {
  const bool has_legend = !chart.legend.empty() || chart.mark >= 0;
  const int top = kTop + (has_legend ? kRowHeight : 0);
  const int height = top + static_cast<int>(chart.rows.size()) * kRowHeight + (chart.footer.empty() ? 16 : 36);
  std::size_t note_width = 0;
  for (const BarRow& row : chart.rows) note_width = std::max(note_width, WidthOf(row.note));
  const int width = std::max(kPageWidthMin, kNoteLeft + kCharacterWidth * static_cast<int>(note_width) + 16);
  SvgPage page(width, height, chart.title, chart.description);
  page.Text(16, 26, chart.title, SvgPage::Anchor::kStart, SvgPage::Weight::kBold);
  page.Text(16, 46, chart.description);
  if (has_legend) {
    int x = kBarLeft;
    for (std::size_t i = 0; i < chart.legend.size(); ++i) {
      page.Bar(x, kTop - 12, 14, 12, i, "");
      page.Text(x + 20, kTop - 2, chart.legend[i]);
      x += 40 + kCharacterWidth * static_cast<int>(WidthOf(chart.legend[i]));
    }
    if (chart.mark >= 0) {
      page.Line(x, kTop - 13, x, kTop + 1, /*dashed=*/true);
      page.Text(x + 8, kTop - 2, chart.mark_legend);
    }
  }
  int y = top;
  for (const BarRow& row : chart.rows) {
    page.Text(kLabelRight, y + 12, CutTo(row.label, kLabelCharactersMax), SvgPage::Anchor::kEnd);
    int x = 0;
    std::size_t part = 0;
    for (const std::int64_t end : EndsOf(row, chart, kBarPixels)) {
      const std::string tip = absl::StrCat(
          row.label, ": ", chart.legend.empty() ? "" : absl::StrCat(chart.legend[part], " "), Grouped(row.parts[part]));
      if (end > x) page.Bar(kBarLeft + x, y, static_cast<int>(end) - x, kBarHeight, part, tip);
      x = static_cast<int>(end);
      ++part;
    }
    page.Text(kNoteLeft - 8, y + 12, row.figure, SvgPage::Anchor::kEnd);
    page.Text(kNoteLeft, y + 12, row.note);
    y += kRowHeight;
  }
  if (chart.mark >= 0) {
    const int x = kBarLeft + static_cast<int>(Scaled(chart.mark, chart.full, kBarPixels));
    page.Line(x, top - 4, x, y, /*dashed=*/true);
  }
  if (!chart.footer.empty()) page.Text(16, y + 18, chart.footer);
  return page.Take();
}

}  // namespace walz
