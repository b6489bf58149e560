// Where everything stands in RocksDB: one prefix byte for each kind; all kinds on this screen.
//
//   a RRRRRRRR        audit entry of a revision        (revisions and times big-endian, so that keys sort as they do)
//   c RRRRRRRR        change log entry of a revision
//   d KEY             record; KEY as keys.h makes it
//   i KEY             idempotency record
//   l NAME            lease
//   m NAME            about the store itself: `format`, `oldest`
//   x TTTTTTTT KEY    idempotency record KEY was made at this time: what has expired stands first
//
// STORED ON DISK: never change a prefix; add one.  Thread rule: pure functions.

#ifndef SERVICE_STORE_STORE_LAYOUT_H_
#define SERVICE_STORE_STORE_LAYOUT_H_

#include <cstdint>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "service/store/store.h"

namespace walz {

inline constexpr std::uint64_t kStoreFormat = 1;  // Of this program; a folder of a greater one is refused.

inline constexpr char kAuditPrefix = 'a';
inline constexpr char kChangePrefix = 'c';
inline constexpr char kDataPrefix = 'd';
inline constexpr char kIdempotencyPrefix = 'i';
inline constexpr char kLeasePrefix = 'l';
inline constexpr char kMetaPrefix = 'm';
inline constexpr char kExpiryPrefix = 'x';

inline std::string PrefixedKey(char prefix, absl::string_view key) {
  return absl::StrCat(absl::string_view(&prefix, 1), key);
}

// REQUIRES: number >= 0
inline std::string NumberedKey(char prefix, std::int64_t number) {
  std::string key(9, prefix);
  for (std::size_t i = 0; i < 8; ++i) key[8 - i] = static_cast<char>(number >> (8 * i));
  return key;
}

// The number of a NumberedKey, or of what begins with one.  REQUIRES: key.size() >= 9
inline std::int64_t NumberOfKey(absl::string_view key) {
  std::uint64_t number = 0;
  for (std::size_t i = 1; i < 9; ++i) number = number << 8 | static_cast<unsigned char>(key[i]);
  return static_cast<std::int64_t>(number);
}

// The first key behind all of `prefix`.
inline std::string PrefixEnd(char prefix) { return std::string(1, static_cast<char>(prefix + 1)); }

inline std::string FormatMetaKey() { return PrefixedKey(kMetaPrefix, "format"); }
inline std::string OldestMetaKey() { return PrefixedKey(kMetaPrefix, "oldest"); }

}  // namespace walz

#endif  // SERVICE_STORE_STORE_LAYOUT_H_
