// ReadFolder: whole folders, hostile files by name, the input hash, and keeping what is good.

#include "service/convert/folder_reader.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/demo.h"

namespace walz {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Files = std::map<std::string, std::string>;

// Two centres, two companies, two openings, three apprentices: right in every cell.
Files GoodFiles() {
  return {
      {"centres.csv", "id,name,country,lat,lon,coordinator\nC1,One,DE,51.72,8.75,Ms A\nC2,Two,ES,41.65,-4.72,Mr B\n"},
      {"companies.csv", "id,name,country,mentor\nH1,Host One,IE,Mr M\nH2,Host Two,EL,Ms N\n"},
      {"openings.csv",
       "id,company,fields,places,windows,languages\nO1,H1,0715;1013,2,2027-03-01..2027-05-31,en:B1\n"
       "O2,H2,10,1,2027-03-01..2027-05-31,\n"},
      {"apprentices.csv",
       "id,centre,scheme,field,windows,min_days,max_days,birth_date,graduation_date,languages,employer\n"
       "A1,C1,de-school,0715,2027-03-01..2027-05-31,14,28,2008-01-01,2028-06-30,en:B2,\n"
       "A2,C1,de-school,1013,2027-03-01..2027-05-31,14,28,2008-01-01,2028-06-30,en:A2,\n"
       "A3,C2,es-general,1013,2027-03-01..2027-05-31,14,28,2008-01-01,2028-06-30,,\n"},
      {"wishes.csv", "apprentice,rank,kind,target\nA1,1,opening,O1\nA2,1,country,el\nA2,2,company,H1\n"},
      {"host_ranks.csv", "opening,rank,apprentice\nO1,1,A1\nO1,1,A2\n"},
      {"pairs.csv", "apprentice,opening,kind,start,end,reason\nA3,O1,forbid,,,travel risk\n"},
      {"round.json", R"({"id":"r","firstDay":"2027-03-01","lastDay":"2027-05-31"})"},
  };
}

class FolderReaderTest : public ::testing::Test {
 protected:
  FolderReaderTest() {
    dir_ = std::filesystem::path(::testing::TempDir()) /
           absl::StrCat("folder_", ::testing::UnitTest::GetInstance()->current_test_info()->name());
    options_.catalogue_dir = WALZ_SOURCE_DIR "/data";
  }
  ~FolderReaderTest() override { std::filesystem::remove_all(dir_); }

  ReadResult Read(const Files& files) {
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    for (const auto& [name, text] : files) std::ofstream(dir_ / name, std::ios::binary) << text;
    absl::StatusOr<ReadResult> result = ReadFolder(dir_.string(), options_, WorkOptions());
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *std::move(result) : ReadResult();
  }

  // Each error as `file:row column [code]`.
  std::vector<std::string> Errors(const Files& files) {
    const ReadResult result = Read(files);
    std::vector<std::string> errors;
    for (const InputError& error : result.report.errors) {
      errors.push_back(absl::StrCat(error.file, ":", error.row, " ", error.column, " [", error.code, "]"));
    }
    EXPECT_EQ(result.problem.has_value(), errors.empty());
    EXPECT_EQ(result.report.error_count, static_cast<std::int64_t>(errors.size()));
    return errors;
  }

  // The errors of the good folder after one replacement in one file.
  std::vector<std::string> ErrorsWith(const std::string& file, const std::string& from, const std::string& to) {
    Files files = GoodFiles();
    EXPECT_TRUE(absl::StrContains(files[file], from)) << from;
    files[file] = absl::StrReplaceAll(files[file], {{from, to}});
    return Errors(files);
  }

