// ByteWriter and ByteReader: varints and texts with their length in front, the same bytes on every machine.
//
// STORED ON DISK and hashed into the audit chain: never change what a method writes.

#ifndef SERVICE_STORE_BYTE_CODEC_H_
#define SERVICE_STORE_BYTE_CODEC_H_

#include <cstdint>
#include <string>
#include <utility>

#include <absl/strings/string_view.h>

namespace walz {

class ByteWriter {
 public:
  // Seven bits a byte, least first; the top bit says that more follow.
  void Number(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) bytes_ += static_cast<char>(number | 0x80);
    bytes_ += static_cast<char>(number);
  }
  // Small for small negative numbers too.
  void Signed(std::int64_t number) {
    Number((static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63));
  }
  void Text(absl::string_view text) {
    Number(text.size());
    bytes_.append(text.data(), text.size());
  }

  const std::string& bytes() const { return bytes_; }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// After bytes that are not there everything reads as 0 or empty and Finished() is false.
class ByteReader {
 public:
  // The bytes must outlive what is read.
  explicit ByteReader(absl::string_view bytes) : rest_(bytes) {}

  std::uint64_t Number() {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_[0]);
      rest_.remove_prefix(1);
      number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return number;
    }
    return Fail();
  }
  std::int64_t Signed() {
    const std::uint64_t number = Number();
    return static_cast<std::int64_t>((number >> 1) ^ (~(number & 1) + 1));
  }
  absl::string_view Text() {
    const std::uint64_t size = Number();
    if (size > rest_.size()) {
      Fail();
      return {};
    }
    const absl::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }

  // Whether all was there and nothing is left.
  bool Finished() const { return !failed_ && rest_.empty(); }
  bool failed() const { return failed_; }

 private:
  std::uint64_t Fail() {
    failed_ = true;
    rest_ = {};
    return 0;
  }

  absl::string_view rest_;
  bool failed_ = false;
};

}  // namespace walz

#endif  // SERVICE_STORE_BYTE_CODEC_H_
