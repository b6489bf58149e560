// walz match, check, verify and whynot on whole folders: the demo consortium and invented ones.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "tests/support/demo.h"
#include "tests/tools/walz/walz_process.h"

namespace walz {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::vector<std::string> kRunFiles = {"proposals.csv", "unmatched.csv", "barriers.csv", "run.json",
                                            "certificate.bin"};

void CopyFolder(const std::string& from, const std::string& to) {
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

// The text with its first `from` replaced; the test fails if there is none.
std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// A folder of CSV files with the rows of every file in another order.
void ShuffleRows(const std::string& dir, unsigned seed) {
  std::mt19937 random(seed);
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    if (entry.path().extension() != ".csv") continue;
    const std::string text = ReadFile(entry.path());
    if (text.find('"') != std::string::npos) continue;  // A quoted cell might hold a line end.
    std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
    std::shuffle(lines.begin() + 1, lines.end(), random);
    WriteFile(entry.path(), absl::StrJoin(lines, "\n") + "\n");
  }
}

void ExpectSameRun(const std::string& a, const std::string& b) {
  for (const std::string& name : kRunFiles) {
    const std::string text_a = ReadFile(a + "/" + name);
    const std::string text_b = ReadFile(b + "/" + name);
    EXPECT_FALSE(name != "certificate.bin" && text_a.empty()) << name;
    EXPECT_EQ(WithoutSeconds(text_a), WithoutSeconds(text_b)) << name;
  }
}

std::string NumberOf(const std::string& json, const std::string& key) {
  const std::size_t at = json.find("\"" + key + "\": ");
  if (at == std::string::npos) return "";
  const std::size_t first = at + key.size() + 4;
  return json.substr(first, json.find_first_of(",\n", first) - first);
}

class DemoTest : public testing::Test {
 protected:
  void SetUp() override {
    ended_ = folder_.Walz({"match", "--data", kDemo, "--out", run_, "--explain", "all"});
    ASSERT_EQ(ended_.exit_code, 0) << ended_.err;
  }
  Ended Verify(const std::string& data = kDemo) const {
    return folder_.Walz({"verify", "--data", data, "--run", run_});
  }

  TestFolder folder_;
  std::string run_ = folder_.Path("a run");
  Ended ended_;
};

TEST_F(DemoTest, SummaryTellsPlacedPointsProofBarriersAndFiles) {
  for (const std::string word : {"placed", "unmatched", "points", "proof", "barrier", "proposals.csv"}) {
    EXPECT_THAT(ended_.out, HasSubstr(word));
  }
  EXPECT_THAT(ended_.out + ended_.err, Not(HasSubstr("\x1b")));
}

TEST_F(DemoTest, VerifyAcceptsTheRun) {
  const Ended verified = Verify();
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("every claim of the run holds"));
}

TEST_F(DemoTest, ARunStandsInTheWayOfAnotherUnlessForced) {
  const Ended refused = folder_.Walz({"match", "--data", kDemo, "--out", run_});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("--force"));
  EXPECT_EQ(folder_.Walz({"match", "--data", kDemo, "--out", run_, "--force"}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(run_ + "/verdicts.csv")) << "the old run's verdicts are gone";
  EXPECT_EQ(Verify().exit_code, 0);
}

TEST_F(DemoTest, EveryTamperedCellOfProposalsIsFound) {
  const std::string text = ReadFile(run_ + "/proposals.csv");
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  const std::vector<std::string> columns = absl::StrSplit(lines[0], ',');
  for (std::size_t column = 0; column < columns.size(); ++column) {
    for (const std::string change : {"1", "X"}) {
      std::vector<std::string> changed = lines;
      std::vector<std::string> cells = absl::StrSplit(lines[1], ',');
      cells[column] += change;
      changed[1] = absl::StrJoin(cells, ",");
      WriteFile(run_ + "/proposals.csv", absl::StrJoin(changed, "\n"));
      const Ended verified = Verify();
      EXPECT_EQ(verified.exit_code, 1) << columns[column];
      EXPECT_THAT(verified.out, HasSubstr("does not hold")) << columns[column];
    }
  }
}