  std::filesystem::path dir_;
  ReadOptions options_;
};

TEST_F(FolderReaderTest, ReadsAGoodFolder) {
  const ReadResult result = Read(GoodFiles());
  ASSERT_TRUE(result.problem.has_value());
  EXPECT_THAT(result.report.warnings, IsEmpty());
  EXPECT_EQ(result.report.rows_by_file.at("apprentices.csv"), 3);
  EXPECT_THAT(result.report.input_hash, SizeIs(16));
  const Problem& problem = *result.problem;
  EXPECT_EQ(problem.companies()[1].country, Country::Of("GR"));
  EXPECT_EQ(problem.apprentices()[0].tier, kTierDefault);
  EXPECT_EQ(problem.WishesOf(ApprenticeIndex(1))[0].country, Country::Of("GR"));
  EXPECT_FALSE(problem.apprentices()[2].languages->answered);
}

TEST_F(FolderReaderTest, ReadsTheDemoConsortium) {
  const auto result = ReadFolder(kDemo, options_, WorkOptions());
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->problem.has_value());
  EXPECT_THAT(result->report.errors, IsEmpty());
}

TEST_F(FolderReaderTest, MapsErrorsBetweenRecordsToTheirRows) {
  EXPECT_THAT(ErrorsWith("apprentices.csv", "A2,C1", "A2,C9"),
              ElementsAre("apprentices.csv:3 centre [unknown_reference]"));
  EXPECT_THAT(ErrorsWith("openings.csv", "O2,H2", "O2,h2"), ElementsAre("openings.csv:3 company [unknown_reference]"));
  EXPECT_THAT(ErrorsWith("centres.csv", "C2,Two", "C2,Two,FI\nC2,Two"), ElementsAre("centres.csv:4 id [duplicate_id]"));
  EXPECT_THAT(ErrorsWith("apprentices.csv", "es-general", "es-generl"),
              ElementsAre("apprentices.csv:4 scheme [unknown_reference]"));
  EXPECT_THAT(ErrorsWith("wishes.csv", "country,el", "country,xx"),
              ElementsAre("wishes.csv:3 target [unknown_reference]"));
  EXPECT_THAT(ErrorsWith("pairs.csv", "A3,O1,forbid", "A3,O1,pin,2027-03-01,2027-03-20\nA3,O1,forbid"),
              ElementsAre("pairs.csv:3 kind [contradiction]"));
  EXPECT_THAT(ErrorsWith("round.json", "\"id\"", "\"quotas\":{\"budgetEur\":1},\"id\""),
              ElementsAre("round.json:0 quotas.budgetEur [contradiction]"));
}

TEST_F(FolderReaderTest, ListsAllErrorsOfCellsAndBetweenRecordsAtOnce) {
  Files files = GoodFiles();
  files["apprentices.csv"] = absl::StrReplaceAll(files["apprentices.csv"], {{"A1,C1", "A1,C9"}, {",0715,", ",715,"}});
  files["centres.csv"] = absl::StrReplaceAll(files["centres.csv"], {{"-4.72", "-472"}});
  EXPECT_THAT(Errors(files), ElementsAre("centres.csv:3 lon [out_of_range]", "apprentices.csv:2 field [bad_field]",
                                         "apprentices.csv:2 centre [unknown_reference]"));
}

TEST_F(FolderReaderTest, ABadRowStillHasItsId) {
  EXPECT_THAT(ErrorsWith("centres.csv", ",DE,", ",Germany,"), ElementsAre("centres.csv:2 country [unknown_code]"));
}

