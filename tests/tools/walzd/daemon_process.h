// DaemonProcess: runs the real walzd as a child on a folder of its own, and listens to its log.

#ifndef TESTS_TOOLS_WALZD_DAEMON_PROCESS_H_
#define TESTS_TOOLS_WALZD_DAEMON_PROCESS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <google/protobuf/struct.pb.h>
#include <sys/types.h>

#include "tools/client/channel.h"

namespace walz {

// A line of the daemon's log.
struct LogLine {
  std::string event;
  google::protobuf::Struct fields;

  std::string Text(const std::string& key) const;
  std::int64_t Number(const std::string& key) const;
};

struct DaemonEnd {
  int exit_code = -1;  // 128 + the signal if one ended it.
  std::string log;     // All that it wrote to standard error.
  std::string out;
};

class DaemonProcess {
 public:
  // Starts walzd with `arguments` and nothing else.
  explicit DaemonProcess(const std::vector<std::string>& arguments,
                         const std::map<std::string, std::string>& variables = {});
  ~DaemonProcess();  // Kills it where nobody waited.
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  // Reads the log up to that event; none: the daemon ended before.
  std::optional<LogLine> Await(const std::string& event);
  void Signal(int signal) const;
  DaemonEnd Wait();

 private:
  bool ReadMore();

  pid_t pid_ = -1;
  int log_fd_ = -1;
  int out_fd_ = -1;
  std::string log_;
  std::size_t read_to_ = 0;  // Lines before it were looked at.
};

// A folder of its own for one test, removed with the object.
class DaemonFolder {
 public:
  DaemonFolder();
  ~DaemonFolder();
  DaemonFolder(const DaemonFolder&) = delete;
  DaemonFolder& operator=(const DaemonFolder&) = delete;

  std::string Path(const std::string& name) const { return path_ + "/" + name; }
  // Flags for a small store in `store`, a unix socket, no TCP; then `more`.
  std::vector<std::string> Flags(const std::vector<std::string>& more = {}) const;
  // A channel to that socket.
  Channel Open() const;

 private:
  std::string path_;
};

// What grpc.health.v1 says of `service`: 1 is SERVING, 2 NOT_SERVING; 0: no answer.
int HealthOf(const Channel& channel, const std::string& service);

void WriteText(const std::string& path, const std::string& text);
std::string ReadText(const std::string& path);

}  // namespace walz

#endif  // TESTS_TOOLS_WALZD_DAEMON_PROCESS_H_
