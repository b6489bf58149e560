#include "engine/matching/points_table.h"

#include <algorithm>
#include <cstddef>

namespace walz {

PointsTable::PointsTable(const Problem& problem, const RuleBook& rules) {
  std::vector<std::vector<std::uint32_t>> numbers;
  for (const Criterion& criterion : rules.criteria) {
    const int weight = problem.round().weights[static_cast<std::size_t>(criterion.id)];
    if (weight == 0) continue;
    if (criterion.number_hosts == nullptr) {
      single_.push_back({&criterion, weight, 0});
      continue;
    }
    numbers.push_back(criterion.number_hosts(problem));
    const auto greatest = std::max_element(numbers.back().begin(), numbers.back().end());
    numbered_.push_back({&criterion, weight, greatest == numbers.back().end() ? 0 : *greatest + 1});
  }
  numbers_.reserve(problem.openings().size() * numbers.size());
  for (std::size_t i = 0; i < problem.openings().size(); ++i) {
    for (const std::vector<std::uint32_t>& column : numbers) numbers_.push_back(column[i]);
  }
}

std::vector<int> PointsTable::PointsOf(const Problem& problem, ApprenticeIndex apprentice,
                                       absl::Span<const OpeningIndex> openings) const {
  constexpr int kNotYet = -1;
  const ApprenticeView learner = problem.View(apprentice);
  std::vector<std::vector<int>> known;  // Weighted points by column and number.
  for (const Column& column : numbered_) known.emplace_back(column.host_count, kNotYet);
  std::vector<int> points(openings.size());
  for (std::size_t i = 0; i < openings.size(); ++i) {
    const std::uint32_t* const numbers = numbers_.data() + openings[i].value * numbered_.size();
    for (std::size_t c = 0; c < numbered_.size(); ++c) {
      int& of_number = known[c][numbers[c]];
      if (of_number == kNotYet) {
        of_number = numbered_[c].weight * numbered_[c].criterion->points(learner, problem.View(openings[i]));
      }
      points[i] += of_number;
    }
    if (single_.empty()) continue;
    const OpeningView host = problem.View(openings[i]);
    for (const Column& column : single_) points[i] += column.weight * column.criterion->points(learner, host);
  }
  return points;
}

}  // namespace walz
