#include "tools/walz/report_rows.h"

#include <optional>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include "engine/base/day.h"

namespace walz {
namespace {

constexpr int kDaysPerWeek = 7;

std::string MondayOf(const v1::OccupancyReport& report, int week) {
  const std::optional<Day> first = ParseDay(report.first_monday());
  return first ? FormatDay(*first + week * kDaysPerWeek) : "";
}

// Centres and hosts that are folded together have no id.
std::string NameOr(const std::string& name, const char* otherwise) { return name.empty() ? otherwise : name; }

// A figure that is not shown is a dash.
std::string CountOr(std::int64_t count, std::int64_t not_shown) {
  return count == not_shown ? "-" : absl::StrCat(count);
}

std::vector<std::string> CellsOf(const v1::CentreFairness& row, std::string name) {
  return {std::move(name),
          absl::StrCat(row.apprentices()),
          absl::StrCat(row.feasible()),
          absl::StrCat(row.placed()),
          absl::StrCat(row.first_wish()),
          absl::StrCat(row.points()),
          absl::StrCat(row.least())};
}

}  // namespace

ShownTable ReportRows(const v1::FunnelReport& report) {
  ShownTable table{{"kind", "group", "stage", "apprentices", "lost"}, {}, {3, 4}};
  const auto add = [&](const std::string& kind, const std::string& group, const auto& count_of) {
    std::int64_t before = 0;
    for (int i = 0; i < report.stages_size(); ++i) {
      const std::int64_t count = count_of(i);
      table.rows.push_back(
          {kind, group, report.stages(i).stage(), absl::StrCat(count), absl::StrCat(i == 0 ? 0 : before - count)});
      before = count;
    }
  };
  add("all", "all", [&](int i) { return report.stages(i).apprentices(); });
  for (const v1::FunnelGroup& group : report.groups()) {
    add(group.kind(), group.group(), [&](int i) { return i < group.apprentices_size() ? group.apprentices(i) : 0; });
  }
  return table;
}

ShownTable ActRows(const google::protobuf::RepeatedPtrField<v1::BarrierAct>& acts, absl::string_view kind) {
  ShownTable table{{"gain", "together", "alone", "act"}, {}, {0, 1, 2}};
  for (const v1::BarrierAct& act : acts) {
    if (!kind.empty() && act.kind() != kind) continue;
    table.rows.push_back(
        {absl::StrCat(act.gain()), CountOr(act.together(), 0), CountOr(act.alone_count(), -1), act.words()});
  }
  return table;
}

ShownTable HelpRows(const v1::BarrierReport& report, absl::string_view kind) {
  ShownTable table{{std::string(kind), "unmatched", "placed"}, {}, {1, 2}};
  for (const v1::BarrierHelp& help : report.help()) {
    if (help.kind() != kind) continue;
    table.rows.push_back({help.what(), CountOr(help.unmatched(), -1), CountOr(help.placed(), -1)});
  }
  return table;
}

ShownTable ReportRows(const v1::BarrierReport& report) {
  if (report.apprentices().empty()) {
    ShownTable counts{{"barrier", "apprentices"}, {}, {1}};
    for (const v1::BarrierCount& barrier : report.barriers()) {
      counts.rows.push_back({barrier.barrier(), absl::StrCat(barrier.apprentices())});
    }
    return counts;
  }
  ShownTable table{{"apprentice", "barrier", "feasible_openings", "refused_alone", "gains"}, {}, {2}};
  for (const v1::ApprenticeBarrier& row : report.apprentices()) {
    std::string alone;
    for (const v1::BarrierRefusals& refusals : row.refusals()) {
      if (refusals.only_refused() == 0) continue;
      absl::StrAppend(&alone, alone.empty() ? "" : ";", refusals.requirement(), ":", refusals.only_refused());
    }
    table.rows.push_back({row.apprentice(), row.barrier(), absl::StrCat(row.feasible_openings()), alone,
                          absl::StrJoin(row.gains(), ";")});
  }
  return table;
}

ShownTable ReportRows(const v1::OccupancyReport& report) {
  ShownTable table{{"company", "monday", "capacity", "booked", "held"}, {}, {2, 3, 4}};
  for (const v1::HostOccupancy& host : report.hosts()) {
    for (int week = 0; week < report.week_count() && week < host.capacity_size(); ++week) {
      table.rows.push_back({NameOr(host.company(), "others"), MondayOf(report, week), absl::StrCat(host.capacity(week)),
                            absl::StrCat(host.booked(week)), absl::StrCat(host.held(week))});
    }
  }
  for (int week = 0; week < report.unassigned_size(); ++week) {
    table.rows.push_back({"unassigned", MondayOf(report, week), "", "", absl::StrCat(report.unassigned(week))});
  }
  return table;
}

ShownTable ReportRows(const v1::HistogramReport& report) {
  ShownTable table{{"label", "apprentices"}, {}, {1}};
  for (const v1::HistogramBar& bar : report.bars())
    table.rows.push_back({bar.label(), absl::StrCat(bar.apprentices())});
  return table;
}

ShownTable ReportRows(const v1::FairnessReport& report) {
  ShownTable table{
      {"centre", "apprentices", "feasible", "placed", "first_wish", "points", "least"}, {}, {1, 2, 3, 4, 5, 6}};
  for (const v1::CentreFairness& row : report.centres()) {
    table.rows.push_back(CellsOf(row, NameOr(row.centre(), "others")));
  }
  table.rows.push_back(CellsOf(report.all(), "all"));
  return table;
}

}  // namespace walz
