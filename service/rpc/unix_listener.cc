#include "service/rpc/unix_listener.h"

#include <cerrno>
#include <cstring>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/rpc/limits.h"

namespace walz {
namespace {

constexpr int kRetryMillis = 100;  // After the process ran out of file descriptors.

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  return address;
}

bool SomebodyListens(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return true;
  const sockaddr_un address = AddressOf(path);
  const bool connected = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  const bool refused = !connected && errno == ECONNREFUSED;
  close(fd);
  return !refused;
}

absl::Status Fault(const std::string& path, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat("cannot listen on the unix socket ", path, ": ", what));
}

}  // namespace

absl::StatusOr<std::unique_ptr<UnixListener>> UnixListener::Open(const std::string& path, std::uint32_t mode) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return absl::InvalidArgumentError(absl::StrCat("cannot listen on the unix socket ", path,
                                                   ": the path has more than ", sizeof(sockaddr_un::sun_path) - 1,
                                                   " bytes; choose a shorter one"));
  }
  struct stat found = {};
  if (lstat(path.c_str(), &found) == 0) {
    if (!S_ISSOCK(found.st_mode)) return Fault(path, "there is a file of that name that is no socket");
    if (SomebodyListens(path)) return Fault(path, "another daemon listens on it; stop that, or choose another path");
    unlink(path.c_str());
  }
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return Fault(path, std::strerror(errno));
  const sockaddr_un address = AddressOf(path);
  // Nobody can connect before listen, so that nobody does with the mode that umask gave.
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      chmod(path.c_str(), static_cast<mode_t>(mode)) != 0 || listen(fd, kUnixBacklogMax) != 0) {
    const int fault = errno;
    close(fd);
    return Fault(path, std::strerror(fault));
  }
  const int wake_fd = eventfd(0, EFD_CLOEXEC);
  if (wake_fd < 0) {
    const int fault = errno;
    close(fd);
    return Fault(path, std::strerror(fault));
  }
  return std::unique_ptr<UnixListener>(new UnixListener(path, fd, wake_fd));
}

UnixListener::~UnixListener() {
  Stop();
  close(wake_fd_);
}

void UnixListener::Start(Accept accept) {
  thread_ = std::thread([this, accept = std::move(accept)] { Work(accept); });
}

void UnixListener::Stop() {
  if (std::exchange(stopped_, true)) return;
  eventfd_write(wake_fd_, 1);
  if (thread_.joinable()) thread_.join();
  unlink(path_.c_str());
  close(fd_);
}

void UnixListener::Work(const Accept& accept) const {
  for (;;) {
    pollfd polled[] = {{fd_, POLLIN, 0}, {wake_fd_, POLLIN, 0}};
    if (poll(polled, 2, -1) < 0 && errno != EINTR) return;
    if (polled[1].revents != 0) return;
    if (polled[0].revents == 0) continue;
    const int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
      // Out of descriptors or memory: wait for some to come back, or for the end.
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) poll(polled + 1, 1, kRetryMillis);
      continue;
    }
    ucred peer = {};
    socklen_t size = sizeof(peer);
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
      close(fd);
      continue;
    }
    accept(fd_, fd, peer.uid);
  }
}

}  // namespace walz
