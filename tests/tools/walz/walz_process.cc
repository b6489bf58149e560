#include "tests/tools/walz/walz_process.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/check.h"

extern char** environ;

namespace walz {
namespace {

std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

WalzProcess::WalzProcess(const std::string& dir, std::vector<std::string> arguments,
                         std::map<std::string, std::string> variables, const std::string& program)
    : out_path_(dir + "/" + program + ".stdout"), err_path_(dir + "/" + program + ".stderr") {
  std::vector<std::string> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) environment.emplace_back(*variable);
  for (const auto& [name, value] : variables) environment.push_back(name + "=" + value);
  arguments.insert(arguments.begin(), WALZ_BINARY_DIR "/bin/" + program);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  // A test program started in the background ignores SIGINT; its child must not.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  const int failure = posix_spawn(&pid_, arguments.front().c_str(), &files, &attributes, Pointers(arguments).data(),
                                  Pointers(environment).data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  WALZ_CHECK(failure == 0);
}

void WalzProcess::Signal(int signal) const { kill(pid_, signal); }

Ended WalzProcess::Wait() {
  int status = 0;
  WALZ_CHECK(waitpid(pid_, &status, 0) == pid_);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, ReadFile(out_path_), ReadFile(err_path_)};
}

std::string WalzProcess::ErrorSoFar() const { return ReadFile(err_path_); }
std::string WalzProcess::OutputSoFar() const { return ReadFile(out_path_); }

TestFolder::TestFolder() {
  std::string name = std::filesystem::temp_directory_path() / "walz é test XXXXXX";
  WALZ_CHECK(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Ended TestFolder::Walz(std::vector<std::string> arguments, std::map<std::string, std::string> variables) const {
  return WalzProcess(path_, std::move(arguments), std::move(variables)).Wait();
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  WALZ_CHECK(file.flush().good());
}

std::string WithoutSeconds(const std::string& json) { return json.substr(0, json.find("\"seconds\"")); }

}  // namespace walz
