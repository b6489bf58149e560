// SievePlan: how the sieve goes through all apprentices: which requirements become bitmaps, which are judged on demand,
// and an order in which neighbours share as much as possible.
//
// Thread rule: immutable but for the memos, which any thread may fill.

#ifndef ENGINE_MATCHING_SIEVE_PLAN_H_
#define ENGINE_MATCHING_SIEVE_PLAN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/stop.h"
#include "engine/matching/bitmap_rows.h"
#include "engine/matching/sieve.h"
#include "engine/matching/verdict_memo.h"
#include "engine/matching/verdict_table.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// By requirement; null for a sparse one.
using VerdictTables = std::vector<std::unique_ptr<VerdictTable>>;

struct SievePlan {
  // By requirement: exactly one of the two is set for a tabulated one, none for a sparse one.
  std::vector<std::unique_ptr<const BitmapRows>> bitmaps;
  std::vector<std::unique_ptr<const VerdictMemo>> memos;

  // Where dates are judged on demand: rows of openings, by apprentice, that all of what is feasible lies in.
  std::vector<std::unique_ptr<const BitmapRows>> date_bounds;

  // Requirements in the order of work: bitmaps with fewer rows first, because they change more rarely; then those with
  // fewer pairs of facets, because they are cheaper.  Requirements that refuse nothing are left out.
  std::vector<std::size_t> bitmap_order;
  std::vector<std::size_t> memo_order;

  // So many requirements of bitmap_order leave the same to most neighbours.
  std::size_t shared_levels = 0;

  // Apprentices sorted by rows of bitmap_order, then of date_bounds, then facets of memo_order.
  std::vector<ApprenticeIndex> apprentices;
};

// Null if stopped.  `tables` must outlive the plan.
std::unique_ptr<const SievePlan> MakeSievePlan(const Problem& problem, const RuleBook& rules,
                                               const VerdictTables& tables, const SieveLimits& limits,
                                               const WorkOptions& options);

// Sorts `order` by key(i), which is less than `key_count`; stable, linear.
template <typename Key>
void SortByKey(std::size_t key_count, const Key& key, std::vector<ApprenticeIndex>& order) {
  std::vector<std::size_t> starts(key_count + 1);
  for (const ApprenticeIndex i : order) ++starts[key(i) + 1];
  for (std::size_t k = 1; k <= key_count; ++k) starts[k] += starts[k - 1];
  std::vector<ApprenticeIndex> sorted(order.size());
  for (const ApprenticeIndex i : order) sorted[starts[key(i)]++] = i;
  order = std::move(sorted);
}

}  // namespace walz

#endif  // ENGINE_MATCHING_SIEVE_PLAN_H_
