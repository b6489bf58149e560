#include "engine/solve/choice_cuts.h"

#include <tuple>

namespace walz {
namespace {

constexpr double kBrokenLeast = 0.02;  // By less a cut is not worth a row.
constexpr double kShareLeast = 1e-6;

struct BrokenCut {
  double by;
  ChoiceCut cut;
};

// Looks for cuts that shares of columns break.
class BrokenCuts {
 public:
  // All arguments must outlive this object.
  BrokenCuts(const ChoiceProblem& problem, const ChoiceCuts& cuts, absl::Span<const std::uint32_t> columns,
             const std::vector<double>& share_of)
      : problem_(problem), cuts_(cuts), share_of_(share_of), holders_(problem.limits.size()) {
    for (const std::uint32_t column : columns) {
      if (share_of[column] > kShareLeast) held_.push_back(column);
    }
    std::sort(held_.begin(), held_.end());
    for (const std::uint32_t column : held_) {
      for (const ChoiceProblem::Use& use : problem.UsesOf(column)) {
        const std::uint32_t end = use.row + use.count;
        for (std::uint32_t row = use.row; row < end && use.amount > 0; ++row) {
          holders_[row].push_back({cuts.PersonOf(column), end, share_of[column] * use.amount});
        }
      }
    }
  }

  // The most broken first.
  std::vector<BrokenCut> Find() {
    for (std::size_t begin = 0, end = 0; begin < held_.size(); begin = end) {
      while (end < held_.size() && cuts_.PersonOf(held_[end]) == cuts_.PersonOf(held_[begin])) ++end;
      own_ = absl::MakeConstSpan(held_).subspan(begin, end - begin);
      for (const std::uint32_t before : own_) {
        for (const std::uint32_t behind : own_) LookBetween(before, behind);
      }
    }
    std::sort(broken_.begin(), broken_.end(), [](const BrokenCut& a, const BrokenCut& b) {
      return std::tuple(-a.by, a.cut.person, a.cut.first, a.cut.end) <
             std::tuple(-b.by, b.cut.person, b.cut.first, b.cut.end);
    });
    return std::move(broken_);
  }

 private:
  // A column with a share that uses a row, and until where it goes on.
  struct Holder {
    std::uint32_t person;
    std::uint32_t end;
    double share;  // Times its amount.
  };

  // From the last row of the one to the first row of the other: both count, and as many others as can.
  void LookBetween(std::uint32_t before, std::uint32_t behind) {
    for (const ChoiceProblem::Use& left : problem_.UsesOf(before)) {
      for (const ChoiceProblem::Use& right : problem_.UsesOf(behind)) {
        if (left.row + left.count > right.row || left.amount <= 0 || right.amount <= 0) continue;
        LookAt({left.row + left.count - 1, right.row + 1, cuts_.PersonOf(before), 0});
      }
    }
  }

  void LookAt(ChoiceCut cut) {
    double others = 0;
    for (const Holder& holder : holders_[cut.first]) {
      if (holder.person != cut.person && holder.end >= cut.end) others += holder.share;
    }
    if (others <= 0 || !cuts_.AreFit(cut.first, cut.end)) return;
    for (std::uint32_t row = cut.first; row < cut.end; ++row) cut.limit = std::max(cut.limit, problem_.limits[row]);
    double sum = others;
    for (const std::uint32_t column : own_) sum += share_of_[column] * cuts_.AmountIn(cut, column);
    const double by = sum - static_cast<double>(cut.limit);
    if (by > kBrokenLeast) broken_.push_back({by, cut});
  }

  const ChoiceProblem& problem_;
  const ChoiceCuts& cuts_;
  const std::vector<double>& share_of_;
  std::vector<std::uint32_t> held_;           // Columns with a share, by person.
  std::vector<std::vector<Holder>> holders_;  // By row.
  absl::Span<const std::uint32_t> own_;       // Of held_: those of the person looked at.
  std::vector<BrokenCut> broken_;
};

}  // namespace

ChoiceCuts::ChoiceCuts(const ChoiceProblem& problem)
    : problem_(problem),
      person_of_(problem.column_count()),
      unfit_before_(problem.limits.size() + 1),
      cuts_from_(problem.limits.size()),
      cuts_before_(problem.limits.size() + 1),
      cuts_of_(problem.person_count()) {
  for (std::uint32_t p = 0; p < problem.person_count(); ++p) {
    for (std::uint32_t c = problem.person_starts[p]; c < problem.person_starts[p + 1]; ++c) person_of_[c] = p;
  }
  std::vector<bool> is_unfit(problem.limits.size());
  for (std::size_t row = 0; row < is_unfit.size(); ++row) is_unfit[row] = problem.limits[row] < 0;
  for (const ChoiceProblem::Use& use : problem.uses) {
    if (use.amount >= 0) continue;
    for (std::uint32_t row = use.row; row < use.row + use.count; ++row) is_unfit[row] = true;
  }
  for (std::size_t row = 0; row < is_unfit.size(); ++row) {
    unfit_before_[row + 1] = unfit_before_[row] + (is_unfit[row] ? 1 : 0);
  }
}

std::int32_t ChoiceCuts::AmountIn(const ChoiceCut& cut, std::uint32_t column) const {
  const bool is_own = person_of_[column] == cut.person;
  std::int32_t amount = 0;
  for (const ChoiceProblem::Use& use : problem_.UsesOf(column)) {
    const std::uint32_t end = use.row + use.count;
    const bool counts = is_own ? use.row < cut.end && cut.first < end : use.row <= cut.first && cut.end <= end;
    if (counts) amount = std::max(amount, use.amount);
  }
  return amount;
}

std::size_t ChoiceCuts::Separate(absl::Span<const std::uint32_t> columns, const std::vector<double>& share_of,
                                 std::size_t most) {
  const std::size_t before = cuts_.size();
  for (const BrokenCut& one : BrokenCuts(problem_, *this, columns, share_of).Find()) {
    if (cuts_.size() - before == most) break;
    const std::uint64_t rows = (std::uint64_t{one.cut.first} << 32) | one.cut.end;
    if (!known_.emplace(rows, one.cut.person).second) continue;
    const auto index = static_cast<std::uint32_t>(cuts_.size());
    cuts_.push_back(one.cut);
    cuts_from_[one.cut.first].push_back(index);
    cuts_of_[one.cut.person].push_back(index);
  }
  for (std::size_t row = 0; row < cuts_from_.size(); ++row) {
    cuts_before_[row + 1] = cuts_before_[row] + static_cast<std::uint32_t>(cuts_from_[row].size());
  }
  return cuts_.size() - before;
}

}  // namespace walz
