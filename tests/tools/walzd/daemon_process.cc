#include "tests/tools/walzd/daemon_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wrappers.pb.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/check.h"

extern char** environ;

namespace walz {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::string ReadToTheEnd(int fd) {
  std::string text;
  std::array<char, 4096> buffer{};
  ssize_t count = 0;
  while ((count = read(fd, buffer.data(), buffer.size())) > 0)
    text.append(buffer.data(), static_cast<std::size_t>(count));
  return text;
}

}  // namespace

std::string LogLine::Text(const std::string& key) const {
  const auto field = fields.fields().find(key);
  return field == fields.fields().end() ? "" : field->second.string_value();
}

std::int64_t LogLine::Number(const std::string& key) const {
  const auto field = fields.fields().find(key);
  return field == fields.fields().end() ? 0 : static_cast<std::int64_t>(field->second.number_value());
}

DaemonProcess::DaemonProcess(const std::vector<std::string>& arguments,
                             const std::map<std::string, std::string>& variables) {
  std::vector<std::string> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) environment.emplace_back(*variable);
  for (const auto& [name, value] : variables) environment.push_back(absl::StrCat(name, "=", value));
  std::vector<std::string> words = {WALZ_BINARY_DIR "/bin/walzd"};
  words.insert(words.end(), arguments.begin(), arguments.end());

  int log[2];
  int out[2];
  WALZ_CHECK(pipe2(log, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, log[1], STDERR_FILENO);
  const int failure =
      posix_spawn(&pid_, words.front().c_str(), &files, nullptr, Pointers(words).data(), Pointers(environment).data());
  posix_spawn_file_actions_destroy(&files);
  WALZ_CHECK(failure == 0);
  close(log[1]);
  close(out[1]);
  log_fd_ = log[0];
  out_fd_ = out[0];
}

DaemonProcess::~DaemonProcess() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (log_fd_ >= 0) close(log_fd_);
  if (out_fd_ >= 0) close(out_fd_);
}

bool DaemonProcess::ReadMore() {
  std::array<char, 4096> buffer{};
  const ssize_t count = read(log_fd_, buffer.data(), buffer.size());
  if (count <= 0) return false;
  log_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<LogLine> DaemonProcess::Await(const std::string& event) {
  while (true) {
    const std::size_t end = log_.find('\n', read_to_);
    if (end == std::string::npos) {
      if (!ReadMore()) return std::nullopt;
      continue;
    }
    LogLine line;
    const std::string text = log_.substr(read_to_, end - read_to_);
    read_to_ = end + 1;
    if (!google::protobuf::util::JsonStringToMessage(text, &line.fields).ok()) continue;
    line.event = line.Text("event");
    if (line.event == event) return line;
  }
}

void DaemonProcess::Signal(int signal) const { kill(pid_, signal); }

DaemonEnd DaemonProcess::Wait() {
  DaemonEnd end;
  while (ReadMore()) {
  }
  end.log = log_;
  end.out = ReadToTheEnd(out_fd_);
  int status = 0;
  WALZ_CHECK(waitpid(std::exchange(pid_, -1), &status, 0) > 0);
  end.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return end;
}

DaemonFolder::DaemonFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "walzd-test-XXXXXX").string();
  WALZ_CHECK(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

DaemonFolder::~DaemonFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> DaemonFolder::Flags(const std::vector<std::string>& more) const {
  std::vector<std::string> flags = {"--store-folder",        Path("store"),
                                    "--listen-unix",         Path("sock"),
                                    "--listen-tcp",          "",
                                    "--store-cache-mib",     "8",
                                    "--store-memtable-mib",  "8",
                                    "--store-ballast-mib",   "8",
                                    "--store-watermark-mib", "1",
                                    "--run-threads",         "1",
                                    "--catalogue-folder",    WALZ_SOURCE_DIR "/data"};
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

Channel DaemonFolder::Open() const {
  absl::StatusOr<Channel> channel = Channel::Open({.address = absl::StrCat("unix:", Path("sock"))});
  WALZ_CHECK(channel.ok());
  return *std::move(channel);
}

int HealthOf(const Channel& channel, const std::string& service) {
  // The same on the wire as HealthCheckRequest and HealthCheckResponse.
  google::protobuf::StringValue request;
  google::protobuf::Int32Value response;
  request.set_value(service);
  const absl::Status status = channel.Call("grpc.health.v1.Health/Check", request, response, absl::Now() + kPatience);
  return status.ok() ? response.value() : 0;
}

void WriteText(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string ReadText(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace walz
