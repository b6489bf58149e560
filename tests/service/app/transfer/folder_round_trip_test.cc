// A data folder that is imported and exported is the same folder: the same facts by their hash.

#include <filesystem>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "service/convert/folder_reader.h"
#include "service/convert/input_hash.h"
#include "service/messages/json_messages.h"
#include "service/messages/list_messages.h"
#include "service/messages/profile_rows.h"
#include "tests/service/app/transfer/transfer_case.h"
#include "tests/support/demo.h"
#include "tests/support/random_problem.h"
#include "tools/synth/synth.h"

namespace walz {
namespace {

using testing::ElementsAre;

class TemporaryFolder {
 public:
  explicit TemporaryFolder(absl::string_view name)
      : path_(absl::StrCat(testing::TempDir(), "/walz_transfer_", name, "_", getpid())) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

ReadReport ReadReportOf(const std::string& dir) {
  const auto read = ReadFolder(dir, {.catalogue_dir = WALZ_SOURCE_DIR "/data"}, {});
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? read->report : ReadReport();
}

std::string RoundOf(const std::string& dir) {
  const auto read = ReadFolder(dir, {.catalogue_dir = WALZ_SOURCE_DIR "/data"}, {});
  return FormatName({Collection::kRounds, {read->problem->round().id}});
}

// Imports `dir`, exports its round, and expects the same facts; then that importing either again changes nothing.
void ExpectRoundTrip(const std::string& dir) {
  TransferCase transfer;
  if (!std::filesystem::exists(absl::StrCat(dir, "/schemes.json"))) transfer.ImportSchemes();
  transfer.ImportFolder(dir);
  const TemporaryFolder exported("exported");
  transfer.ExportFolder(RoundOf(dir), exported.path());
  const ReadReport before = ReadReportOf(dir);
  const ReadReport after = ReadReportOf(exported.path());
  EXPECT_NE(before.input_hash, "");
  EXPECT_EQ(after.input_hash, before.input_hash);
  EXPECT_THAT(WordsOf(after.errors), ElementsAre());

  const Revision revision = transfer.NewestRevision();
  transfer.ImportFolder(dir);
  transfer.ImportFolder(exported.path());
  EXPECT_EQ(transfer.NewestRevision(), revision) << "what is the same is not written";
}

TEST(FolderRoundTripTest, TheDemoConsortium) { ExpectRoundTrip(kDemo); }

TEST(FolderRoundTripTest, AnInventedConsortium) {
  const TemporaryFolder dir("invented");
  ASSERT_TRUE(WriteSynth({.apprentice_count = 1200,
                          .opening_count = 400,
                          .seed = 5,
                          .out_dir = dir.path(),
                          .catalogue_dir = WALZ_SOURCE_DIR "/data"},
                         nullptr)
                  .ok());
  ExpectRoundTrip(dir.path());
}

TEST(FolderRoundTripTest, AnotherConsortiumStaysAtHome) {
  TransferCase transfer;
  transfer.ImportSchemes();
  transfer.Import(v1::IMPORT_TABLE_CENTRES, "id,name,country,consortium\nC-1,One,ES,north\nC-2,Two,ES,south\n");
  transfer.Import(v1::IMPORT_TABLE_COMPANIES, "id,name,country\nH-1,Host,DE\n");
  transfer.Import(v1::IMPORT_TABLE_OPENINGS,
                  "id,company,fields,places,windows\nO-1,H-1,0713,2,2027-03-01..2027-05-31\n");
  const v1::ImportResponse apprentices = transfer.Import(
      v1::IMPORT_TABLE_APPRENTICES,
      "id,centre,scheme,field,windows,min_days,max_days\n"
      "A-1,C-1,es-general,0713,2027-03-01..2027-05-31,14,21\nA-2,C-2,es-general,0713,2027-03-01..2027-05-31,14,21\n");
  ASSERT_THAT(WordsOf(apprentices), ElementsAre());
  transfer.Import(v1::IMPORT_TABLE_WISHES, "apprentice,rank,kind,target\nA-1,1,opening,O-1\nA-2,1,opening,O-1\n");
  transfer.Import(v1::IMPORT_TABLE_HOST_RANKS, "opening,rank,apprentice\nO-1,1,A-1\nO-1,2,A-2\n");
  transfer.Import(v1::IMPORT_TABLE_ROUND,
                  R"({"id": "r", "firstDay": "2027-03-01", "lastDay": "2027-06-30", "consortium": "south"})");
  EXPECT_EQ(*transfer.Export(v1::IMPORT_TABLE_WISHES, "rounds/r"), "apprentice,rank,kind,target\nA-2,1,opening,O-1\n");
  EXPECT_EQ(*transfer.Export(v1::IMPORT_TABLE_HOST_RANKS, "rounds/r"), "opening,rank,apprentice\nO-1,2,A-2\n");
  const std::string centres = *transfer.Export(v1::IMPORT_TABLE_CENTRES, "rounds/r");
  EXPECT_THAT(centres, testing::HasSubstr("\nC-2,Two"));
  EXPECT_THAT(centres, testing::Not(testing::HasSubstr("C-1")));
  EXPECT_THAT(*transfer.Export(v1::IMPORT_TABLE_APPRENTICES, ""), testing::HasSubstr("\nA-1,C-1"));
}

// Random facts become a folder by the rows of service/messages.
void WriteFolder(const Facts& facts, const std::string& dir) {
  const auto write = [&](const std::string& file, const CsvRow& columns, const std::vector<CsvRow>& rows) {
    std::string text;
    AppendCsvRow(text, columns);
    for (const CsvRow& row : rows) AppendCsvRow(text, row);
    WriteText(absl::StrCat(dir, "/", file), text);
  };
  std::vector<CsvRow> centres, companies, openings, apprentices, wishes, pairs, ranks;
  for (const Centre& row : facts.centres) centres.push_back(RowOf(MessageOf(row)));
  for (const Company& row : facts.companies) companies.push_back(RowOf(MessageOf(row)));
  for (const Opening& row : facts.openings) openings.push_back(RowOf(MessageOf(row)));
  for (const Apprentice& row : facts.apprentices) apprentices.push_back(RowOf(MessageOf(row)));
  for (const WishFact& fact : facts.wishes) {
    v1::Apprentice owner;
    SetWishes({fact}, owner);
    wishes.push_back(RowOf(fact.apprentice, owner.wishes(0)));
  }
  for (const PairFact& fact : facts.pairs) {
    v1::Apprentice owner;
    SetPairs({fact}, owner);
    pairs.push_back(RowOf(fact.apprentice, owner.pairs(0)));
  }
  for (const HostRankFact& fact : facts.host_ranks) {
    v1::Opening owner;
    SetHostRanks({fact}, owner);
    ranks.push_back(RowOf(fact.opening, owner.host_ranks(0)));
  }
  write("centres.csv", CentreColumns(), centres);
  write("companies.csv", CompanyColumns(), companies);
  write("openings.csv", OpeningColumns(), openings);
  write("apprentices.csv", ApprenticeColumns(), apprentices);
  write("wishes.csv", WishColumns(), wishes);
  write("pairs.csv", PairColumns(), pairs);
  write("host_ranks.csv", HostRankColumns(), ranks);
  std::vector<v1::Scheme> schemes;
  for (const Scheme& scheme : facts.schemes) {
    v1::Scheme message;
    message.set_id(scheme.id);
    message.set_country("ES");
    if (scheme.valid_from) message.set_valid_from(FormatDay(*scheme.valid_from));
    if (scheme.valid_to) message.set_valid_to(FormatDay(*scheme.valid_to));
    schemes.push_back(message);
  }
  WriteText(absl::StrCat(dir, "/schemes.json"), SchemesJson(schemes));
  WriteText(absl::StrCat(dir, "/round.json"),
            R"({"id": "round/1", "firstDay": "2027-03-01", "lastDay": "2027-04-30", "acceptedActions": []})");
}

TEST(FolderRoundTripTest, RandomProblems) {
  for (std::uint64_t seed = 0; seed < 40 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Facts facts = RandomFacts(seed, {.apprentice_count = 8, .opening_count = 6, .barrier_rich = seed % 2 == 0});
    for (Opening& opening : facts.openings) {  // What it makes and no file may hold.
      if (opening.shared_with->Has("all")) opening.shared_with = facts.pools->code_sets.Intern({});
      if (opening.eqf_min && opening.eqf_max && *opening.eqf_max < *opening.eqf_min) {
        std::swap(opening.eqf_min, opening.eqf_max);
      }
    }
    const TemporaryFolder dir("random");
    WriteFolder(facts, dir.path());
    ExpectRoundTrip(dir.path());
  }
}

}  // namespace
}  // namespace walz
