// Lone prices of a case (matching.h), checked and laid out.

#ifndef ENGINE_MATCHING_AUDIT_LONE_H_
#define ENGINE_MATCHING_AUDIT_LONE_H_

#include <cstdint>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>
#include <absl/status/statusor.h>
#include <absl/types/span.h>

#include "engine/matching/audit_sum.h"
#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class LoneTable {
 public:
  using Slots = absl::InlinedVector<std::uint32_t, 4>;  // Positions among the prices.

  // Internal if a price is not one that can prove anything.  `problem`, `rules` and `prices` must outlive the table.
  static absl::StatusOr<LoneTable> Create(const Problem& problem, const RuleBook& rules,
                                          absl::Span<const LonePrice> prices);

  // What all prices are worth at their groups' limits.
  const AuditSum& worth() const { return worth_; }
  // Those that a stay of the pair may have to pay.
  Slots SlotsOf(ApprenticeIndex apprentice, OpeningIndex opening) const;
  // Adds what the stay pays of them to `cost`.
  void AddCost(const Slots& slots, const ApprenticeView& apprentice, const OpeningView& opening, DayRange stay,
               AuditSum& cost) const;

 private:
  LoneTable(const Problem& problem, const RuleBook& rules, absl::Span<const LonePrice> prices)
      : problem_(&problem), rules_(&rules), prices_(prices) {}

  const Problem* problem_;  // Pointers, so that a table can be moved.
  const RuleBook* rules_;
  absl::Span<const LonePrice> prices_;
  AuditSum worth_;
  std::vector<std::uint32_t> quotas_;  // That have some.
  absl::flat_hash_map<std::pair<std::uint32_t, QuotaGroup>, Slots> slots_of_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_LONE_H_
