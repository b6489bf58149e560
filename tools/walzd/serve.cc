#include "tools/walzd/serve.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "service/server/daemon.h"
#include "service/server/exit_code.h"
#include "service/server/log.h"

namespace walz {
namespace {

constexpr int kPollMillisMax = 60'000;
// What is left of ten seconds when calls had limits.drain_seconds: runs and store end in it.
constexpr absl::Duration kEndingMax = absl::Milliseconds(1'500);
// After a failed write nothing is worth waiting for.
constexpr absl::Duration kFailedDrain = absl::Milliseconds(500);

sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// A file descriptor that is closed with its owner.
class OwnedFd {
 public:
  explicit OwnedFd(int fd) : fd_(fd) {}
  ~OwnedFd() {
    if (fd_ >= 0) close(fd_);
  }
  OwnedFd(const OwnedFd&) = delete;
  OwnedFd& operator=(const OwnedFd&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

// What the committer thread says once the store has failed.
class StoreFailure {
 public:
  void Tell(const absl::Status& status) {
    {
      const std::lock_guard lock(mutex_);
      message_ = std::string(status.message());
    }
    const std::uint64_t one = 1;
    // Only a full counter could refuse it, and then it is readable anyway.
    [[maybe_unused]] const ssize_t written = write(event_.get(), &one, sizeof one);
  }
  int fd() const { return event_.get(); }
  std::string message() const {
    const std::lock_guard lock(mutex_);
    return message_;
  }

 private:
  const OwnedFd event_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  mutable std::mutex mutex_;
  std::string message_;
};

// systemd's watchdog wants a word twice in its time.
int PollMillis() {
  std::uint64_t micros = 0;
  if (sd_watchdog_enabled(0, &micros) <= 0 || micros == 0) return kPollMillisMax;
  return static_cast<int>(std::min<std::uint64_t>(micros / 2'000, kPollMillisMax));
}

enum class Wake { kSignal, kFailed };

Wake WaitForTheEnd(int signal_fd, int failed_fd) {
  const int millis = PollMillis();
  while (true) {
    pollfd fds[] = {{signal_fd, POLLIN, 0}, {failed_fd, POLLIN, 0}};
    const int ready = poll(fds, 2, millis);
    if (ready > 0 && (fds[1].revents & POLLIN) != 0) return Wake::kFailed;
    if (ready > 0 && (fds[0].revents & POLLIN) != 0) {
      signalfd_siginfo info{};
      if (read(signal_fd, &info, sizeof info) == sizeof info) return Wake::kSignal;
    }
    sd_notify(0, "WATCHDOG=1");
  }
}

// Ends the process at a second signal, or when draining takes longer than it may.
class CutShort {
 public:
  CutShort(int signal_fd, absl::Duration patience, Log& log)
      : thread_([signal_fd, patience, &log, done = done_.get()] {
          pollfd fds[] = {{signal_fd, POLLIN, 0}, {done, POLLIN, 0}};
          const int ready = poll(fds, 2, static_cast<int>(absl::ToInt64Milliseconds(patience)));
          if (ready > 0 && (fds[1].revents & POLLIN) != 0) return;
          log.Write(LogLevel::kWarn, "cut_short",
                    {{"why", std::string(ready > 0 ? "a second signal" : "draining took too long")}});
          _exit(kDaemonCutShort);
        }) {}
  ~CutShort() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(done_.get(), &one, sizeof one);
    thread_.join();
  }

 private:
  const OwnedFd done_{eventfd(0, EFD_CLOEXEC)};
  std::thread thread_;
};

}  // namespace

void BlockSignals() {
  const sigset_t signals = EndSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int Serve(const Config& config) {
  const absl::StatusOr<std::unique_ptr<Log>> opened = Log::Open(config);
  if (!opened.ok()) {
    std::fprintf(stderr, "walzd: %s\n", std::string(opened.status().message()).c_str());
    return kDaemonConfig;
  }
  Log& log = **opened;
  const sigset_t signals = EndSignals();
  const OwnedFd signal_fd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  StoreFailure store_failure;

  const absl::Time begin = absl::Now();
  log.Write(LogLevel::kInfo, "starting",
            {{"version", std::string(WALZ_VERSION)}, {"store", config.store_folder}, {"pid", std::int64_t{getpid()}}});
  DaemonFailure failure;
  std::unique_ptr<Daemon> daemon = Daemon::Start(
      config, log, [&](const absl::Status& status) { store_failure.Tell(status); }, failure);
  if (daemon == nullptr) {
    log.Write(LogLevel::kError, "not_started", {{"exit_code", std::int64_t{failure.exit}}, {"error", failure.message}});
    sd_notifyf(0, "STATUS=%s", failure.message.c_str());
    return failure.exit;
  }
  log.Write(LogLevel::kInfo, "serving",
            {{"address", config.listen_tcp},
             {"port", std::int64_t{daemon->port()}},
             {"unix", config.listen_unix},
             {"tls", std::string(config.tls_certificate.empty() ? "no: loopback and unix socket only" : "yes")},
             {"metrics_port", std::int64_t{daemon->metrics_port()}},
             {"millis", absl::ToInt64Milliseconds(absl::Now() - begin)}});
  sd_notify(0, "READY=1\nSTATUS=serving");

  const Wake wake = WaitForTheEnd(signal_fd.get(), store_failure.fd());
  sd_notify(0, "STOPPING=1");
  if (wake == Wake::kFailed) {
    log.Write(LogLevel::kError, "store_failed",
              {{"error", store_failure.message()},
               {"do", std::string("look at the disk; start walzd again; clients resend "
                                  "with the same request_id")}});
    daemon->Drain(absl::Now() + kFailedDrain);
    _exit(kDaemonStoreFailed);  // The store cannot write any more: leave the rest to its recovery.
  }
  const absl::Time stop = absl::Now();
  const absl::Duration patience = absl::Seconds(config.limits_drain_seconds);
  log.Write(LogLevel::kInfo, "draining", {{"seconds_max", config.limits_drain_seconds}});
  {
    const CutShort cut_short(signal_fd.get(), patience + kEndingMax, log);
    daemon->Drain(stop + patience);
    daemon.reset();
  }
  log.Write(LogLevel::kInfo, "stopped", {{"millis", absl::ToInt64Milliseconds(absl::Now() - stop)}});
  return kDaemonDrained;
}

}  // namespace walz