TEST_F(FolderReaderTest, NamesWhatIsWrongInsideARecord) {
  EXPECT_THAT(ErrorsWith("openings.csv", ",1,2027", ",-1,2027"), ElementsAre("openings.csv:3 places [out_of_range]"));
  EXPECT_THAT(ErrorsWith("openings.csv", ",1,2027", ",,2027"), ElementsAre("openings.csv:3 places [missing_value]"));
  EXPECT_THAT(ErrorsWith("apprentices.csv", "14,28,2008-01-01,2028-06-30,en:B2,", "28,14,2008-01-01,2028-06-30,en:B2,"),
              ElementsAre("apprentices.csv:2 max_days [contradiction]"));
  EXPECT_THAT(ErrorsWith("apprentices.csv", "2008-01-01,2028-06-30,en:B2", "31/02,2028-06-30,en:B2"),
              ElementsAre("apprentices.csv:2 birth_date [no_such_date]"));
  EXPECT_THAT(ErrorsWith("centres.csv", "51.72,8.75", "51.72,"), ElementsAre("centres.csv:2 lon [missing_value]"));
  EXPECT_THAT(ErrorsWith("centres.csv", "Ms A", "Ms A,x"), ElementsAre("centres.csv:2  [surplus_cells]"));
  EXPECT_THAT(ErrorsWith("pairs.csv", "forbid,,", "pin,2027-03-01,"), ElementsAre("pairs.csv:2 end [missing_value]"));
  EXPECT_THAT(ErrorsWith("pairs.csv", "forbid,,", "pin,2027-03-02,2027-03-01"),
              ElementsAre("pairs.csv:2 end [contradiction]"));
  EXPECT_THAT(ErrorsWith("pairs.csv", "forbid,,", "forbid,whenever,"), IsEmpty());
  EXPECT_THAT(ErrorsWith("pairs.csv", "forbid", "forbit"), ElementsAre("pairs.csv:2 kind [unknown_code]"));
  EXPECT_THAT(ErrorsWith("wishes.csv", "company", "firm"), ElementsAre("wishes.csv:4 kind [unknown_code]"));
  EXPECT_THAT(ErrorsWith("wishes.csv", "A1,1", "A1,0"), ElementsAre("wishes.csv:2 rank [out_of_range]"));
}

TEST_F(FolderReaderTest, NamesWhatIsWrongWithAHeader) {
  EXPECT_THAT(ErrorsWith("openings.csv", "places", "seats"), ElementsAre("openings.csv:1 places [missing_column]"));
  EXPECT_THAT(ErrorsWith("centres.csv", "lat,lon", "lat,LAT"), ElementsAre("centres.csv:1 lat [duplicate_column]"));
}

struct HostileCase {
  const char* name;
  std::string text;  // Of companies.csv.
  std::string error;
};

TEST_F(FolderReaderTest, RefusesHostileFilesByOneClearError) {
  const std::string header = "id,name,country,mentor\n";
  const HostileCase cases[] = {
      {"wrong encoding", header + "H1,Host\xFC,IE,x\nH2,y,GR,z\n", "companies.csv:2  [bad_encoding]"},
      {"utf-16", std::string("\xFF\xFEi\0d\0", 6), "companies.csv:1  [bad_encoding]"},
      {"empty", "", "companies.csv:1  [empty_file]"},
      {"binary",
       std::string("\x7F"
                   "ELF\0\0\0",
                   7),
       "companies.csv:1  [binary_file]"},
      {"unclosed quote", header + "H1,\"Host,IE,x\nH2,y,GR,z\n", "companies.csv:2  [unclosed_quote]"},
      {"long line", header + "H1," + std::string(3 << 20, 'x'), "companies.csv:2  [record_too_long]"},
      {"missing column", "id,name,mentor\nH1,a,x\nH2,b,y\n", "companies.csv:1 country [missing_column]"},
      {"long cell", header + "H1,One,IE," + std::string(100'000, 'x') + "\nH2,Two,GR,y\n",
       "companies.csv:2 mentor [too_long]"},
      {"long id", header + std::string(257, 'x') + ",One,IE,x\nH1,One,IE,x\nH2,Two,GR,y\n",
       "companies.csv:2 id [too_long]"},
  };
  for (const HostileCase& c : cases) {
    Files files = GoodFiles();
    files["companies.csv"] = c.text;
    EXPECT_THAT(Errors(files), ElementsAre(c.error)) << c.name;
  }
}

TEST_F(FolderReaderTest, NamesMissingFilesAndNotWhatFollows) {
  Files files = GoodFiles();
  files.erase("companies.csv");
  files.erase("round.json");
  EXPECT_THAT(Errors(files), ElementsAre("round.json:0  [missing_file]", "companies.csv:0  [missing_file]"));
}

TEST_F(FolderReaderTest, OptionalFilesMayBeAbsent) {
  Files files = GoodFiles();
  for (const char* name : {"wishes.csv", "host_ranks.csv", "pairs.csv"}) files.erase(name);
  EXPECT_THAT(Errors(files), IsEmpty());
}

TEST_F(FolderReaderTest, TheFoldersOwnSchemesReplaceTheShippedOnes) {
  Files files = GoodFiles();
  files["schemes.json"] = R"({"schemes":[{"id":"de-school","country":"DE"}]})";
  EXPECT_THAT(Errors(files), ElementsAre("apprentices.csv:4 scheme [unknown_reference]"));
  files["schemes.json"] = R"({"schemes":[{"id":"de-school","country":"DE"},{"id":"es-general","country":"EX"}]})";
  EXPECT_THAT(Errors(files), ElementsAre("schemes.json:0 schemes[1].country [unknown_code]"));
  files["schemes.json"] = R"({"schemes":[{"id":"de-school","country":"DE"},{"id":"es-general","country":"ES"},
                              {"id":"es-general","country":"ES"}]})";
  EXPECT_THAT(Errors(files), ElementsAre("schemes.json:0 schemes[2].validFrom [contradiction]"));
}

