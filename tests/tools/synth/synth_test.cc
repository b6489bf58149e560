// The generator: same options, same bytes; and what it writes is a folder that the reader takes.

#include "tools/synth/synth.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/convert/folder_reader.h"
#include "service/convert/output_folder.h"

namespace walz {
namespace {

constexpr char kCatalogueDir[] = WALZ_SOURCE_DIR "/data";

std::string FreshDir(absl::string_view name) {
  const std::string dir = absl::StrCat(testing::TempDir(), "synth_", name);
  std::filesystem::remove_all(dir);
  return dir;
}

SynthOptions Options(std::int64_t apprentice_count, std::int64_t opening_count, std::uint64_t seed, std::string dir) {
  return {apprentice_count, opening_count, seed, std::move(dir), kCatalogueDir};
}

// The bytes of every file by its name.
std::map<std::string, std::string> FilesOf(const std::string& dir) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    files[entry.path().filename()] = ReadWholeFile(entry.path()).value_or("unreadable");
  }
  return files;
}

ReadResult Read(const std::string& dir) {
  absl::StatusOr<ReadResult> read = ReadFolder(dir, {.catalogue_dir = kCatalogueDir}, {});
  EXPECT_TRUE(read.ok()) << read.status();
  return std::move(read).value_or(ReadResult());
}

TEST(SynthTest, SameSeedGivesTheSameBytes) {
  const std::string first = FreshDir("first"), second = FreshDir("second"), other = FreshDir("other");
  ASSERT_TRUE(WriteSynth(Options(300, 120, 7, first), nullptr).ok());
  ASSERT_TRUE(WriteSynth(Options(300, 120, 7, second), nullptr).ok());
  ASSERT_TRUE(WriteSynth(Options(300, 120, 8, other), nullptr).ok());
  EXPECT_EQ(FilesOf(first), FilesOf(second));
  for (const auto& [name, text] : FilesOf(other)) EXPECT_NE(text, FilesOf(first)[name]) << name;
}

// The reader checks ids, references, codes, dates and every other cell.
TEST(SynthTest, TheReaderTakesEverySize) {
  const std::pair<int, int> kSizes[] = {{0, 0}, {1, 1}, {10, 0}, {0, 10}, {60, 20}, {5000, 1500}};
  for (const auto& [apprentice_count, opening_count] : kSizes) {
    SCOPED_TRACE(absl::StrCat(apprentice_count, " x ", opening_count));
    const std::string dir = FreshDir("size");
    const absl::Status status = WriteSynth(Options(apprentice_count, opening_count, 3, dir), nullptr);
    ASSERT_TRUE(status.ok()) << status;
    const ReadResult read = Read(dir);
    for (const InputError& error : read.report.errors) ADD_FAILURE() << FormatError(error);
    // Rows that nobody uses are usual; columns that nobody reads are not.
    EXPECT_THAT(read.report.warnings, testing::Each(testing::Not(testing::HasSubstr("column"))));
    ASSERT_TRUE(read.problem);
    EXPECT_EQ(read.problem->apprentices().size(), static_cast<std::size_t>(apprentice_count));
    EXPECT_EQ(read.problem->openings().size(), static_cast<std::size_t>(opening_count));
  }
}

TEST(SynthTest, EveryWindowHoldsAStay) {
  const std::string dir = FreshDir("windows");
  ASSERT_TRUE(WriteSynth(Options(2000, 600, 5, dir), nullptr).ok());
  const ReadResult read = Read(dir);
  ASSERT_TRUE(read.problem);
  for (const Apprentice& apprentice : read.problem->apprentices()) {
    ASSERT_EQ(apprentice.windows->ranges().size(), 1u);
    EXPECT_GE(apprentice.windows->ranges().front().days(), apprentice.days_max) << apprentice.id;
    EXPECT_GE(apprentice.days_max, apprentice.days_min) << apprentice.id;
  }
  int rolling = 0;
  for (const Opening& opening : read.problem->openings()) {
    ASSERT_EQ(opening.windows->ranges().size(), 1u);
    const int days = opening.windows->ranges().front().days();
    EXPECT_GE(days, opening.days_min) << opening.id;
    if (days >= 2 * opening.days_min) ++rolling;
  }
  EXPECT_GT(rolling, 30);  // About one in ten.
  EXPECT_LT(rolling, 90);
}

TEST(SynthTest, SaysWhatIsWrong) {
  EXPECT_EQ(WriteSynth(Options(-1, 1, 1, FreshDir("bad")), nullptr).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(WriteSynth(Options(1, 1'000'001, 1, FreshDir("bad")), nullptr).code(), absl::StatusCode::kInvalidArgument);
  SynthOptions no_catalogue = Options(1, 1, 1, FreshDir("bad"));
  no_catalogue.catalogue_dir = FreshDir("nothing");
  EXPECT_EQ(WriteSynth(no_catalogue, nullptr).code(), absl::StatusCode::kNotFound);
  // A folder below a file cannot be made, not even by root.
  const std::string file = FreshDir("file");
  std::ofstream(file) << "not a folder";
  const absl::Status status = WriteSynth(Options(1, 1, 1, file + "/out"), nullptr);
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("synth_file/out"));
}

}  // namespace
}  // namespace walz
