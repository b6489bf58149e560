#include "tools/pictures/report_charts.h"

#include <algorithm>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include "tools/pictures/plain_text.h"

namespace walz {
namespace {

constexpr std::int64_t kPercent = 100;

std::int64_t PercentOf(std::int64_t part, std::int64_t whole) {
  return whole <= 0 ? 0 : (2 * kPercent * std::max<std::int64_t>(0, part) + whole) / (2 * whole);
}

// `Run rounds/R/runs/4` or nothing.
std::string TitleOf(absl::string_view what, const v1::ReportFrame& frame) {
  return frame.run().empty() ? std::string(what) : absl::StrCat(what, " of ", frame.run());
}

BarChart HistogramChart(const v1::HistogramReport& report, absl::string_view title, std::string description) {
  BarChart chart;
  chart.title = TitleOf(title, report.frame());
  chart.description = std::move(description);
  for (const v1::HistogramBar& bar : report.bars()) chart.full = std::max(chart.full, bar.apprentices());
  for (const v1::HistogramBar& bar : report.bars()) {
    chart.rows.push_back({bar.label(),
                          {bar.apprentices()},
                          Grouped(bar.apprentices()),
                          absl::StrCat(PercentOf(bar.apprentices(), report.frame().apprentices()), " %")});
  }
  chart.footer = FrameFooter(report.frame());
  return chart;
}

std::string PeopleOf(std::int64_t count) {
  return absl::StrCat(Grouped(count), count == 1 ? " apprentice" : " apprentices");
}

bool IsWish(const BarRow& row) { return absl::StartsWith(row.label, "wish "); }

BarRow FairnessRow(const std::string& label, const v1::CentreFairness& row) {
  // Figures that are hidden count as none.
  const std::int64_t placed = std::max<std::int64_t>(0, row.placed());
  const std::int64_t first = std::clamp<std::int64_t>(row.first_wish(), 0, placed);
  const std::int64_t first_percent = PercentOf(first, row.apprentices());
  BarRow bar;
  bar.label = label;
  bar.parts = {first_percent, PercentOf(placed, row.apprentices()) - first_percent,
               kPercent - PercentOf(placed, row.apprentices())};
  const auto shown = [](std::int64_t count) { return count < 0 ? std::string("?") : Grouped(count); };
  bar.figure = absl::StrCat(shown(row.placed()), "/", Grouped(row.apprentices()));
  if (row.placed() < 0) bar.parts = {0, 0, 0};
  if (row.placed() > 0) {
    bar.note = absl::StrCat(Grouped((row.points() + row.placed() / 2) / row.placed()), " points each");
  }
  if (row.least() > 0) absl::StrAppend(&bar.note, bar.note.empty() ? "" : ", ", "least ", row.least());
  return bar;
}

}  // namespace

std::string FrameFooter(const v1::ReportFrame& frame) {
  std::string footer;
  if (frame.folded()) footer = "Groups of fewer than 5 are folded into others.";
  if (frame.changed_since_run() != 0) {
    absl::StrAppend(&footer, footer.empty() ? "" : "  ",
                    frame.changed_since_run() < 0 ? "Facts may have changed since the run read them."
                                                  : absl::StrCat(Grouped(frame.changed_since_run()),
                                                                 " resources changed since the run read its facts."));
  }
  return footer;
}

BarChart FunnelChart(const v1::FunnelReport& report) {
  BarChart chart;
  chart.title = TitleOf("From everybody to a place", report.frame());
  chart.description = "Apprentices with an opening that all requirements so far accept; on the right those lost there.";
  if (report.stages_size() > 0) chart.full = report.stages(0).apprentices();
  std::int64_t before = chart.full;
  for (const v1::FunnelStage& stage : report.stages()) {
    const std::int64_t lost = before - stage.apprentices();
    chart.rows.push_back({absl::StrReplaceAll(stage.stage(), {{";", " + "}}),
                          {stage.apprentices()},
                          Grouped(stage.apprentices()),
                          lost == 0 ? "" : absl::StrCat("-", Grouped(lost))});
    before = stage.apprentices();
  }
  chart.footer = FrameFooter(report.frame());
  return chart;
}

BarChart BarrierChart(const v1::BarrierReport& report) {
  BarChart chart;
  chart.title = TitleOf("What keeps people from places", report.frame());
  std::vector<const v1::BarrierCount*> barriers;
  std::int64_t all = 0;
  for (const v1::BarrierCount& barrier : report.barriers()) {
    barriers.push_back(&barrier);
    chart.full = std::max(chart.full, barrier.apprentices());
    all += barrier.apprentices();
  }
  chart.description = absl::StrCat("The main barriers of ", PeopleOf(all), " without a place.");
  std::stable_sort(barriers.begin(), barriers.end(), [](const v1::BarrierCount* a, const v1::BarrierCount* b) {
    return a->apprentices() > b->apprentices();
  });
  for (const v1::BarrierCount* barrier : barriers) {
    chart.rows.push_back({absl::StrReplaceAll(barrier->barrier(), {{";", " + "}}),
                          {barrier->apprentices()},
                          Grouped(barrier->apprentices()),
                          absl::StrCat(PercentOf(barrier->apprentices(), all), " %")});
  }
  chart.footer = FrameFooter(report.frame());
  return chart;
}

BarChart PointsChart(const v1::HistogramReport& report) {
  return HistogramChart(
      report, "Points",
      absl::StrCat("How many of ", PeopleOf(report.frame().apprentices()), " with a place have how many points."));
}

BarChart WishChart(const v1::HistogramReport& report) {
  BarChart chart = HistogramChart(
      report, "Wishes", absl::StrCat("Which wish the places of ", PeopleOf(report.frame().apprentices()), " fulfil."));
  // The last wishes that no place fulfils are one row.
  std::vector<BarRow>& rows = chart.rows;
  const auto wishes_end = std::find_if(rows.begin(), rows.end(), [](const BarRow& row) { return !IsWish(row); });
  auto first = wishes_end;
  while (first != rows.begin() && (first - 1)->parts[0] == 0) --first;
  if (wishes_end - first < 2) return chart;
  first->label = absl::StrCat(first->label, " to ", (wishes_end - 1)->label);
  rows.erase(first + 1, wishes_end);
  return chart;
}

BarChart FairnessChart(const v1::FairnessReport& report) {
  BarChart chart;
  chart.title = TitleOf("Centres", report.frame());
  chart.description = "Of 100 apprentices of each centre, those at their first wish, at other places, unmatched.";
  chart.legend = {"first wish", "other place", "unmatched"};
  chart.full = kPercent;
  chart.mark = report.all().placed() < 0 ? -1 : PercentOf(report.all().placed(), report.all().apprentices());
  chart.mark_legend = absl::StrCat(chart.mark, " % of all are placed");
  for (const v1::CentreFairness& row : report.centres()) {
    chart.rows.push_back(FairnessRow(row.centre().empty() ? "others" : row.centre(), row));
  }
  chart.rows.push_back(FairnessRow("all", report.all()));
  chart.footer = FrameFooter(report.frame());
  return chart;
}

}  // namespace walz
