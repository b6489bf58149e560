#include "engine/matching/sieve_walk.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace walz {

SieveWalk::SieveWalk(const Problem& problem, const RuleBook& rules, const VerdictTables& tables, const SievePlan& plan)
    : problem_(problem), rules_(rules), all_(BitmapWordCount(problem.openings().size())) {
  const std::size_t opening_count = problem.openings().size();
  if (!all_.empty()) SetAllBits(absl::MakeSpan(all_), opening_count);
  for (std::size_t level = 0; level < plan.bitmap_order.size(); ++level) {
    const std::size_t i = plan.bitmap_order[level];
    const RowOfLast row{.facets = &tables[i]->facets(), .rows = plan.bitmaps[i].get()};
    if (level < plan.shared_levels) {
      shared_levels_.push_back({.of = row, .words = std::vector<BitmapWord>(all_.size()), .feasible = {}});
    } else {
      own_levels_.push_back(row);
    }
  }
  for (const auto& bound : plan.date_bounds) own_levels_.push_back({.facets = nullptr, .rows = bound.get()});
  survivors_.openings.resize(opening_count);
  // Rules that speak of stays have one that refuses whatever none fits.
  const VerdictRow::Of of = rules.stays.permitted_lengths == nullptr ? VerdictRow::Of::kAll : VerdictRow::Of::kWhatFits;
  for (const std::size_t i : plan.memo_order) {
    memo_levels_.push_back({&tables[i]->facets(), VerdictRow(*plan.memos[i], of), {}});
    memo_levels_.back().feasible.openings.resize(opening_count);
  }
}

absl::Span<const OpeningIndex> SieveWalk::FeasibleOf(ApprenticeIndex apprentice) {
  const bool changed = UpdateBitmaps(apprentice);
  return Except(apprentice, Filter(apprentice, changed));
}

bool SieveWalk::UpdateBitmaps(ApprenticeIndex apprentice) {
  bool changed = UpdateShared(apprentice);
  for (RowOfLast& level : own_levels_) changed = level.MoveTo(apprentice) || changed;
  if (!changed && started_) return false;
  started_ = true;
  FindSurvivors();
  return true;
}

bool SieveWalk::UpdateShared(ApprenticeIndex apprentice) {
  bool changed = false;
  absl::Span<const BitmapWord> above = all_;
  bool empty = all_.empty();
  for (SharedLevel& level : shared_levels_) {
    changed = level.of.MoveTo(apprentice) || changed;
    if (changed) {
      if (!empty && level.of.rows->FeasibleCount(level.of.row) < problem_.openings().size()) {
        empty = !AndBitmaps(above, level.of.rows->Bitmap(level.of.row), absl::MakeSpan(level.words));
        above = level.words;
      }
      level.feasible = above;
      level.empty = empty;
    }
    above = level.feasible;
    empty = level.empty;
  }
  return changed;
}

void SieveWalk::FindSurvivors() {
  survivors_.count = 0;
  if (shared_levels_.empty() ? all_.empty() : shared_levels_.back().empty) return;
  bitmaps_.assign({shared_levels_.empty() ? absl::MakeConstSpan(all_) : shared_levels_.back().feasible});
  for (const RowOfLast& level : own_levels_) {
    if (level.rows->FeasibleCount(level.row) < problem_.openings().size()) {
      bitmaps_.push_back(level.rows->Bitmap(level.row));
    }
  }
  OpeningIndex* next = survivors_.openings.data();
  ForEachCommonBit(bitmaps_, [&next](std::size_t opening) { *next++ = OpeningIndex(opening); });
  survivors_.count = static_cast<std::size_t>(next - survivors_.openings.data());
}

absl::Span<const OpeningIndex> SieveWalk::Filter(ApprenticeIndex apprentice, bool changed) {
  absl::Span<const OpeningIndex> feasible = survivors_.span();
  for (MemoLevel& level : memo_levels_) {
    const std::uint32_t learner = level.facets->LearnerFacetOf(apprentice);
    if (changed || learner != level.row.learner()) {
      changed = true;
      level.row.MoveTo(learner);
      level.feasible.count = KeepFeasible(
          feasible, [&](OpeningIndex opening) { level.row.Fetch(level.facets->HostFacetOf(opening)); },
          [&](OpeningIndex opening) { return level.row.Feasible(level.facets->HostFacetOf(opening)); },
          level.feasible.openings.data());
    }
    feasible = level.feasible.span();
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
