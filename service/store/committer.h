// Committer: one thread that takes waiting commits in groups, so that one fsync serves many of them.
//
// Thread rule: all methods may be called from any thread, Run not from the committer's own.

#ifndef SERVICE_STORE_COMMITTER_H_
#define SERVICE_STORE_COMMITTER_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <absl/functional/function_ref.h>

#include "service/store/store.h"
#include "service/store/store_options.h"

namespace walz {

struct WaitingCommit {
  CommitRequest request;
  Store::CommitDone done;
  std::size_t bytes = 0;
};

class Committer {
 public:
  // Answers every commit of the group, in any order; called on the committer thread.
  using ApplyGroup = std::function<void(std::vector<WaitingCommit>& group)>;

  // `options` gives the limits of group and queue.
  Committer(const StoreOptions& options, ApplyGroup apply);
  ~Committer();  // Applies what waits, then ends the thread.
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // Checks the commit, queues it or answers why not.
  void Submit(CommitRequest request, Store::CommitDone done);
  // Runs `task` on the committer thread after all that was submitted before, and waits for it.
  void Run(absl::FunctionRef<void()> task);

  std::int64_t waiting() const;

 private:
  struct Entry {
    WaitingCommit commit;
    std::function<void()> task;  // Null for a commit.
  };

  void Loop();
  // The task or the commits that come next; false: the end.
  bool TakeNext(std::vector<WaitingCommit>& group, std::function<void()>& task);

  const StoreOptions& options_;
  const ApplyGroup apply_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Entry> waiting_;  // Guarded by mutex_.
  bool ending_ = false;        // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace walz

#endif  // SERVICE_STORE_COMMITTER_H_
