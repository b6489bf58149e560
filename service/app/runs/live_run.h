// LiveRun: a run that is under way in this process, as its thread, its watchers and its end see it.
//
// Thread rule: all methods from any thread.

#ifndef SERVICE_APP_RUNS_LIVE_RUN_H_
#define SERVICE_APP_RUNS_LIVE_RUN_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <walz/v1/run.pb.h>

#include "service/store/store.h"

namespace walz {

class LiveRun {
 public:
  LiveRun(v1::Run run, Revision revision) : run_(std::move(run)), revision_(revision) {}

  struct State {
    v1::Run run;               // As it is now, without etag.
    Revision revision = 0;     // Of its record in the store, which may be somewhat behind.
    std::int64_t version = 0;  // Counts the changes.
  };
  State state() const;

  // The next stage, or how far it is.
  void Tell(absl::string_view stage, int percent);
  // What was written to the store.
  void Set(const v1::Run& run, Revision revision);

  // Waits until there is a version after `version`, `timeout` is over, or `stop` asks.
  State WaitBeyond(std::int64_t version, absl::Duration timeout, std::stop_token stop) const;

  // Asks the run's thread to end.
  std::stop_source& stop() { return stop_; }
  // Set by the run's thread when it has nothing more to do, which may be after the end of the run.
  std::atomic<bool>& thread_done() { return thread_done_; }
  // Held while the run's record is written, so that its writers come one after another.
  std::mutex& write_mutex() { return write_mutex_; }

 private:
  std::stop_source stop_;
  std::atomic<bool> thread_done_ = false;
  std::mutex write_mutex_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  v1::Run run_;
  Revision revision_;
  std::int64_t version_ = 1;
};

}  // namespace walz

#endif  // SERVICE_APP_RUNS_LIVE_RUN_H_
