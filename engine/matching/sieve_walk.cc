#include "engine/matching/sieve_walk.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace walz {

SieveWalk::SieveWalk(const Problem& problem, const RuleBook& rules, const VerdictTables& tables, const SievePlan& plan)
    : problem_(problem), rules_(rules), all_(BitmapWordCount(problem.openings().size())) {
  if (!all_.empty()) SetAllBits(absl::MakeSpan(all_), problem.openings().size());
  for (const std::size_t i : plan.bitmap_order) {
    bitmap_levels_.push_back({.facets = &tables[i]->facets(),
                              .rows = plan.bitmaps[i].get(),
                              .row = std::numeric_limits<std::uint32_t>::max(),
                              .words = std::vector<BitmapWord>(all_.size())});
  }
  for (const std::size_t i : plan.memo_order) {
    memo_levels_.push_back({&tables[i]->facets(), VerdictRow(*plan.memos[i]), {}});
  }
}

absl::Span<const OpeningIndex> SieveWalk::FeasibleOf(ApprenticeIndex apprentice) {
  const bool changed = UpdateBitmaps(apprentice);
  return Except(apprentice, Filter(apprentice, changed));
}

bool SieveWalk::UpdateBitmaps(ApprenticeIndex apprentice) {
  const auto row_of = [&](const BitmapLevel& level) {
    return level.rows->RowOf(level.facets->LearnerFacetOf(apprentice));
  };
  std::size_t first = 0;
  while (first < bitmap_levels_.size() && bitmap_levels_[first].row == row_of(bitmap_levels_[first])) ++first;
  if (first == bitmap_levels_.size() && started_) return false;
  started_ = true;
  absl::Span<const BitmapWord> above = first == 0 ? all_ : bitmap_levels_[first - 1].feasible;
  bool empty = first == 0 ? all_.empty() : bitmap_levels_[first - 1].empty;
  for (std::size_t i = first; i < bitmap_levels_.size(); ++i) {
    BitmapLevel& level = bitmap_levels_[i];
    level.row = row_of(level);
    if (!empty && level.rows->FeasibleCount(level.row) < problem_.openings().size()) {
      empty = !AndBitmaps(above, level.rows->Bitmap(level.row), absl::MakeSpan(level.words));
      above = level.words;
    }
    level.feasible = above;
    level.empty = empty;
  }
  survivors_.clear();
  if (!empty) ForEachBit(above, [&](std::size_t opening) { survivors_.push_back(OpeningIndex(opening)); });
  return true;
}

absl::Span<const OpeningIndex> SieveWalk::Filter(ApprenticeIndex apprentice, bool changed) {
  absl::Span<const OpeningIndex> feasible = survivors_;
  for (MemoLevel& level : memo_levels_) {
    const std::uint32_t learner = level.facets->LearnerFacetOf(apprentice);
    if (changed || learner != level.row.learner()) {
      changed = true;
      level.row.MoveTo(learner);
      level.feasible.clear();
      for (const OpeningIndex opening : feasible) {
        if (level.row.Feasible(level.facets->HostFacetOf(opening))) level.feasible.push_back(opening);
      }
    }
    feasible = level.feasible;
  }
  return feasible;
}

absl::Span<const OpeningIndex> SieveWalk::Except(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> feasible) {
  for (const Requirement& requirement : rules_.requirements) {
    if (requirement.exceptions == nullptr) continue;
    const Exceptions exceptions = requirement.exceptions(problem_.View(apprentice));
    if (!exceptions.only && exceptions.openings.empty()) continue;
    std::vector<OpeningIndex> left;
    if (exceptions.only) {
      std::set_intersection(feasible.begin(), feasible.end(), exceptions.openings.begin(), exceptions.openings.end(),
                            std::back_inserter(left));
    } else {
      std::set_difference(feasible.begin(), feasible.end(), exceptions.openings.begin(), exceptions.openings.end(),
                          std::back_inserter(left));
    }
    excepted_ = std::move(left);
    feasible = excepted_;
  }
  return feasible;
}

}  // namespace walz
