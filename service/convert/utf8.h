// UTF-8: is a text well formed, and how many characters does it have?

#ifndef SERVICE_CONVERT_UTF8_H_
#define SERVICE_CONVERT_UTF8_H_

#include <cstddef>

#include <absl/strings/string_view.h>

namespace walz {

// Every byte is 0x01..0x7F.  Eight bytes a step.
bool IsPlainAscii(absl::string_view text);

// The position of the first byte that begins no well-formed character (overlong forms, surrogates and what lies above
// U+10FFFF are none), or text.size().
std::size_t FindInvalidUtf8(absl::string_view text);

// REQUIRES: well-formed text.
std::size_t CountCharacters(absl::string_view text);

// The last `count` characters of well-formed text, or all of them.
absl::string_view LastCharacters(absl::string_view text, std::size_t count);

}  // namespace walz

#endif  // SERVICE_CONVERT_UTF8_H_
