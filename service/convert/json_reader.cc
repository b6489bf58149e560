#include "service/convert/json_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/strings/strip.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "engine/base/check.h"
#include "service/convert/did_you_mean.h"
#include "service/convert/utf8.h"

namespace walz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Struct;
using google::protobuf::Timestamp;
using google::protobuf::Value;

constexpr absl::string_view kLinePath = "line ";

// What stands in the file, for people.
std::string WordsOf(const Value& value) {
  switch (value.kind_case()) {
    case Value::kStringValue:
      return value.string_value();
    case Value::kNumberValue:
      return absl::StrFormat("%.15g", value.number_value());
    case Value::kBoolValue:
      return value.bool_value() ? "true" : "false";
    case Value::kStructValue:
      return "{...}";
    case Value::kListValue:
      return "[...]";
    default:
      return "null";
  }
}

bool IsNull(const Value& value) {
  return value.kind_case() == Value::kNullValue || value.kind_case() == Value::KIND_NOT_SET;
}

// The keys of an object in one order, whatever protobuf's map has.
std::vector<std::string> SortedKeys(const Struct& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.fields()) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

bool IsOfFile(const FieldDescriptor& field) { return field.number() < kStoredFieldsFirst; }

// FORBIDDEN of HOST_PAY_FORBIDDEN: `HOST_PAY_UNSPECIFIED` tells the prefix.
absl::string_view EnumWord(const EnumValueDescriptor& value) {
  absl::string_view prefix = value.type()->value(0)->name();
  absl::ConsumeSuffix(&prefix, "UNSPECIFIED");
  return absl::StripPrefix(absl::string_view(value.name()), prefix);
}

class JsonFiller {
 public:
  JsonFiller(const JsonFaults& faults, JsonRead& read) : faults_(faults), read_(read) {}

  void FillMessage(const Struct& object, Message& message, const std::string& path) {
    std::set<const FieldDescriptor*> seen;
    for (const std::string& key : SortedKeys(object)) {
      const std::string field_path = path.empty() ? key : absl::StrCat(path, ".", key);
      const Value& value = object.fields().at(key);
      const FieldDescriptor* field = FindField(*message.GetDescriptor(), key);
      if (field == nullptr) {
        FailUnknown(*message.GetDescriptor(), key, field_path);
      } else if (!seen.insert(field).second) {
        Fail(field_path, value, "duplicate_field", "the field stands twice, in both spellings; keep one");
      } else if (!IsNull(value)) {
        if (path.empty()) read_.given.insert(field->name());
        FillField(value, *field, message, field_path);
      }
    }
  }

 private:
  static const FieldDescriptor* FindField(const Descriptor& type, const std::string& key) {
    for (int i = 0; i < type.field_count(); ++i) {
      if (!IsOfFile(*type.field(i))) continue;
      if (type.field(i)->json_name() == key || type.field(i)->name() == key) return type.field(i);
    }
    return nullptr;
  }

  void Fail(const std::string& path, const Value& value, absl::string_view code, std::string hint) {
    read_.ok = false;
    faults_(path, WordsOf(value), {std::string(code), std::move(hint)});
  }

  void FailUnknown(const Descriptor& type, const std::string& key, const std::string& path) {
    std::vector<absl::string_view> names;
    for (int i = 0; i < type.field_count(); ++i) {
      if (IsOfFile(*type.field(i))) names.push_back(type.field(i)->json_name());
    }
    const std::optional<std::string> guess = DidYouMean(key, names);
    read_.ok = false;
    faults_(path, "",
            {"unknown_field", guess ? absl::StrCat("did you mean ", *guess, "?")
                                    : absl::StrCat("known fields: ", absl::StrJoin(names, ", "))});
  }

  void FillField(const Value& value, const FieldDescriptor& field, Message& message, const std::string& path) {
    if (field.is_map()) {
      FillMap(value, field, message, path);
    } else if (field.is_repeated()) {
      if (value.kind_case() != Value::kListValue) return Fail(path, value, "bad_value", "write a list: [...]");
      for (int i = 0; i < value.list_value().values_size(); ++i) {
        FillScalar(value.list_value().values(i), field, message, absl::StrCat(path, "[", i, "]"));
      }
    } else {
      FillScalar(value, field, message, path);
    }
  }

