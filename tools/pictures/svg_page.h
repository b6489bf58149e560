// SvgPage: an SVG document, element by element, with the patterns and fonts of all pictures.
//
// Text is escaped; what XML cannot hold is replaced.  Figures are integers, so that the same data gives the same bytes.
// Thread rule: not for concurrent use.

#ifndef TOOLS_PICTURES_SVG_PAGE_H_
#define TOOLS_PICTURES_SVG_PAGE_H_

#include <cstddef>
#include <string>

#include <absl/strings/string_view.h>

namespace walz {

// `text` as XML has it: & < > " ' escaped, control characters and bytes that are no UTF-8 replaced.
std::string XmlText(absl::string_view text);

class SvgPage {
 public:
  // Pixels; `title` and `description` are what a screen reader says.
  SvgPage(int width, int height, absl::string_view title, absl::string_view description);

  enum class Anchor { kStart, kMiddle, kEnd };
  enum class Weight { kNormal, kBold };
  // `y` is the base line.
  void Text(int x, int y, absl::string_view text, Anchor anchor = Anchor::kStart, Weight weight = Weight::kNormal);
  // Filled with the pattern of `part` (see PatternOf); `tip` is told when one points at it; may be empty.
  void Bar(int x, int y, int width, int height, std::size_t part, absl::string_view tip);
  // Its outline alone.
  void Frame(int x, int y, int width, int height);
  void Line(int x1, int y1, int x2, int y2, bool dashed);

  // The document, with a line end.
  std::string Take();

 private:
  std::string text_;
};

}  // namespace walz

#endif  // TOOLS_PICTURES_SVG_PAGE_H_
