// ReadJsonMessage: proto3 JSON as people write it becomes a message, or a list of everything that is wrong with it.
//
// protobuf parses the text; what it parsed is then matched with the message's descriptor, because its own reader stops
// at the first error and cannot say where.  Taken beside proto3 JSON: snake_case names, enum words in any case and
// without their prefix.  Refused beside it: names and map keys that stand twice, unknown names, enums as numbers.
// A file is at most kJsonBytesMax long and nested at most 100 deep, so hostile input costs bounded memory.

#ifndef SERVICE_CONVERT_JSON_READER_H_
#define SERVICE_CONVERT_JSON_READER_H_

#include <functional>
#include <set>
#include <string>

#include <absl/strings/string_view.h>

#include "service/convert/cell.h"
#include "service/convert/input_report.h"

namespace google::protobuf {
class Message;
}

namespace walz {

inline constexpr std::size_t kJsonBytesMax = std::size_t{16} << 20;

// Fields of stored resources with this number or above (name, etag, times, ...) are of no file.
inline constexpr int kStoredFieldsFirst = 88;

// What is wrong with one value; `path` such as `schemes[3].hostPay`.
using JsonFaults = std::function<void(absl::string_view path, absl::string_view value, CellFault fault)>;

struct JsonRead {
  bool ok = true;               // False: there are faults; the message holds what could be read.
  std::set<std::string> given;  // Top-level fields that stand in the text and are not null, by their .proto names.
};

// Fills `message` from `text`.
JsonRead ReadJsonMessage(absl::string_view text, google::protobuf::Message& message, const JsonFaults& faults);

// Reports at `file`; a path such as `line 12` becomes the row.
JsonFaults ReportTo(ReadReport& report, std::string file);

// protobuf says what it thinks of malformed input on stderr unless it is told not to.  Cheap to call again.
void SilenceProtobuf();

}  // namespace walz

#endif  // SERVICE_CONVERT_JSON_READER_H_
