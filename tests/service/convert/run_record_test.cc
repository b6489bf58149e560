// run.json: the gap, and reading back what was written.

#include "service/convert/run_record.h"

#include <string>

#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

using testing::HasSubstr;

RunOutcome SomeOutcome() {
  RunOutcome outcome;
  outcome.policy = Policy::kBest;
  outcome.score = {.pins_kept = 1, .centres_at_least = 2, .points = 900, .kept = 4};
  outcome.score.placed_by_tier[5] = 7;
  outcome.bound = outcome.score;
  outcome.bound.points = 1000;
  outcome.points_bound = 1000;
  outcome.pins_broken = 3;
  outcome.seconds_by_stage = {{"match", 1.25}};
  return outcome;
}

RunRecord SomeRecord() {
  return {.round = "spring",
          .seed = 7,
          .unmatched = 2,
          .barriers = {{"level_suits", 2}},
          .explained = "all",
          .input_hash = "0123456789abcdef",
          .certificate_hash = 5};
}

struct GapCase {
  std::int64_t pins, pins_bound, points, points_bound;
  std::string goal, text;
};

TEST(GapTest, IsThatOfTheFirstOpenGoalRoundedUp) {
  for (const GapCase& row : {
           GapCase{0, 0, 10, 10, "", "0.000000"},
           GapCase{0, 0, 0, 1, "points", "1.000000"},
           GapCase{0, 0, 9, 10, "points", "0.100000"},
           GapCase{0, 0, 2, 3, "points", "0.333334"},
           GapCase{0, 0, 999'999'999'999, 1'000'000'000'000, "points", "0.000001"},
           GapCase{1, 2, 0, 10, "pins_kept", "0.500000"},
       }) {
    RunOutcome outcome;
    outcome.score = {.pins_kept = row.pins, .points = row.points};
    outcome.bound = {.pins_kept = row.pins_bound, .points = row.points_bound};
    const Gap gap = GapOf(outcome);
    EXPECT_EQ(gap.goal, row.goal);
    EXPECT_EQ(FormatGap(gap), row.text);
  }
}

TEST(RunRecordTest, ReadsBackWhatItWrites) {
  const RunOutcome outcome = SomeOutcome();
  const auto claims = ParseRunJson(RunJson(outcome, SomeRecord()));
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_EQ(claims->outcome.score, outcome.score);
  EXPECT_EQ(claims->outcome.bound, outcome.bound);
  EXPECT_EQ(claims->outcome.points_bound, 1000);
  EXPECT_EQ(claims->outcome.pins_broken, 3);
  EXPECT_EQ(claims->explained, "all");
  EXPECT_EQ(claims->input_hash, "0123456789abcdef");
}

TEST(RunRecordTest, ReadsBackWhatStableSays) {
  RunOutcome outcome = SomeOutcome();
  outcome.policy = Policy::kStable;
  for (const StableFigures& figures :
       {StableFigures{}, StableFigures{StableSide::kHosts, StableSize::kMaximum, 2, 7, 3, 0, 90}}) {
    outcome.stable = figures;
    const std::string text = RunJson(outcome, SomeRecord());
    const auto claims = ParseRunJson(text);
    ASSERT_TRUE(claims.ok()) << claims.status();
    EXPECT_EQ(claims->outcome.stable, figures);
    const auto spoilt =
        ParseRunJson(absl::StrReplaceAll(text, {{"\"fixed_slots\": ", "\"fixed_slots\": true, \"x\": "}}));
    EXPECT_THAT(std::string(spoilt.status().message()), HasSubstr("'fixed_slots' is not a number"));
  }
  EXPECT_EQ(ParseRunJson(RunJson(SomeOutcome(), SomeRecord()))->outcome.stable, std::nullopt);
}

TEST(RunRecordTest, SecondsAreNoClaim) {
  const std::string text = RunJson(SomeOutcome(), SomeRecord());
  RunOutcome slower = SomeOutcome();
  slower.seconds_by_stage = {{"match", 99.0}, {"read", 1.0}};
  EXPECT_TRUE(CompareRunJson(text, RunJson(slower, SomeRecord())).ok());
}

TEST(RunRecordTest, TheFirstDifferenceIsTold) {
  const std::string text = RunJson(SomeOutcome(), SomeRecord());
  const auto compare = [&](const std::string& from, const std::string& to) {
    const std::string changed = absl::StrReplaceAll(text, {{from, to}});
    EXPECT_NE(changed, text);
    return std::string(CompareRunJson(changed, text).message());
  };
  EXPECT_EQ(compare("\"placed\": 7", "\"placed\": 8"), "run.json: placed: the file says 8, the facts say 7");
  EXPECT_EQ(compare("\"level_suits\": 2", "\"level_suits\": 1"),
            "run.json: barriers.level_suits: the file says 1, the facts say 2");
  EXPECT_EQ(compare("level_suits", "age_permitted"),
            "run.json: barriers.age_permitted: the file says 2, the facts say nothing");
  EXPECT_EQ(compare("\"round\": \"spring\"", "\"round\": null"),
            "run.json: round: the file says something else, the facts say 'spring'");
}

TEST(RunRecordTest, TheSealFindsAChangedCertificateAndAWeakerClaim) {
  const std::string text = RunJson(SomeOutcome(), SomeRecord());
  RunRecord record = SomeRecord();
  record.certificate_hash = 6;
  EXPECT_THAT(std::string(CompareRunJson(text, RunJson(SomeOutcome(), record)).message()), HasSubstr("seal"));
  const std::string weaker = absl::StrReplaceAll(text, {{"\"upper_bound\": 1000", "\"upper_bound\": 2000"}});
  const auto claims = ParseRunJson(weaker);
  ASSERT_TRUE(claims.ok());
  EXPECT_THAT(std::string(CompareRunJson(weaker, RunJson(claims->outcome, SomeRecord())).message()), HasSubstr("seal"));
}

TEST(RunRecordTest, MalformedTextIsAnErrorWithAName) {
  const std::string text = RunJson(SomeOutcome(), SomeRecord());
  EXPECT_FALSE(ParseRunJson("").ok());
  EXPECT_FALSE(ParseRunJson("[1]").ok());
  EXPECT_FALSE(ParseRunJson(text.substr(0, text.size() / 2)).ok());
  const auto parse = [&](const std::string& from, const std::string& to) {
    return std::string(ParseRunJson(absl::StrReplaceAll(text, {{from, to}})).status().message());
  };
  EXPECT_EQ(parse("\"points\": 900", "\"points\": 900.5"), "run.json: 'points' is not a whole number");
  EXPECT_EQ(parse("\"points\": 900", "\"points\": 1e300"), "run.json: 'points' is not a whole number");
  EXPECT_EQ(parse("\"points\": 900", "\"points\": true"), "run.json: 'points' is not a number");
  EXPECT_EQ(parse("\"policy\": \"best\"", "\"policy\": \"worst\""), "run.json: 'policy' is not best, stable or serial");
  EXPECT_THAT(parse("\"version\": \"" WALZ_VERSION, "\"version\": \"9"), HasSubstr("'version' is not"));
  EXPECT_EQ(parse("\"proven\": false,", ""), "run.json: 'proven' is not true or false");
}

}  // namespace
}  // namespace walz
