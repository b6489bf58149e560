// CsvReader: strict RFC 4180 records from a stream of bytes, in bounded memory, without copying cells.
//
// Own code: of Debian's libraries, libcsv calls back per cell after copying it into a record buffer that grows without
// bound, and libfccp keeps its rows as strings; neither checks UTF-8, counts spreadsheet rows or limits a record.
//
// Taken: a UTF-8 byte order mark, LF or CRLF, quoted cells with separators, line ends (CRLF becomes LF) and doubled
// quotes, blanks around quotes, a first line `sep=;`.  The separator is `;` if the header line has one outside quotes,
// else `,`.  Cells are trimmed.  Records whose cells are all empty are skipped but counted.
// Memory: at most two of kRecordBytesMax and the positions of the cells in one record, whatever the input.  Thread
// rule: not for concurrent use.

#ifndef SERVICE_CONVERT_CSV_READER_H_
#define SERVICE_CONVERT_CSV_READER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

namespace walz {

// Where bytes come from: fills the span as far as it can and returns how many bytes it wrote; 0 at the end.
using ByteSource = std::function<absl::StatusOr<std::size_t>(absl::Span<char>)>;

// The bytes of a file.  NotFound or PermissionDenied where it cannot be opened.
absl::StatusOr<ByteSource> OpenByteSource(const std::string& path);

// Why a file cannot be read on, or what is wrong with one cell of a record that otherwise is clear.
struct CsvFault {
  std::size_t cell = 0;  // Position in cells(); not used by faults of a whole file.
  std::string code;
  std::string hint;
};

class CsvReader {
 public:
  static constexpr std::size_t kRecordBytesMax = std::size_t{1} << 20;
  static constexpr std::size_t kCellCharactersMax = 65'536;

  explicit CsvReader(ByteSource source);

  // Goes to the next record that is not blank.  False at the end, after a fault or an unreadable byte.
  bool Next();

  // The record; views are valid until the next call of Next.
  absl::Span<const absl::string_view> cells() const { return cells_; }
  // What is wrong with single cells of it.
  absl::Span<const CsvFault> cell_faults() const { return cell_faults_; }
  // Its row as a spreadsheet counts, or the row of fault().
  std::int64_t row() const { return row_; }

  // Set if the file is broken from row() on.
  const std::optional<CsvFault>& fault() const { return fault_; }
  // Set if the source failed.
  const absl::Status& status() const { return status_; }

  char separator() const { return separator_; }
  std::int64_t bytes_read() const { return bytes_read_; }

 private:
  struct CellRange {
    std::size_t first;
    std::size_t last;
    bool quoted;   // The range is what stands between the quotes.
    bool escaped;  // It holds doubled quotes or CRLF.
  };
  enum class Scan { kRecord, kEndOfInput, kIncomplete, kFault };

  void Start();
  void FindSeparator();
  bool Fill();
  bool Fail(absl::string_view code, std::string hint);
  Scan ScanRecord();
  Scan ScanQuotedCell(std::size_t& at);
  bool CheckBytes(std::size_t first, std::size_t last);
  bool MakeCells();

  ByteSource source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // The unread bytes are buffer_[begin_, end_).
  std::size_t end_ = 0;
  bool source_ended_ = false;
  bool started_ = false;
  char separator_ = ',';
  std::size_t record_end_ = 0;
  std::int64_t row_ = 0;
  std::int64_t bytes_read_ = 0;
  std::vector<CellRange> ranges_;
  std::vector<absl::string_view> cells_;
  std::vector<CsvFault> cell_faults_;
  std::optional<CsvFault> fault_;
  absl::Status status_;
};

}  // namespace walz

#endif  // SERVICE_CONVERT_CSV_READER_H_
