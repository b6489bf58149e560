// Plain text: how wide text is, cut to a width, made safe to show, and numbers for people.
//
// Thread rule: pure functions.

#ifndef TOOLS_PICTURES_PLAIN_TEXT_H_
#define TOOLS_PICTURES_PLAIN_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include <absl/strings/string_view.h>

namespace walz {

// Columns that `text` takes: its UTF-8 code points.
std::size_t WidthOf(absl::string_view text);

// The first `width` columns of `text`, the last of them `…` if something was cut off.
std::string CutTo(absl::string_view text, std::size_t width);

// `text` with blanks behind, or before, so that it takes `width` columns; cut where it is wider.
std::string LeftIn(absl::string_view text, std::size_t width);
std::string RightIn(absl::string_view text, std::size_t width);

// `text` with line ends at blanks, so that no line takes more than `width` columns but for a longer word.
std::string Wrapped(absl::string_view text, std::size_t width);

// `text` with control characters replaced by `?`, so that no file can move the cursor or ring the bell.
std::string Printable(absl::string_view text);

// `1,234,567`.
std::string Grouped(std::int64_t number);

}  // namespace walz

#endif  // TOOLS_PICTURES_PLAIN_TEXT_H_
