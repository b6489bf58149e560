#include "engine/solve/choice_rounding.h"

#include <algorithm>
#include <utility>

namespace walz {
namespace {

constexpr double kShareMin = 1e-6;  // Less is nothing.

// What a choice uses of each row.
class Usage {
 public:
  explicit Usage(const ChoiceProblem& problem) : problem_(problem), used_(problem.limits.size(), 0) {}

  // Whether it stays within the limits of what it uses; goals may come later.
  bool Fits(std::uint32_t column) const {
    for (const ChoiceProblem::Use& use : problem_.UsesOf(column)) {
      for (std::uint32_t row = use.row; use.amount > 0 && row < use.row + use.count; ++row) {
        if (used_[row] + use.amount > problem_.limits[row]) return false;
      }
    }
    return true;
  }
  void Add(std::uint32_t column) {
    for (const ChoiceProblem::Use& use : problem_.UsesOf(column)) {
      for (std::uint32_t row = use.row; row < use.row + use.count; ++row) used_[row] += use.amount;
    }
  }
  bool IsWithinLimits() const {
    return std::equal(used_.begin(), used_.end(), problem_.limits.begin(),
                      [](std::int64_t used, std::int64_t limit) { return used <= limit; });
  }

 private:
  const ChoiceProblem& problem_;
  std::vector<std::int64_t> used_;  // No overflow: amounts have 32 bits, and there are fewer people than that.
};

}  // namespace

std::optional<std::int64_t> ValueOfChoice(const ChoiceProblem& problem, const std::vector<std::uint32_t>& column_of) {
  Usage usage(problem);
  std::int64_t value = 0;
  for (const std::uint32_t column : column_of) {
    if (column == ChoiceProblem::kNone) continue;
    value += problem.value[column];
    usage.Add(column);
  }
  if (!usage.IsWithinLimits()) return std::nullopt;
  return value;
}

ChoiceRounding::ChoiceRounding(const ChoiceProblem& problem) : problem_(problem) {
  std::vector<std::uint32_t> rank_of_row(problem.limits.size(), ChoiceProblem::kNone);
  std::uint32_t ranks = 0;
  for (std::size_t row = 0; row < problem.limits.size(); ++row) {
    if (problem.limits[row] < 0) rank_of_row[row] = ranks++;
  }
  people_of_rank_.resize(ranks + 1);
  for (std::uint32_t p = 0; p < problem.person_count(); ++p) {
    std::uint32_t rank = ranks;
    for (std::uint32_t c = problem.person_starts[p]; c < problem.person_starts[p + 1]; ++c) {
      for (const ChoiceProblem::Use& use : problem.UsesOf(c)) rank = std::min(rank, rank_of_row[use.row]);
      person_of_.push_back(p);
    }
    rank_of_.push_back(rank);
    people_of_rank_[rank].push_back(p);
  }
}

std::vector<std::uint32_t> ChoiceRounding::Round(const ChoiceRelaxation& relaxation,
                                                 const std::vector<char>& is_allowed) const {
  std::vector<std::vector<std::pair<double, std::uint32_t>>> shares_of_rank(people_of_rank_.size());
  const absl::Span<const std::uint32_t> columns = relaxation.columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const double share = relaxation.ShareOf(i);
    if (share <= kShareMin || !is_allowed[columns[i]]) continue;
    shares_of_rank[rank_of_[person_of_[columns[i]]]].emplace_back(share, columns[i]);
  }
  std::vector<std::uint32_t> column_of(problem_.person_count(), ChoiceProblem::kNone);
  Usage usage(problem_);
  const auto take = [&](std::uint32_t column) {
    usage.Add(column);
    column_of[person_of_[column]] = column;
  };
  for (std::size_t rank = 0; rank < people_of_rank_.size(); ++rank) {
    std::sort(shares_of_rank[rank].begin(), shares_of_rank[rank].end(), [](const auto& a, const auto& b) {
      return a.first > b.first || (a.first == b.first && a.second < b.second);
    });
    for (const auto& [share, column] : shares_of_rank[rank]) {
      if (column_of[person_of_[column]] == ChoiceProblem::kNone && usage.Fits(column)) take(column);
    }
    for (const std::uint32_t p : people_of_rank_[rank]) {
      if (column_of[p] != ChoiceProblem::kNone) continue;
      std::optional<std::uint32_t> best;
      for (std::uint32_t c = problem_.person_starts[p]; c < problem_.person_starts[p + 1]; ++c) {
        if ((!best || problem_.value[c] > problem_.value[*best]) && usage.Fits(c)) best = c;
      }
      if (best) take(*best);
    }
  }
  return column_of;
}

}  // namespace walz
