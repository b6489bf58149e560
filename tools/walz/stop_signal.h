// StopSignal: turns the first Ctrl-C (SIGINT, SIGTERM), or the end of a time limit, into a wish to stop; the second
// Ctrl-C ends the process at once.

#ifndef TOOLS_WALZ_STOP_SIGNAL_H_
#define TOOLS_WALZ_STOP_SIGNAL_H_

#include <atomic>
#include <csignal>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace walz {

class StopSignal {
 public:
  static constexpr absl::string_view kBestSoFar = "stopping; the best so far will be written (again: end at once)";

  // Blocks the signals in this thread and those it starts from now on, until the object is gone.  Make it before any
  // other thread.  `words` are told at the first signal; empty: nothing is.
  explicit StopSignal(std::optional<absl::Duration> time_limit, std::string words = std::string(kBestSoFar));
  ~StopSignal();

  std::stop_token token() const { return work_.get_token(); }
  bool interrupted() const { return interrupted_; }  // By a signal.
  // Waits so long, or until a stop is wished; true in the second case.
  bool WaitFor(absl::Duration time) const;

 private:
  void Wait(const std::stop_token& done, absl::Time deadline);

  sigset_t signals_{};
  sigset_t mask_before_{};
  std::string words_;
  std::stop_source work_;
  std::atomic<bool> interrupted_{false};
  std::jthread waiter_;
};

// Ends the process at a signal as long as no StopSignal is there to take it.  Made before threads that are not ours
// (those of gRPC), it keeps the signals from them, so that a later StopSignal gets each one.
class QuickEnd {
 public:
  QuickEnd();
  ~QuickEnd();

 private:
  void Wait(const std::stop_token& done) const;

  sigset_t signals_{};
  sigset_t mask_before_{};
  std::jthread waiter_;
};

}  // namespace walz

#endif  // TOOLS_WALZ_STOP_SIGNAL_H_