  void FillMap(const Value& value, const FieldDescriptor& field, Message& message, const std::string& path) {
    if (value.kind_case() != Value::kStructValue) return Fail(path, value, "bad_value", "write an object: {...}");
    for (const std::string& key : SortedKeys(value.struct_value())) {
      Message& entry = *message.GetReflection()->AddMessage(&message, &field);
      entry.GetReflection()->SetString(&entry, entry.GetDescriptor()->map_key(), key);
      FillScalar(value.struct_value().fields().at(key), *entry.GetDescriptor()->map_value(), entry,
                 absl::StrCat(path, ".", key));
    }
  }

  // One value: of a singular field, or one more of a repeated one.
  void FillScalar(const Value& value, const FieldDescriptor& field, Message& message, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    const bool add = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        if (field.message_type() == Timestamp::descriptor()) return FillTime(value, field, message, path);
        if (value.kind_case() != Value::kStructValue) return Fail(path, value, "bad_value", "write an object: {...}");
        Message* child = add ? reflection.AddMessage(&message, &field) : reflection.MutableMessage(&message, &field);
        return FillMessage(value.struct_value(), *child, path);
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        if (value.kind_case() != Value::kStringValue) return Fail(path, value, "bad_value", "write text in quotes");
        const std::string text(absl::StripAsciiWhitespace(value.string_value()));
        return add ? reflection.AddString(&message, &field, text) : reflection.SetString(&message, &field, text);
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        if (value.kind_case() != Value::kBoolValue) return Fail(path, value, "bad_value", "write true or false");
        return reflection.SetBool(&message, &field, value.bool_value());
      case FieldDescriptor::CPPTYPE_INT32: {
        const std::optional<int> number = FindNumber(value, path);
        if (number) reflection.SetInt32(&message, &field, *number);
        return;
      }
      case FieldDescriptor::CPPTYPE_INT64: {
        const std::optional<int> number = FindNumber(value, path);
        if (number) reflection.SetInt64(&message, &field, *number);
        return;
      }
      case FieldDescriptor::CPPTYPE_DOUBLE: {
        double number = 0;
        const bool text = value.kind_case() == Value::kStringValue && absl::SimpleAtod(value.string_value(), &number);
        if (value.kind_case() == Value::kNumberValue) number = value.number_value();
        if ((!text && value.kind_case() != Value::kNumberValue) || !std::isfinite(number)) {
          return Fail(path, value, "bad_number", "write a number, such as 52.5");
        }
        return reflection.SetDouble(&message, &field, number);
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const EnumValueDescriptor* word = FindEnumValue(value, *field.enum_type(), path);
        if (word == nullptr) return;
        return add ? reflection.AddEnum(&message, &field, word) : reflection.SetEnum(&message, &field, word);
      }
      default:
        WALZ_CHECK(false);  // The messages of walz.v1 that are files and resources have no other types.
    }
  }

  void FillTime(const Value& value, const FieldDescriptor& field, Message& message, const std::string& path) {
    auto& time = static_cast<Timestamp&>(*message.GetReflection()->MutableMessage(&message, &field));
    if (value.kind_case() != Value::kStringValue ||
        !google::protobuf::util::TimeUtil::FromString(value.string_value(), &time)) {
      Fail(path, value, "bad_time", "write a time, such as \"2027-03-01T00:00:00Z\"");
    }
  }

  // proto3 JSON writes 64-bit numbers as text, so text is taken as well.
  std::optional<int> FindNumber(const Value& value, const std::string& path) {
    double number = 0;
    const bool text = value.kind_case() == Value::kStringValue && absl::SimpleAtod(value.string_value(), &number);
    if (value.kind_case() == Value::kNumberValue) {
      number = value.number_value();
    } else if (!text) {
      Fail(path, value, "bad_number", "write a whole number");
      return std::nullopt;
    }
    if (!std::isfinite(number) || number != std::floor(number)) {
      Fail(path, value, "bad_number", "write a whole number");
      return std::nullopt;
    }
    if (std::abs(number) > std::numeric_limits<int>::max()) {
      Fail(path, value, "out_of_range", absl::StrCat("at most ", std::numeric_limits<int>::max()));
      return std::nullopt;
    }
    return static_cast<int>(number);
  }

  const EnumValueDescriptor* FindEnumValue(const Value& value, const EnumDescriptor& type, const std::string& path) {
    std::vector<absl::string_view> words;
    for (int i = 1; i < type.value_count(); ++i) words.push_back(EnumWord(*type.value(i)));
    if (value.kind_case() == Value::kStringValue) {
      const absl::string_view text = absl::StripAsciiWhitespace(value.string_value());
      for (int i = 1; i < type.value_count(); ++i) {
        if (absl::EqualsIgnoreCase(text, EnumWord(*type.value(i))) ||
            absl::EqualsIgnoreCase(text, type.value(i)->name())) {
          return type.value(i);
        }
      }
      if (const std::optional<std::string> guess = DidYouMean(text, words)) {
        Fail(path, value, "unknown_code", absl::StrCat("did you mean ", *guess, "?"));
        return nullptr;
      }
    }
    Fail(path, value, "unknown_code", absl::StrCat("write one of: ", absl::StrJoin(words, ", ")));
    return nullptr;
  }

  const JsonFaults& faults_;
  JsonRead& read_;
};