TEST_F(DemoTest, EveryTamperedCellOfUnmatchedIsFound) {
  const std::string text = ReadFile(run_ + "/unmatched.csv");
  const std::size_t row = text.find('\n') + 1;
  ASSERT_LT(row, text.size()) << "somebody of the demo is unmatched";
  for (std::size_t at = row; at < text.size(); at = std::min(text.find(',', at), text.size() - 1) + 1) {
    WriteFile(run_ + "/unmatched.csv", text.substr(0, at) + "7" + text.substr(at));
    EXPECT_EQ(Verify().exit_code, 1) << at;
  }
}

TEST_F(DemoTest, MissingExtraAndSwappedRowsAreFound) {
  for (const std::string name : {"proposals.csv", "unmatched.csv", "barriers.csv", "verdicts.csv"}) {
    const std::string text = ReadFile(run_ + "/" + name);
    std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
    const auto expect_found = [&](const std::vector<std::string>& changed, const std::string& what) {
      WriteFile(run_ + "/" + name, absl::StrJoin(changed, "\n") + "\n");
      EXPECT_EQ(Verify().exit_code, 1) << name << " " << what;
    };
    expect_found({lines.begin(), lines.end() - 1}, "last row missing");
    std::vector<std::string> twice = lines;
    twice.push_back(lines.back());
    expect_found(twice, "last row twice");
    if (lines.size() > 2) {
      std::vector<std::string> swapped = lines;
      std::swap(swapped[1], swapped[2]);
      expect_found(swapped, "rows swapped");
    }
    expect_found({lines.begin() + 1, lines.end()}, "header missing");
    WriteFile(run_ + "/" + name, "");
    EXPECT_EQ(Verify().exit_code, 1) << name << " empty";
    std::filesystem::remove(run_ + "/" + name);
    EXPECT_EQ(Verify().exit_code, 1) << name << " gone";
    WriteFile(run_ + "/" + name, text);
    EXPECT_EQ(Verify().exit_code, 0) << name;
  }
}

TEST_F(DemoTest, EveryTamperedFigureOfRunJsonIsFound) {
  const std::string text = ReadFile(run_ + "/run.json");
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (absl::StrContains(lines[i], "\"seconds\"")) break;
    const std::size_t colon = lines[i].find(": ");
    if (colon == std::string::npos || absl::EndsWith(lines[i], "{")) continue;
    std::string value = lines[i].substr(colon + 2);
    const std::string comma = absl::EndsWith(value, ",") ? "," : "";
    value.resize(value.size() - comma.size());
    const std::string other = value == "true"                       ? "false"
                              : value == "false"                    ? "true"
                              : absl::StartsWith(value, "\"")       ? "\"x" + value.substr(1)
                              : value == "0" || value == "0.000000" ? "1"
                                                                    : "1" + value;
    std::vector<std::string> changed = lines;
    changed[i] = lines[i].substr(0, colon + 2) + other + comma;
    WriteFile(run_ + "/run.json", absl::StrJoin(changed, "\n"));
    const Ended verified = Verify();
    EXPECT_EQ(verified.exit_code, 1) << changed[i];
    EXPECT_THAT(verified.out, HasSubstr("does not hold")) << changed[i];
  }
}

TEST_F(DemoTest, BrokenRunJsonIsAnError) {
  const std::string text = ReadFile(run_ + "/run.json");
  for (const std::string& broken :
       {std::string(), std::string("[]"), text.substr(0, text.size() / 2), std::string("\x00\xff\x01", 3),
        Replaced(text, "\"placed\"", "\"extra\": 1,\n  \"placed\""), Replaced(text, "\"placed\"", "\"plcaed\""),
        std::string(200, '{') + std::string(200, '}')}) {
    WriteFile(run_ + "/run.json", broken);
    const Ended verified = Verify();
    EXPECT_EQ(verified.exit_code, 1) << broken.substr(0, 40);
    EXPECT_THAT(verified.out, HasSubstr("run.json"));
  }
}

TEST_F(DemoTest, EveryTamperedByteOfTheCertificateIsFound) {
  const std::string bytes = ReadFile(run_ + "/certificate.bin");
  const std::size_t step = std::max<std::size_t>(1, bytes.size() / 40);
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    WriteFile(run_ + "/certificate.bin", changed);
    EXPECT_EQ(Verify().exit_code, 1) << "byte " << at;
  }
  WriteFile(run_ + "/certificate.bin", bytes + "x");
  EXPECT_EQ(Verify().exit_code, 1);
  WriteFile(run_ + "/certificate.bin", bytes.substr(0, bytes.size() / 2));
  EXPECT_EQ(Verify().exit_code, 1);
}

