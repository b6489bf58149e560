#include "engine/matching/lone_walk.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>

namespace walz {

LoneWalk::LoneWalk(const Problem& problem, const RuleBook& rules, const VerdictTables& tables, const SievePlan& plan,
                   absl::Span<const BitmapWord> within)
    : problem_(problem), rules_(rules) {
  for (std::size_t word = 0; word < within.size(); ++word) {
    if (within[word] == 0) continue;
    words_.push_back(static_cast<std::uint32_t>(word));
    within_.push_back(within[word]);
  }
  nothing_.resize(words_.size());
  for (const std::size_t i : plan.bitmap_order) {
    levels_.push_back({.requirement = i,
                       .facets = &tables[i]->facets(),
                       .rows = plan.bitmaps[i].get(),
                       .row = std::numeric_limits<std::uint32_t>::max(),
                       .none = std::vector<BitmapWord>(words_.size()),
                       .alone = std::vector<BitmapWord>(words_.size())});
  }
  for (const std::size_t i : plan.memo_order) memos_.push_back({i, &tables[i]->facets(), VerdictRow(*plan.memos[i])});
}

absl::Span<const LoneRefusal> LoneWalk::RefusalsOf(ApprenticeIndex apprentice) {
  UpdateLevels(apprentice);
  candidates_.assign(survivors_.begin(), survivors_.end());
  AskMemos(apprentice);
  AskSparse(apprentice);
  lone_.clear();
  for (const Candidate& candidate : candidates_) {
    if (candidate.refuser != kNobody) lone_.push_back({candidate.refuser, candidate.opening});
  }
  feasible_count_ = std::ssize(candidates_) - std::ssize(lone_);
  return lone_;
}

void LoneWalk::UpdateLevels(ApprenticeIndex apprentice) {
  const auto row_of = [&](const Level& level) { return level.rows->RowOf(level.facets->LearnerFacetOf(apprentice)); };
  std::size_t first = 0;
  while (first < levels_.size() && levels_[first].row == row_of(levels_[first])) ++first;
  if (first == levels_.size() && started_) return;
  started_ = true;
  for (std::size_t i = first; i < levels_.size(); ++i) {
    Level& level = levels_[i];
    level.row = row_of(level);
    const absl::Span<const BitmapWord> feasible = level.rows->Bitmap(level.row);
    const std::vector<BitmapWord>& none = i == 0 ? within_ : levels_[i - 1].none;
    const std::vector<BitmapWord>& alone = i == 0 ? nothing_ : levels_[i - 1].alone;
    for (std::size_t w = 0; w < words_.size(); ++w) {
      const BitmapWord keeps = feasible[words_[w]];
      level.alone[w] = (alone[w] & keeps) | (none[w] & ~keeps);
      level.none[w] = none[w] & keeps;
    }
  }
  survivors_.clear();
  const std::vector<BitmapWord>& none = levels_.empty() ? within_ : levels_.back().none;
  const std::vector<BitmapWord>& alone = levels_.empty() ? nothing_ : levels_.back().alone;
  for (std::size_t w = 0; w < words_.size(); ++w) {
    for (BitmapWord left = none[w] | alone[w]; left != 0; left &= left - 1) {
      const BitmapWord bit = left & (~left + 1);
      const OpeningIndex opening(words_[w] * kBitmapWordBits + static_cast<std::size_t>(std::countr_zero(bit)));
      survivors_.push_back({opening, (alone[w] & bit) != 0 ? RefuserAmongLevels(opening) : kNobody});
    }
  }
}

std::uint32_t LoneWalk::RefuserAmongLevels(OpeningIndex opening) const {
  const std::size_t word = opening.value / kBitmapWordBits;
  const BitmapWord bit = BitmapWord{1} << (opening.value % kBitmapWordBits);
  const auto level = std::find_if(levels_.begin(), levels_.end(), [&](const Level& candidate) {
    return (candidate.rows->Bitmap(candidate.row)[word] & bit) == 0;
  });
  return static_cast<std::uint32_t>(level->requirement);
}

void LoneWalk::AskMemos(ApprenticeIndex apprentice) {
  for (Memo& memo : memos_) {
    memo.row.MoveTo(memo.facets->LearnerFacetOf(apprentice));
    const auto refused_twice = [&](Candidate& candidate) {
      if (memo.row.Feasible(memo.facets->HostFacetOf(candidate.opening))) return false;
      if (candidate.refuser != kNobody) return true;
      candidate.refuser = static_cast<std::uint32_t>(memo.requirement);
      return false;
    };
    candidates_.erase(std::remove_if(candidates_.begin(), candidates_.end(), refused_twice), candidates_.end());
  }
}

void LoneWalk::AskSparse(ApprenticeIndex apprentice) {
  for (std::size_t i = 0; i < rules_.requirements.size(); ++i) {
    if (rules_.requirements[i].exceptions == nullptr) continue;
    const Exceptions exceptions = rules_.requirements[i].exceptions(problem_.View(apprentice));
    if (!exceptions.only && exceptions.openings.empty()) continue;
    const auto refused_twice = [&](Candidate& candidate) {
      const bool listed = std::binary_search(exceptions.openings.begin(), exceptions.openings.end(), candidate.opening);
      if (listed == exceptions.only) return false;
      if (candidate.refuser != kNobody) return true;
      candidate.refuser = static_cast<std::uint32_t>(i);
      return false;
    };
    candidates_.erase(std::remove_if(candidates_.begin(), candidates_.end(), refused_twice), candidates_.end());
  }
}

}  // namespace walz
