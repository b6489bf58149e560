// However many threads an import has, it answers and stores the same, byte for byte.

#include <random>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/service/app/transfer/transfer_case.h"
#include "tests/service/store/temp_folder.h"
#include "tools/synth/synth.h"

namespace walz {
namespace {

constexpr std::size_t kBatchRows = 40;

ImportLimits Limits(int thread_count) {
  ImportLimits limits;
  limits.batch_rows = kBatchRows;
  limits.thread_count = thread_count;
  return limits;
}

struct Outcome {
  std::string answer;   // Or why there is none.
  std::string records;  // All of the store, with revisions.
};

std::string RecordsOf(const Store& store) {
  std::string records;
  const absl::Status scanned =
      store.OpenSnapshot()->Scan({}, [&](absl::string_view key, absl::string_view value, Revision revision) {
        absl::StrAppend(&records, key, " ", revision, " ", value, "\n");
        return true;
      });
  EXPECT_TRUE(scanned.ok()) << scanned;
  return records;
}

class ImportThreadsTest : public testing::Test {
 protected:
  ImportThreadsTest() {
    const absl::Status made = WriteSynth({.apprentice_count = 600,
                                          .opening_count = 150,
                                          .seed = 7,
                                          .out_dir = folder_.path(),
                                          .catalogue_dir = WALZ_SOURCE_DIR "/data"},
                                         nullptr);
    EXPECT_TRUE(made.ok()) << made;
  }

  std::string File(const std::string& name) { return ReadText(absl::StrCat(folder_.path(), "/", name)); }

  Outcome Import(int thread_count, const std::string& apprentices, const ImportOptions& options,
                 std::size_t kept_bytes_max = std::size_t{1} << 30) {
    ImportLimits limits = Limits(thread_count);
    limits.kept_bytes_max = kept_bytes_max;
    TransferCase transfer(limits);
    transfer.ImportSchemes();
    const ImportOptions before = {.keep_good = true, .part_bytes = 9000};
    transfer.Import(v1::IMPORT_TABLE_CENTRES, File("centres.csv"), before);
    transfer.Import(v1::IMPORT_TABLE_COMPANIES, File("companies.csv"), before);
    const auto response =
        transfer.TryImport(TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, apprentices, options));
    return {response.ok() ? response->SerializeAsString()
                          : response.status().ToString(absl::StatusToStringMode::kWithNoExtraData),
            RecordsOf(*transfer.store)};
  }

  void ExpectTheSame(const std::string& apprentices, const ImportOptions& options,
                     std::size_t kept_bytes_max = std::size_t{1} << 30) {
    const Outcome one = Import(1, apprentices, options, kept_bytes_max);
    for (const int thread_count : {2, 3}) {
      const Outcome many = Import(thread_count, apprentices, options, kept_bytes_max);
      EXPECT_TRUE(one.answer == many.answer) << one.answer << "\n\n" << many.answer;
      EXPECT_TRUE(one.records == many.records);
    }
  }

  TempFolder folder_;
};

TEST_F(ImportThreadsTest, GoodRowsGiveTheSameRevisions) {
  const std::string apprentices = File("apprentices.csv");
  const Outcome one = Import(1, apprentices, {.part_bytes = 5000});
  v1::ImportResponse response;
  ASSERT_TRUE(response.ParseFromString(one.answer));
  EXPECT_EQ(response.created(), 600);
  for (const bool keep_good : {false, true}) {
    ExpectTheSame(apprentices, {.keep_good = keep_good, .part_bytes = 5000});
    EXPECT_EQ(Import(2, apprentices, {.keep_good = keep_good, .part_bytes = 5000}).records, one.records);
  }
}

TEST_F(ImportThreadsTest, WrongRowsGiveTheSameErrorsInTheSameOrder) {
  std::mt19937 random(3);
  for (const int faults : {1, 20, 3000}) {
    std::string apprentices = File("apprentices.csv");
    const std::size_t body = apprentices.find('\n') + 1;
    for (int i = 0; i < faults; ++i) {
      constexpr char kBytes[] = ",,;x0\"\n";
      apprentices[body + random() % (apprentices.size() - body)] = kBytes[random() % (sizeof kBytes - 1)];
    }
    for (const bool keep_good : {false, true}) {
      ExpectTheSame(apprentices, {.keep_good = keep_good, .part_bytes = 5000});
    }
    ExpectTheSame(apprentices, {.validate_only = true, .part_bytes = 5000});
  }
}

TEST_F(ImportThreadsTest, AStreamThatIsCutOrNoneGivesTheSameAnswer) {
  const std::string apprentices = File("apprentices.csv");
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{30}, apprentices.size() / 2, apprentices.size() - 3}) {
    ExpectTheSame(apprentices.substr(0, bytes), {.part_bytes = 5000});
  }
  ExpectTheSame("id\nA-1\n", {});
}

TEST_F(ImportThreadsTest, TheLimitOfWhatWaitsIsTheSame) {
  constexpr std::size_t kKeptBytesMax = 100'000;
  EXPECT_THAT(Import(1, File("apprentices.csv"), {.part_bytes = 5000}, kKeptBytesMax).answer,
              testing::HasSubstr("RESOURCE_EXHAUSTED"));
  ExpectTheSame(File("apprentices.csv"), {.part_bytes = 5000}, kKeptBytesMax);
}

}  // namespace
}  // namespace walz
