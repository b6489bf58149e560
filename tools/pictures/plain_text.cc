#include "tools/pictures/plain_text.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

namespace walz {
namespace {

bool StartsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }

}  // namespace

std::size_t WidthOf(absl::string_view text) {
  std::size_t width = 0;
  for (const char c : text) width += StartsCodePoint(c) ? 1 : 0;
  return width;
}

std::string CutTo(absl::string_view text, std::size_t width) {
  if (WidthOf(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::size_t end = 0;
  for (std::size_t points = 0; end < text.size(); ++end) {
    if (StartsCodePoint(text[end]) && ++points == width) break;
  }
  return absl::StrCat(text.substr(0, end), "…");
}

std::string LeftIn(absl::string_view text, std::size_t width) {
  std::string cut = CutTo(text, width);
  return absl::StrCat(cut, std::string(width - WidthOf(cut), ' '));
}

std::string RightIn(absl::string_view text, std::size_t width) {
  std::string cut = CutTo(text, width);
  return absl::StrCat(std::string(width - WidthOf(cut), ' '), cut);
}

std::string Wrapped(absl::string_view text, std::size_t width) {
  std::string wrapped;
  std::size_t column = 0;
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    const std::size_t columns = WidthOf(word);
    if (column > 0 && column + 1 + columns > width) {
      wrapped += '\n';
      column = 0;
    } else if (!wrapped.empty()) {
      wrapped += ' ';
      ++column;
    }
    absl::StrAppend(&wrapped, word);
    column += columns;
  }
  return wrapped;
}

std::string Printable(absl::string_view text) {
  std::string printable;
  printable.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080..U+009F, which some terminals obey, are 0xC2 0x80..0x9F in UTF-8.
    const bool is_c1 = byte == 0xC2u && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0u;
    const bool is_control = is_c1 || byte < 0x20u || byte == 0x7Fu;
    printable += is_control ? '?' : text[i];
    if (is_c1) ++i;
  }
  return printable;
}

std::string Grouped(std::int64_t number) {
  std::string digits = absl::StrCat(number);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

}  // namespace walz
