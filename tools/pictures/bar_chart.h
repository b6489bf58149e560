// BarChart: labelled bars of one or more parts, as text for a terminal and as SVG.
//
// Parts differ by pattern, never by colour alone.  Thread rule: pure functions.

#ifndef TOOLS_PICTURES_BAR_CHART_H_
#define TOOLS_PICTURES_BAR_CHART_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/pictures/picture_style.h"

namespace walz {

struct BarRow {
  std::string label;
  std::vector<std::int64_t> parts;  // >= 0, side by side; as many as the chart's legend, or one.
  std::string figure;               // Behind the bar, such as `1,234`.
  std::string note;                 // Behind that, such as `-12`.
};

struct BarChart {
  std::string title;
  std::string description;          // One sentence: what the bars are.
  std::vector<std::string> legend;  // What the parts are, at most kPartsMax; empty: one part.
  std::int64_t full = 0;            // The value of a bar of full length; >= the sum of any row's parts.
  std::int64_t mark = -1;           // A line across all bars at this value; -1: none.
  std::string mark_legend;          // What the line is.
  std::vector<BarRow> rows;
  std::string footer;  // One sentence below; may be empty.
};

std::string ChartText(const BarChart& chart, const PictureStyle& style);
// A whole document: valid XML, UTF-8, with title and desc.
std::string ChartSvg(const BarChart& chart);

}  // namespace walz

#endif  // TOOLS_PICTURES_BAR_CHART_H_