TEST_F(FolderReaderTest, WarnsOfWhatItDoesNotRead) {
  Files files = GoodFiles();
  files["apprentices.csv"] = absl::StrReplaceAll(files["apprentices.csv"], {{"birth_date", "birthdate"}});
  files["wish.csv"] = files["wishes.csv"];
  files.erase("wishes.csv");
  absl::StrAppend(&files["centres.csv"], "C3,Three,FI\n");
  const ReadResult result = Read(files);
  ASSERT_TRUE(result.problem.has_value());
  EXPECT_THAT(result.report.warnings,
              ElementsAre("wish.csv: the file is not read; did you mean wishes.csv?",
                          "apprentices.csv: the column 'birthdate' is not read; did you mean birth_date?",
                          "centres.csv: 1 row is used by no apprentice, such as 'C3'",
                          "3 apprentices cannot be placed: no birth_date"));
}

TEST_F(FolderReaderTest, AHeaderAloneIsATableWithoutRows) {
  Files files = GoodFiles();
  files["wishes.csv"] = "apprentice,rank,kind,target\n";
  EXPECT_THAT(Errors(files), IsEmpty());
  files = GoodFiles();
  for (const char* name : {"wishes.csv", "host_ranks.csv", "pairs.csv"}) files.erase(name);
  files["apprentices.csv"] = "id,centre,scheme,field,windows,min_days,max_days";
  EXPECT_THAT(Read(files).report.warnings[0], HasSubstr("no rows below the header"));
}

TEST_F(FolderReaderTest, DaysFirstOnlyWhereAsked) {
  const Files good = GoodFiles();
  Files files = good;
  files["apprentices.csv"] = absl::StrReplaceAll(files["apprentices.csv"], {{"2008-01-01", "01.01.2008"}});
  EXPECT_EQ(Errors(files).size(), 3u);
  options_.day_first = true;
  EXPECT_EQ(Read(files).report.input_hash, Read(good).report.input_hash);
}

TEST_F(FolderReaderTest, TheHashDoesNotDependOnTheFormOfTheFiles) {
  const std::string hash = Read(GoodFiles()).report.input_hash;
  Files files = GoodFiles();
  files["centres.csv"] =
      "sep=;\r\nCOUNTRY;coordinator;name;id;lat;lon;sender_kind\r\n"
      "es; Mr B;Two;C2;41,65;-4,72;school\r\n;;;\r\nDE;Ms A;One;C1;51,72;8,75\r\n";
  files["openings.csv"] =
      "\xEF\xBB\xBFid,company,fields,places,windows,languages,state\nO2,H2,10,01,2027-03-01..2027-05-31,,open\n"
      "O1,H1,1013;0715,2,2027-04-01..2027-05-31;2027-03-01..2027-03-31,EN:b1,\n";
  files["wishes.csv"] = "kind,target,apprentice,rank\ncompany,H1,A2,2\ncountry,GR,A2,1\nopening,O1,A1,1\n";
  files["round.json"] = R"({"last_day":"2027-05-31","first_day":"2027-03-01","id":"r","policy":"POLICY_BEST"})";
  EXPECT_EQ(Read(files).report.input_hash, hash);
}

