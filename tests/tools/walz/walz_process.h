// WalzProcess: runs the real program as a child, as a shell would.

#ifndef TESTS_TOOLS_WALZ_WALZ_PROCESS_H_
#define TESTS_TOOLS_WALZ_WALZ_PROCESS_H_

#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace walz {

struct Ended {
  int exit_code = -1;  // 128 + the signal if one ended it.
  std::string out;
  std::string err;
};

// A child that runs `walz`, or another program of the build, with the given arguments; standard output and error go to
// files of `dir`.
class WalzProcess {
 public:
  WalzProcess(const std::string& dir, std::vector<std::string> arguments, std::map<std::string, std::string> variables,
              const std::string& program = "walz");

  void Signal(int signal) const;
  Ended Wait();
  std::string ErrorSoFar() const;
  std::string OutputSoFar() const;

 private:
  std::string out_path_;
  std::string err_path_;
  pid_t pid_ = -1;
};

// A folder of its own for one test, removed with the object.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::string Path(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  // Runs walz to its end.
  Ended Walz(std::vector<std::string> arguments, std::map<std::string, std::string> variables = {}) const;

 private:
  std::string path_;
};

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& text);

// The text of run.json without its seconds.
std::string WithoutSeconds(const std::string& json);

}  // namespace walz

#endif  // TESTS_TOOLS_WALZ_WALZ_PROCESS_H_
