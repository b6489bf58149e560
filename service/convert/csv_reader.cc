#include "service/convert/csv_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "service/convert/utf8.h"

namespace walz {
namespace {

// Enough for most files' records; grows to two of the longest.
constexpr std::size_t kFirstBufferBytes = std::size_t{1} << 16;

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// Turns doubled quotes into one and CRLF into LF, in place; returns the new length.
std::size_t Unescape(char* text, std::size_t size) {
  std::size_t to = 0;
  for (std::size_t from = 0; from < size; ++from) {
    const bool doubled_quote = text[from] == '"';
    const bool carriage_return = text[from] == '\r' && from + 1 < size && text[from + 1] == '\n';
    if (doubled_quote || carriage_return) ++from;
    text[to++] = text[from];
  }
  return to;
}

}  // namespace

absl::StatusOr<ByteSource> OpenByteSource(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  std::setvbuf(file, nullptr, _IONBF, 0);
  std::shared_ptr<std::FILE> owned(file, [](std::FILE* f) { std::fclose(f); });
  return [owned, path](absl::Span<char> buffer) -> absl::StatusOr<std::size_t> {
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), owned.get());
    if (count == 0 && std::ferror(owned.get()) != 0)
      return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path));
    return count;
  };
}

CsvReader::CsvReader(ByteSource source) : source_(std::move(source)), buffer_(kFirstBufferBytes) {}

bool CsvReader::Next() {
  if (!started_) Start();
  while (status_.ok() && !fault_) {
    ++row_;
    Scan scan = ScanRecord();
    while (scan == Scan::kIncomplete && end_ - begin_ <= kRecordBytesMax && Fill()) scan = ScanRecord();
    if (!status_.ok()) return false;
    if (scan == Scan::kIncomplete) {
      // The record does not fit: say first what is more likely than a long record.
      if (!CheckBytes(begin_, begin_ + kRecordBytesMax)) return false;
      return Fail("record_too_long", absl::StrCat("the record is longer than ", kRecordBytesMax,
                                                  " bytes; is a quote not closed, or is this no CSV file?"));
    }
    if (scan == Scan::kEndOfInput || scan == Scan::kFault) return false;
    if (!CheckBytes(begin_, record_end_)) return false;
    if (!MakeCells()) return false;
    begin_ = record_end_;
    if (!std::all_of(cells_.begin(), cells_.end(), [](absl::string_view cell) { return cell.empty(); })) return true;
  }
  return false;
}

void CsvReader::Start() {
  started_ = true;
  row_ = 1;  // For what Start itself finds; Next counts from 0.
  Fill();
  absl::string_view text(buffer_.data(), end_);
  if (absl::StartsWith(text, "\xFF\xFE") || absl::StartsWith(text, "\xFE\xFF")) {
    Fail("bad_encoding", "the file is UTF-16; save it as CSV UTF-8");
    return;
  }
  if (absl::StartsWith(text, "PK\x03\x04")) {
    Fail("binary_file", "the file is a spreadsheet or a zip archive; save the sheet as CSV UTF-8");
    return;
  }
  if (absl::StartsWith(text, kByteOrderMark)) begin_ = kByteOrderMark.size();
  FindSeparator();
  row_ = 0;
}

void CsvReader::FindSeparator() {
  const absl::string_view text(buffer_.data() + begin_, end_ - begin_);
  const absl::string_view line = text.substr(0, text.find('\n'));
  absl::string_view word = absl::StripAsciiWhitespace(line.substr(0, 64));
  if (absl::ConsumePrefix(&word, "\"")) absl::ConsumeSuffix(&word, "\"");
  if (word.size() == 5 && absl::StartsWithIgnoreCase(word, "sep=") && (word[4] == ';' || word[4] == ',')) {
    separator_ = word[4];
    begin_ += std::min(line.size() + 1, text.size());
    return;
  }
  bool quoted = false;
  bool header_begun = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted && header_begun) return;
    if (!absl::ascii_isspace(static_cast<unsigned char>(c))) header_begun = true;
    if (c == ';' && !quoted) {
      separator_ = ';';
      return;
    }
  }
}

// Moves the unread bytes to the front and reads until the buffer, which grows with the record, is full.  False if there
// was nothing to read.
bool CsvReader::Fill() {
  if (source_ended_) return false;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
  const std::size_t end_before = end_;
  while (end_ < buffer_.size()) {
    const absl::StatusOr<std::size_t> count = source_(absl::MakeSpan(buffer_).subspan(end_));
    if (!count.ok()) {
      status_ = count.status();
      return false;
    }
    if (*count == 0) {
      source_ended_ = true;
      break;
    }
    end_ += *count;
  }
  bytes_read_ += static_cast<std::int64_t>(end_ - end_before);
  return end_ > end_before || source_ended_;
}

