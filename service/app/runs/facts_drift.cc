#include "service/app/runs/facts_drift.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include <walz/v1/error_reason.pb.h>

#include "service/call/errors.h"
#include "service/store/keys.h"

namespace walz {
namespace {

constexpr std::size_t kChangesAtOnce = 1'000;
constexpr Collection kFactCollections[] = {Collection::kSchemes,  Collection::kCentres,     Collection::kCompanies,
                                           Collection::kOpenings, Collection::kApprentices, Collection::kRounds};

bool IsOf(const ChangedKey& changed, Collection collection) {
  return !changed.key.empty() && changed.key.front() == static_cast<char>(collection);
}

bool IsFact(const ChangedKey& changed) {
  return std::any_of(std::begin(kFactCollections), std::end(kFactCollections),
                     [&](Collection collection) { return IsOf(changed, collection); });
}

}  // namespace

absl::StatusOr<ChangedFacts> FindChangedFacts(const Store& store, Revision after) {
  absl::flat_hash_set<std::string> keys;
  while (true) {
    const absl::StatusOr<std::vector<Change>> changes = store.Changes(after, kChangesAtOnce);
    if (ReasonOf(changes.status()) == v1::ERROR_REASON_REVISION_COMPACTED) return std::nullopt;
    if (!changes.ok()) return changes.status();
    if (changes->empty()) return keys;
    for (const Change& change : *changes) {
      // A round that is written with a run is one that says which run is published.
      const bool publishes = std::any_of(change.keys.begin(), change.keys.end(),
                                         [](const ChangedKey& changed) { return IsOf(changed, Collection::kRuns); });
      for (const ChangedKey& changed : change.keys) {
        if (IsFact(changed) && !(publishes && IsOf(changed, Collection::kRounds))) keys.insert(changed.key);
      }
      if (static_cast<std::int64_t>(keys.size()) >= kDriftMax) return keys;
    }
    after = changes->back().revision;
  }
}

std::int64_t CountOf(const ChangedFacts& changed) {
  return changed ? std::min(kDriftMax, static_cast<std::int64_t>(changed->size())) : -1;
}

}  // namespace walz
