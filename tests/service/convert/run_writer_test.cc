// A run goes to files and comes back; files that cannot be written leave nothing behind.

#include "service/convert/run_writer.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/check.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "service/convert/csv_writer.h"
#include "service/convert/did_you_mean.h"
#include "service/convert/json_text.h"
#include "service/convert/output_folder.h"
#include "service/convert/run_reader.h"
#include "tests/support/facts_builder.h"

namespace walz {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class RunWriterTest : public testing::Test {
 protected:
  RunWriterTest() {
    std::string name = std::filesystem::temp_directory_path() / "walz-run-XXXXXX";
    WALZ_CHECK(mkdtemp(name.data()) != nullptr);
    dir_ = name;
  }
  ~RunWriterTest() override { std::filesystem::remove_all(dir_); }

  std::string Text(const std::string& name) const {
    const auto text = ReadWholeFile(dir_ + "/" + name);
    return text.ok() ? *text : "";
  }
  std::size_t FileCount() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(dir_), {}));
  }

  std::string dir_;
};

// Apprentice A goes to O; B, who has EQF 8 against the opening's 4, goes nowhere.
Facts TwoApprentices() {
  Facts facts = SmallFacts();
  facts.openings[0].eqf_max = 4;
  facts.round.weights[static_cast<std::size_t>(CriterionId::kFieldCloseness)] = 10;
  facts.round.weights[static_cast<std::size_t>(CriterionId::kWishRank)] = 30;
  facts.wishes.push_back({"A", 2, WishKind::kOpening, "O"});
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
  facts.apprentices.back().eqf = 8;
  return facts;
}

struct Matched {
  Problem problem;
  RuleBook rules = StandardRuleBook();
  Sieve sieve;
  RunOutcome outcome;
  RunFacts facts;

  Matched(Facts all, std::string explained)
      : problem(MakeProblem(std::move(all))),
        sieve(problem, rules, {}),
        outcome(*FindMatching(problem, rules, sieve, {})),
        facts{problem, rules, sieve, "00000000000000aa", std::move(explained)} {}

  absl::Status Write(const std::string& dir) const {
    return WriteRun(facts, outcome, MakeRunReport(facts, outcome, {}), dir);
  }
  absl::Status Verify(const std::string& dir) const {
    return VerifyRun(dir, problem, rules, sieve, facts.input_hash, {});
  }
};

TEST_F(RunWriterTest, WritesTheColumnsOfTheFormat) {
  const Matched matched(TwoApprentices(), "all");
  ASSERT_TRUE(matched.Write(dir_).ok());
  EXPECT_EQ(Text("proposals.csv"),
            "apprentice,opening,company,start,end,days,points,tier,needs,grant_eur,wish_rank,reason\n"
            "A,O,H,2027-03-01,2027-03-28,28,37000,5,,0,2,wish_rank;field_closeness\n");
  EXPECT_THAT(Text("unmatched.csv"),
              HasSubstr("apprentice,barrier,openings_refused_only_by_it,nearest_opening,what_would_help\n"
                        "B,level_suits,1,O,"));
  EXPECT_THAT(Text("verdicts.csv"), HasSubstr("apprentice,opening,requirement,verdict,action_or_reason\n"
                                              "A,O,field_suits,ALLOWED,\n"));
  const std::string verdicts = Text("verdicts.csv");
  EXPECT_EQ(std::count(verdicts.begin(), verdicts.end(), '\n'), 1 + 2 * 19);
  EXPECT_THAT(Text("run.json"), HasSubstr("\"barriers\": {\n    \"level_suits\": 1\n  }"));
  EXPECT_EQ(Text("barriers.csv"),
            "apprentice,requirement,main,openings_refused_only_by_it,one_more,at,opening\n"
            "B,level_suits,yes,1,yes,,O\n");
  EXPECT_EQ(FileCount(), 6u);
}

TEST_F(RunWriterTest, WhatIsWrittenVerifiesAndReadsBack) {
  const Matched matched(TwoApprentices(), "A");
  ASSERT_TRUE(matched.Write(dir_).ok());
  EXPECT_EQ(matched.Verify(dir_), absl::OkStatus());
  const auto run = ReadRun(dir_, matched.problem, matched.rules, matched.facts.input_hash);
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->outcome.matching.placements, matched.outcome.matching.placements);
  EXPECT_EQ(run->outcome.score, matched.outcome.score);
  EXPECT_THAT(std::string(ReadRun(dir_, matched.problem, matched.rules, "bb").status().message()),
              HasSubstr("input_hash"));
}

