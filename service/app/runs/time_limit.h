// TimeLimit: a stop token that asks for an end once a time is over.
//
// Thread rule: token() from any thread.

#ifndef SERVICE_APP_RUNS_TIME_LIMIT_H_
#define SERVICE_APP_RUNS_TIME_LIMIT_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include <absl/time/time.h>

namespace walz {

class TimeLimit {
 public:
  // Its token asks when `limit` of wall time is over or `stop` asks.
  TimeLimit(absl::Duration limit, const std::stop_token& stop) : on_stop_(stop, [this] { source_.request_stop(); }) {
    if (limit == absl::InfiniteDuration()) return;
    thread_ = std::jthread([this, limit](const std::stop_token& ended) {
      std::mutex mutex;
      std::condition_variable_any over;
      std::unique_lock lock(mutex);
      over.wait_for(lock, ended, absl::ToChronoNanoseconds(limit), [] { return false; });
      if (!ended.stop_requested()) source_.request_stop();
    });
  }
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::stop_callback<std::function<void()>> on_stop_;
  std::jthread thread_;
};

}  // namespace walz

#endif  // SERVICE_APP_RUNS_TIME_LIMIT_H_
