#include "engine/matching/sieve_plan.h"

#include <algorithm>
#include <utility>

namespace walz {
namespace {

constexpr std::size_t kSharedEnough = 16;  // Apprentices to a facet.

// Whether judging all pairs of facets beforehand is cheap, or shared by so many apprentices that most would be asked
// for.
bool JudgeBeforehand(const VerdictTable& table, std::size_t apprentice_count, const SieveLimits& limits) {
  if (table.pair_count() <= limits.judged_pairs_max / std::int64_t{kSharedEnough}) return true;
  return table.pair_count() <= limits.judged_pairs_max &&
         table.facets().learner_count() * kSharedEnough <= apprentice_count;
}

// Judges or memoises each tabulated requirement, the smallest first; false if stopped.
bool ChooseWays(const Problem& problem, const VerdictTables& tables, SieveLimits limits, const WorkOptions& options,
                SievePlan& plan) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (tables[i] != nullptr) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return tables[a]->pair_count() < tables[b]->pair_count(); });
  for (std::size_t done = 0; done < order.size(); ++done) {
    if (options.stop.stop_requested()) return false;
    if (options.progress) {
      options.progress("facets", static_cast<std::int64_t>(done), static_cast<std::int64_t>(order.size()));
    }
    const std::size_t i = order[done];
    const VerdictTable& table = *tables[i];
    if (JudgeBeforehand(table, problem.apprentices().size(), limits)) {
      plan.bitmaps[i] = BitmapRows::Make(table, limits.bitmap_bytes_max, options);
    }
    if (plan.bitmaps[i] != nullptr) {
      const BitmapRows& rows = *plan.bitmaps[i];
      limits.bitmap_bytes_max -= rows.bytes();
      if (rows.row_count() > 1 || rows.FeasibleCount(0) < table.opening_count()) plan.bitmap_order.push_back(i);
    } else {
      const bool keep_all = table.pair_count() <= limits.memo_bytes_max;
      if (keep_all) limits.memo_bytes_max -= table.pair_count();
      plan.memos[i] = std::make_unique<VerdictMemo>(table, keep_all);
      plan.memo_order.push_back(i);
    }
  }
  return !options.stop.stop_requested();  // The last one may be half made.
}

}  // namespace

std::unique_ptr<const SievePlan> MakeSievePlan(const Problem& problem, const VerdictTables& tables,
                                               const SieveLimits& limits, const WorkOptions& options) {
  auto plan = std::make_unique<SievePlan>();
  plan->bitmaps.resize(tables.size());
  plan->memos.resize(tables.size());
  const std::size_t apprentice_count = problem.apprentices().size();
  plan->apprentices.reserve(apprentice_count);
  for (std::size_t i = 0; i < apprentice_count; ++i) plan->apprentices.push_back(ApprenticeIndex(i));
  if (apprentice_count == 0 || problem.openings().empty()) return plan;
  if (!ChooseWays(problem, tables, limits, options, *plan)) return nullptr;

  std::stable_sort(plan->bitmap_order.begin(), plan->bitmap_order.end(), [&](std::size_t a, std::size_t b) {
    return plan->bitmaps[a]->row_count() < plan->bitmaps[b]->row_count();
  });
  // Last key first: each pass is stable.
  for (auto i = plan->memo_order.rbegin(); i != plan->memo_order.rend(); ++i) {
    const FacetTable& facets = tables[*i]->facets();
    SortByKey(
        facets.learner_count(), [&](ApprenticeIndex a) { return facets.LearnerFacetOf(a); }, plan->apprentices);
  }
  for (auto i = plan->bitmap_order.rbegin(); i != plan->bitmap_order.rend(); ++i) {
    const FacetTable& facets = tables[*i]->facets();
    const BitmapRows& rows = *plan->bitmaps[*i];
    SortByKey(
        rows.row_count(), [&](ApprenticeIndex a) { return rows.RowOf(facets.LearnerFacetOf(a)); }, plan->apprentices);
  }
  return plan;
}

}  // namespace walz
