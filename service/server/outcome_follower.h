// OutcomeFollower: hears of every run that ends, from the store's change log; for logs and metrics.

#ifndef SERVICE_SERVER_OUTCOME_FOLLOWER_H_
#define SERVICE_SERVER_OUTCOME_FOLLOWER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include <absl/time/time.h>
#include <walz/v1/run.pb.h>

#include "service/store/store.h"

namespace walz {

// Thread rule: made and destroyed by one thread; `run_ended` is called from a thread of its own.
class OutcomeFollower {
 public:
  using RunEnded = std::function<void(const v1::Run&)>;

  // Follows from `after` on and tells of runs that end at `since` or later.  `store` must outlive this.
  OutcomeFollower(const Store& store, Revision after, absl::Time since, RunEnded run_ended);

 private:
  void Follow(std::stop_token stop, Revision after);
  void Look(const Change& change);
  // False where it was told of before: publishing a run writes it again.
  bool IsNew(const std::string& name);

  const Store& store_;
  const std::int64_t since_seconds_;
  const RunEnded run_ended_;
  std::set<std::string> told_;
  std::deque<std::string> told_in_order_;
  std::jthread thread_;
};

}  // namespace walz

#endif  // SERVICE_SERVER_OUTCOME_FOLLOWER_H_
