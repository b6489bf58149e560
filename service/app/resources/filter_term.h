// FilterTerm: one comparison of a filter, `priority <= 2`, compiled against its field.
//
// Thread rule: immutable.

#ifndef SERVICE_APP_RESOURCES_FILTER_TERM_H_
#define SERVICE_APP_RESOURCES_FILTER_TERM_H_

#include <cstdint>
#include <string>
#include <variant>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace walz {

class FilterTerm {
 public:
  // `word` such as `<=`; `bare` where the value stands without quotes: then `*` is not a text but "anything".
  // InvalidArgument with the words for people alone, where the field has no such comparison or the value is none of it.
  static absl::StatusOr<FilterTerm> Create(const google::protobuf::FieldDescriptor& field, absl::string_view word,
                                           absl::string_view value, bool bare);

  bool Matches(const google::protobuf::Message& resource) const;

  const google::protobuf::FieldDescriptor& field() const { return *field_; }

 private:
  enum class Operator : std::uint8_t { kEqual, kUnequal, kLess, kLessEqual, kGreater, kGreaterEqual, kHas };

  template <typename Value>
  bool Compare(const Value& left, const Value& right) const;
  bool IsPresent(const google::protobuf::Message& resource) const;
  bool MatchesText(const std::string& text) const;
  bool MatchesItem(const google::protobuf::Message& resource) const;
  absl::Status ReadValue(absl::string_view value);

  const google::protobuf::FieldDescriptor* field_ = nullptr;
  Operator operator_ = Operator::kEqual;
  bool anything_ = false;  // `:*`
  std::variant<std::string, std::int64_t, double, bool, absl::Time> value_;
};

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_FILTER_TERM_H_
