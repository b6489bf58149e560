// WriteFeedback: the bad rows and no others, with marks a spreadsheet user sees.

#include "service/convert/feedback_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace walz {
namespace {

class FeedbackFileTest : public ::testing::Test {
 protected:
  FeedbackFileTest() : dir_(std::filesystem::path(::testing::TempDir()) / absl::StrCat("feedback_", getpid())) {
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
  }
  ~FeedbackFileTest() override { std::filesystem::remove_all(dir_); }

  std::string Feedback(const std::string& text, const std::vector<InputError>& errors) {
    std::ofstream(dir_ / "centres.csv", std::ios::binary) << text;
    ReadReport report;
    for (const InputError& error : errors) report.Add(error);
    const absl::Status status = WriteFeedback(dir_.string(), report, (dir_ / "out").string());
    EXPECT_TRUE(status.ok()) << status;
    std::ifstream in(dir_ / "out" / "centres.feedback.csv", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }

  std::filesystem::path dir_;
};

TEST_F(FeedbackFileTest, RepeatsBadRowsWithMarksAndWords) {
  EXPECT_EQ(Feedback("ID,name,country\nC1,One,DE\nC2,\"Two, big\",XX\n\nC3,,YY\n",
                     {{"centres.csv", 3, "country", "XX", "unknown_code", "write two letters"},
                      {"centres.csv", 5, "name", "", "missing_value", "must not be empty"},
                      {"centres.csv", 5, "country", "YY", "unknown_code", "did you mean \"YT\"?"},
                      {"round.json", 0, "seed", "-1", "out_of_range", "x"}}),
            "row,ID,name,country,errors\n"
            "3,C2,\"Two, big\",!!XX,country: write two letters [unknown_code]\n"
            "5,C3,!!,!!YY,\"name: must not be empty [missing_value] / "
            "country: did you mean \"\"YT\"\"? [unknown_code]\"\n");
}

TEST_F(FeedbackFileTest, HasTheSeparatorOfTheOriginal) {
  EXPECT_EQ(Feedback("id;name\n1;\"a;b\"\n", {{"centres.csv", 2, "id", "1", "x", "y, z"}}),
            "row;id;name;errors\n2;!!1;\"a;b\";id: y, z [x]\n");
}

TEST_F(FeedbackFileTest, TellsOfRecordsThatCannotBeRead) {
  EXPECT_EQ(Feedback("id,name\n1,a\n2,\"b\n", {{"centres.csv", 3, "", "", "unclosed_quote", "close it"}}),
            "row,id,name,errors\n3,,,close it [unclosed_quote]\n");
}

TEST_F(FeedbackFileTest, WritesNothingWithoutErrorsInCsvFiles) {
  Feedback("id\n1\n", {{"round.json", 0, "seed", "-1", "out_of_range", "x"}});
  EXPECT_FALSE(std::filesystem::exists(dir_ / "out"));
}

TEST(InputReportTest, ShortensAtCharactersAndFormatsWhatThereIs) {
  EXPECT_EQ(Shorten(std::string(80, 'x')), std::string(80, 'x'));
  EXPECT_EQ(Shorten(std::string(81, 'x')), std::string(80, 'x') + "...");
  std::string umlauts;
  for (int i = 0; i < 81; ++i) umlauts += "ü";
  EXPECT_EQ(Shorten(umlauts), umlauts.substr(0, 160) + "...");
  EXPECT_EQ(FormatError({"a.csv", 3, "eqf", "9", "out_of_range", "must be 1..8"}),
            "a.csv:3: eqf '9' must be 1..8 [out_of_range]");
  EXPECT_EQ(FormatError({"a.csv", 0, "", "", "missing_file", "add it"}), "a.csv: add it [missing_file]");
}

}  // namespace
}  // namespace walz
