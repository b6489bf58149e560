// The prices of a certificate, checked and laid out so that the price of an option is found without a search.

#ifndef ENGINE_MATCHING_AUDIT_PRICES_H_
#define ENGINE_MATCHING_AUDIT_PRICES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <absl/container/inlined_vector.h>
#include <absl/numeric/int128.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/types/span.h>

#include "engine/matching/audit_stays.h"
#include "engine/matching/audit_sum.h"
#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// One group of one quota that has a price.
struct PricedGroup {
  std::uint32_t quota = 0;
  QuotaGroup group = 0;
  std::int64_t limit = 0;
  absl::int128 whole_price = 0;          // The price without a day; 0: none.
  Day first_day;                         // Of the prices with a day.
  std::vector<absl::int128> paid_until;  // [i]: the sum of all day prices before first_day + i; empty: none.

  bool has_days() const { return !paid_until.empty(); }
  // The sum of the day prices on the days of `stay`.
  absl::int128 DayPricesOf(DayRange stay) const;
};

class PriceTable {
 public:
  using Slots = absl::InlinedVector<std::uint32_t, 4>;  // Positions in groups().

  // Internal if a price is not one that can prove anything.  `problem` and `rules` must outlive the table.
  static absl::StatusOr<PriceTable> Create(const Problem& problem, const RuleBook& rules,
                                           absl::Span<const Price> prices);

  absl::Span<const PricedGroup> groups() const { return groups_; }

  // The priced groups that a placement of the pair uses: those of the opening, of the apprentice and of the round.
  Slots SlotsOf(ApprenticeIndex apprentice, OpeningIndex opening) const;
  absl::Span<const std::uint32_t> SlotsOf(OpeningIndex opening) const { return slots_of_opening_[opening.value]; }
  absl::Span<const std::uint32_t> SlotsOf(ApprenticeIndex apprentice) const {
    return slots_of_apprentice_[apprentice.value];
  }
  absl::Span<const std::uint32_t> SlotsOfRound() const { return slots_of_round_; }

  // How many priced groups are the senders' if every price is one of a count of placements and the groups of each side
  // lie in each other or apart (auditor.h: nested flow), as far as that can be seen without amounts; else none.
  std::optional<std::int64_t> SendersOfNestedFlow() const;

  const Quota& quota(const PricedGroup& group) const { return rules_->quotas[group.quota]; }

 private:
  PriceTable(const Problem& problem, const RuleBook& rules) : problem_(&problem), rules_(&rules) {}
  absl::Status Index();
  absl::Status Fill(absl::Span<const Price> prices, PricedGroup& group) const;
  bool AreNested(const std::vector<std::uint32_t>& quotas, const std::vector<Slots>& slots_of_member) const;
  bool Refines(const std::vector<Slots>& slots_of_member, std::uint32_t fine_quota, std::uint32_t coarse_quota) const;
  std::optional<std::uint32_t> SlotIn(std::uint32_t quota, const Slots& slots) const;

  const Problem* problem_;  // Pointers, so that a table can be moved.
  const RuleBook* rules_;
  std::vector<PricedGroup> groups_;  // By quota, group.
  std::vector<Slots> slots_of_opening_;
  std::vector<Slots> slots_of_apprentice_;
  Slots slots_of_round_;
};

// What the option pays at the best of `stays`, which is not empty.
AuditSum CostOf(const PriceTable& prices, const PriceTable::Slots& slots, const ApprenticeView& apprentice,
                const OpeningView& opening, const StayFamily& stays);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_PRICES_H_
