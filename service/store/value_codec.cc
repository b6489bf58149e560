#include "service/store/value_codec.h"

#include <algorithm>
#include <limits>

#include <absl/strings/str_cat.h>
#include <isa-l/crc.h>

namespace walz {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kHeadBytes = 1 + 8;
constexpr std::size_t kCrcBytes = 4;

void WriteLittleEndian(std::uint64_t number, char* bytes, int byte_count) {
  for (int i = 0; i < byte_count; ++i) bytes[i] = static_cast<char>(number >> (8 * i));
}

template <std::size_t kSize>
absl::string_view ViewOf(const std::array<char, kSize>& bytes) {
  return {bytes.data(), kSize};
}

std::uint64_t ReadLittleEndian(absl::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) number = number << 8 | static_cast<unsigned char>(bytes[i - 1]);
  return number;
}

}  // namespace

std::uint32_t Crc32c(absl::string_view bytes, std::uint32_t crc_before) {
  constexpr std::size_t kStepBytes = std::size_t{1} << 30;  // ISA-L counts in int.
  std::uint32_t crc = ~crc_before;
  while (!bytes.empty()) {
    const std::size_t step = std::min(bytes.size(), kStepBytes);
    // ISA-L reads only, but says `unsigned char*`.
    auto* const start = const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(bytes.data()));
    crc = crc32_iscsi(start, static_cast<int>(step), crc);
    bytes.remove_prefix(step);
  }
  return ~crc;
}

Seal SealOf(std::uint32_t key_crc, absl::string_view payload, Revision revision) {
  Seal seal;
  seal.head[0] = kVersion;
  WriteLittleEndian(static_cast<std::uint64_t>(revision), &seal.head[1], 8);
  WriteLittleEndian(Crc32c(payload, Crc32c(ViewOf(seal.head), key_crc)), seal.tail.data(), 4);
  return seal;
}

std::string SealValue(absl::string_view key, absl::string_view payload, Revision revision) {
  const Seal seal = SealOf(Crc32c(key), payload, revision);
  return absl::StrCat(ViewOf(seal.head), payload, ViewOf(seal.tail));
}

std::optional<OpenedValue> OpenValue(absl::string_view key, absl::string_view sealed) {
  if (sealed.size() < kHeadBytes + kCrcBytes || sealed[0] != kVersion) return std::nullopt;
  const absl::string_view covered = sealed.substr(0, sealed.size() - kCrcBytes);
  if (ReadLittleEndian(sealed.substr(covered.size())) != Crc32c(covered, Crc32c(key))) return std::nullopt;
  return OpenedValue{covered.substr(kHeadBytes), static_cast<Revision>(ReadLittleEndian(covered.substr(1, 8)))};
}

}  // namespace walz
