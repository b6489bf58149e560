// CsvReader: what RFC 4180 allows, what spreadsheets add, and what hostile files try.

#include "service/convert/csv_reader.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Hands the text out in pieces of `piece_bytes`.
ByteSource SourceOf(std::string text, std::size_t piece_bytes) {
  return [text = std::move(text), piece_bytes,
          at = std::size_t{0}](absl::Span<char> buffer) mutable -> absl::StatusOr<std::size_t> {
    const std::size_t count = std::min({buffer.size(), piece_bytes, text.size() - at});
    std::memcpy(buffer.data(), text.data() + at, count);
    at += count;
    return count;
  };
}

struct ReadAll {
  std::vector<std::string> records;  // `row:cell|cell`
  std::string fault;                 // `row:code`
  std::vector<std::string> cell_faults;
  std::string hint;
};

ReadAll Read(const std::string& text, std::size_t piece_bytes = 1 << 16) {
  CsvReader reader(SourceOf(text, piece_bytes));
  ReadAll all;
  while (reader.Next()) {
    all.records.push_back(absl::StrCat(reader.row(), ":", absl::StrJoin(reader.cells(), "|")));
    for (const CsvFault& fault : reader.cell_faults()) {
      all.cell_faults.push_back(absl::StrCat(reader.row(), ":", fault.cell, ":", fault.code));
    }
  }
  EXPECT_TRUE(reader.status().ok());
  if (reader.fault()) {
    all.fault = absl::StrCat(reader.row(), ":", reader.fault()->code);
    all.hint = reader.fault()->hint;
  }
  return all;
}

TEST(CsvReaderTest, ReadsPlainRecords) { EXPECT_THAT(Read("a,b\n1,2\n").records, ElementsAre("1:a|b", "2:1|2")); }

TEST(CsvReaderTest, ReadsALastLineWithoutItsEnd) { EXPECT_THAT(Read("a,b\n1,").records, ElementsAre("1:a|b", "2:1|")); }

TEST(CsvReaderTest, TakesCrlfAndAByteOrderMark) {
  EXPECT_THAT(Read("\xEF\xBB\xBF"
                   "a,b\r\n1,2\r\n")
                  .records,
              ElementsAre("1:a|b", "2:1|2"));
}

TEST(CsvReaderTest, TakesQuotedSeparatorsLineEndsAndQuotes) {
  EXPECT_THAT(Read("a,b\n\"1,2\",\"x\r\ny \"\"z\"\"\"\n3,4\n").records,
              ElementsAre("1:a|b", "2:1,2|x\ny \"z\"", "3:3|4"));
}

TEST(CsvReaderTest, CountsBlankRecordsButSkipsThem) {
  EXPECT_THAT(Read("a,b\n\n , \n1,2\n\n").records, ElementsAre("1:a|b", "4:1|2"));
}

TEST(CsvReaderTest, TrimsCellsAndBlanksAroundQuotes) {
  EXPECT_THAT(Read("a,b\n 1\t, \" 2 \" \n").records, ElementsAre("1:a|b", "2:1|2"));
}

TEST(CsvReaderTest, FindsTheSeparatorInTheHeader) {
  EXPECT_THAT(Read("a;b\n1,5;2\n").records, ElementsAre("1:a|b", "2:1,5|2"));
  EXPECT_THAT(Read("\"a;x\",b\n1,2\n").records, ElementsAre("1:a;x|b", "2:1|2"));
  EXPECT_THAT(Read("a,b\n1;5,2\n").records, ElementsAre("1:a|b", "2:1;5|2"));
}

TEST(CsvReaderTest, TakesALineThatNamesTheSeparatorAndDoesNotCountIt) {
  EXPECT_THAT(Read("sep=;\r\na;b\r\n1;2\r\n").records, ElementsAre("1:a|b", "2:1|2"));
  EXPECT_THAT(Read("\"sep=,\"\na,\"b;c\"\n").records, ElementsAre("1:a|b;c"));
  EXPECT_THAT(Read("sep=;").records, ElementsAre());
}

TEST(CsvReaderTest, ReadsTheSameInPiecesOfAnySize) {
  const std::string text = "a;b\r\n\"x\"\"y\";\"1\n2\"\r\n;\r\n3;\"\"\r\n";
  const std::vector<std::string> whole = Read(text).records;
  for (std::size_t piece = 1; piece < 8; ++piece) EXPECT_EQ(Read(text, piece).records, whole) << piece;
}

