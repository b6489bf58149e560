#include "service/server/outcome_follower.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <absl/time/clock.h>
#include <absl/time/time.h>

#include "service/store/keys.h"

namespace walz {
namespace {

constexpr std::size_t kChangesRead = 256;
constexpr std::size_t kToldMax = 1'000;
constexpr absl::Duration kLookEvery = absl::Minutes(1);

}  // namespace

OutcomeFollower::OutcomeFollower(const Store& store, Revision after, absl::Time since, RunEnded run_ended)
    : store_(store),
      since_seconds_(absl::ToUnixSeconds(since)),
      run_ended_(std::move(run_ended)),
      thread_([this, after](std::stop_token stop) { Follow(std::move(stop), after); }) {}

void OutcomeFollower::Follow(std::stop_token stop, Revision after) {
  while (!stop.stop_requested()) {
    const absl::StatusOr<std::vector<Change>> changes = store_.Changes(after, kChangesRead);
    if (!changes.ok()) {
      // Forgotten already, or the store has failed: go on from what is newest.
      after = store_.WaitBeyond(after, absl::Now() + kLookEvery, stop);
      continue;
    }
    for (const Change& change : *changes) {
      Look(change);
      after = change.revision;
    }
    if (changes->empty()) store_.WaitBeyond(after, absl::Now() + kLookEvery, stop);
  }
}

void OutcomeFollower::Look(const Change& change) {
  std::unique_ptr<StoreSnapshot> snapshot;
  for (const ChangedKey& changed : change.keys) {
    if (changed.deleted || changed.key.empty() || changed.key[0] != static_cast<char>(Collection::kRuns)) continue;
    if (snapshot == nullptr) snapshot = store_.OpenSnapshot();
    const absl::StatusOr<std::optional<Record>> record = snapshot->Get(changed.key);
    v1::Run run;
    if (!record.ok() || !record->has_value() || !run.ParseFromString((*record)->value)) continue;
    if (run.state() == v1::RUN_STATE_RUNNING || run.end_time().seconds() < since_seconds_) continue;
    if (!IsNew(run.name())) continue;
    run_ended_(run);
  }
}

bool OutcomeFollower::IsNew(const std::string& name) {
  if (!told_.insert(name).second) return false;
  told_in_order_.push_back(name);
  if (told_in_order_.size() > kToldMax) {
    told_.erase(told_in_order_.front());
    told_in_order_.pop_front();
  }
  return true;
}

}  // namespace walz
