// The lawful stays of the shortest permitted length of feasible pairs, asked from the rulebook once for each pair of
// date facets; and how few days meet them all.

#ifndef ENGINE_MATCHING_AUDIT_STAYS_H_
#define ENGINE_MATCHING_AUDIT_STAYS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>

#include "engine/base/day.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Stays of one length.
struct StayFamily {
  int length = 0;
  std::vector<DayRange> starts;  // First days; ascending; empty: there is no lawful stay.

  DayRange first() const { return {starts.front().first, starts.front().first + (length - 1)}; }
};

// Families live as long as the book.  Thread rule: const methods may be called from any thread.
class StayBook {
 public:
  // All must outlive this object.
  StayBook(const Problem& problem, const RuleBook& rules, const Sieve& sieve);

  // The stays of a feasible pair; for a pinned apprentice with given days that stay alone.  Pairs of apprentices
  // without such a pin that have equal date facets get the same family.
  const StayFamily& Of(const ApprenticeView& apprentice, const OpeningView& opening) const;

  // Apprentices with equal numbers get the same families; openings likewise.
  std::uint32_t LearnerFacetOf(ApprenticeIndex i) const;
  std::uint32_t HostFacetOf(OpeningIndex i) const;

 private:
  using Key = std::pair<std::uint32_t, std::uint32_t>;
  struct Shard {
    std::mutex mutex;
    absl::flat_hash_map<Key, std::unique_ptr<const StayFamily>> families ABSL_GUARDED_BY(mutex);
  };

  std::unique_ptr<const StayFamily> FamilyOf(const ApprenticeView& apprentice, const OpeningView& opening) const;

  const RuleBook& rules_;
  const FacetTable* facets_;          // Null: every pair is asked for itself.
  std::uint32_t learner_facets_ = 0;  // Numbers from here on stand for apprentices with a pin to given days.
  mutable std::array<Shard, 64> shards_;
  const Problem& problem_;
};

// The least number of days that meet every stay of every family; each family not empty.
int CountStabbingDays(const std::vector<const StayFamily*>& families);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_STAYS_H_
