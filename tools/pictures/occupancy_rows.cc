#include "tools/pictures/occupancy_rows.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/day.h"

namespace walz {
namespace {

constexpr int kDaysPerWeek = 7;

// What is too few to be shown counts as nothing where it is summed up.
std::int64_t TakenWeeksOf(const v1::HostOccupancy& host) {
  std::int64_t sum = 0;
  for (const auto* const figures : {&host.booked(), &host.held()}) {
    for (const std::int64_t figure : *figures) sum += std::max<std::int64_t>(0, figure);
  }
  return sum;
}

OccupancyWeek WeekOf(const v1::HostOccupancy& host, int week) {
  // A figure that is not there is none.
  const auto at = [&](const auto& figures) { return week < figures.size() ? figures.Get(week) : 0; };
  return {at(host.capacity()), at(host.booked()), at(host.held())};
}

// By id, those with most taken weeks first.
std::vector<int> HostsByUse(const v1::OccupancyReport& report) {
  std::vector<int> hosts(static_cast<std::size_t>(report.hosts_size()));
  std::iota(hosts.begin(), hosts.end(), 0);
  std::vector<std::int64_t> taken;
  for (const v1::HostOccupancy& host : report.hosts()) taken.push_back(TakenWeeksOf(host));
  std::stable_sort(hosts.begin(), hosts.end(), [&](int a, int b) {
    return taken[static_cast<std::size_t>(a)] > taken[static_cast<std::size_t>(b)];
  });
  return hosts;
}

void AddTo(OccupancyWeek& sum, const OccupancyWeek& week) {
  sum.capacity += week.capacity;
  sum.booked += std::max<std::int64_t>(0, week.booked);
  sum.held += std::max<std::int64_t>(0, week.held);
}

}  // namespace

OccupancyRows OccupancyRowsOf(const v1::OccupancyReport& report, std::size_t rows_max) {
  int first = report.week_count();
  int last = -1;
  for (const v1::HostOccupancy& host : report.hosts()) {
    for (int week = 0; week < report.week_count(); ++week) {
      if (WeekOf(host, week).empty()) continue;
      first = std::min(first, week);
      last = std::max(last, week);
    }
  }
  OccupancyRows rows;
  const std::optional<Day> monday = ParseDay(report.first_monday());
  if (last < 0 || !monday) return rows;

  std::vector<int> shown = HostsByUse(report);
  std::vector<int> others;
  if (shown.size() > rows_max && rows_max > 0) {
    others.assign(shown.begin() + static_cast<std::ptrdiff_t>(rows_max) - 1, shown.end());
    shown.resize(rows_max - 1);
  }
  std::sort(shown.begin(), shown.end());
  for (const int i : shown) {
    const v1::HostOccupancy& host = report.hosts(i);
    OccupancyRow row{host.company().empty() ? "others" : host.company(), {}};
    for (int week = first; week <= last; ++week) row.weeks.push_back(WeekOf(host, week));
    rows.rows.push_back(std::move(row));
  }
  if (!others.empty()) {
    OccupancyRow row{absl::StrCat("others (", others.size(), ")"), {}};
    row.weeks.resize(static_cast<std::size_t>(last - first) + 1);
    for (const int i : others) {
      for (int week = first; week <= last; ++week) {
        AddTo(row.weeks[static_cast<std::size_t>(week - first)], WeekOf(report.hosts(i), week));
      }
    }
    rows.rows.push_back(std::move(row));
  }
  for (int week = first; week <= last; ++week) {
    rows.mondays.push_back(FormatDay(*monday + week * kDaysPerWeek));
    rows.unassigned.push_back(week < report.unassigned_size() ? report.unassigned(week) : 0);
  }
  return rows;
}

}  // namespace walz
