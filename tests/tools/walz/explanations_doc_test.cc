// docs/explanations.md shows what the client says of the demo: every fenced command is run, in order, on the demo's
// folder or against a fresh daemon that has imported it.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <gtest/gtest.h>

#include "tests/tools/walz/walz_process.h"

namespace walz {
namespace {

constexpr int kDaemonTriesMax = 600;
constexpr char kFence[] = "```";
constexpr char kPrompt[] = "$ walz ";
constexpr char kCut[] = "...";  // What comes before, or after, is left out.

struct ShownCommand {
  std::string arguments;
  std::string output;
  bool cut = false;       // Only the first lines stand here,
  bool from_end = false;  // or only the last.
};

std::vector<ShownCommand> ReadCommands(const std::string& path) {
  std::vector<ShownCommand> commands;
  std::ifstream doc(path);
  std::string line;
  bool fenced = false;
  while (std::getline(doc, line)) {
    if (absl::StartsWith(line, kFence)) {
      fenced = !fenced;
    } else if (fenced && absl::StartsWith(line, kPrompt)) {
      commands.push_back({line.substr(sizeof(kPrompt) - 1), "", false, false});
    } else if (fenced && !commands.empty() && line == kCut) {
      (commands.back().output.empty() ? commands.back().from_end : commands.back().cut) = true;
    } else if (fenced && !commands.empty()) {
      absl::StrAppend(&commands.back().output, line, "\n");
    }
  }
  return commands;
}

TEST(ExplanationsDocTest, ShowsWhatTheClientSays) {
  const TestFolder folder;
  const std::string socket = folder.Path("sock");
  WriteFile(folder.Path("walzd.toml"),
            absl::StrCat("[listen]\ntcp = \"\"\nunix = \"", socket, "\"\n[store]\nfolder = \"", folder.Path("store"),
                         "\"\nballast_mib = 0\nwatermark_mib = 1\n[catalogue]\nfolder = \"" WALZ_SOURCE_DIR
                         "/data\"\n[log]\nlevel = \"warn\"\n"));
  const std::map<std::string, std::string> variables = {{"WALZ_ADDRESS", "unix:" + socket},
                                                        {"WALZ_CONFIG", folder.Path("config.toml")},
                                                        {"WALZ_TOKEN_FILE", ""},
                                                        {"NO_COLOR", "1"},
                                                        {"COLUMNS", "100"},
                                                        {"LC_ALL", "C.UTF-8"}};
  WalzProcess daemon(folder.path(), {"--config", folder.Path("walzd.toml")}, {}, "walzd");
  int tries = 0;
  while (folder.Walz({"whoami"}, variables).exit_code != 0) {
    ASSERT_LT(++tries, kDaemonTriesMax) << daemon.ErrorSoFar();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  const std::string root = WALZ_SOURCE_DIR;
  const std::string demo = root + "/data/demo";
  const std::string run = folder.Path("RUN");
  const std::vector<ShownCommand> commands = ReadCommands(root + "/docs/explanations.md");
  for (const ShownCommand& command : commands) {
    std::vector<std::string> arguments = absl::StrSplit(command.arguments, ' ');
    for (std::string& argument : arguments) {
      if (argument == "data/demo") argument = demo;
      if (argument == "RUN") argument = run;
    }
    const Ended ended = folder.Walz(arguments, variables);
    if (command.output.empty()) {
      EXPECT_EQ(ended.exit_code, 0) << command.arguments << "\n" << ended.err;
      continue;
    }
    std::string said = ended.out;
    if (command.cut) said = said.substr(0, command.output.size());
    if (command.from_end) said = said.substr(said.size() - std::min(said.size(), command.output.size()));
    EXPECT_EQ(said, command.output) << command.arguments << "\n" << ended.err;
  }
  EXPECT_GT(commands.size(), 8u);
  daemon.Signal(SIGTERM);
  EXPECT_EQ(daemon.Wait().exit_code, 0);
}

}  // namespace
}  // namespace walz
