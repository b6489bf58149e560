#include "service/convert/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace walz {
namespace {

bool ContinuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The length of the well-formed character at the front of `text`, or 0.  REQUIRES: not empty.
std::size_t CharacterSize(absl::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (!ContinuesCharacter(text[i])) return 0;
  }
  // The second byte tells overlong forms, surrogates and code points that do not exist.
  const auto second = static_cast<unsigned char>(text[1]);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second > 0x9F;
  const bool too_high = lead == 0xF4 && second > 0x8F;
  return overlong || surrogate || too_high ? 0 : size;
}

}  // namespace

bool IsPlainAscii(absl::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    // The top bit of a byte of (word - 0x01..) is set where the byte is 0; a false alarm needs a byte above 0x7F.
    if (((word | (word - 0x0101010101010101u)) & 0x8080808080808080u) != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if (static_cast<signed char>(text[i]) <= 0) return false;
  }
  return true;
}

std::size_t FindInvalidUtf8(absl::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t size = CharacterSize(text.substr(at));
    if (size == 0) break;
    at += size;
  }
  return at;
}

std::size_t CountCharacters(absl::string_view text) {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), ContinuesCharacter));
}

absl::string_view LastCharacters(absl::string_view text, std::size_t count) {
  std::size_t first = text.size();
  while (first > 0 && count > 0) {
    --first;
    if (!ContinuesCharacter(text[first])) --count;
  }
  return text.substr(first);
}

}  // namespace walz
