#include "tools/walz/message_view.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <absl/time/time.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include "tools/walz/choice.h"
#include "tools/walz/noun.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

constexpr char kName[] = "name";
constexpr int kSmallFields = 5;
constexpr int kItem = -1;  // Not of a repeated field.

absl::Time TimeOf(const Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// `school` of SENDER_KIND_SCHOOL; empty for SENDER_KIND_UNSPECIFIED.
std::string EnumText(const EnumValueDescriptor& value) {
  if (value.number() == 0) return "";
  absl::string_view prefix = value.type()->value(0)->name();
  absl::ConsumeSuffix(&prefix, "UNSPECIFIED");
  return absl::AsciiStrToLower(absl::StripPrefix(absl::string_view(value.name()), prefix));
}

std::string ValueText(const Message& message, const FieldDescriptor& field, int index);
bool IsSet(const Message& message, const FieldDescriptor& field);

// A time, a small message as its values one after another (`1 opening O-08`), or JSON where it is not small.
std::string MessageText(const Message& part) {
  if (part.GetDescriptor() == Timestamp::descriptor()) return LocalTime(static_cast<const Timestamp&>(part));
  std::vector<std::string> values;
  for (int i = 0; i < part.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *part.GetDescriptor()->field(i);
    const bool scalar = !field.is_repeated() && field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE;
    if (!scalar || part.GetDescriptor()->field_count() > kSmallFields) return JsonOf(part, /*one_line=*/true);
    if (IsSet(part, field)) values.push_back(ValueText(part, field, kItem));
  }
  return absl::StrJoin(values, " ");
}

// One value of a field; `index` kItem: of a singular one.
std::string ValueText(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool item = index != kItem;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return item ? reflection.GetRepeatedString(message, &field, index) : reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(item ? reflection.GetRepeatedInt32(message, &field, index)
                               : reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(item ? reflection.GetRepeatedInt64(message, &field, index)
                               : reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(item ? reflection.GetRepeatedDouble(message, &field, index)
                               : reflection.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (item ? reflection.GetRepeatedBool(message, &field, index) : reflection.GetBool(message, &field)) ? "yes"
                                                                                                               : "no";
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumText(
          *(item ? reflection.GetRepeatedEnum(message, &field, index) : reflection.GetEnum(message, &field)));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageText(item ? reflection.GetRepeatedMessage(message, &field, index)
                              : reflection.GetMessage(message, &field));
    default:
      return "";
  }
}

bool IsSet(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0 : reflection.HasField(message, &field);
}

std::vector<std::string> Items(const Message& message, const FieldDescriptor& field) {
  std::vector<std::string> items;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    items.push_back(ValueText(message, field, i));
  }
  return items;
}

// A field as a cell: lists of messages are counted.
std::string FieldText(const Message& message, const FieldDescriptor& field) {
  if (!field.is_repeated()) {
    // Counts say 0; what nobody entered says nothing.
    const bool plain = field.cpp_type() == FieldDescriptor::CPPTYPE_STRING || field.has_presence() ||
                       field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
    return !plain || IsSet(message, field) ? ValueText(message, field, kItem) : "";
  }
  const int count = message.GetReflection()->FieldSize(message, &field);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return count == 0 ? "" : absl::StrCat(count);
  return absl::StrJoin(Items(message, field), ";");
}

std::string NameOf(const Message& message) {
  const FieldDescriptor* const field = message.GetDescriptor()->FindFieldByName(kName);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

// `C-1` for `centre` of `centres/C-1/apprentices/A-1`; nothing if `column` is no part of the name.
std::string PartOfName(const Message& message, absl::string_view column) {
  const std::vector<std::string> segments = absl::StrSplit(NameOf(message), '/');
  for (std::size_t i = 0; i + 1 < segments.size(); i += 2) {
    const Noun* const noun = FindNounOfCollection(segments[i]);
    if (noun != nullptr && noun->word == column) return IdOf(segments[i + 1]);
  }
  return "";
}

bool IsNumber(const FieldDescriptor& field) {
  return !field.is_repeated() &&
         (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 || field.cpp_type() == FieldDescriptor::CPPTYPE_INT64);
}

// The field at a path, and the message that holds it.
std::pair<const Message*, const FieldDescriptor*> FieldAt(const Message& message, absl::string_view path) {
  const Message* at = &message;
  while (true) {
    const std::size_t dot = path.find('.');
    const FieldDescriptor* const field = at->GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
    if (field == nullptr || dot == absl::string_view::npos) return {at, field};
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_repeated()) return {at, nullptr};
    if (!IsSet(*at, *field)) return {nullptr, nullptr};
    at = &at->GetReflection()->GetMessage(*at, field);
    path.remove_prefix(dot + 1);
  }
}

// `O-08` of `companies/C-05/openings/O-08`, `spring-27/4` of a run; what is no name stays.
std::string ShortName(const std::string& cell) {
  const std::vector<absl::string_view> segments = absl::StrSplit(cell, '/');
  if (segments.size() < 2 || segments.size() % 2 != 0 || absl::StrContains(cell, ';')) return cell;
  for (std::size_t i = 0; i < segments.size(); i += 2) {
    if (FindNounOfCollection(segments[i]) == nullptr) return cell;
  }
  const std::string id = IdOf(segments.back());
  const bool counts_in_parent = segments[segments.size() - 2] == "runs";
  return counts_in_parent ? absl::StrCat(IdOf(segments[segments.size() - 3]), "/", id) : id;
}

std::string HeaderOf(absl::string_view column) { return std::string(column.substr(column.rfind('.') + 1)); }

}  // namespace

CLI::Option* AddForm(CLI::App& app, std::string& value) {
  return AddChoice(app, "-o,--output", value, {"table", "wide", "json", "jsonl", "csv", "name"},
                   "How to print the answer (default table).");
}

Form FormOf(const std::string& value) {
  if (value == "wide") return Form::kWide;
  if (value == "json") return Form::kJson;
  if (value == "jsonl") return Form::kJsonl;
  if (value == "csv") return Form::kCsv;
  if (value == "name") return Form::kName;
  return Form::kTable;
}

std::string IdOf(absl::string_view name) {
  const absl::string_view last = name.substr(name.rfind('/') + 1);
  std::string id;
  for (std::size_t i = 0; i < last.size(); ++i) {
    const bool escaped = last[i] == '%' && i + 2 < last.size() &&
                         absl::ascii_isxdigit(static_cast<unsigned char>(last[i + 1])) &&
                         absl::ascii_isxdigit(static_cast<unsigned char>(last[i + 2]));
    id += escaped ? absl::HexStringToBytes(last.substr(i + 1, 2)) : std::string(1, last[i]);
    if (escaped) i += 2;
  }
  return id;
}

std::string LocalTime(const Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", TimeOf(time), absl::LocalTimeZone());
}

std::string CellOf(const Message& message, absl::string_view column) {
  if (column == "id") return IdOf(NameOf(message));
  const auto [holder, field] = FieldAt(message, column);
  if (field != nullptr) return FieldText(*holder, *field);
  return PartOfName(message, column);
}

ShownTable TableOf(const MessageRows& rows, const Columns& columns) {
  ShownTable table;
  std::transform(columns.begin(), columns.end(), std::back_inserter(table.header), HeaderOf);
  for (const Message* const row : rows) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      cells.push_back(CellOf(*row, columns[i]));
      const FieldDescriptor* const field = FieldAt(*row, columns[i]).second;
      if (field != nullptr && IsNumber(*field)) table.numbers.insert(i);
    }
  }
  return table;
}

