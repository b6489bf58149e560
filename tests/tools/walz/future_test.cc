// walz future: an estimate from past runs, written where the next round reads it.

#include <filesystem>
#include <string>
#include <vector>

#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/demo.h"
#include "tests/tools/walz/walz_process.h"

namespace walz {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class FutureTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::copy(kDemo, next_, std::filesystem::copy_options::recursive);
    ASSERT_EQ(folder_.Walz({"match", "--data", kDemo, "--out", run_, "--quiet"}).exit_code, 0);
  }
  Ended Future(std::vector<std::string> more) {
    std::vector<std::string> arguments = {"future", "--data", next_, "--past", kDemo, run_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return folder_.Walz(arguments);
  }

  TestFolder folder_;
  std::string next_ = folder_.Path("next");
  std::string run_ = folder_.Path("run");
};

TEST_F(FutureTest, WritesWhatANextRoundReads) {
  const Ended dry = Future({"--dry-run", "-o", "csv"});
  ASSERT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_THAT(dry.out, StartsWith("opening,points\nO-"));
  EXPECT_FALSE(std::filesystem::exists(next_ + "/later_worth.csv"));
  const Ended written = Future({});
  ASSERT_EQ(written.exit_code, 0) << written.err;
  EXPECT_EQ(ReadFile(next_ + "/later_worth.csv"), dry.out);
  EXPECT_THAT(written.out, HasSubstr("laterWorth"));

  // One past round twice is the same mean; what stands is not replaced unasked.
  const Ended refused = Future({"--past", kDemo, run_});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--force"));
  EXPECT_EQ(Future({"--past", kDemo, run_, "--force"}).exit_code, 0);
  EXPECT_EQ(ReadFile(next_ + "/later_worth.csv"), dry.out);

  const std::string round = ReadFile(next_ + "/round.json");
  WriteFile(
      next_ + "/round.json",
      absl::StrReplaceAll(round, {{"\"kept_from_last_run\": 30", "\"kept_from_last_run\": 30, \"later_worth\": 100"}}));
  const std::string out = folder_.Path("ahead");
  const Ended matched = folder_.Walz({"match", "--data", next_, "--out", out, "--quiet"});
  ASSERT_EQ(matched.exit_code, 0) << matched.err;
  EXPECT_EQ(folder_.Walz({"verify", "--data", next_, "--run", out}).exit_code, 0);
  EXPECT_THAT(ReadFile(out + "/proposals.csv"), testing::Not(HasSubstr("later_worth")));
  EXPECT_THAT(folder_.Walz({"whynot", "--data", next_, "A-01", "O-08"}).out, HasSubstr("later_worth"));
}

TEST_F(FutureTest, SaysWhatCannotBeEstimatedFrom) {
  const Ended no_run = folder_.Walz({"future", "--data", next_, "--past", kDemo, folder_.Path("none")});
  EXPECT_EQ(no_run.exit_code, 1);
  EXPECT_THAT(no_run.err, HasSubstr("run.json"));
  EXPECT_EQ(folder_.Walz({"future", "--data", next_}).exit_code, 2);
  EXPECT_EQ(folder_.Walz({"future", "--data", next_, "--past", kDemo}).exit_code, 2);

  // A run of other facts, and one without prices.
  const std::string small = folder_.Path("small");
  ASSERT_EQ(folder_.Walz({"synth", "--apprentices", "5", "--openings", "3", "--out", small}).exit_code, 0);
  const Ended other = folder_.Walz({"future", "--data", next_, "--past", small, run_});
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.err, HasSubstr("is it a run of the facts in"));
  const std::string round = ReadFile(next_ + "/round.json");
  WriteFile(next_ + "/round.json", absl::StrReplaceAll(round, {{"\"policy\": \"best\"", "\"policy\": \"serial\""}}));
  const std::string serial = folder_.Path("serial");
  folder_.Walz({"match", "--data", next_, "--out", serial, "--quiet"});
  const Ended without = folder_.Walz({"future", "--data", kDemo, "--dry-run", "--past", next_, serial});
  EXPECT_EQ(without.exit_code, 1);
  EXPECT_THAT(without.err, HasSubstr("only runs of policy BEST have prices"));
}

}  // namespace
}  // namespace walz
