// Foreign clients: the examples for centre systems in Python and Node, as they are shown, against a real walzd.

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/tools/walzd/daemon_process.h"

namespace walz {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Ended {
  int exit_code = -1;
  std::string text;  // Standard output and error.
};

// Runs a shell command in the root of the repository.
Ended Shell(const std::string& command) {
  const std::string line = absl::StrCat("cd '", WALZ_SOURCE_DIR, "' && ", command, " 2>&1 </dev/null");
  FILE* const out = popen(line.c_str(), "r");
  if (out == nullptr) return {};
  Ended ended;
  std::array<char, 4096> buffer{};
  for (std::size_t count = 0; (count = fread(buffer.data(), 1, buffer.size(), out)) > 0;) {
    ended.text.append(buffer.data(), count);
  }
  const int status = pclose(out);
  ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

class ForeignTest : public testing::Test {
 protected:
  ForeignTest() : daemon_(folder_.Flags({"--listen-tcp", "127.0.0.1:0", "--access-anonymous-role", "coordinator"})) {
    const std::optional<LogLine> serving = daemon_.Await("serving");
    if (serving) address_ = absl::StrCat("127.0.0.1:", serving->Number("port"));
  }
  ~ForeignTest() override {
    daemon_.Signal(SIGTERM);
    const DaemonEnd end = daemon_.Wait();
    EXPECT_EQ(end.exit_code, 0) << end.log;
  }

  // The example twice: the second time finds everything there already.
  void ExpectExampleWorks(const std::string& program) {
    ASSERT_FALSE(address_.empty());
    const std::string command = absl::StrCat(program, " ", address_, " data/demo");
    const Ended first = Shell(command);
    EXPECT_EQ(first.exit_code, 0) << first.text;
    EXPECT_THAT(first.text, AllOf(HasSubstr("apprentices.csv: 40 new, 0 changed, 0 the same"),
                                  HasSubstr("our apprentices: centres/Z-VAL/apprentices/A-02 "),
                                  HasSubstr("centres/Z-VAL/apprentices/A-77"),
                                  HasSubstr("rounds/spring-27/runs/1 RUN_STATE_SUCCEEDED"),
                                  HasSubstr("centres/Z-VAL/apprentices/A-02 -> companies/"),
                                  HasSubstr("INVALID_ARGUMENT FIELD_INVALID"), HasSubstr("apprentice.windows[0]")));
    const Ended second = Shell(command);
    EXPECT_EQ(second.exit_code, 0) << second.text;
    EXPECT_THAT(second.text, AllOf(HasSubstr("apprentices.csv: 0 new, 0 changed, 40 the same"),
                                   HasSubstr("rounds/spring-27/runs/2 RUN_STATE_SUCCEEDED")));
  }

  const DaemonFolder folder_;
  DaemonProcess daemon_;
  std::string address_;
};

TEST_F(ForeignTest, ACentreSystemInPython) {
  ExpectExampleWorks("PYTHONPATH='" WALZ_BINARY_DIR
                     "/foreign/python' /usr/bin/python3 docs/examples/python/centre_system.py");
}

TEST_F(ForeignTest, ACentreSystemInNode) {
  const std::string dir = WALZ_BINARY_DIR "/foreign/node";
  const Ended installed =
      Shell(absl::StrCat("test -d '", dir, "/node_modules/@grpc/grpc-js' || npm ci --prefix '", dir,
                         "' --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000"));
  if (installed.exit_code != 0) GTEST_SKIP() << "npm cannot fetch @grpc/grpc-js: " << installed.text;
  ExpectExampleWorks(absl::StrCat("node '", dir, "/centre_system.mjs'"));
}

}  // namespace
}  // namespace walz
