// Follower: a thread that does, after changes of the facts, what the next question would have to do first.
//
// Only while somebody asks: an hour of imports that nobody asks about costs nothing.  Answers never wait for it and
// never depend on it: what it has not done yet, the question does.  The thread is nice.
//
// Thread rule: Wake() and Release() from any thread.

#ifndef SERVICE_APP_MIRROR_FOLLOWER_H_
#define SERVICE_APP_MIRROR_FOLLOWER_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "service/app/mirror/mirror.h"

namespace walz {

struct FollowerLimits {
  std::chrono::milliseconds follows_for{300'000};  // After the last question.
  std::chrono::milliseconds pause{4};              // Between two rounds of work, so that small changes come together.
  std::chrono::milliseconds settles_for{250};      // Hosts that changed later than this are left to the question.
};

class Follower {
 public:
  // `catch_up` is called with a view that it has not been called with before.  `mirror` must outlive this object.
  using CatchUp = std::function<void(const std::shared_ptr<const View>& view, const std::stop_token& stop)>;

  Follower(const Mirror& mirror, CatchUp catch_up, const FollowerLimits& limits = {});

  // Somebody asks.  The thread begins with the first.
  void Wake();
  // Lets go of a view, which takes long if others have come since and nobody else holds it.
  void Release(std::shared_ptr<const View> view);

 private:
  using Clock = std::chrono::steady_clock;

  void Run(const std::stop_token& stop);
  // Until somebody asks; false if stopped.
  bool AwaitQuestion(const std::stop_token& stop);
  void Pause(std::chrono::milliseconds time, const std::stop_token& stop);

  const Mirror& mirror_;
  const CatchUp catch_up_;
  const FollowerLimits limits_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  Clock::time_point follows_until_;
  std::vector<std::shared_ptr<const View>> released_;
  std::once_flag begun_;
  std::jthread thread_;  // Last: it uses all others.
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_FOLLOWER_H_
