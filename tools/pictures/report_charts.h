// Report charts: reports as bar charts.
//
// Thread rule: pure functions.

#ifndef TOOLS_PICTURES_REPORT_CHARTS_H_
#define TOOLS_PICTURES_REPORT_CHARTS_H_

#include <walz/v1/report.pb.h>

#include "tools/pictures/bar_chart.h"

namespace walz {

// One bar a stage, with what is lost on the way to it.
BarChart FunnelChart(const v1::FunnelReport& report);
// One bar a barrier, of those who are unmatched.
BarChart BarrierChart(const v1::BarrierReport& report);
BarChart PointsChart(const v1::HistogramReport& report);
BarChart WishChart(const v1::HistogramReport& report);
// One bar a centre: first wish, other places, unmatched, in percent; the line is the share of all that is placed.
BarChart FairnessChart(const v1::FairnessReport& report);

// What the frame adds below a picture; empty: nothing.
std::string FrameFooter(const v1::ReportFrame& frame);

}  // namespace walz

#endif  // TOOLS_PICTURES_REPORT_CHARTS_H_
