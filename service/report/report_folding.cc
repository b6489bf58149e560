#include "service/report/report_folding.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "service/report/small_groups.h"

namespace walz {
namespace {

constexpr char kOther[] = "other";
constexpr std::int64_t kFewer = -1;  // Not shown, for it would count too few.

// What is lost from each stage to the next, and who is left: people whom no other cell counts.
template <typename Stages>
CountCells LossesOf(const Stages& stages) {
  CountCells cells(stages.begin(), stages.end());
  for (std::size_t i = 0; i + 1 < cells.size(); ++i) cells[i] -= cells[i + 1];
  return cells;
}

// The stages that open the groups of columns: only these are shown.
std::vector<std::size_t> FirstsOf(const std::vector<std::size_t>& ends) {
  std::vector<std::size_t> firsts;
  for (std::size_t i = 0; i < ends.size(); ++i) firsts.push_back(i == 0 ? 0 : ends[i - 1]);
  return firsts;
}

void KeepStages(const std::vector<std::size_t>& firsts, v1::FunnelReport& report) {
  v1::FunnelReport before;
  before.Swap(&report);
  *report.mutable_frame() = std::move(*before.mutable_frame());
  std::size_t from = 0;
  for (const std::size_t first : firsts) {
    v1::FunnelStage& stage = *report.add_stages();
    // It stands for the requirements of those that were left out before it, too.
    std::string label;
    for (std::size_t i = from; i <= first; ++i) {
      absl::StrAppend(&label, i == from ? "" : ";", before.stages(static_cast<int>(i)).stage());
    }
    stage.set_stage(std::move(label));
    stage.set_apprentices(before.stages(static_cast<int>(first)).apprentices());
    from = first + 1;
  }
  for (const v1::FunnelGroup& group : before.groups()) {
    v1::FunnelGroup& kept = *report.add_groups();
    kept.set_kind(group.kind());
    kept.set_group(group.group());
    for (const std::size_t first : firsts) kept.add_apprentices(group.apprentices(static_cast<int>(first)));
  }
}

void FoldGroups(v1::FunnelReport& report) {
  std::map<std::string, std::vector<const v1::FunnelGroup*>> kinds;
  for (const v1::FunnelGroup& group : report.groups()) kinds[group.kind()].push_back(&group);
  std::vector<v1::FunnelGroup> folded;
  for (const auto& [kind, groups] : kinds) {
    std::vector<CountCells> rows;
    for (const v1::FunnelGroup* group : groups) rows.push_back(LossesOf(group->apprentices()));
    const std::vector<bool> stands = RowsThatStand(rows);
    CountCells others(rows.front().size());
    CountCells shown(rows.front().size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (stands[i]) folded.push_back(*groups[i]);
      for (std::size_t j = 0; j < others.size() && !stands[i]; ++j) {
        others[j] += rows[i][j];
        shown[j] += groups[i]->apprentices(static_cast<int>(j));
      }
    }
    if (!IsWide(others) || shown.empty() || shown.front() == 0) continue;
    v1::FunnelGroup other;
    other.set_kind(kind);
    other.set_group(kOther);
    for (const std::int64_t count : shown) other.add_apprentices(count);
    folded.push_back(std::move(other));
  }
  report.clear_groups();
  for (v1::FunnelGroup& group : folded) *report.add_groups() = std::move(group);
}

CountCells CellsOf(const v1::CentreFairness& row) {
  return {row.first_wish(), row.placed() - row.first_wish(), row.feasible() - row.placed(),
          row.apprentices() - row.feasible()};
}

void AddTo(const v1::CentreFairness& row, v1::CentreFairness& sum) {
  sum.set_apprentices(sum.apprentices() + row.apprentices());
  sum.set_feasible(sum.feasible() + row.feasible());
  sum.set_placed(sum.placed() + row.placed());
  sum.set_first_wish(sum.first_wish() + row.first_wish());
  sum.set_points(sum.points() + row.points());
}

CountCells Merged(const CountCells& cells, const std::vector<std::size_t>& ends) {
  CountCells merged;
  std::size_t first = 0;
  for (const std::size_t end : ends) {
    merged.push_back(0);
    for (; first < end; ++first) merged.back() += cells[first];
  }
  return merged;
}

// Hides the figures at which no group of columns ends.
void HideBetween(const std::vector<std::size_t>& ends, v1::CentreFairness& row) {
  const auto shows = [&](std::size_t end) { return std::find(ends.begin(), ends.end(), end) != ends.end(); };
  if (!shows(1)) row.set_first_wish(kFewer);
  if (!shows(2)) row.set_placed(kFewer);
  if (!shows(2)) row.set_points(0);
  if (!shows(3)) row.set_feasible(kFewer);
}

bool IsFew(std::int64_t count) { return count > 0 && count < kGroupMin; }

// What helps many, without saying whom.
void FoldActs(google::protobuf::RepeatedPtrField<v1::BarrierAct>& acts) {
  google::protobuf::RepeatedPtrField<v1::BarrierAct> before;
  before.Swap(&acts);
  for (v1::BarrierAct& act : before) {
    if (act.gain() < kGroupMin) continue;
    act.clear_newly_placed();
    // Whom one level of a language helps, the next one helps, too: their difference may be few.
    if (IsFew(act.alone_count()) || !act.step().empty()) act.set_alone_count(kFewer);
    *acts.Add() = std::move(act);
  }
}

// Sums of many: by requirement, and by levels of a language as far as each helps many more than the one before.  Those
// of groups add up to them and are left out.
void FoldHelp(v1::BarrierReport& report) {
  google::protobuf::RepeatedPtrField<v1::BarrierHelp> before;
  before.Swap(report.mutable_help());
  std::int64_t below = 0;
  std::string language;
  for (v1::BarrierHelp& help : before) {
    if (help.kind() == "language") {
      const std::string of = help.what().substr(0, help.what().find(' '));
      if (of != language) below = 0;
      language = of;
      if (help.unmatched() - below < kGroupMin) continue;
      below = help.unmatched();
      help.set_placed(kFewer);
    } else if (help.kind() != "requirement") {
      continue;
    }
    if (IsFew(help.unmatched())) help.set_unmatched(kFewer);
    if (IsFew(help.placed())) help.set_placed(kFewer);
    if (help.unmatched() > 0 || help.placed() > 0) *report.add_help() = std::move(help);
  }
}

template <typename Values>
void HideSmall(Values& values) {
  for (auto& value : values) {
    if (IsFew(value)) value = kFewer;
  }
}

template <typename Values>
void AddValues(const Values& from, Values& to) {
  if (to.empty()) to.Resize(from.size(), 0);
  for (int i = 0; i < from.size(); ++i) to.Set(i, to.Get(i) + from.Get(i));
}

}  // namespace

void FoldSmallGroups(v1::FunnelReport& report) {
  report.mutable_frame()->set_folded(true);
  CountCells stages;
  for (const v1::FunnelStage& stage : report.stages()) stages.push_back(stage.apprentices());
  const std::vector<std::size_t> ends = ColumnGroups(LossesOf(stages));
  KeepStages(FirstsOf(ends), report);
  if (ends.empty()) report.mutable_frame()->set_apprentices(0);
  if (!report.groups().empty() && !ends.empty()) FoldGroups(report);
  if (ends.empty()) report.clear_groups();
}

void FoldSmallGroups(v1::HistogramReport& report) {
  report.mutable_frame()->set_folded(true);
  CountCells cells;
  for (const v1::HistogramBar& bar : report.bars()) cells.push_back(bar.apprentices());
  const std::vector<std::size_t> ends = ColumnGroups(cells);
  if (ends.empty()) report.mutable_frame()->set_apprentices(0);
  v1::HistogramReport before;
  before.mutable_bars()->Swap(report.mutable_bars());
  std::size_t first = 0;
  for (const std::size_t end : ends) {
    v1::HistogramBar& bar = *report.add_bars();
    const std::string& from = before.bars(static_cast<int>(first)).label();
    const std::string& to = before.bars(static_cast<int>(end) - 1).label();
    bar.set_label(from == to ? from : absl::StrCat(from, " to ", to));
    for (std::size_t i = first; i < end; ++i) bar.set_apprentices(bar.apprentices() + cells[i]);
    first = end;
  }
}

void FoldSmallGroups(v1::FairnessReport& report) {
  report.mutable_frame()->set_folded(true);
  const std::vector<std::size_t> ends = ColumnGroups(CellsOf(report.all()));
  v1::FairnessReport before;
  before.mutable_centres()->Swap(report.mutable_centres());
  if (ends.empty()) {
    report.mutable_frame()->set_apprentices(0);
    report.clear_all();
    return;
  }
  std::vector<CountCells> rows;
  for (const v1::CentreFairness& row : before.centres()) rows.push_back(Merged(CellsOf(row), ends));
  const std::vector<bool> stands = RowsThatStand(rows);
  v1::CentreFairness others;
  for (int i = 0; i < before.centres_size(); ++i) {
    if (stands[static_cast<std::size_t>(i)]) {
      *report.add_centres() = before.centres(i);
    } else {
      AddTo(before.centres(i), others);
    }
  }
  if (others.apprentices() > 0 && IsWide(Merged(CellsOf(others), ends))) *report.add_centres() = others;
  for (v1::CentreFairness& row : *report.mutable_centres()) HideBetween(ends, row);
  HideBetween(ends, *report.mutable_all());
}

void FoldSmallGroups(v1::OccupancyReport& report) {
  report.mutable_frame()->set_folded(true);
  std::vector<CountCells> rows;
  for (const v1::HostOccupancy& host : report.hosts()) {
    CountCells cells(host.booked().begin(), host.booked().end());
    cells.insert(cells.end(), host.held().begin(), host.held().end());
    rows.push_back(std::move(cells));
  }
  const std::vector<bool> stands = RowsThatStand(rows);
  v1::OccupancyReport before;
  before.mutable_hosts()->Swap(report.mutable_hosts());
  v1::HostOccupancy others;
  for (int i = 0; i < before.hosts_size(); ++i) {
    const v1::HostOccupancy& host = before.hosts(i);
    if (stands[static_cast<std::size_t>(i)]) {
      *report.add_hosts() = host;
      continue;
    }
    AddValues(host.capacity(), *others.mutable_capacity());
    AddValues(host.booked(), *others.mutable_booked());
    AddValues(host.held(), *others.mutable_held());
  }
  if (!others.capacity().empty()) {
    HideSmall(*others.mutable_booked());
    HideSmall(*others.mutable_held());
    *report.add_hosts() = std::move(others);
  }
  HideSmall(*report.mutable_unassigned());
  if (report.frame().apprentices() < kGroupMin) report.mutable_frame()->set_apprentices(0);
}

void FoldSmallGroups(v1::BarrierReport& report) {
  report.mutable_frame()->set_folded(true);
  report.clear_apprentices();
  FoldActs(*report.mutable_acts());
  FoldActs(*report.mutable_wide_acts());
  FoldHelp(report);
  std::vector<CountCells> rows;
  for (const v1::BarrierCount& barrier : report.barriers()) rows.push_back({barrier.apprentices()});
  const std::vector<bool> stands = RowsThatStand(rows);
  // Where the column of each barrier goes; all that do not stand share the last one.
  std::map<std::string, std::size_t> column_of;
  std::vector<std::string> columns;
  std::string others;
  for (std::size_t i = 0; i < stands.size(); ++i) {
    const std::string& name = report.barriers(static_cast<int>(i)).barrier();
    if (stands[i]) {
      column_of[name] = columns.size();
      columns.push_back(name);
    } else {
      absl::StrAppend(&others, others.empty() ? "" : ";", name);
    }
  }
  if (!others.empty()) columns.push_back(others);
  const auto cells_of = [&](const google::protobuf::RepeatedPtrField<v1::BarrierCount>& barriers) {
    CountCells cells(columns.size());
    for (const v1::BarrierCount& barrier : barriers) {
      const auto at = column_of.find(barrier.barrier());
      cells[at == column_of.end() ? columns.size() - 1 : at->second] += barrier.apprentices();
    }
    return cells;
  };
  const auto fill = [&](const CountCells& cells, google::protobuf::RepeatedPtrField<v1::BarrierCount>& barriers) {
    barriers.Clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] == 0) continue;
      v1::BarrierCount& barrier = *barriers.Add();
      barrier.set_barrier(columns[i]);
      barrier.set_apprentices(cells[i]);
    }
  };
  const CountCells all = cells_of(report.barriers());
  if (!IsWide(all)) {
    report.clear_barriers();
    report.clear_groups();
    return;
  }
  std::map<std::string, std::vector<std::pair<std::string, CountCells>>> kinds;
  for (const v1::BarrierGroup& group : report.groups()) {
    kinds[group.kind()].emplace_back(group.group(), cells_of(group.barriers()));
  }
  fill(all, *report.mutable_barriers());
  report.clear_groups();
  for (const auto& [kind, groups] : kinds) {
    std::vector<CountCells> group_rows;
    for (const auto& [name, cells] : groups) group_rows.push_back(cells);
    const std::vector<bool> group_stands = RowsThatStand(group_rows);
    CountCells rest(columns.size());
    const auto add = [&, kind = kind](const std::string& name, const CountCells& cells) {
      v1::BarrierGroup& group = *report.add_groups();
      group.set_kind(kind);
      group.set_group(name);
      fill(cells, *group.mutable_barriers());
    };
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (group_stands[i]) add(groups[i].first, group_rows[i]);
      for (std::size_t j = 0; j < rest.size() && !group_stands[i]; ++j) rest[j] += group_rows[i][j];
    }
    if (IsWide(rest) && rest != CountCells(columns.size())) add(kOther, rest);
  }
}

}  // namespace walz
