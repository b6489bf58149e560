#include "service/app/resources/filter_term.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <google/protobuf/timestamp.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_io.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;
using Field = pb::FieldDescriptor;

bool IsTimestamp(const Field& field) { return field.message_type() == pb::Timestamp::descriptor(); }

// SENDER_KIND_ for SenderKind: what all values of the enum begin with.
std::string EnumPrefix(const pb::EnumDescriptor& type) {
  absl::string_view first = type.value(0)->name();
  const absl::string_view kUnspecified = "UNSPECIFIED";
  return absl::EndsWith(first, kUnspecified) ? std::string(first.substr(0, first.size() - kUnspecified.size())) : "";
}

// `SCHOOL` or `SENDER_KIND_SCHOOL`.
absl::StatusOr<std::int64_t> ReadEnum(const pb::EnumDescriptor& type, absl::string_view value) {
  const std::string prefix = EnumPrefix(type);
  const pb::EnumValueDescriptor* found = type.FindValueByName(std::string(value));
  if (found == nullptr) found = type.FindValueByName(absl::StrCat(prefix, value));
  if (found != nullptr) return found->number();
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) words.push_back(type.value(i)->name().substr(prefix.size()));
  return absl::InvalidArgumentError(absl::StrCat("takes one of ", absl::StrJoin(words, ", ")));
}

}  // namespace

absl::StatusOr<FilterTerm> FilterTerm::Create(const Field& field, absl::string_view word, absl::string_view value,
                                              bool bare) {
  static const auto* const operators = new std::map<absl::string_view, Operator>{
      {"=", Operator::kEqual},   {"!=", Operator::kUnequal},      {"<", Operator::kLess}, {"<=", Operator::kLessEqual},
      {">", Operator::kGreater}, {">=", Operator::kGreaterEqual}, {":", Operator::kHas},
  };
  FilterTerm term;
  term.field_ = &field;
  term.operator_ = operators->at(word);
  const bool has = term.operator_ == Operator::kHas;
  if (has && bare && value == "*") {
    term.anything_ = true;
    return term;
  }
  if (field.cpp_type() == Field::CPPTYPE_MESSAGE && (field.is_repeated() || !IsTimestamp(field))) {
    return absl::InvalidArgumentError(absl::StrCat("can only be asked whether it is there, `", field.name(), ":*`"));
  }
  if (field.is_repeated() && !has) {
    return absl::InvalidArgumentError(absl::StrCat("is a list; ask what is in it by `", field.name(), ":VALUE`"));
  }
  const bool ordered = field.cpp_type() != Field::CPPTYPE_ENUM && field.cpp_type() != Field::CPPTYPE_BOOL;
  if (!ordered && !has && term.operator_ != Operator::kEqual && term.operator_ != Operator::kUnequal) {
    return absl::InvalidArgumentError("has no order; compare it by = or !=");
  }
  WALZ_RETURN_IF_ERROR(term.ReadValue(value));
  return term;
}

absl::Status FilterTerm::ReadValue(absl::string_view value) {
  switch (field_->cpp_type()) {
    case Field::CPPTYPE_STRING:
      value_ = std::string(value);
      return absl::OkStatus();
    case Field::CPPTYPE_INT32:
    case Field::CPPTYPE_INT64: {
      std::int64_t number = 0;
      if (!absl::SimpleAtoi(value, &number)) return absl::InvalidArgumentError("takes a whole number");
      value_ = number;
      return absl::OkStatus();
    }
    case Field::CPPTYPE_DOUBLE: {
      double number = 0;
      if (!absl::SimpleAtod(value, &number) || !std::isfinite(number)) {
        return absl::InvalidArgumentError("takes a number such as 52.5");
      }
      value_ = number;
      return absl::OkStatus();
    }
    case Field::CPPTYPE_BOOL:
      if (value != "true" && value != "false") return absl::InvalidArgumentError("takes true or false");
      value_ = value == "true";
      return absl::OkStatus();
    case Field::CPPTYPE_ENUM: {
      WALZ_ASSIGN_OR_RETURN(value_, ReadEnum(*field_->enum_type(), value));
      return absl::OkStatus();
    }
    case Field::CPPTYPE_MESSAGE: {
      absl::Time time;
      std::string error;
      if (!absl::ParseTime(absl::RFC3339_full, value, &time, &error)) {
        return absl::InvalidArgumentError("takes a time such as \"2027-03-01T00:00:00Z\", in quotes");
      }
      value_ = time;
      return absl::OkStatus();
    }
    default:
      return absl::InvalidArgumentError("cannot be filtered by");
  }
}

