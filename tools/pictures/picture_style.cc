#include "tools/pictures/picture_style.h"

#include <algorithm>

#include <absl/strings/str_replace.h>

namespace walz {

std::size_t WidthOf(const PictureStyle& style) { return std::clamp(style.width, kPictureWidthMin, kPictureWidthMax); }

absl::string_view PatternOf(std::size_t part, const PictureStyle& style) {
  static constexpr absl::string_view kBlocks[kPartsMax] = {"█", "▒", "░"};
  static constexpr absl::string_view kAscii[kPartsMax] = {"#", "=", "."};
  const std::size_t i = std::min(part, kPartsMax - 1);
  return style.ascii ? kAscii[i] : kBlocks[i];
}

std::string Drawn(std::string picture, const PictureStyle& style) {
  if (style.ascii) absl::StrReplaceAll({{"…", "~"}}, &picture);
  return picture;
}

}  // namespace walz
