#include "engine/matching/points_table.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace walz {
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

PointsTable::Ranking::Ranking(const PointsTable& table, const Problem& problem, ApprenticeIndex apprentice,
                              absl::Span<const OpeningIndex> openings, const Worth& worth)
    : table_(table), of_point_(worth.of_point) {
  constexpr std::size_t kKeptMax = std::size_t{1} << 15;  // More take longer to clear than to weigh again.
  const std::vector<Column>& numbered = table.numbered_;
  // Where hardly two openings have one number, an opening is weighed only if it may be next.
  std::size_t at_once = 0;
  while (at_once < numbered.size() && numbered[at_once].host_count * 2 <= openings.size()) ++at_once;
  later_.resize(numbered.size() - at_once);
  std::iota(later_.begin(), later_.end(), at_once);
  std::stable_sort(later_.begin(), later_.end(),
                   [&](std::size_t a, std::size_t b) { return numbered[a].weight > numbered[b].weight; });
  int rest = 0;
  for (const std::size_t c : later_) rest += numbered[c].weight * kPointsMax;
  weighing_ = std::make_unique<Weighing>(table, problem, apprentice, kKeptMax);
  heap_.reserve(openings.size());
  for (const OpeningIndex opening : openings) {
    const int points = weighing_->PointsAtOnce(opening, at_once);
    heap_.push_back(
        {of_point_ * (points + rest) + worth.besides(opening), opening, problem.IdRankOf(opening), 0, points});
  }
  std::make_heap(heap_.begin(), heap_.end(), IsWorse());
}

PointsTable::Ranking::~Ranking() = default;

std::optional<PointsTable::Ranked> PointsTable::Ranking::Next() {
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), IsWorse());
    Candidate& first = heap_.back();
    if (first.weighed_count == later_.size()) {
      const Ranked ranked{first.opening, first.points, first.bound};
      heap_.pop_back();
      return ranked;
    }
    const std::size_t column = later_[first.weighed_count++];
    const int points = weighing_->PointsAt(column, first.opening);
    first.points += points;
    first.bound += of_point_ * (points - table_.numbered_[column].weight * kPointsMax);
    std::push_heap(heap_.begin(), heap_.end(), IsWorse());
  }
  return std::nullopt;
}

std::vector<PointsTable::Ranked> PointsTable::BestOf(const Problem& problem, ApprenticeIndex apprentice,
                                                     absl::Span<const OpeningIndex> openings, std::size_t count) const {
  Ranking ranking(*this, problem, apprentice, openings, {1, [](OpeningIndex) { return absl::int128(0); }});
  std::vector<Ranked> best;
  while (best.size() < count) {
    const std::optional<Ranked> next = ranking.Next();
    if (!next) break;
    best.push_back(*next);
  }
  return best;
}

}  // namespace walz