TEST(CsvReaderTest, KeepsRecordsWholeAcrossItsBuffer) {
  std::string text = "a,b\n";
  for (int i = 0; i < 300'000; ++i) absl::StrAppend(&text, i, ",\"value ", i, "\"\n");
  const ReadAll all = Read(text);
  ASSERT_EQ(all.records.size(), 300'001u);
  EXPECT_EQ(all.records.back(), "300001:299999|value 299999");
}

TEST(CsvReaderTest, NothingIsNothing) {
  for (const char* text : {"", "\n\n", "\xEF\xBB\xBF", " , \r\n"}) {
    EXPECT_TRUE(Read(text).records.empty()) << text;
    EXPECT_EQ(Read(text).fault, "") << text;
  }
}

TEST(CsvReaderTest, NamesCellsWithMisplacedQuotesAndGoesOn) {
  const ReadAll all = Read("a,b\n5\" disk,x\n\"x\"y,z\n1,2\n");
  EXPECT_THAT(all.cell_faults, ElementsAre("2:0:bad_quotes", "3:0:bad_quotes"));
  EXPECT_EQ(all.records.back(), "4:1|2");
}

TEST(CsvReaderTest, NamesACellThatIsTooLong) {
  const std::string most(CsvReader::kCellCharactersMax, 'x');
  EXPECT_TRUE(Read("a\n" + most + "\n").cell_faults.empty());
  EXPECT_THAT(Read("a,b\n1," + most + "y\n2,3\n").cell_faults, ElementsAre("2:1:too_long"));
}

TEST(CsvReaderTest, CountsCharactersNotBytes) {
  std::string umlauts;
  for (std::size_t i = 0; i < CsvReader::kCellCharactersMax; ++i) umlauts += "ü";
  EXPECT_TRUE(Read("a\n" + umlauts + "\n").cell_faults.empty());
}

struct FaultCase {
  const char* name;
  std::string text;
  std::string fault;
  std::string hint;
};

TEST(CsvReaderTest, StopsAtWhatIsNoCsv) {
  const std::string utf16_le(
      "\xFF\xFE"
      "a\0,\0b\0",
      8);
  const std::string utf16_bare("a\0,\0b\0\n\0", 8);
  const FaultCase cases[] = {
      {"latin-1", "a,b\n1,2\nM\xFCller,x\n", "3:bad_encoding", "save it as CSV UTF-8"},
      {"latin-1 names the byte", "a\nM\xFCller\n", "2:bad_encoding", "0xfc after 'M'"},
      {"overlong", "a\n\xC0\xAF\n", "2:bad_encoding", "UTF-8"},
      {"surrogate", "a\n\xED\xA0\x80\n", "2:bad_encoding", "UTF-8"},
      {"cut character", "a\n\xC3", "2:bad_encoding", "UTF-8"},
      {"utf-16 with mark", utf16_le, "1:bad_encoding", "UTF-16"},
      {"utf-16 without mark", utf16_bare, "1:binary_file", "UTF-16"},
      {"nul", std::string("a,b\n1,\0\n", 8), "2:binary_file", "NUL"},
      {"xlsx", "PK\x03\x04 whatever", "1:binary_file", "spreadsheet"},
      {"unclosed quote", "a,b\n1,\"2\n3,4\n", "2:unclosed_quote", "never closed"},
      {"lone carriage returns", "a,b\r1,2\r3,4", "1:bad_line_end", "LF or CRLF"},
      {"long line", "a,b\n" + std::string(CsvReader::kRecordBytesMax + 1, 'x'), "2:record_too_long", "1048576 bytes"},
      {"long unclosed quote", "a\n\"" + std::string(3 * CsvReader::kRecordBytesMax, '\n'), "2:record_too_long",
       "quote"},
      {"long zeros", "a\n" + std::string(3 * CsvReader::kRecordBytesMax, '\0'), "2:binary_file", "NUL"},
  };
  for (const FaultCase& c : cases) {
    const ReadAll all = Read(c.text);
    EXPECT_EQ(all.fault, c.fault) << c.name;
    EXPECT_THAT(all.hint, HasSubstr(c.hint)) << c.name;
  }
}

TEST(CsvReaderTest, TakesARecordOfExactlyTheLimit) {
  const std::string cells = absl::StrJoin(std::vector<std::string>(17, std::string(61'000, 'x')), ",");
  std::string record = cells + "," + std::string(CsvReader::kRecordBytesMax - cells.size() - 2, 'y') + "\n";
  ASSERT_EQ(record.size(), CsvReader::kRecordBytesMax);
  EXPECT_EQ(Read("a\n" + record + "b\n").records.size(), 3u);
  record.insert(record.begin(), 'z');
  EXPECT_EQ(Read("a\n" + record + "b\n").fault, "2:record_too_long");
}

TEST(CsvReaderTest, PassesOnThatASourceFailed) {
  CsvReader reader([](absl::Span<char>) { return absl::StatusOr<std::size_t>(absl::DataLossError("disk")); });
  EXPECT_FALSE(reader.Next());
  EXPECT_EQ(reader.status().code(), absl::StatusCode::kDataLoss);
}

TEST(CsvReaderTest, SaysThatAFileCannotBeOpened) {
  EXPECT_EQ(OpenByteSource("/no/such/file").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace walz