TEST_F(DemoTest, ChangedFactsAreFound) {
  const std::string data = folder_.Path("data");
  CopyFolder(kDemo, data);
  const std::string round = ReadFile(data + "/round.json");
  WriteFile(data + "/round.json", Replaced(round, "\"seed\": ", "\"seed\": 9"));
  const Ended verified = Verify(data);
  EXPECT_EQ(verified.exit_code, 1);
  EXPECT_THAT(verified.out, HasSubstr("input_hash"));
}

TEST_F(DemoTest, ThreadsAndRowOrderChangeNothing) {
  for (const std::string threads : {"1", "2", "4"}) {
    const std::string out = folder_.Path("threads " + threads);
    const Ended ended =
        folder_.Walz({"match", "--data", kDemo, "--out", out, "--explain", "all", "--threads", threads});
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    ExpectSameRun(run_, out);
    EXPECT_EQ(ReadFile(run_ + "/verdicts.csv"), ReadFile(out + "/verdicts.csv"));
  }
  for (unsigned seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const std::string data = folder_.Path(absl::StrCat("data ", seed));
    const std::string out = folder_.Path(absl::StrCat("shuffled ", seed));
    CopyFolder(kDemo, data);
    ShuffleRows(data, seed);
    const Ended ended = folder_.Walz({"match", "--data", data, "--out", out, "--explain", "all"});
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    ExpectSameRun(run_, out);
  }
}

TEST_F(DemoTest, AReRunOnTheLastRunKeepsEverybody) {
  const std::string again = folder_.Path("again");
  const Ended ended = folder_.Walz({"match", "--data", kDemo, "--out", again, "--last", run_});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const std::string json = ReadFile(again + "/run.json");
  EXPECT_EQ(NumberOf(json, "placed"), NumberOf(ReadFile(run_ + "/run.json"), "placed"));
  EXPECT_EQ(NumberOf(json, "kept"), NumberOf(json, "placed"));
  EXPECT_EQ(folder_.Walz({"verify", "--data", kDemo, "--run", again, "--last", run_}).exit_code, 0);
  EXPECT_EQ(folder_.Walz({"verify", "--data", kDemo, "--run", again}).exit_code, 1) << "other facts: no last run";
}

TEST_F(DemoTest, OutputsParse) {
  const Ended csv = folder_.Walz({"match", "--data", kDemo, "--out", folder_.Path("csv"), "-o", "csv"});
  EXPECT_EQ(csv.out, ReadFile(run_ + "/proposals.csv"));
  const std::string apprentice =
      csv.out.substr(csv.out.find('\n') + 1, csv.out.find(',', csv.out.find('\n')) - csv.out.find('\n') - 1);
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"match", "--data", kDemo, "--out", folder_.Path("json"), "-o", "json"},
                                             {"check", "--data", kDemo, "-o", "json"},
                                             {"verify", "--data", kDemo, "--run", run_, "-o", "json"},
                                             {"whynot", "--data", kDemo, "--run", run_, apprentice, "-o", "json"}}) {
    const Ended ended = folder_.Walz(arguments);
    EXPECT_EQ(ended.exit_code, 0) << arguments[0] << ended.err;
    google::protobuf::Struct object;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ended.out, &object).ok()) << ended.out;
    EXPECT_FALSE(object.fields().empty()) << arguments[0];
  }
}

TEST_F(DemoTest, QuietSaysNothingAndFailOnUnmatchedExitsWithEight) {
  const Ended quiet = folder_.Walz({"match", "--data", kDemo, "--out", folder_.Path("q"), "--quiet"});
  EXPECT_EQ(quiet.exit_code, 0);
  EXPECT_THAT(quiet.out, IsEmpty());
  ASSERT_NE(NumberOf(ReadFile(run_ + "/run.json"), "unmatched"), "0");
  const Ended strict = folder_.Walz({"match", "--data", kDemo, "--out", folder_.Path("s"), "--fail-on-unmatched"});
  EXPECT_EQ(strict.exit_code, 8);
  EXPECT_TRUE(std::filesystem::exists(folder_.Path("s/run.json")));
}

