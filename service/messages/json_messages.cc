#include "service/messages/json_messages.h"

#include <algorithm>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "service/convert/json_reader.h"
#include "service/convert/json_text.h"
#include "service/convert/round_reader.h"
#include "service/convert/scheme_reader.h"
#include "service/store/keys.h"

namespace walz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// `quotas.placementsPerCentre.C-1` as `quotas.placements_per_centre.C-1`.
std::string FieldPath(const Descriptor* type, absl::string_view json_path) {
  std::string path;
  while (type != nullptr && !json_path.empty()) {
    const std::size_t end = std::min(json_path.find_first_of(".["), json_path.size());
    const FieldDescriptor* field = type->FindFieldByCamelcaseName(std::string(json_path.substr(0, end)));
    if (field == nullptr) break;
    absl::StrAppend(&path, field->name());
    json_path.remove_prefix(end);
    if (absl::StartsWith(json_path, "[")) {
      const std::size_t bracket = std::min(json_path.find(']'), json_path.size() - 1);
      absl::StrAppend(&path, json_path.substr(0, bracket + 1));
      json_path.remove_prefix(bracket + 1);
    }
    if (absl::ConsumePrefix(&json_path, ".")) path += '.';
    type = field->is_map() ? nullptr : field->message_type();
  }
  return absl::StrCat(path, json_path);
}

JsonFaults FaultsOf(const Descriptor& type, std::vector<FieldFault>& faults) {
  return [&type, &faults](absl::string_view path, absl::string_view, CellFault fault) {
    faults.push_back({FieldPath(&type, path), std::move(fault.code), std::move(fault.hint)});
  };
}

class JsonPrinter {
 public:
  void Print(const Message& message) {
    text_.BeginObject();
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      if (field.number() < kStoredFieldsFirst) PrintField(message, field);
    }
    text_.EndObject();
  }

  std::string Take() { return text_.Take(); }

 private:
  void PrintField(const Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    if (!field.is_repeated()) {
      if (!reflection.HasField(message, &field)) return;
      text_.Key(field.json_name());
      PrintValue(message, field, kSingular);
      return;
    }
    const int count = reflection.FieldSize(message, &field);
    const bool empty_list = IsEmptyList(message, field);
    if (count == 0 && !empty_list) return;
    text_.Key(field.json_name());
    if (field.is_map()) {
      PrintMap(message, field);
      return;
    }
    text_.BeginArray();
    for (int i = 0; i < count; ++i) PrintValue(message, field, i);
    text_.EndArray();
  }

  // An empty list that says something else than its absence.
  static bool IsEmptyList(const Message& message, const FieldDescriptor& field) {
    const auto* round = dynamic_cast<const v1::Round*>(&message);
    return round != nullptr && field.number() == v1::Round::kAcceptedActionsFieldNumber && round->no_accepted_actions();
  }

  // By key, so that the text is the same each time.
  void PrintMap(const Message& message, const FieldDescriptor& field) {
    std::vector<std::pair<std::string, std::int64_t>> entries;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
      const Message& entry = message.GetReflection()->GetRepeatedMessage(message, &field, i);
      const Descriptor& type = *entry.GetDescriptor();
      entries.emplace_back(entry.GetReflection()->GetString(entry, type.map_key()),
                           entry.GetReflection()->GetInt32(entry, type.map_value()));
    }
    std::sort(entries.begin(), entries.end());
    text_.BeginObject();
    for (const auto& [key, value] : entries) text_.Key(key).Int(value);
    text_.EndObject();
  }

  void PrintValue(const Message& message, const FieldDescriptor& field, int item) {
    const Reflection& reflection = *message.GetReflection();
    const bool one = item == kSingular;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        text_.String(one ? reflection.GetString(message, &field) : reflection.GetRepeatedString(message, &field, item));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        text_.Bool(reflection.GetBool(message, &field));
        break;
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto* value =
            one ? reflection.GetEnum(message, &field) : reflection.GetRepeatedEnum(message, &field, item);
        absl::string_view prefix = value->type()->value(0)->name();
        absl::ConsumeSuffix(&prefix, "UNSPECIFIED");
        text_.String(absl::StripPrefix(absl::string_view(value->name()), prefix));
        break;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Print(one ? reflection.GetMessage(message, &field) : reflection.GetRepeatedMessage(message, &field, item));
        break;
      default:
        text_.Int(reflection.GetInt32(message, &field));  // Files have no other numbers.
    }
  }

  static constexpr int kSingular = -1;
  JsonText text_;
};

}  // namespace

bool ReadScheme(const v1::Scheme& message, const Catalogue& catalogue, Scheme& scheme,
                std::vector<FieldFault>& faults) {
  const std::size_t faults_before = faults.size();
  scheme = ReadSchemeMessage(message, catalogue, FaultsOf(*v1::Scheme::descriptor(), faults));
  return faults.size() == faults_before;
}

bool ReadRound(const v1::Round& message, const Catalogue& catalogue, Round& round, std::vector<FieldFault>& faults) {
  std::optional<Round> read = ReadRoundMessage(message, catalogue, FaultsOf(*v1::Round::descriptor(), faults));
  if (!read) return false;
  round = *std::move(read);
  return true;
}

std::string SchemeNameOf(const v1::Scheme& message) {
  std::string id = message.id();
  if (!message.valid_from().empty()) absl::StrAppend(&id, "@", message.valid_from());
  return FormatName({Collection::kSchemes, {std::move(id)}});
}

std::string RoundNameOf(const v1::Round& message) { return FormatName({Collection::kRounds, {message.id()}}); }

Table<v1::Scheme> ParseSchemesJson(absl::string_view text, const Catalogue& catalogue, const JsonFaults& faults) {
  Table<v1::Scheme> table;
  Table<Scheme> facts = ReadSchemes(text, catalogue, faults);
  table.row_numbers = std::move(facts.row_numbers);
  table.bad = std::move(facts.bad);
  table.complete = facts.complete;
  v1::SchemeCatalogue message;
  ReadJsonMessage(text, message, [](absl::string_view, absl::string_view, const CellFault&) {});
  for (v1::Scheme& scheme : *message.mutable_schemes()) {
    scheme.set_name(SchemeNameOf(scheme));
    table.rows.push_back(std::move(scheme));
  }
  return table;
}

std::optional<v1::Round> ParseRoundJson(absl::string_view text, const Catalogue& catalogue, const JsonFaults& faults) {
  if (!ReadRound(text, catalogue, faults)) return std::nullopt;
  v1::Round message;
  const JsonRead read = ReadJsonMessage(text, message, faults);
  message.set_no_accepted_actions(read.given.contains("accepted_actions") && message.accepted_actions().empty());
  message.set_name(RoundNameOf(message));
  return message;
}

std::string SchemesJson(absl::Span<const v1::Scheme> schemes) {
  v1::SchemeCatalogue catalogue;
  for (const v1::Scheme& scheme : schemes) *catalogue.add_schemes() = scheme;
  // The list must stand there, even empty.
  if (schemes.empty()) return "{\n  \"schemes\": []\n}\n";
  JsonPrinter printer;
  printer.Print(catalogue);
  return printer.Take();
}

std::string RoundJson(const v1::Round& round) {
  JsonPrinter printer;
  printer.Print(round);
  return printer.Take();
}

}  // namespace walz
