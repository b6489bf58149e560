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

}  // namespace

StopSignal::StopSignal(std::optional<absl::Duration> time_limit, std::string words) : words_(std::move(words)) {
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
