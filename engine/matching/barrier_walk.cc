#include "engine/matching/barrier_walk.h"

#include <algorithm>

namespace walz {

BarrierWalk::BarrierWalk(const Problem& problem, const RuleBook& rules, const VerdictTables& tables,
                         const SievePlan& plan)
    : problem_(problem),
      tables_(tables),
      all_(FullBitmap(problem.openings().size())),
      lone_(problem, rules, tables, plan, all_),
      bitmaps_(problem, rules, tables, &plan),
      memos_(tables.size()) {
  for (const std::size_t i : plan.memo_order) memos_[i].emplace(*plan.memos[i]);
}

std::optional<Refusals> BarrierWalk::RefusalsOf(ApprenticeIndex apprentice) {
  const absl::Span<const LoneRefusal> lone = lone_.RefusalsOf(apprentice);
  if (lone.empty()) return std::nullopt;
  Refusals refusals;
  refusals.by_requirement.resize(tables_.size());
  for (const LoneRefusal& refusal : lone) ++refusals.by_requirement[refusal.requirement].only_refused;
  refusals.feasible = lone_.feasible_count();
  refusals.nearest = std::min_element(lone.begin(), lone.end(), [this](const LoneRefusal& a, const LoneRefusal& b) {
                       return problem_.IdRankOf(a.opening) < problem_.IdRankOf(b.opening);
                     })->opening;
  refusals.nearest_refusals = 1;
  refusals.passed = refusals.feasible > 0 ? static_cast<int>(tables_.size()) : PassedOf(apprentice);
  return refusals;
}

int BarrierWalk::PassedOf(ApprenticeIndex apprentice) {
  left_ = all_;
  const absl::Span<BitmapWord> left = absl::MakeSpan(left_);
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    if (!memos_[i]) {
      if (!AndBitmaps(left, bitmaps_.Of(i, apprentice).openings, left)) return static_cast<int>(i);
      continue;
    }
    const FacetTable& facets = tables_[i]->facets();
    memos_[i]->MoveTo(facets.LearnerFacetOf(apprentice));
    bool any = false;
    ForEachBit(left_, [&](std::size_t opening) {
      const bool feasible = memos_[i]->Feasible(facets.HostFacetOf(OpeningIndex(opening)));
      if (!feasible) ClearBit(left, opening);
      any = any || feasible;
    });
    if (!any) return static_cast<int>(i);
  }
  return static_cast<int>(tables_.size());
}

}  // namespace walz
