#include "service/store/value_codec.h"

#include <algorithm>
#include <limits>

#include <isa-l/crc.h>

namespace walz {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kHeadBytes = 1 + 8;
constexpr std::size_t kCrcBytes = 4;

void AppendLittleEndian(std::string& bytes, std::uint64_t number, int byte_count) {
  for (int i = 0; i < byte_count; ++i) bytes += static_cast<char>(number >> (8 * i));
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

std::string SealValue(absl::string_view key, absl::string_view payload, Revision revision) {
  std::string sealed;
  sealed.reserve(kHeadBytes + payload.size() + kCrcBytes);
  sealed += kVersion;
  AppendLittleEndian(sealed, static_cast<std::uint64_t>(revision), 8);
  sealed.append(payload.data(), payload.size());
  AppendLittleEndian(sealed, Crc32c(sealed, Crc32c(key)), 4);
  return sealed;
}

std::optional<OpenedValue> OpenValue(absl::string_view key, absl::string_view sealed) {
  if (sealed.size() < kHeadBytes + kCrcBytes || sealed[0] != kVersion) return std::nullopt;
  const absl::string_view covered = sealed.substr(0, sealed.size() - kCrcBytes);
  if (ReadLittleEndian(sealed.substr(covered.size())) != Crc32c(covered, Crc32c(key))) return std::nullopt;
  return OpenedValue{covered.substr(kHeadBytes), static_cast<Revision>(ReadLittleEndian(covered.substr(1, 8)))};
}

}  // namespace walz
