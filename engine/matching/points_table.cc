#include "engine/matching/points_table.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace walz {
namespace {

// An opening that is not weighed in full yet, or just so.
struct Candidate {
  int bound;  // Its points, were the rest worth the most there is.
  OpeningIndex opening;
  std::size_t weighed_count;  // Columns of those that are weighed one by one.
};

struct IsWorse {
  bool operator()(const Candidate& a, const Candidate& b) const {
    return a.bound != b.bound ? a.bound < b.bound : b.opening < a.opening;
  }
};

}  // namespace

// Weighs openings for one apprentice.
class PointsTable::Weighing {
 public:
  // Each number of the columns with at most `kept_max` is weighed once.
  Weighing(const PointsTable& table, const Problem& problem, ApprenticeIndex apprentice, std::size_t kept_max)
      : table_(table), problem_(problem), learner_(problem.View(apprentice)) {
    for (const Column& column : table.numbered_) {
      if (column.host_count <= kept_max) known_.emplace_back(column.host_count, kNotYet);
    }
  }

  // With the column's weight.
  int PointsAt(std::size_t column, OpeningIndex opening) {
    if (column >= known_.size()) return Weigh(table_.numbered_[column], opening);
    int& points = known_[column][table_.numbers_[opening.value * table_.numbered_.size() + column]];
    if (points == kNotYet) points = Weigh(table_.numbered_[column], opening);
    return points;
  }

  // Of all criteria without numbers and of the first `column_count` columns.
  int PointsAtOnce(OpeningIndex opening, std::size_t column_count) {
    int points = 0;
    for (std::size_t c = 0; c < column_count; ++c) points += PointsAt(c, opening);
    for (const Column& column : table_.single_) points += Weigh(column, opening);
    return points;
  }

 private:
  static constexpr int kNotYet = -1;

  int Weigh(const Column& column, OpeningIndex opening) const {
    return column.weight * column.criterion->points(learner_, problem_.View(opening));
  }

  const PointsTable& table_;
  const Problem& problem_;
  const ApprenticeView learner_;
  std::vector<std::vector<int>> known_;  // Weighted points by column and number.
};

PointsTable::PointsTable(const Problem& problem, const RuleBook& rules) {
  struct Numbered {
    Column column;
    std::vector<std::uint32_t> numbers;
  };
  std::vector<Numbered> numbered;
  for (const Criterion& criterion : rules.criteria) {
    const int weight = problem.round().weights[static_cast<std::size_t>(criterion.id)];
    if (weight == 0) continue;
    if (criterion.number_hosts == nullptr) {
      single_.push_back({&criterion, weight, 0});
      continue;
    }
    Numbered& one = numbered.emplace_back(Numbered{{&criterion, weight, 0}, criterion.number_hosts(problem)});
    for (const std::uint32_t number : one.numbers) one.column.host_count = std::max(one.column.host_count, number + 1);
  }
  std::stable_sort(numbered.begin(), numbered.end(),
                   [](const Numbered& a, const Numbered& b) { return a.column.host_count < b.column.host_count; });
  for (const Numbered& one : numbered) numbered_.push_back(one.column);
  numbers_.reserve(problem.openings().size() * numbered.size());
  for (std::size_t i = 0; i < problem.openings().size(); ++i) {
    for (const Numbered& one : numbered) numbers_.push_back(one.numbers[i]);
  }
}

std::vector<int> PointsTable::PointsOf(const Problem& problem, ApprenticeIndex apprentice,
                                       absl::Span<const OpeningIndex> openings) const {
  Weighing weighing(*this, problem, apprentice, numbered_.empty() ? 0 : numbered_.back().host_count);
  std::vector<int> points;
  points.reserve(openings.size());
  for (const OpeningIndex opening : openings) points.push_back(weighing.PointsAtOnce(opening, numbered_.size()));
  return points;
}

std::vector<std::pair<OpeningIndex, int>> PointsTable::BestOf(const Problem& problem, ApprenticeIndex apprentice,
                                                              absl::Span<const OpeningIndex> openings,
                                                              std::size_t count) const {
  // Where hardly two openings have one number, an opening is weighed only if it may still be among the best.
  constexpr std::size_t kKeptMax = std::size_t{1} << 15;  // More take longer to clear than to weigh again.
  std::size_t at_once = 0;
  while (at_once < numbered_.size() && numbered_[at_once].host_count * 2 <= openings.size()) ++at_once;
  // What can give most is weighed first.
  std::vector<std::size_t> later(numbered_.size() - at_once);
  std::iota(later.begin(), later.end(), at_once);
  std::stable_sort(later.begin(), later.end(),
                   [&](std::size_t a, std::size_t b) { return numbered_[a].weight > numbered_[b].weight; });
  int rest = 0;
  for (const std::size_t c : later) rest += numbered_[c].weight * kPointsMax;
  Weighing weighing(*this, problem, apprentice, kKeptMax);
  std::vector<Candidate> heap;  // The best bound first.
  heap.reserve(openings.size());
  for (const OpeningIndex opening : openings) {
    heap.push_back({weighing.PointsAtOnce(opening, at_once) + rest, opening, 0});
  }
  std::make_heap(heap.begin(), heap.end(), IsWorse());
  std::vector<std::pair<OpeningIndex, int>> best;
  while (best.size() < count && !heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), IsWorse());
    Candidate& first = heap.back();
    if (first.weighed_count == later.size()) {
      best.emplace_back(first.opening, first.bound);
      heap.pop_back();
      continue;
    }
    const std::size_t column = later[first.weighed_count++];
    first.bound += weighing.PointsAt(column, first.opening) - numbered_[column].weight * kPointsMax;
    std::push_heap(heap.begin(), heap.end(), IsWorse());
  }
  return best;
}

}  // namespace walz