template <typename Value>
bool FilterTerm::Compare(const Value& left, const Value& right) const {
  switch (operator_) {
    case Operator::kEqual:
    case Operator::kHas:
      return left == right;
    case Operator::kUnequal:
      return left != right;
    case Operator::kLess:
      return left < right;
    case Operator::kLessEqual:
      return left <= right;
    case Operator::kGreater:
      return left > right;
    case Operator::kGreaterEqual:
      return left >= right;
  }
  return false;
}

bool FilterTerm::IsPresent(const pb::Message& resource) const {
  const pb::Reflection& reflection = *resource.GetReflection();
  return field_->is_repeated() ? reflection.FieldSize(resource, field_) > 0 : reflection.HasField(resource, field_);
}

bool FilterTerm::MatchesText(const std::string& text) const {
  const std::string& wanted = std::get<std::string>(value_);
  if (operator_ == Operator::kHas) return absl::StrContains(text, wanted);
  // An empty text is what nobody knows: neither before nor after anything.
  if (text.empty() && operator_ != Operator::kEqual && operator_ != Operator::kUnequal) return false;
  return Compare(text, wanted);
}

bool FilterTerm::MatchesItem(const pb::Message& resource) const {
  const pb::Reflection& reflection = *resource.GetReflection();
  const int count = reflection.FieldSize(resource, field_);
  for (int i = 0; i < count; ++i) {
    bool equal = false;
    switch (field_->cpp_type()) {
      case Field::CPPTYPE_STRING: {
        std::string scratch;
        equal = reflection.GetRepeatedStringReference(resource, field_, i, &scratch) == std::get<std::string>(value_);
        break;
      }
      case Field::CPPTYPE_ENUM:
        equal = reflection.GetRepeatedEnumValue(resource, field_, i) == std::get<std::int64_t>(value_);
        break;
      case Field::CPPTYPE_INT32:
        equal = reflection.GetRepeatedInt32(resource, field_, i) == std::get<std::int64_t>(value_);
        break;
      case Field::CPPTYPE_INT64:
        equal = reflection.GetRepeatedInt64(resource, field_, i) == std::get<std::int64_t>(value_);
        break;
      case Field::CPPTYPE_DOUBLE:
        equal = reflection.GetRepeatedDouble(resource, field_, i) == std::get<double>(value_);
        break;
      case Field::CPPTYPE_BOOL:
        equal = reflection.GetRepeatedBool(resource, field_, i) == std::get<bool>(value_);
        break;
      default:
        break;
    }
    if (equal) return true;
  }
  return false;
}

bool FilterTerm::Matches(const pb::Message& resource) const {
  if (anything_) return IsPresent(resource);
  if (field_->is_repeated()) return MatchesItem(resource);
  const pb::Reflection& reflection = *resource.GetReflection();
  // What is absent differs from every value, and is neither less nor more.
  if (field_->has_presence() && !reflection.HasField(resource, field_)) return operator_ == Operator::kUnequal;
  switch (field_->cpp_type()) {
    case Field::CPPTYPE_STRING: {
      std::string scratch;
      return MatchesText(reflection.GetStringReference(resource, field_, &scratch));
    }
    case Field::CPPTYPE_INT32:
      return Compare<std::int64_t>(reflection.GetInt32(resource, field_), std::get<std::int64_t>(value_));
    case Field::CPPTYPE_INT64:
      return Compare<std::int64_t>(reflection.GetInt64(resource, field_), std::get<std::int64_t>(value_));
    case Field::CPPTYPE_DOUBLE:
      return Compare(reflection.GetDouble(resource, field_), std::get<double>(value_));
    case Field::CPPTYPE_BOOL:
      return Compare(reflection.GetBool(resource, field_), std::get<bool>(value_));
    case Field::CPPTYPE_ENUM:
      return Compare<std::int64_t>(reflection.GetEnumValue(resource, field_), std::get<std::int64_t>(value_));
    case Field::CPPTYPE_MESSAGE:
      return Compare(TimeOf(static_cast<const pb::Timestamp&>(reflection.GetMessage(resource, field_))),
                     std::get<absl::Time>(value_));
    default:
      return false;
  }
}

}  // namespace walz