TEST_F(FolderReaderTest, TheHashDependsOnEveryFact) {
  std::vector<std::string> hashes = {Read(GoodFiles()).report.input_hash};
  const std::tuple<const char*, const char*, const char*> changes[] = {
      {"apprentices.csv", "en:B2", "en:B1"},
      {"apprentices.csv", "14,28", "13,28"},
      {"companies.csv", "Mr M", ""},
      {"openings.csv", "0715;1013", "0715"},
      {"host_ranks.csv", "O1,1,A2", "O1,2,A2"},
      {"pairs.csv", "forbid", "declined"},
      {"round.json", "\"id\":\"r\"", "\"id\":\"r\",\"seed\":1"},
      {"centres.csv", "8.75", "8.76"},
      {"wishes.csv", "A1,1", "A1,2"}};
  for (const auto& [file, from, to] : changes) {
    Files files = GoodFiles();
    files[file] = absl::StrReplaceAll(files[file], {{from, to}});
    hashes.push_back(Read(files).report.input_hash);
    EXPECT_THAT(hashes.back(), SizeIs(16)) << file << from;
  }
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::unique(hashes.begin(), hashes.end()), hashes.end());
}

TEST_F(FolderReaderTest, ReadsWhatPlacesWillBeWorth) {
  const std::string hash = Read(GoodFiles()).report.input_hash;
  Files files = GoodFiles();
  files["later_worth.csv"] = "points;opening\n4500;O2\n";
  const ReadResult unused = Read(files);
  ASSERT_TRUE(unused.problem.has_value());
  EXPECT_EQ(unused.problem->LaterWorthOf(OpeningIndex(0)), 0);
  EXPECT_EQ(unused.problem->LaterWorthOf(OpeningIndex(1)), 4500);
  EXPECT_THAT(unused.report.warnings, ElementsAre(HasSubstr("weights.laterWorth of the round is 0")));
  EXPECT_NE(unused.report.input_hash, hash);
  files["round.json"] = absl::StrReplaceAll(files["round.json"], {{"{", R"({"weights":{"laterWorth":100},)"}});
  const ReadResult used = Read(files);
  EXPECT_THAT(used.report.warnings, IsEmpty());
  EXPECT_NE(used.report.input_hash, unused.report.input_hash);
  // A header alone is as good as no file.
  files["later_worth.csv"] = "opening,points\n";
  const ReadResult empty = Read(files);
  EXPECT_THAT(empty.report.warnings, ElementsAre(HasSubstr("`walz future` makes the file")));
  files.erase("later_worth.csv");
  EXPECT_EQ(Read(files).report.input_hash, empty.report.input_hash);
}

TEST_F(FolderReaderTest, NamesWhatIsWrongWithWorth) {
  Files files = GoodFiles();
  files["later_worth.csv"] = "opening,points\nO1,0\nO1,10000000\nO9,5\nO2,-1\n,5\nO2,\nO2,10000001\nO2,many\n";
  EXPECT_THAT(Errors(files),
              ElementsAre("later_worth.csv:3 opening [duplicate_id]", "later_worth.csv:4 opening [unknown_reference]",
                          "later_worth.csv:5 points [out_of_range]", "later_worth.csv:6 opening [missing_value]",
                          "later_worth.csv:7 points [missing_value]", "later_worth.csv:7 opening [duplicate_id]",
                          "later_worth.csv:8 points [out_of_range]", "later_worth.csv:8 opening [duplicate_id]",
                          "later_worth.csv:9 points [bad_number]", "later_worth.csv:9 opening [duplicate_id]"));
  files["later_worth.csv"] = "opening,point\nO1,0\n";
  EXPECT_THAT(Errors(files), ElementsAre("later_worth.csv:1 points [missing_column]"));
}

TEST_F(FolderReaderTest, KeepsWhatIsGoodAndReportsWhatItLeavesOut) {
  options_.keep_good = true;
  Files files = GoodFiles();
  files["companies.csv"] = absl::StrReplaceAll(files["companies.csv"], {{",IE,", ",Ireland,"}});
  const ReadResult result = Read(files);
  ASSERT_TRUE(result.problem.has_value());
  // H1 takes O1 with it, and O1 what is said of it.
  EXPECT_EQ(result.problem->openings().size(), 1u);
  EXPECT_EQ(result.problem->apprentices().size(), 3u);
  EXPECT_THAT(result.problem->WishesOf(ApprenticeIndex(0)), IsEmpty());
  EXPECT_THAT(result.problem->WishesOf(ApprenticeIndex(1)), SizeIs(1));
  EXPECT_EQ(result.report.error_count, 7);
  EXPECT_THAT(result.report.input_hash, SizeIs(16));
}