// protobuf's message ends with the piece of text around the place it stopped at, and a caret below that place; where
// the piece stands once in the text, this is its line.
std::string LinePath(absl::string_view text, absl::string_view message) {
  const std::size_t first = message.find('\n');
  const std::size_t last = message.rfind('\n');
  if (first == last) return "";
  const absl::string_view piece = message.substr(first + 1, last - first - 1);
  const std::size_t at = text.find(piece);
  if (piece.empty() || at == absl::string_view::npos || text.find(piece, at + 1) != absl::string_view::npos) return "";
  const absl::string_view before = text.substr(0, at + message.size() - last - 2);
  return absl::StrCat(kLinePath, 1 + std::count(before.begin(), before.end(), '\n'));
}

std::optional<CellFault> FaultOfText(absl::string_view text) {
  if (text.size() > kJsonBytesMax) {
    return CellFault{"too_long", absl::StrCat("the file is longer than ", kJsonBytesMax, " bytes")};
  }
  if (absl::StrContains(text, '\0')) {
    return CellFault{"binary_file", "the file holds NUL bytes: it is UTF-16 or no text; save it as UTF-8"};
  }
  if (FindInvalidUtf8(text) != text.size()) return CellFault{"bad_encoding", "the file is not UTF-8; save it as UTF-8"};
  if (absl::StripAsciiWhitespace(text).empty()) return CellFault{"empty_file", "the file is empty; write {...}"};
  return std::nullopt;
}

}  // namespace

void SilenceProtobuf() {
  static const bool silenced = [] {
    google::protobuf::SetLogHandler(nullptr);
    return true;
  }();
  static_cast<void>(silenced);
}

JsonRead ReadJsonMessage(absl::string_view text, Message& message, const JsonFaults& faults) {
  SilenceProtobuf();
  JsonRead read;
  const auto fail = [&](absl::string_view path, CellFault fault) {
    read.ok = false;
    faults(path, "", std::move(fault));
    return read;
  };
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  if (std::optional<CellFault> fault = FaultOfText(text)) return fail("", *std::move(fault));
  Value value;
  const google::protobuf::util::Status status =
      google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, &value);
  if (!status.ok()) {
    const std::string words = status.message().ToString();
    return fail(LinePath(text, words), {"bad_json", Shorten(absl::string_view(words).substr(0, words.find('\n')))});
  }
  if (value.kind_case() != Value::kStructValue) return fail("", {"bad_value", "the file must hold one object: {...}"});
  JsonFiller(faults, read).FillMessage(value.struct_value(), message, "");
  return read;
}

JsonFaults ReportTo(ReadReport& report, std::string file) {
  return [&report, file = std::move(file)](absl::string_view path, absl::string_view value, CellFault fault) {
    std::int64_t line = 0;
    absl::string_view digits = path;
    if (absl::ConsumePrefix(&digits, kLinePath) && absl::SimpleAtoi(digits, &line)) path = "";
    report.Add({file, line, std::string(path), std::string(value), std::move(fault.code), std::move(fault.hint)});
  };
}

}  // namespace walz
