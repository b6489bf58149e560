// Foreign clients: the examples for centre systems in Python and Node and the lines that the README shows, as they
// stand there, against a real walzd that wants a token.

#include <array>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
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

// A token for the tests alone, and its SHA-256.
constexpr char kToken[] = "walz_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
constexpr char kTokenHash[] = "9e13b5295502d4203b786db83fe2d1739a504b0dbdf71a4b3a238a018b2144da";

constexpr char kPython[] = "PYTHONPATH='" WALZ_BINARY_DIR "/foreign/python' /usr/bin/python3 ";
constexpr char kNodeDir[] = WALZ_BINARY_DIR "/foreign/node";

// The first block of `language` in the README.
std::string ReadmeBlock(const std::string& language) {
  const std::string text = ReadText(WALZ_SOURCE_DIR "/README.md");
  const std::string fence = absl::StrCat("```", language, "\n");
  const std::size_t begin = text.find(fence);
  if (begin == std::string::npos) return "";
  return text.substr(begin + fence.size(), text.find("```", begin + fence.size()) - begin - fence.size());
}

class ForeignTest : public testing::Test {
 protected:
  ForeignTest() {
    WriteText(folder_.Path("tokens"), absl::StrCat(kTokenHash, " centre-system coordinator\n"));
    EXPECT_EQ(chmod(folder_.Path("tokens").c_str(), S_IRUSR | S_IWUSR), 0);
    daemon_.emplace(folder_.Flags({"--listen-tcp", "127.0.0.1:0", "--access-token-file", folder_.Path("tokens")}));
    const std::optional<LogLine> serving = daemon_->Await("serving");
    if (serving) address_ = absl::StrCat("127.0.0.1:", serving->Number("port"));
  }
  ~ForeignTest() override {
    daemon_->Signal(SIGTERM);
    const DaemonEnd end = daemon_->Wait();
    EXPECT_EQ(end.exit_code, 0) << end.log;
  }

  static Ended WithToken(const std::string& command) {
    return Shell(absl::StrCat("export WALZ_TOKEN=", kToken, "; ", command));
  }

  // True if Node has what it needs.
  static bool InstallForNode() {
    const Ended installed =
        Shell(absl::StrCat("test -d '", kNodeDir, "/node_modules/@grpc/grpc-js' || npm ci --prefix '", kNodeDir,
                           "' --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000"));
    return installed.exit_code == 0;
  }

  // What the README shows, after `prelude`, against this daemon and an apprentice of the demo.
  void ExpectReadmeWorks(const std::string& language, const std::string& prelude, const std::string& program,
                         const std::string& file) {
    const std::string block = ReadmeBlock(language);
    ASSERT_THAT(block, AllOf(HasSubstr("127.0.0.1:7250"), HasSubstr("centres/C-4/apprentices/A-1")));
    WriteText(file, absl::StrCat(prelude, absl::StrReplaceAll(block, {{"127.0.0.1:7250", address_},
                                                                      {"centres/C-4/apprentices/A-1",
                                                                       "centres/Z-VAL/apprentices/A-77"}})));
    const Ended ended = WithToken(absl::StrCat(program, " '", file, "'"));
    EXPECT_EQ(ended.exit_code, 0) << ended.text;
    EXPECT_THAT(ended.text, AllOf(HasSubstr("en:B2"), HasSubstr("es:C2")));
  }

  // The example twice: the second time finds everything there already.
  void ExpectExampleWorks(const std::string& program) {
    ASSERT_FALSE(address_.empty());
    const std::string command = absl::StrCat(program, " ", address_, " data/demo");
    const Ended first = WithToken(command);
    EXPECT_EQ(first.exit_code, 0) << first.text;
    EXPECT_THAT(first.text, AllOf(HasSubstr("apprentices.csv: 40 new, 0 changed, 0 the same"),
                                  HasSubstr("our apprentices: centres/Z-VAL/apprentices/A-02 "),
                                  HasSubstr("centres/Z-VAL/apprentices/A-77"),
                                  HasSubstr("rounds/spring-27/runs/1 RUN_STATE_SUCCEEDED"),
                                  HasSubstr("centres/Z-VAL/apprentices/A-02 -> companies/"),
                                  HasSubstr("INVALID_ARGUMENT FIELD_INVALID"), HasSubstr("apprentice.windows[0]")));
    const Ended second = WithToken(command);
    EXPECT_EQ(second.exit_code, 0) << second.text;
    EXPECT_THAT(second.text, AllOf(HasSubstr("apprentices.csv: 0 new, 0 changed, 40 the same"),
                                   HasSubstr("rounds/spring-27/runs/2 RUN_STATE_SUCCEEDED")));
  }

  const DaemonFolder folder_;
  std::optional<DaemonProcess> daemon_;
  std::string address_;
};

TEST_F(ForeignTest, ACentreSystemInPython) {
  ExpectExampleWorks(absl::StrCat(kPython, "docs/examples/python/centre_system.py"));
  ExpectReadmeWorks("python", "import os, grpc\nfrom walz.v1 import apprentice_pb2\ntoken = os.environ['WALZ_TOKEN']\n",
                    kPython, folder_.Path("readme.py"));
}

TEST_F(ForeignTest, ACentreSystemInNode) {
  if (!InstallForNode()) GTEST_SKIP() << "npm cannot fetch @grpc/grpc-js";
  ExpectExampleWorks(absl::StrCat("node '", kNodeDir, "/centre_system.mjs'"));
  ExpectReadmeWorks("js",
                    "import grpc from '@grpc/grpc-js';\nimport protoLoader from '@grpc/proto-loader';\n"
                    "const token = process.env.WALZ_TOKEN;\n",
                    "node", absl::StrCat(kNodeDir, "/readme.mjs"));
}

}  // namespace
}  // namespace walz