ShownTable RecordTable(const Message& message) {
  ShownTable table{{"field", "value"}, {}, {}};
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (!IsSet(message, field)) continue;
    const bool lists = field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!lists) {
      table.rows.push_back({field.name(), FieldText(message, field)});
      continue;
    }
    std::string heading = field.name();
    for (std::string& item : Items(message, field)) {
      table.rows.push_back({std::exchange(heading, ""), std::move(item)});
    }
  }
  return table;
}

std::string JsonOf(const Message& message, bool one_line) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = !one_line;
  options.preserve_proto_field_names = true;
  std::string text;
  // Fails for an Any of a type that this client does not know; then it says nothing of it.
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) text = "{}";
  return text;
}

std::string ListText(const MessageRows& rows, const Columns& columns, const Columns& all_columns, Form form) {
  std::string text;
  switch (form) {
    case Form::kTable: {
      ShownTable table = TableOf(rows, columns);
      for (auto& row : table.rows) std::transform(row.begin(), row.end(), row.begin(), ShortName);
      return TableText(table, TerminalWidth(STDOUT_FILENO));
    }
    case Form::kWide:
      return TableText(TableOf(rows, all_columns), kWidthUnlimited);
    case Form::kCsv:
      return TableCsv(TableOf(rows, all_columns));
    case Form::kJson:
      text = "[";
      for (const Message* const row : rows) {
        absl::StrAppend(&text, text.size() > 1 ? ",\n" : "\n",
                        absl::StripTrailingAsciiWhitespace(JsonOf(*row, /*one_line=*/false)));
      }
      return text + "\n]\n";
    case Form::kJsonl:
      for (const Message* const row : rows) absl::StrAppend(&text, JsonOf(*row, /*one_line=*/true), "\n");
      return text;
    case Form::kName:
      for (const Message* const row : rows) absl::StrAppend(&text, NameOf(*row), "\n");
      return text;
  }
  return text;
}

std::string RecordText(const Message& message, const Columns& all_columns, Form form) {
  if (form == Form::kTable) return TableText(RecordTable(message), TerminalWidth(STDOUT_FILENO));
  if (form == Form::kJson) return JsonOf(message, /*one_line=*/false);
  return ListText({&message}, all_columns, all_columns, form);
}

}  // namespace walz
