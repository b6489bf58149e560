#include "engine/matching/sieve_plan.h"

#include <algorithm>
#include <utility>

namespace walz {
namespace {

constexpr std::size_t kSharedEnough = 16;  // Apprentices to a facet.
constexpr std::size_t kBytesUnshared = std::size_t{1} << 26;

// Whether judging all pairs of facets beforehand is cheap, or shared by so many apprentices that most would be asked
// for; and whether its bitmaps are shared, too, or so small that they stay near.
bool JudgeBeforehand(const VerdictTable& table, std::size_t apprentice_count, const SieveLimits& limits) {
  if (table.pair_count() > limits.judged_pairs_max) return false;
  if (table.facets().learner_count() * kSharedEnough <= apprentice_count) return true;
  const std::size_t bitmap_bytes = BitmapWordCount(table.opening_count()) * sizeof(BitmapWord);
  return table.pair_count() <= limits.judged_pairs_max / std::int64_t{kSharedEnough} &&
         table.facets().learner_count() * bitmap_bytes <= kBytesUnshared;
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

// Of the levels of bitmaps from the first on, those that at least half of the apprentices share with their neighbour.
std::size_t CountSharedLevels(const VerdictTables& tables, const SievePlan& plan) {
  std::vector<std::size_t> parts(plan.bitmap_order.size());  // By level: neighbours that differ here, but not before.
  for (std::size_t i = 1; i < plan.apprentices.size(); ++i) {
    for (std::size_t level = 0; level < parts.size(); ++level) {
      const std::size_t requirement = plan.bitmap_order[level];
      const auto row_of = [&](ApprenticeIndex a) {
        return plan.bitmaps[requirement]->RowOf(tables[requirement]->facets().LearnerFacetOf(a));
      };
      if (row_of(plan.apprentices[i - 1]) == row_of(plan.apprentices[i])) continue;
      ++parts[level];
      break;
    }
  }
  std::size_t shared = 0;
  for (std::size_t differ = 0; shared < parts.size(); ++shared) {
    differ += parts[shared];
    if (differ > plan.apprentices.size() / 2) break;
  }
  return shared;
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
  plan->shared_levels = CountSharedLevels(tables, *plan);
  return plan;
}

}  // namespace walz
