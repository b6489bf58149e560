// WriteFeedback: gives a spreadsheet user the bad rows back, with the wrong cells marked.
//
// For every CSV file of the folder with errors, NAME.csv, it writes NAME.feedback.csv: the first column `row` is the
// row in the original, the wrong cells begin with `!!`, the last column `errors` says what to do.  The file has the
// separator of the original.  Rows of errors beyond the report's first 1,000 are not repeated.

#ifndef SERVICE_CONVERT_FEEDBACK_FILE_H_
#define SERVICE_CONVERT_FEEDBACK_FILE_H_

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

#include "service/convert/input_report.h"

namespace walz {

// Makes `out_dir` if it does not exist and there is something to write.
absl::Status WriteFeedback(absl::string_view dir, const ReadReport& report, absl::string_view out_dir);

}  // namespace walz

#endif  // SERVICE_CONVERT_FEEDBACK_FILE_H_
