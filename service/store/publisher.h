// Publisher: shows durable groups to the listener and answers their commits, in order, while the next group is being
// made durable.
//
// A group that comes alone is published by the thread that brings it: handing it over would cost a single write the
// time of waking a thread.
//
// Internal: only this folder's .cc files and tests include it.  Thread rule: Take is one thread's; Await is any's but
// that of `publish`.

#ifndef SERVICE_STORE_PUBLISHER_H_
#define SERVICE_STORE_PUBLISHER_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <absl/status/statusor.h>

#include "service/store/committer.h"
#include "service/store/rocks_snapshot.h"
#include "service/store/store.h"

namespace walz {

struct DurableGroup {
  std::vector<WaitingCommit> commits;
  std::vector<absl::StatusOr<Committed>> answers;  // By commit.
  Revision revision = 0;                           // Of its last commit.
  std::int64_t commit_count = 0;                   // That wrote something.
  std::shared_ptr<const HeldSnapshot> snapshot;    // Shows it all; null where nothing was written.
};

class Publisher {
 public:
  // Called for one group at a time.
  using Publish = std::function<void(DurableGroup&)>;

  explicit Publisher(Publish publish);
  ~Publisher();  // Publishes what waits, then ends the thread.
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  // `alone`: no other commit waits.  At most one group waits while another is published; Take blocks beyond that.
  void Take(DurableGroup group, bool alone);
  // Waits until everything that was taken is published.
  void Await();

 private:
  void Loop();

  const Publish publish_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::optional<DurableGroup> waiting_;
  bool publishing_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace walz

#endif  // SERVICE_STORE_PUBLISHER_H_