bool CsvReader::Fail(absl::string_view code, std::string hint) {
  fault_ = CsvFault{0, std::string(code), std::move(hint)};
  return false;
}

// Finds the cells of the record that begins at begin_, without changing a byte: it may have to scan again.
CsvReader::Scan CsvReader::ScanRecord() {
  if (begin_ == end_) return source_ended_ ? Scan::kEndOfInput : Scan::kIncomplete;
  ranges_.clear();
  cell_faults_.clear();
  const char* const bytes = buffer_.data();
  const std::size_t limit = std::min(end_, begin_ + kRecordBytesMax);
  std::size_t at = begin_;
  while (true) {  // One cell a turn; `at` is its first byte.
    const std::size_t cell_first = at;
    while (at < limit && IsBlank(bytes[at])) ++at;
    if (at < limit && bytes[at] == '"') {
      const Scan scan = ScanQuotedCell(at);
      if (scan != Scan::kRecord) return scan;
    } else {
      bool stray_quote = false;
      while (at < limit && bytes[at] != separator_ && bytes[at] != '\n') stray_quote |= bytes[at++] == '"';
      ranges_.push_back({cell_first, at, false, false});
      if (stray_quote) {
        cell_faults_.push_back(
            {ranges_.size() - 1, "bad_quotes",
             "a cell with a quotation mark in it begins and ends with one, and doubles those inside"});
      }
    }
    if (at == limit) {
      if (limit < end_ || !source_ended_) return Scan::kIncomplete;
      record_end_ = at;
      return Scan::kRecord;
    }
    if (bytes[at++] == '\n') {
      record_end_ = at;
      return Scan::kRecord;
    }
  }
}

// `at` is the opening quote; afterwards the separator or line end behind the cell, or the limit.
CsvReader::Scan CsvReader::ScanQuotedCell(std::size_t& at) {
  const char* const bytes = buffer_.data();
  const std::size_t limit = std::min(end_, begin_ + kRecordBytesMax);
  const std::size_t first = ++at;
  bool escaped = false;
  while (true) {
    while (at < limit && bytes[at] != '"') escaped |= bytes[at++] == '\r';
    if (at + 1 >= limit && (limit < end_ || !source_ended_)) return Scan::kIncomplete;
    if (at == limit) {
      if (CheckBytes(begin_, limit)) {
        Fail("unclosed_quote", "a cell of this record begins with a quotation mark that is never closed");
      }
      return Scan::kFault;
    }
    if (at + 1 == limit || bytes[at + 1] != '"') break;
    escaped = true;
    at += 2;
  }
  ranges_.push_back({first, at++, true, escaped});
  bool text_behind = false;
  for (; at < limit && bytes[at] != separator_ && bytes[at] != '\n'; ++at) {
    text_behind |= !IsBlank(bytes[at]) && bytes[at] != '\r';
  }
  if (text_behind) {
    cell_faults_.push_back({ranges_.size() - 1, "bad_quotes",
                            "text stands behind the closing quotation mark; double the marks inside a cell"});
  }
  return Scan::kRecord;
}

// Refuses NUL bytes and what is no UTF-8.
bool CsvReader::CheckBytes(std::size_t first, std::size_t last) {
  const absl::string_view bytes(buffer_.data() + first, last - first);
  if (IsPlainAscii(bytes)) return true;
  if (absl::StrContains(bytes, '\0')) {
    return Fail("binary_file", "the file holds NUL bytes: it is UTF-16 or no text; save it as CSV UTF-8");
  }
  // The end of the window may cut a character of a record that is too long anyway.
  const std::size_t bad = FindInvalidUtf8(bytes);
  if (bad + 4 > bytes.size() && last == first + kRecordBytesMax) return true;
  if (bad == bytes.size()) return true;
  return Fail(
      "bad_encoding",
      absl::StrCat("the file is not UTF-8 (byte 0x", absl::Hex(static_cast<unsigned char>(bytes[bad]), absl::kZeroPad2),
                   " after '", LastCharacters(bytes.substr(0, bad), 20), "'); save it as CSV UTF-8"));
}

bool CsvReader::MakeCells() {
  cells_.clear();
  for (const CellRange& range : ranges_) {
    char* const text = buffer_.data() + range.first;
    const std::size_t size = range.escaped ? Unescape(text, range.last - range.first) : range.last - range.first;
    const absl::string_view cell = absl::StripAsciiWhitespace(absl::string_view(text, size));
    if (cell.size() > kCellCharactersMax && CountCharacters(cell) > kCellCharactersMax) {
      cell_faults_.push_back(
          {cells_.size(), "too_long", absl::StrCat("a cell holds at most ", kCellCharactersMax, " characters")});
    }
    if (!range.quoted && absl::StrContains(cell, '\r')) {
      return Fail("bad_line_end", "a carriage return without a line feed; save the file with line ends LF or CRLF");
    }
    cells_.push_back(cell);
  }
  return true;
}

}  // namespace walz