TEST_F(FolderReaderTest, KeepsTheFirstOfTwoRowsWithOneId) {
  options_.keep_good = true;
  Files files = GoodFiles();
  files["centres.csv"] = absl::StrReplaceAll(files["centres.csv"], {{"C2,Two", "C1,Again,FI\nC2,Two"}});
  const ReadResult result = Read(files);
  ASSERT_TRUE(result.problem.has_value());
  EXPECT_EQ(result.problem->centres()[0].name, "One");
  EXPECT_EQ(result.report.errors.at(0).row, 3);
}

TEST_F(FolderReaderTest, KeepsNothingOfAFileThatCannotBeReadToItsEndOrOfABadRound) {
  options_.keep_good = true;
  Files files = GoodFiles();
  absl::StrAppend(&files["apprentices.csv"], "A4,\"C1\n");
  EXPECT_FALSE(Read(files).problem.has_value());
  files = GoodFiles();
  files["round.json"] = R"({"id":"r","firstDay":"2027-03-01","lastDay":"2027-05-31","seed":-1})";
  EXPECT_FALSE(Read(files).problem.has_value());
}

TEST_F(FolderReaderTest, ReportsTheFirstThousandErrorsAndTheCountOfAll) {
  Files files = GoodFiles();
  for (int i = 0; i < 1500; ++i) absl::StrAppend(&files["host_ranks.csv"], "O1,x,A1\n");
  const ReadResult result = Read(files);
  EXPECT_EQ(result.report.errors.size(), kReportedErrorsMax);
  EXPECT_GE(result.report.error_count, 1500);
}

TEST_F(FolderReaderTest, ReadsTheLastRun) {
  Read(GoodFiles());
  const std::filesystem::path run = dir_ / "run";
  std::filesystem::create_directories(run);
  std::ofstream(run / "proposals.csv") << "apprentice,opening,company,start,end,days\n"
                                          "A1,O1,H1,2027-03-01,2027-03-14,14\nGONE,O1,H1,2027-03-01,2027-03-14,14\n";
  options_.last_run_dir = run.string();
  const auto result = ReadFolder(dir_.string(), options_, WorkOptions());
  ASSERT_TRUE(result.ok() && result->problem);
  EXPECT_TRUE(result->problem->LastOf(ApprenticeIndex(0)).has_value());
  EXPECT_THAT(result->report.warnings, IsEmpty());
  options_.last_run_dir = "/no/such/run";
  EXPECT_FALSE(ReadFolder(dir_.string(), options_, WorkOptions()).ok());
}

TEST_F(FolderReaderTest, AStatusOnlyForWhatIsNoFaultOfACell) {
  EXPECT_EQ(ReadFolder("/no/such/folder", options_, WorkOptions()).status().code(), absl::StatusCode::kNotFound);
  Read(GoodFiles());
  ReadOptions options = options_;
  options.round_file = "/no/such/round.json";
  EXPECT_FALSE(ReadFolder(dir_.string(), options, WorkOptions()).ok());
  options = options_;
  options.catalogue_dir = "/no/such/catalogue";
  EXPECT_FALSE(ReadFolder(dir_.string(), options, WorkOptions()).ok());
  std::filesystem::remove(dir_ / "pairs.csv");
  std::filesystem::create_directory(dir_ / "pairs.csv");
  EXPECT_FALSE(ReadFolder(dir_.string(), options_, WorkOptions()).ok());
}

TEST_F(FolderReaderTest, StopsWhenTold) {
  Read(GoodFiles());
  std::stop_source source;
  source.request_stop();
  const auto result = ReadFolder(dir_.string(), options_, {.stop = source.get_token()});
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->report.stopped);
  EXPECT_FALSE(result->problem.has_value());
}

}  // namespace
}  // namespace walz
