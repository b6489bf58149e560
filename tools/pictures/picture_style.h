// PictureStyle: what a terminal can show.

#ifndef TOOLS_PICTURES_PICTURE_STYLE_H_
#define TOOLS_PICTURES_PICTURE_STYLE_H_

#include <cstddef>
#include <string>

#include <absl/strings/string_view.h>

namespace walz {

inline constexpr std::size_t kPartsMax = 3;
inline constexpr std::size_t kPictureWidthDefault = 100;  // Where the terminal's width is not known.
inline constexpr std::size_t kPictureWidthMin = 40;
inline constexpr std::size_t kPictureWidthMax = 160;  // Longer lines are not read better.

struct PictureStyle {
  std::size_t width = kPictureWidthDefault;  // Columns.
  bool ascii = false;                        // No characters but ASCII in what is drawn; labels stay as they are.
  std::size_t rows_max = 40;                 // Of hosts; others are summed up.
};

// The style's width within its bounds.
std::size_t WidthOf(const PictureStyle& style);

// One character of a part's pattern: full, half and light blocks, or `#`, `=`, `.`.
absl::string_view PatternOf(std::size_t part, const PictureStyle& style);

// The picture as it is to be shown: where only ASCII is drawn, what was cut ends with `~`.
std::string Drawn(std::string picture, const PictureStyle& style);

}  // namespace walz

#endif  // TOOLS_PICTURES_PICTURE_STYLE_H_
