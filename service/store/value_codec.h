// How every value stands on disk: version byte, revision, payload, CRC32C over the key and all of that.
//
//   01  RR RR RR RR RR RR RR RR  payload...  CC CC CC CC        numbers little-endian
//
// STORED ON DISK: a change is a new version byte, never a new meaning.  The key is in the checksum, so that a value
// that ends up under another key is found.  Thread rule: pure functions.

#ifndef SERVICE_STORE_VALUE_CODEC_H_
#define SERVICE_STORE_VALUE_CODEC_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/string_view.h>

#include "service/store/store.h"

namespace walz {

std::uint32_t Crc32c(absl::string_view bytes, std::uint32_t crc_before = 0);

// What stands before and behind a payload.
struct Seal {
  std::array<char, 9> head;
  std::array<char, 4> tail;
};
// `key_crc` is Crc32c of the key.
Seal SealOf(std::uint32_t key_crc, absl::string_view payload, Revision revision);

// What `key` shall hold.
std::string SealValue(absl::string_view key, absl::string_view payload, Revision revision);

struct OpenedValue {
  absl::string_view payload;  // Within what was opened.
  Revision revision = 0;
};

// None where `sealed` is not what was sealed for `key`.
std::optional<OpenedValue> OpenValue(absl::string_view key, absl::string_view sealed);

}  // namespace walz

#endif  // SERVICE_STORE_VALUE_CODEC_H_
