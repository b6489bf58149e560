#include "service/report/run_reports.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/rulebook/wish.h"

namespace walz {
namespace {

constexpr std::int64_t kBarsMax = 20;
constexpr int kWishBars = 10;  // The last one holds all later ranks.

void FillFrame(const ReportFacts& facts, v1::ReportFrame& frame) {
  std::int64_t count = 0;
  for (std::uint32_t i = 0; i < facts.problem.apprentices().size(); ++i) count += facts.Counts(ApprenticeIndex(i));
  frame.set_apprentices(count);
}

void AddBar(std::string label, std::int64_t apprentices, v1::HistogramReport& report) {
  v1::HistogramBar& bar = *report.add_bars();
  bar.set_label(std::move(label));
  bar.set_apprentices(apprentices);
}

// The least of 1, 2, 5, 10, 20, 50, ... with which `span` fits into kBarsMax bars.
std::int64_t RoundWidth(std::int64_t span) {
  for (std::int64_t ten = 1;; ten *= 10) {
    for (const std::int64_t step : {1, 2, 5}) {
      if (span / (step * ten) < kBarsMax) return step * ten;
    }
  }
}

// Where each apprentice is placed.
std::vector<const Placement*> PlacementsOf(const ReportFacts& facts) {
  std::vector<const Placement*> placements(facts.problem.apprentices().size());
  for (const Placement& placement : facts.matching.placements) placements[placement.apprentice.value] = &placement;
  return placements;
}

}  // namespace

v1::HistogramReport PointsHistogram(const ReportFacts& facts) {
  v1::HistogramReport report;
  std::vector<std::int64_t> points;
  for (const Placement& placement : facts.matching.placements) {
    if (!facts.Counts(placement.apprentice)) continue;
    points.push_back(
        PointsOf(facts.rules, facts.problem.View(placement.apprentice), facts.problem.View(placement.opening)));
  }
  report.mutable_frame()->set_apprentices(static_cast<std::int64_t>(points.size()));
  if (points.empty()) return report;
  const auto [least, most] = std::minmax_element(points.begin(), points.end());
  std::int64_t width = RoundWidth(*most - *least);
  // Bars begin at multiples of their width, which may take one bar more.
  if (*most / width - *least / width >= kBarsMax) width = RoundWidth(width * kBarsMax);
  const std::int64_t first = *least / width;
  std::vector<std::int64_t> counts(static_cast<std::size_t>(*most / width - first + 1));
  for (const std::int64_t value : points) ++counts[static_cast<std::size_t>(value / width - first)];
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::int64_t from = (first + static_cast<std::int64_t>(i)) * width;
    AddBar(width == 1 ? absl::StrCat(from) : absl::StrCat(from, "..", from + width - 1), counts[i], report);
  }
  return report;
}

v1::HistogramReport WishHistogram(const ReportFacts& facts) {
  v1::HistogramReport report;
  FillFrame(facts, *report.mutable_frame());
  std::array<std::int64_t, kWishBars> wished{};
  std::int64_t not_wished = 0;
  std::int64_t placed = 0;
  for (const Placement& placement : facts.matching.placements) {
    if (!facts.Counts(placement.apprentice)) continue;
    ++placed;
    const std::optional<Wish> wish = WishOf(facts.problem, placement.apprentice, placement.opening);
    if (wish) {
      ++wished[static_cast<std::size_t>(std::clamp(wish->rank, 1, kWishBars) - 1)];
    } else {
      ++not_wished;
    }
  }
  for (int i = 0; i < kWishBars; ++i) {
    AddBar(absl::StrCat("wish ", i + 1, i + 1 == kWishBars ? "+" : ""), wished[static_cast<std::size_t>(i)], report);
  }
  AddBar("not wished", not_wished, report);
  AddBar("unmatched", report.frame().apprentices() - placed, report);
  return report;
}

v1::FairnessReport MakeFairnessReport(const ReportFacts& facts, const WorkOptions& work) {
  const Problem& problem = facts.problem;
  const std::vector<const Placement*> placements = PlacementsOf(facts);
  std::vector<ApprenticeIndex> unmatched;
  for (std::uint32_t i = 0; i < placements.size(); ++i) {
    if (placements[i] == nullptr && facts.Counts(ApprenticeIndex(i))) unmatched.push_back(ApprenticeIndex(i));
  }
  std::vector<std::atomic<bool>> feasible(placements.size());
  facts.sieve.ForEachRefusals(
      unmatched, work, [&](ApprenticeIndex i, const Refusals& refusals) { feasible[i.value] = refusals.feasible > 0; });

  std::vector<v1::CentreFairness> rows(problem.centres().size());
  for (std::uint32_t i = 0; i < placements.size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (!facts.Counts(apprentice)) continue;
    v1::CentreFairness& row = rows[problem.CentreOf(apprentice).value];
    row.set_apprentices(row.apprentices() + 1);
    const Placement* const placement = placements[i];
    if (placement == nullptr) {
      row.set_feasible(row.feasible() + (feasible[i] ? 1 : 0));
      continue;
    }
    row.set_feasible(row.feasible() + 1);
    row.set_placed(row.placed() + 1);
    row.set_points(row.points() + PointsOf(facts.rules, problem.View(apprentice), problem.View(placement->opening)));
    const std::optional<Wish> wish = WishOf(problem, apprentice, placement->opening);
    if (wish && wish->rank == 1) row.set_first_wish(row.first_wish() + 1);
  }

  v1::FairnessReport report;
  FillFrame(facts, *report.mutable_frame());
  v1::CentreFairness& all = *report.mutable_all();
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    v1::CentreFairness& row = rows[i];
    if (row.apprentices() == 0) continue;
    const std::string& id = problem[CentreIndex(i)].id;
    row.set_centre(id);
    const auto least = problem.round().quotas.least_per_centre.find(id);
    if (least != problem.round().quotas.least_per_centre.end()) row.set_least(least->second);
    all.set_apprentices(all.apprentices() + row.apprentices());
    all.set_feasible(all.feasible() + row.feasible());
    all.set_placed(all.placed() + row.placed());
    all.set_first_wish(all.first_wish() + row.first_wish());
    all.set_points(all.points() + row.points());
    *report.add_centres() = row;
  }
  return report;
}

}  // namespace walz
