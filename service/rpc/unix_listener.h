// UnixListener: accepts on a unix socket and says who is at the other end, which gRPC's own listener does not.

#ifndef SERVICE_RPC_UNIX_LISTENER_H_
#define SERVICE_RPC_UNIX_LISTENER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <absl/status/statusor.h>

namespace walz {

class UnixListener {
 public:
  // Owns `fd` from then on.  `uid` is that of the process that connected.
  using Accept = std::function<void(int listener_fd, int fd, std::uint32_t uid)>;

  // Listens, but takes no connection before Start.  A socket file that nobody listens on is replaced.
  // FailedPrecondition: somebody listens on it, or it is no socket.
  static absl::StatusOr<std::unique_ptr<UnixListener>> Open(const std::string& path, std::uint32_t mode);
  ~UnixListener();

  void Start(Accept accept);
  // Takes no more connections and removes the file.
  void Stop();

 private:
  UnixListener(std::string path, int fd, int wake_fd) : path_(std::move(path)), fd_(fd), wake_fd_(wake_fd) {}
  void Work(const Accept& accept) const;

  const std::string path_;
  const int fd_;
  const int wake_fd_;  // Readable: stop.
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace walz

#endif  // SERVICE_RPC_UNIX_LISTENER_H_
