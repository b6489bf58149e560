#include "service/app/access/stored_field.h"

#include <cstdint>
#include <utility>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

namespace walz {

std::vector<std::string> StoredStrings(absl::string_view message, int number) {
  using google::protobuf::internal::WireFormatLite;
  std::vector<std::string> values;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(message.data()),
                                            static_cast<int>(message.size()));
  while (const std::uint32_t tag = in.ReadTag()) {
    std::uint32_t size = 0;
    if (WireFormatLite::GetTagFieldNumber(tag) != number ||
        WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!WireFormatLite::SkipField(&in, tag)) break;
      continue;
    }
    std::string value;
    if (!in.ReadVarint32(&size) || !in.ReadString(&value, static_cast<int>(size))) break;
    values.push_back(std::move(value));
  }
  return values;
}

std::string StoredString(absl::string_view message, int number) {
  std::vector<std::string> values = StoredStrings(message, number);
  return values.empty() ? std::string() : std::move(values.back());
}

}  // namespace walz
