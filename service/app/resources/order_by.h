// OrderBy: the order of a list, `country desc, title`, as keys that compare as bytes do.
//
// Thread rule: immutable.

#ifndef SERVICE_APP_RESOURCES_ORDER_BY_H_
#define SERVICE_APP_RESOURCES_ORDER_BY_H_

#include <cstddef>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace walz {

inline constexpr std::size_t kOrderFieldsMax = 8;
inline constexpr std::size_t kOrderBytesMax = 1'024;  // Of the text.

class OrderBy {
 public:
  struct Field {
    const google::protobuf::FieldDescriptor* field = nullptr;
    bool descending = false;
  };

  // INVALID_ARGUMENT: BAD_ORDER_BY.
  static absl::StatusOr<OrderBy> Parse(absl::string_view text, const google::protobuf::Descriptor& resource);

  // By name alone: the order in which the store holds them.
  bool by_name() const { return fields_.empty(); }
  const std::vector<Field>& fields() const { return fields_; }

  // Resources whose keys compare less as bytes come first.  What is absent comes before every value, and after all
  // with `desc`.
  std::string KeyOf(const google::protobuf::Message& resource) const;

 private:
  std::vector<Field> fields_;
};

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_ORDER_BY_H_
