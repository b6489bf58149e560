#include "service/app/resources/order_by.h"

#include <bit>
#include <cstdint>
#include <optional>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <google/protobuf/timestamp.pb.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "service/convert/did_you_mean.h"
#include "service/convert/utf8.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

absl::Status BadOrder(absl::string_view field, absl::string_view words) {
  const std::string shown(field.substr(0, FindInvalidUtf8(field.substr(0, 80))));
  return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_ORDER_BY,
                absl::StrCat("order_by, `", shown, "`: ", words), {{"field", shown}});
}

// Most significant byte first.
void AppendBigEndian(std::uint64_t number, std::string& key) {
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>((number >> shift) & 0xff);
}

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

void AppendInteger(std::int64_t number, std::string& key) {
  AppendBigEndian(static_cast<std::uint64_t>(number) ^ kSign, key);
}

void AppendDouble(double number, std::string& key) {
  const auto bits = std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number);  // -0 is 0.
  AppendBigEndian((bits & kSign) != 0 ? ~bits : bits ^ kSign, key);
}

// A byte 0 stands as 0 255, so that 0 0 ends the text before any other that begins so.
void AppendText(absl::string_view text, std::string& key) {
  for (const char c : text) {
    key += c;
    if (c == '\0') key += '\xff';
  }
  key.append(2, '\0');
}

void AppendField(const pb::Message& resource, const pb::FieldDescriptor& field, std::string& key) {
  const pb::Reflection& reflection = *resource.GetReflection();
  if (field.has_presence()) {
    const bool present = reflection.HasField(resource, &field);
    key += present ? '\x01' : '\0';
    if (!present) return;
  }
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return AppendText(reflection.GetString(resource, &field), key);
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return AppendInteger(reflection.GetInt32(resource, &field), key);
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return AppendInteger(reflection.GetInt64(resource, &field), key);
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return AppendDouble(reflection.GetDouble(resource, &field), key);
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      key += reflection.GetBool(resource, &field) ? '\x01' : '\0';
      return;
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return AppendInteger(reflection.GetEnumValue(resource, &field), key);
    default: {
      const auto& time = static_cast<const pb::Timestamp&>(reflection.GetMessage(resource, &field));
      AppendInteger(time.seconds(), key);
      AppendInteger(time.nanos(), key);
      return;
    }
  }
}

bool HasOrder(const pb::FieldDescriptor& field) {
  if (field.is_repeated() || field.name() == "etag") return false;
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
    case pb::FieldDescriptor::CPPTYPE_INT32:
    case pb::FieldDescriptor::CPPTYPE_INT64:
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
    case pb::FieldDescriptor::CPPTYPE_BOOL:
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return true;
    default:
      return field.message_type() == pb::Timestamp::descriptor();
  }
}

absl::StatusOr<OrderBy::Field> ReadField(absl::string_view part, const pb::Descriptor& resource) {
  const std::vector<absl::string_view> words = absl::StrSplit(part, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (words.empty()) return BadOrder(part, "a field name is missing");
  if (words.size() > 2 || (words.size() == 2 && words[1] != "desc" && words[1] != "asc")) {
    return BadOrder(part, "a field name stands alone or before `desc`; fields are joined by `,`");
  }
  const pb::FieldDescriptor* field = resource.FindFieldByName(std::string(words[0]));
  if (field == nullptr) {
    std::vector<absl::string_view> names;
    for (int i = 0; i < resource.field_count(); ++i) names.push_back(resource.field(i)->name());
    const std::optional<std::string> near = DidYouMean(words[0], names);
    return BadOrder(words[0], absl::StrCat("a ", resource.name(), " has no such field",
                                           near ? absl::StrCat("; did you mean ", *near, "?") : ""));
  }
  if (!HasOrder(*field)) return BadOrder(words[0], "lists cannot be ordered by it");
  return OrderBy::Field{field, words.size() == 2 && words[1] == "desc"};
}

}  // namespace

absl::StatusOr<OrderBy> OrderBy::Parse(absl::string_view text, const pb::Descriptor& resource) {
  OrderBy order;
  if (absl::StripAsciiWhitespace(text).empty()) return order;
  if (text.size() > kOrderBytesMax) return BadOrder(text, absl::StrCat("is longer than ", kOrderBytesMax, " bytes"));
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    WALZ_ASSIGN_OR_RETURN(const Field field, ReadField(part, resource));
    for (const Field& before : order.fields_) {
      if (before.field == field.field) return BadOrder(field.field->name(), "stands twice");
    }
    if (order.fields_.size() >= kOrderFieldsMax) {
      return BadOrder(part, absl::StrCat("at most ", kOrderFieldsMax, " fields give an order"));
    }
    order.fields_.push_back(field);
  }
  const Field& first = order.fields_.front();
  if (first.field->name() == "name" && !first.descending) order.fields_.clear();  // No two have one name.
  return order;
}

std::string OrderBy::KeyOf(const pb::Message& resource) const {
  std::string key;
  for (const Field& field : fields_) {
    const std::size_t begin = key.size();
    AppendField(resource, *field.field, key);
    if (!field.descending) continue;
    for (std::size_t i = begin; i < key.size(); ++i) key[i] = static_cast<char>(~key[i]);
  }
  return key;
}

}  // namespace walz
