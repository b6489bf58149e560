// What operators watch: the log has no personal value in it, the metrics move.

#include <csignal>
#include <set>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/walzd/daemon_api.h"
#include "tests/tools/walzd/daemon_process.h"

namespace walz {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kDemo[] = WALZ_SOURCE_DIR "/data/demo";

// Given names, family names and birth dates of the demo.
std::set<std::string> PersonalValues() {
  std::set<std::string> values;
  const std::string text = ReadText(absl::StrCat(kDemo, "/apprentices.csv"));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> cells = absl::StrSplit(lines[i], ',');
    for (const std::size_t column : {2, 3, 4}) {
      if (cells.size() > column && cells[column].size() > 2) values.insert(cells[column]);
    }
  }
  return values;
}

TEST(WalzdWatchingTest, TheDemoRunsAndTheLogTellsNobodysName) {
  const DaemonFolder folder;
  DaemonProcess daemon(folder.Flags({"--log-level", "debug", "--log-file", folder.Path("log"), "--metrics-address",
                                     "127.0.0.1:0", "--listen-tcp", "127.0.0.1:0"}));
  // The log goes to the file: ask the socket until it answers.
  const Channel channel = folder.Open();
  while (HealthOf(channel, "") != 1) {
  }
  const absl::Status imported = ImportFolder(channel, kDemo);
  ASSERT_TRUE(imported.ok()) << imported;
  const auto run = RunRound(channel, "rounds/spring-27");
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_SUCCEEDED) << run->error();
  EXPECT_GT(run->result().placed(), 0);

  const std::string log = ReadText(folder.Path("log"));
  const std::size_t at = log.find("\"metrics_port\":");
  ASSERT_NE(at, std::string::npos);
  const int metrics_port = std::stoi(log.substr(at + 15));
  const std::string metrics = HttpGet(metrics_port, "/metrics");
  EXPECT_THAT(metrics, HasSubstr("walz_calls_total{code=\"OK\",method=\"walz.v1.ImportService/Import\"} 8"));
  EXPECT_THAT(metrics, HasSubstr("walz_mirror_lag_revisions 0\n"));
  EXPECT_THAT(metrics, HasSubstr("walz_writes_refused 0\n"));

  daemon.Signal(SIGTERM);
  EXPECT_EQ(daemon.Wait().exit_code, 0);
  const std::string whole = ReadText(folder.Path("log"));
  EXPECT_THAT(whole, HasSubstr("ImportService/Import"));
  EXPECT_THAT(whole, HasSubstr("\"event\":\"run_ended\""));
  const std::set<std::string> values = PersonalValues();
  EXPECT_GT(values.size(), 40u);
  for (const std::string& value : values) {
    EXPECT_THAT(whole, Not(HasSubstr(value)));
    EXPECT_THAT(metrics, Not(HasSubstr(value)));
  }
}

}  // namespace
}  // namespace walz
