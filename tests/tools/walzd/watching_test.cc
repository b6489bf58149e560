// What operators watch: the log has no personal value in it, the metrics move.

#include <csignal>
#include <set>
#include <string>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/demo.h"
#include "tests/tools/walzd/daemon_api.h"
#include "tests/tools/walzd/daemon_process.h"

namespace walz {
namespace {

using ::testing::HasSubstr;

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

// Whether `word` stands in `text`, not as a part of a longer word.
bool HoldsWord(const std::string& text, const std::string& word) {
  const auto is_letter = [&](std::size_t at) {
    return at < text.size() && absl::ascii_isalnum(static_cast<unsigned char>(text[at]));
  };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + word.size())) return true;
  }
  return false;
}

TEST(WalzdWatchingTest, TheDemoRunsAndTheLogTellsNobodysName) {
  const DaemonFolder folder;
  DaemonProcess daemon(folder.Flags({"--log-level", "debug", "--metrics-address", "127.0.0.1:0"}));
  const auto serving = daemon.Await("serving");
  ASSERT_TRUE(serving);
  const Channel channel = folder.Open();
  const absl::Status imported = ImportFolder(channel, kDemo);
  ASSERT_TRUE(imported.ok()) << imported;
  const auto run = RunRound(channel, "rounds/spring-27");
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->state(), v1::RUN_STATE_SUCCEEDED) << run->error();
  EXPECT_GT(run->result().placed(), 0);

  ASSERT_TRUE(daemon.Await("run_ended"));
  const std::string metrics = HttpGet(static_cast<int>(serving->Number("metrics_port")), "/metrics");
  EXPECT_THAT(metrics, HasSubstr("walz_runs_total{state=\"SUCCEEDED\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("walz_calls_total{code=\"OK\",method=\"walz.v1.ImportService/Import\"} 8"));
  EXPECT_THAT(metrics, HasSubstr("walz_mirror_lag_revisions 0\n"));
  EXPECT_THAT(metrics, HasSubstr("walz_writes_refused 0\n"));

  daemon.Signal(SIGTERM);
  const DaemonEnd end = daemon.Wait();
  EXPECT_EQ(end.exit_code, 0);
  const std::string& whole = end.log;
  EXPECT_THAT(whole, HasSubstr("ImportService/Import"));
  const std::set<std::string> values = PersonalValues();
  EXPECT_GT(values.size(), 40u);
  for (const std::string& value : values) {
    EXPECT_FALSE(HoldsWord(whole, value)) << value;
    EXPECT_FALSE(HoldsWord(metrics, value)) << value;
  }
}

}  // namespace
}  // namespace walz