TEST_F(DemoTest, WhynotAnswersWithAndWithoutARun) {
  const std::string text = ReadFile(run_ + "/proposals.csv");
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  const std::vector<std::string> cells = absl::StrSplit(lines[1], ',');
  for (const bool with_run : {false, true}) {
    std::vector<std::string> arguments = {"whynot", "--data", kDemo, cells[0], cells[1]};
    if (with_run) arguments.insert(arguments.end(), {"--run", run_});
    const Ended pair = folder_.Walz(arguments);
    EXPECT_EQ(pair.exit_code, 0) << pair.err;
    EXPECT_THAT(pair.out, HasSubstr("chosen: the apprentice goes there"));
    EXPECT_THAT(pair.out, HasSubstr("pay_permitted"));
    EXPECT_THAT(pair.out, HasSubstr("wish_rank"));
    arguments.erase(arguments.begin() + 4);
    const Ended apprentice = folder_.Walz(arguments);
    EXPECT_EQ(apprentice.exit_code, 0) << apprentice.err;
    EXPECT_THAT(apprentice.out, HasSubstr("placed: " + cells[1]));
  }
  const Ended unknown = folder_.Walz({"whynot", "--data", kDemo, cells[0] + "x"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean '"));
}

TEST_F(DemoTest, ReportsAreTextTablesAndSvg) {
  for (const std::string kind : {"funnel", "barriers", "occupancy", "points", "wishes", "fairness"}) {
    const std::vector<std::string> ask = {"report", kind, "--data", kDemo, "--run", run_};
    const Ended text = folder_.Walz(ask, {{"LC_ALL", "C.UTF-8"}, {"COLUMNS", "80"}});
    EXPECT_EQ(text.exit_code, 0) << kind << text.err;
    EXPECT_THAT(text.out, Not(HasSubstr("\x1b"))) << kind;
    const Ended ascii = folder_.Walz(ask, {{"LC_ALL", "C"}, {"COLUMNS", "80"}});
    for (const char c : ascii.out) ASSERT_LT(static_cast<unsigned char>(c), 0x80) << ascii.out;
    std::vector<std::string> more = ask;
    more.insert(more.end(), {"-o", "csv", "--svg", folder_.Path("a picture.svg")});
    const Ended csv = folder_.Walz(more);
    EXPECT_EQ(csv.exit_code, 0) << csv.err;
    EXPECT_THAT(csv.out, HasSubstr(",")) << kind;
    const std::string svg = ReadFile(folder_.Path("a picture.svg"));
    EXPECT_THAT(svg, HasSubstr("<svg ")) << kind;
    EXPECT_THAT(svg, HasSubstr("</svg>\n")) << kind;
    more = ask;
    more.insert(more.end(), {"--svg", "-"});
    EXPECT_EQ(folder_.Walz(more).out, svg) << kind;
  }
  const Ended fairness = folder_.Walz({"report", "fairness", "--data", kDemo, "--run", run_, "-o", "csv"});
  EXPECT_THAT(fairness.out, HasSubstr("\nall,40,"));
  const Ended nowhere = folder_.Walz({"report", "points", "--data", kDemo, "--run", folder_.Path("none")});
  EXPECT_EQ(nowhere.exit_code, 1) << nowhere.err;
}

TEST_F(DemoTest, ExplainOneApprenticeWritesItsRowsAlone) {
  const std::string text = ReadFile(run_ + "/proposals.csv");
  const std::string id = text.substr(text.find('\n') + 1, text.find(',', text.find('\n')) - text.find('\n') - 1);
  const std::string out = folder_.Path("one");
  ASSERT_EQ(folder_.Walz({"match", "--data", kDemo, "--out", out, "--explain", id}).exit_code, 0);
  const std::string one = ReadFile(out + "/verdicts.csv");
  std::string expected;
  for (const absl::string_view line : absl::StrSplit(ReadFile(run_ + "/verdicts.csv"), '\n')) {
    if (absl::StartsWith(line, "apprentice,") || absl::StartsWith(line, id + ","))
      absl::StrAppend(&expected, line, "\n");
  }
  EXPECT_EQ(one, expected);
  EXPECT_EQ(folder_.Walz({"verify", "--data", kDemo, "--run", out}).exit_code, 0);
  EXPECT_EQ(folder_.Walz({"match", "--data", kDemo, "--out", folder_.Path("no"), "--explain", "nobody"}).exit_code, 2);
}

TEST(BadInputTest, ErrorsExitWithFiveAndKeepGoodGoesOn) {
  const TestFolder folder;
  const std::string data = folder.Path("data");
  CopyFolder(kDemo, data);
  std::vector<std::string> lines = absl::StrSplit(ReadFile(data + "/wishes.csv"), '\n', absl::SkipEmpty());
  const auto separators = std::count(lines[0].begin(), lines[0].end(), ',');
  lines.push_back("nobody-there" + std::string(static_cast<std::size_t>(separators), ','));
  WriteFile(data + "/wishes.csv", absl::StrJoin(lines, "\n") + "\n");

  const Ended checked = folder.Walz({"check", "--data", data, "--feedback", folder.Path("feedback")});
  EXPECT_EQ(checked.exit_code, 5);
  EXPECT_THAT(checked.out, HasSubstr("wishes.csv"));
  EXPECT_THAT(checked.out, HasSubstr(absl::StrCat(lines.size())));
  EXPECT_FALSE(std::filesystem::is_empty(folder.Path("feedback")));

  const Ended matched = folder.Walz({"match", "--data", data, "--out", folder.Path("run")});
  EXPECT_EQ(matched.exit_code, 5);
  EXPECT_THAT(matched.out, IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(folder.Path("run")));

  EXPECT_EQ(folder.Walz({"match", "--data", data, "--out", folder.Path("run"), "--keep-good"}).exit_code, 0);
  EXPECT_EQ(folder.Walz({"verify", "--data", data, "--run", folder.Path("run"), "--keep-good"}).exit_code, 0);
}

TEST(BadInputTest, AnOutputThatCannotBeWrittenIsNamed) {
  const TestFolder folder;
  WriteFile(folder.Path("file"), "x");
  for (const std::string out : {"file", "file/below"}) {
    const Ended ended = folder.Walz({"match", "--data", kDemo, "--out", folder.Path(out)});
    EXPECT_EQ(ended.exit_code, 1);
    EXPECT_THAT(ended.err, HasSubstr(out));
  }
}

// Ends a run of a bigger consortium early; it must be lawful and say the truth.
void ExpectInterruptedRunIsLawful(const std::function<void(WalzProcess&)>& interrupt) {
  const TestFolder folder;
  const std::string data = folder.Path("synth");
  ASSERT_EQ(
      folder.Walz({"synth", "--apprentices", "6000", "--openings", "3000", "--seed", "4", "--out", data}).exit_code, 0);
  WalzProcess process(folder.Path(""), {"match", "--data", data, "--out", folder.Path("run")}, {});
  interrupt(process);
  const Ended ended = process.Wait();
  EXPECT_EQ(ended.exit_code, 130) << ended.out << ended.err;
  if (!std::filesystem::exists(folder.Path("run/run.json"))) {
    EXPECT_THAT(ended.err, HasSubstr("nothing was written"));
    return;
  }
  const Ended verified = folder.Walz({"verify", "--data", data, "--run", folder.Path("run")});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST(InterruptTest, AFirstSignalWritesTheBestSoFar) {
  for (const int signal : {SIGINT, SIGTERM}) {
    ExpectInterruptedRunIsLawful([signal](WalzProcess& process) {
      std::this_thread::sleep_for(std::chrono::milliseconds(250));
      process.Signal(signal);
    });
  }
}

TEST(InterruptTest, ATimeLimitWritesTheBestSoFarAndIsNoFailure) {
  const TestFolder folder;
  const std::string data = folder.Path("synth");
  ASSERT_EQ(
      folder.Walz({"synth", "--apprentices", "2000", "--openings", "800", "--seed", "5", "--out", data}).exit_code, 0);
  const Ended ended =
      folder.Walz({"match", "--data", data, "--out", folder.Path("run"), "--time-limit", "0.3", "-o", "json"});
  if (ended.exit_code == 130) return;  // The machine is so slow that reading took the whole time.
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  const Ended verified = folder.Walz({"verify", "--data", data, "--run", folder.Path("run")});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

}  // namespace
}  // namespace walz