TEST_F(RunWriterTest, AChangedCellIsToldWithRowColumnAndBothValues) {
  const Matched matched(TwoApprentices(), "");
  ASSERT_TRUE(matched.Write(dir_).ok());
  std::string text = Text("proposals.csv");
  text.replace(text.find("37000"), 5, "37001");
  std::ofstream(dir_ + "/proposals.csv") << text;
  EXPECT_EQ(std::string(matched.Verify(dir_).message()),
            "proposals.csv row 2: points of 'A': the file says '37001', the facts say '37000'");
}

TEST_F(RunWriterTest, IdsWithCommasQuotesAndUmlautsSurvive) {
  Facts facts = TwoApprentices();
  facts.apprentices[0].id = "Łódź, \"A\"";
  facts.wishes[0].apprentice = "Łódź, \"A\"";
  facts.openings[0].id = "O\n2";
  facts.wishes[0].target = "O\n2";
  const Matched matched(std::move(facts), "all");
  ASSERT_TRUE(matched.Write(dir_).ok());
  EXPECT_THAT(Text("proposals.csv"), HasSubstr("\n\"Łódź, \"\"A\"\"\",\"O\n2\",H,"));
  EXPECT_EQ(matched.Verify(dir_), absl::OkStatus());
}

TEST_F(RunWriterTest, AnUnwritableFolderIsNamedAndNothingStays) {
  const Matched matched(TwoApprentices(), "");
  std::ofstream(dir_ + "/file") << "x";
  EXPECT_THAT(std::string(matched.Write(dir_ + "/file/run").message()), HasSubstr("/file/run'"));
  // A folder stands where the last file has to go: everything before it is taken back.
  std::filesystem::create_directories(dir_ + "/run/run.json.partial");
  EXPECT_THAT(std::string(matched.Write(dir_ + "/run").message()), HasSubstr("run.json.partial"));
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/run/proposals.csv"));
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/run/proposals.csv.partial"));
}

TEST_F(RunWriterTest, ARunInTheFolderIsRefusedUnlessReplaced) {
  EXPECT_TRUE(CheckRunFolder(dir_, /*replace=*/false).ok());
  EXPECT_TRUE(CheckRunFolder(dir_ + "/new", /*replace=*/false).ok());
  std::ofstream(dir_ + "/run.json") << "{}";
  EXPECT_THAT(std::string(CheckRunFolder(dir_, /*replace=*/false).message()), HasSubstr("--force"));
  EXPECT_TRUE(CheckRunFolder(dir_, /*replace=*/true).ok());
}

TEST(OutputFileTest, AFullDiskIsAnErrorWithTheName) {
  OutputFile file("/dev/full");
  ASSERT_TRUE(file.Open().ok());
  absl::Status status = file.Append("x");
  if (status.ok()) status = file.Close();
  EXPECT_THAT(std::string(status.message()), HasSubstr("/dev/full"));
}

TEST(CsvWriterTest, QuotesOnlyWhereNeeded) {
  std::string text;
  AppendCsvRow(text, CsvRow{"a", "", "b c", "d;e", "f,g", "h\"i", "j\nk", "l\rm"});
  EXPECT_EQ(text, "a,,b c,d;e,\"f,g\",\"h\"\"i\",\"j\nk\",\"l\rm\"\n");
}

TEST(JsonTextTest, IndentsAndEscapes) {
  JsonText json;
  json.BeginObject().Key("a\"\n").Int(-1).Key("b").BeginArray().Bool(true).String("\\x").EndArray();
  json.Key("c").BeginObject().EndObject().EndObject();
  EXPECT_EQ(json.Take(), "{\n  \"a\\\"\\u000a\": -1,\n  \"b\": [\n    true,\n    \"\\\\x\"\n  ],\n  \"c\": {}\n}\n");
}

TEST(DidYouMeanTest, FindsTheNearestWithinAThird) {
  const std::vector<absl::string_view> words = {"match", "check", "A-017", "A-018"};
  EXPECT_EQ(DidYouMean("mach", words), "match");
  EXPECT_EQ(DidYouMean("MATCH", words), "match");
  EXPECT_EQ(DidYouMean("cehck", words), "check");
  EXPECT_EQ(DidYouMean("A-17", words), "A-017");
  EXPECT_EQ(DidYouMean("xyz", words), std::nullopt);
  EXPECT_EQ(DidYouMean("", words), std::nullopt);
  EXPECT_EQ(DidYouMean(std::string(100'000, 'a'), words), std::nullopt);
}

}  // namespace
}  // namespace walz
