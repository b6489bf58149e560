#include "service/report/occupancy_report.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace walz {
namespace {

constexpr int kDaysPerWeek = 7;
constexpr int kMondayOffset = 3;  // 1970-01-01, day 0, was a Thursday.

Day MondayOf(Day day) {
  const int weekday = ((day.number + kMondayOffset) % kDaysPerWeek + kDaysPerWeek) % kDaysPerWeek;
  return day - weekday;
}

// Amounts by day of a calendar, as differences from one day to the next.
class DayCounts {
 public:
  explicit DayCounts(DayRange calendar) : calendar_(calendar), steps_(static_cast<std::size_t>(calendar.days()) + 1) {}

  void Add(DayRange days, std::int64_t amount) {
    const Day first = std::max(days.first, calendar_.first);
    const Day last = std::min(days.last, calendar_.last);
    if (first > last) return;
    steps_[static_cast<std::size_t>(first - calendar_.first)] += amount;
    steps_[static_cast<std::size_t>(last - calendar_.first) + 1] -= amount;
    any_ = true;
  }
  bool any() const { return any_; }

  // By day.
  std::vector<std::int64_t> Sums() const {
    std::vector<std::int64_t> sums(steps_.size() - 1);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = sum += steps_[i];
    return sums;
  }

 private:
  DayRange calendar_;
  std::vector<std::int64_t> steps_;
  bool any_ = false;
};

// Whole weeks.
DayRange CalendarOf(const ReportFacts& facts) {
  DayRange days = facts.problem.round().dates;
  for (const Placement& placement : facts.matching.placements) {
    days.first = std::min(days.first, placement.stay.first);
    days.last = std::max(days.last, placement.stay.last);
  }
  const Day first = MondayOf(days.first);
  const int weeks = std::min((MondayOf(days.last) - first) / kDaysPerWeek + 1, kReportWeeksMax);
  return {first, first + (weeks * kDaysPerWeek - 1)};
}

bool IsOffered(const Opening& opening) {
  return opening.state == OpeningState::kOpen || opening.state == OpeningState::kToSign;
}

bool IsPinned(const Problem& problem, const Placement& placement) {
  const std::optional<Pin>& pin = problem.PinOf(placement.apprentice);
  return pin && pin->opening == placement.opening;
}

// The host's row; false if it has neither places nor stays.
bool FillHost(const ReportFacts& facts, CompanyIndex company, absl::Span<const Placement* const> placements,
              DayRange calendar, v1::HostOccupancy& host) {
  const Problem& problem = facts.problem;
  DayCounts places(calendar);
  DayCounts booked(calendar);
  DayCounts held(calendar);
  for (const OpeningIndex opening : problem.OpeningsOf(company)) {
    if (!IsOffered(problem[opening]) || problem[opening].places == 0) continue;
    for (const DayRange& range : problem.View(opening).days_in_round->ranges()) {
      places.Add(range, problem[opening].places);
    }
  }
  for (const Placement* placement : placements) {
    (IsPinned(problem, *placement) ? booked : held)
        .Add(placement->stay, 1 + problem[placement->apprentice].accompanying);
  }
  if (!places.any() && !booked.any() && !held.any()) return false;
  const std::vector<std::int64_t> places_by_day = places.Sums();
  const std::vector<std::int64_t> booked_by_day = booked.Sums();
  const std::vector<std::int64_t> held_by_day = held.Sums();
  const std::int64_t most = problem[company].hosted_max.value_or(std::numeric_limits<int>::max());
  for (std::size_t monday = 0; monday < places_by_day.size(); monday += kDaysPerWeek) {
    const auto taken = [&](std::size_t day) { return booked_by_day[day] + held_by_day[day]; };
    std::size_t chosen = monday;
    for (std::size_t day = monday + 1; day < monday + kDaysPerWeek; ++day) {
      const bool fuller = taken(day) > taken(chosen);
      const bool wider = taken(day) == taken(chosen) && places_by_day[day] > places_by_day[chosen];
      if (fuller || wider) chosen = day;
    }
    host.add_capacity(std::min(places_by_day[chosen], most));
    host.add_booked(booked_by_day[chosen]);
    host.add_held(held_by_day[chosen]);
  }
  host.set_company(problem[company].id);
  return true;
}

// Unmatched apprentices by week that one of their dates lies in.
void AddUnassigned(const ReportFacts& facts, DayRange calendar, v1::OccupancyReport& report) {
  const Problem& problem = facts.problem;
  std::vector<std::int64_t> steps(static_cast<std::size_t>(report.week_count()) + 1);
  std::vector<bool> placed(problem.apprentices().size());
  for (const Placement& placement : facts.matching.placements) placed[placement.apprentice.value] = true;
  for (std::uint32_t i = 0; i < placed.size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (placed[i] || !facts.Counts(apprentice)) continue;
    std::size_t counted_to = 0;  // Two ranges of dates may lie in one week.
    for (const DayRange& range : problem.View(apprentice).days->ranges()) {
      const Day first = std::max(range.first, calendar.first);
      const Day last = std::min(range.last, calendar.last);
      if (first > last) continue;
      const std::size_t from = std::max(counted_to, static_cast<std::size_t>((first - calendar.first) / kDaysPerWeek));
      const std::size_t to = static_cast<std::size_t>((last - calendar.first) / kDaysPerWeek) + 1;
      if (from >= to) continue;
      ++steps[from];
      --steps[to];
      counted_to = to;
    }
  }
  std::int64_t sum = 0;
  for (std::size_t week = 0; week + 1 < steps.size(); ++week) report.add_unassigned(sum += steps[week]);
}

}  // namespace

v1::OccupancyReport MakeOccupancyReport(const ReportFacts& facts, const std::function<bool(CompanyIndex)>& shows) {
  const Problem& problem = facts.problem;
  const DayRange calendar = CalendarOf(facts);
  v1::OccupancyReport report;
  std::int64_t apprentices = 0;
  for (std::uint32_t i = 0; i < problem.apprentices().size(); ++i) apprentices += facts.Counts(ApprenticeIndex(i));
  report.mutable_frame()->set_apprentices(apprentices);
  report.set_first_monday(FormatDay(calendar.first));
  report.set_week_count(calendar.days() / kDaysPerWeek);

  std::vector<const Placement*> placements;
  for (const Placement& placement : facts.matching.placements) placements.push_back(&placement);
  const auto company_of = [&](const Placement* placement) { return problem.CompanyOf(placement->opening).value; };
  std::stable_sort(placements.begin(), placements.end(),
                   [&](const Placement* a, const Placement* b) { return company_of(a) < company_of(b); });
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < problem.companies().size(); ++i) {
    const std::size_t first = at;
    while (at < placements.size() && company_of(placements[at]) == i) ++at;
    if (shows && !shows(CompanyIndex(i))) continue;
    v1::HostOccupancy host;
    if (FillHost(facts, CompanyIndex(i), absl::MakeConstSpan(placements).subspan(first, at - first), calendar, host)) {
      *report.add_hosts() = std::move(host);
    }
  }
  AddUnassigned(facts, calendar, report);
  return report;
}

}  // namespace walz
