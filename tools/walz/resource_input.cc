#include "tools/walz/resource_input.h"

#include <cstdio>
#include <map>
#include <optional>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "service/convert/did_you_mean.h"
#include "service/convert/json_reader.h"
#include "service/convert/json_text.h"
#include "service/convert/output_folder.h"

namespace walz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr const char* kServiceFields[] = {"name",        "etag",          "create_time", "update_time",
                                          "delete_time", "published_run", "next_start",  "last_execution"};

FieldFault Unknown(const Descriptor& type, absl::string_view path, absl::string_view name) {
  std::vector<absl::string_view> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  const std::optional<std::string> meant = DidYouMean(name, names);
  return {
      std::string(path), "unknown_field",
      meant ? absl::StrCat("did you mean ", *meant, "?") : absl::StrCat("known fields: ", absl::StrJoin(names, ", "))};
}

std::string Quoted(absl::string_view text) {
  std::string quoted = JsonText().String(text).Take();
  absl::StripTrailingAsciiWhitespace(&quoted);
  return quoted;
}

// The value as JSON has it; what cannot be one stays text, so that the reader says what is wrong with it.
std::string ScalarJson(const FieldDescriptor& field, absl::string_view value) {
  double number = 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      if (value == "yes" || value == "true") return "true";
      if (value == "no" || value == "false") return "false";
      return Quoted(value);
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::SimpleAtod(value, &number) ? absl::StrCat(number) : Quoted(value);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return std::string(value);
    default:
      return Quoted(value);
  }
}

std::string ValueJson(const FieldDescriptor& field, absl::string_view value) {
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (!field.is_repeated() || is_message) return ScalarJson(field, value);
  std::vector<std::string> items;
  for (const absl::string_view item : absl::StrSplit(value, ';', absl::SkipWhitespace())) {
    items.push_back(ScalarJson(field, absl::StripAsciiWhitespace(item)));
  }
  return absl::StrCat("[", absl::StrJoin(items, ","), "]");
}

// The field at a path such as `weights.wish_rank`; a fault if there is none.
const FieldDescriptor* FindField(const Descriptor& type, absl::string_view path, std::vector<FieldFault>& faults) {
  const Descriptor* at = &type;
  const FieldDescriptor* field = nullptr;
  for (const absl::string_view word : absl::StrSplit(path, '.')) {
    const std::string part(word);
    if (at == nullptr) {
      faults.push_back({std::string(path), "unknown_field", absl::StrCat(field->name(), " has no parts")});
      return nullptr;
    }
    field = at->FindFieldByName(part);
    if (field == nullptr) field = at->FindFieldByCamelcaseName(part);
    if (field == nullptr) {
      faults.push_back(Unknown(*at, path, part));
      return nullptr;
    }
    at = field->message_type();
  }
  return field;
}

void ReadJson(absl::string_view text, Message& message, std::set<std::string>& given, std::vector<FieldFault>& faults) {
  const JsonRead read =
      ReadJsonMessage(text, message, [&](absl::string_view path, absl::string_view value, CellFault fault) {
        faults.push_back(
            {std::string(path), fault.code, value.empty() ? fault.hint : absl::StrCat("'", value, "': ", fault.hint)});
      });
  given.insert(read.given.begin(), read.given.end());
}

// Takes out of the text what the daemon sets, as `get -o json` shows it: the reader of files knows no such fields.
// `name` and `etag` go into the message; a text that is no JSON stays, so that the reader says where it is wrong.
std::string TakeServiceFields(const std::string& text, Message& message, std::set<std::string>& given) {
  SilenceProtobuf();
  google::protobuf::Struct object;
  if (!google::protobuf::util::JsonStringToMessage(text, &object).ok()) return text;
  for (const char* const field : kServiceFields) {
    const FieldDescriptor* const known = message.GetDescriptor()->FindFieldByName(field);
    if (known == nullptr) continue;
    for (const std::string& key : {known->name(), known->json_name()}) {
      const auto at = object.fields().find(key);
      if (at == object.fields().end()) continue;
      if (known->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        message.GetReflection()->SetString(&message, known, at->second.string_value());
        given.insert(known->name());
      }
      object.mutable_fields()->erase(key);
    }
  }
  std::string rest;
  return google::protobuf::util::MessageToJsonString(object, &rest).ok() ? rest : text;
}

void ReadArgument(absl::string_view argument, Message& message, std::set<std::string>& given,
                  std::vector<FieldFault>& faults) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(argument, absl::MaxSplits('=', 1));
  const auto [path, value] = parts;
  if (argument.find('=') == absl::string_view::npos) {
    faults.push_back({std::string(argument), "bad_argument", "write FIELD=VALUE"});
    return;
  }
  const FieldDescriptor* const field = FindField(*message.GetDescriptor(), path, faults);
  if (field == nullptr) return;
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  const FieldDescriptor* const top =
      names.size() == 1 ? field : message.GetDescriptor()->FindFieldByName(names.front());
  if (top != nullptr) given.insert(top->name());
  if (value.empty()) {
    if (names.size() == 1) return message.GetReflection()->ClearField(&message, field);
    faults.push_back({std::string(path), "missing_value", "give the whole of it anew to take a part away"});
    return;
  }
  // A list that is given replaces what the file says.
  if (field->is_repeated() && names.size() == 1) message.GetReflection()->ClearField(&message, field);
  std::string json = ValueJson(*field, value);
  for (std::size_t i = names.size(); i-- > 0;) json = absl::StrCat("{", Quoted(names[i]), ":", json, "}");
  ReadJson(json, message, given, faults);
}

}  // namespace

absl::StatusOr<std::string> ReadInput(const std::string& path) {
  if (path != "-") return ReadWholeFile(path);
  std::string text;
  char buffer[65'536];
  while (const std::size_t got = std::fread(buffer, 1, sizeof(buffer), stdin)) {
    text.append(buffer, got);
    if (text.size() > kJsonBytesMax) break;  // The reader says that it is too long.
  }
  return text;
}

absl::Status FillResource(const ResourceInput& input, Message& message, std::set<std::string>& given) {
  std::vector<FieldFault> faults;
  if (!input.file.empty()) {
    WALZ_ASSIGN_OR_RETURN(const std::string text, ReadInput(input.file));
    ReadJson(TakeServiceFields(text, message, given), message, given, faults);
  }
  for (const std::string& argument : input.arguments) ReadArgument(argument, message, given, faults);
  if (faults.empty()) return absl::OkStatus();
  return RefuseFields(faults);
}

}  // namespace walz
