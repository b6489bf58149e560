// MessageView: messages of the API as tables for people, and as JSON, CSV or names for programs.
//
// Columns are field names, paths such as `result.placed`, or parts of the resource's name: `id` is its last segment,
// `centre`, `company`, `round` and the like the id above it.

#ifndef TOOLS_WALZ_MESSAGE_VIEW_H_
#define TOOLS_WALZ_MESSAGE_VIEW_H_

#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include "tools/walz/table.h"

namespace walz {

enum class Form { kTable, kWide, kJson, kJsonl, kCsv, kName };

// `-o table|wide|json|jsonl|csv|name`.
CLI::Option* AddForm(CLI::App& app, std::string& value);
Form FormOf(const std::string& value);

using MessageRows = std::vector<const google::protobuf::Message*>;
using Columns = std::vector<std::string>;

// The cell as the CSV files of FORMATS write it; empty if the message has no such field.
std::string CellOf(const google::protobuf::Message& message, absl::string_view column);

ShownTable TableOf(const MessageRows& rows, const Columns& columns);

// All fields that are set, a row each: field and value.
ShownTable RecordTable(const google::protobuf::Message& message);

// proto3 JSON with the names of the .proto files; `one_line` without a line end.
std::string JsonOf(const google::protobuf::Message& message, bool one_line);

// A list of resources; `columns` are those of kTable, `all_columns` those of kWide and kCsv.
std::string ListText(const MessageRows& rows, const Columns& columns, const Columns& all_columns, Form form);

// One resource: a record for people; else as ListText.
std::string RecordText(const google::protobuf::Message& message, const Columns& all_columns, Form form);

// `2027-01-31 02:30:00`, in the machine's time zone.
std::string LocalTime(const google::protobuf::Timestamp& time);

// The last segment of a resource name, unescaped.
std::string IdOf(absl::string_view name);

}  // namespace walz

#endif  // TOOLS_WALZ_MESSAGE_VIEW_H_
