// InputError and ReadReport: what is wrong with a file, in words that a spreadsheet user can follow.
//
// Thread rule: plain values.

#ifndef SERVICE_CONVERT_INPUT_REPORT_H_
#define SERVICE_CONVERT_INPUT_REPORT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>

namespace walz {

struct InputError {
  std::string file;      // Name inside the folder, such as `apprentices.csv`; else the path as given.
  std::int64_t row = 0;  // As the spreadsheet counts, header = 1.  JSON: the line if known.  0: the file as a whole.
  std::string column;    // CSV column, or JSON path such as `schemes[3].hostPay`; empty: the whole record.
  std::string value;     // At most 80 characters, for people.
  std::string code;      // Stable, such as `bad_date`.
  std::string hint;      // What to do.
};

inline constexpr std::size_t kReportedErrorsMax = 1000;

struct ReadReport {
  std::vector<InputError> errors;  // The first kReportedErrorsMax.
  std::int64_t error_count = 0;    // All of them.
  std::vector<std::string> warnings;
  std::map<std::string, std::int64_t> rows_by_file;  // Records below the header, blank ones not counted.
  std::string input_hash;  // 16 hex digits; empty without a problem.  What it covers: input_hash.h.
  bool stopped = false;    // Told to stop: there is no problem, and the report is not complete.

  void Add(InputError error);
  // What another report of the same input has, `count` in all, behind what is here.
  void Add(std::vector<InputError> others, std::int64_t count);
};

// At most 80 characters, cut at a character's boundary, with `...` where something is left out.
std::string Shorten(absl::string_view value);

// `file:row: column 'value': hint [code]`, with what is empty left out.
std::string FormatError(const InputError& error);

}  // namespace walz

#endif  // SERVICE_CONVERT_INPUT_REPORT_H_
