// A line is a line, whatever stands in it; levels and formats as configured.

#include "service/server/log.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "service/server/call_log.h"

namespace walz {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kTime = absl::FromUnixMillis(1'801'362'612'004);

std::string ReadAll(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class LogTest : public ::testing::Test {
 protected:
  LogTest() : path_(::testing::TempDir() + absl::StrCat("/walz-log-", getpid(), ".log")) {
    unlink(path_.c_str());
    config_.log_file = path_;
  }
  ~LogTest() override { unlink(path_.c_str()); }

  std::string path_;
  Config config_;
};

TEST_F(LogTest, JsonLinesAreJsonWhateverStandsInThem) {
  const std::string hostile = "a \"quoted\" \\ line\nand\r\x01 another";
  const std::string line =
      FormatLogLine(/*json=*/true, kTime, LogLevel::kWarn, "odd", {{"text", hostile}, {"count", std::int64_t{-7}}});
  EXPECT_THAT(line, Not(HasSubstr("\n")));
  google::protobuf::Struct json;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &json).ok()) << line;
  EXPECT_EQ(json.fields().at("text").string_value(), hostile);
  EXPECT_EQ(json.fields().at("count").number_value(), -7);
  EXPECT_EQ(json.fields().at("time").string_value(), "2027-01-31T02:30:12.004Z");
  EXPECT_EQ(json.fields().at("level").string_value(), "warn");
  EXPECT_EQ(json.fields().at("event").string_value(), "odd");
}

TEST_F(LogTest, TextQuotesWhatIsNoWord) {
  EXPECT_EQ(FormatLogLine(/*json=*/false, kTime, LogLevel::kInfo, "x",
                          {{"a", std::string("b")}, {"c", std::string("d e\n")}}),
            "2027-01-31T02:30:12.004Z info x a=b c=\"d e\\u000a\"");
}

TEST_F(LogTest, LongValuesAreCut) {
  EXPECT_LT(FormatLogLine(true, kTime, LogLevel::kInfo, "x", {{"a", std::string(1 << 20, 'y')}}).size(), 1200u);
}

TEST_F(LogTest, LinesBelowTheLevelAreNotWritten) {
  config_.log_level = "warn";
  const auto log = Log::Open(config_);
  ASSERT_TRUE(log.ok()) << log.status();
  (*log)->Write(LogLevel::kInfo, "quiet", {});
  (*log)->Write(LogLevel::kWarn, "loud", {{"brace", std::string("{} %v")}});
  EXPECT_THAT(ReadAll(path_), Not(HasSubstr("quiet")));
  EXPECT_THAT(ReadAll(path_), HasSubstr("\"brace\":\"{} %v\""));
}

TEST_F(LogTest, AFileThatCannotBeWrittenIsNamed) {
  config_.log_file = "/dev/null/walz.log";
  const auto log = Log::Open(config_);
  ASSERT_FALSE(log.ok());
  EXPECT_THAT(std::string(log.status().message()), HasSubstr("log.file: \"/dev/null/walz.log\" cannot be written"));
}

TEST_F(LogTest, CallsCarryTheirRequestId) {
  config_.log_level = "debug";
  const auto log = Log::Open(config_);
  ASSERT_TRUE(log.ok()) << log.status();
  CallLog calls(**log);
  calls.OnCallEnd({.method = "walz.v1.CentreService/CreateCentre", .request_id = "night-7"});
  EXPECT_THAT(ReadAll(path_), HasSubstr("\"request_id\":\"night-7\""));
}

TEST_F(LogTest, RefusedCallsAreBoundedAndErrorsAreNot) {
  const auto log = Log::Open(config_);
  ASSERT_TRUE(log.ok()) << log.status();
  CallLog calls(**log);
  for (int i = 0; i < 5 * kRefusedLinesMax; ++i) {
    calls.OnCallEnd({.method = "walz.v1.CentreService/GetCentre", .code = absl::StatusCode::kUnauthenticated});
  }
  calls.OnCallEnd({.method = "walz.v1.CentreService/GetCentre", .code = absl::StatusCode::kNotFound});
  calls.OnCallEnd({.method = "m", .code = absl::StatusCode::kInternal, .internal_error = "the inside"});
  const std::string text = ReadAll(path_);
  const auto lines = std::count(text.begin(), text.end(), '\n');
  EXPECT_GE(lines, kRefusedLinesMax + 1);
  EXPECT_LE(lines, 2 * kRefusedLinesMax + 1);
  EXPECT_THAT(text, Not(HasSubstr("NOT_FOUND")));
  EXPECT_THAT(text, HasSubstr("\"error\":\"the inside\""));
}

}  // namespace
}  // namespace walz
