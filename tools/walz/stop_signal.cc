#include "tools/walz/stop_signal.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <unistd.h>

#include "tools/walz/exit_code.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr long kPollNanoseconds = 50'000'000;

// What the parent told us to ignore (nohup, a background job) stays ignored.
void AddUnlessIgnored(int signal, sigset_t& signals) {
  struct sigaction action {};
  if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(&signals, signal);
}

std::atomic<int> stop_signal_count{0};

}  // namespace

StopSignal::StopSignal(std::optional<absl::Duration> time_limit, std::string words) : words_(std::move(words)) {
  ++stop_signal_count;
  sigemptyset(&signals_);
  AddUnlessIgnored(SIGINT, signals_);
  AddUnlessIgnored(SIGTERM, signals_);
  pthread_sigmask(SIG_BLOCK, &signals_, &mask_before_);
  const absl::Time deadline = time_limit ? absl::Now() + *time_limit : absl::InfiniteFuture();
  waiter_ = std::jthread([this, deadline](const std::stop_token& done) { Wait(done, deadline); });
}

StopSignal::~StopSignal() {
  waiter_.request_stop();
  waiter_.join();
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  --stop_signal_count;
}

QuickEnd::QuickEnd() {
  sigemptyset(&signals_);
  AddUnlessIgnored(SIGINT, signals_);
  AddUnlessIgnored(SIGTERM, signals_);
  pthread_sigmask(SIG_BLOCK, &signals_, &mask_before_);
  waiter_ = std::jthread([this](const std::stop_token& done) { Wait(done); });
}

QuickEnd::~QuickEnd() {
  waiter_.request_stop();
  waiter_.join();
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

void QuickEnd::Wait(const std::stop_token& done) const {
  while (!done.stop_requested()) {
    const timespec patience{0, kPollNanoseconds};
    if (stop_signal_count > 0) {
      nanosleep(&patience, nullptr);
      continue;
    }
    const int signal = sigtimedwait(&signals_, nullptr, &patience);
    if (signal <= 0) continue;
    if (stop_signal_count == 0) _exit(kExitInterrupted);
    kill(getpid(), signal);  // It was meant for the StopSignal that has just come.
  }
}

bool StopSignal::WaitFor(absl::Duration time) const {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock<std::mutex> lock(mutex);
  return changed.wait_for(lock, work_.get_token(), absl::ToChronoNanoseconds(time), [] { return false; }) ||
         work_.stop_requested();
}

void StopSignal::Wait(const std::stop_token& done, absl::Time deadline) {
  while (!done.stop_requested()) {
    const timespec patience{0, kPollNanoseconds};
    const bool signalled = sigtimedwait(&signals_, nullptr, &patience) > 0;
    if (signalled && interrupted_.exchange(true)) _exit(kExitInterrupted);
    if (signalled && !words_.empty()) PrintError(absl::StrCat("\nwalz: ", words_, "\n"));
    if (signalled || absl::Now() >= deadline) work_.request_stop();
  }
}

}  // namespace walz
