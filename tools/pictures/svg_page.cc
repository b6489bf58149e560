#include "tools/pictures/svg_page.h"

#include <cstdint>
#include <utility>

#include <absl/strings/str_cat.h>

namespace walz {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// The bytes of the UTF-8 character at the begin of `text` that XML 1.0 can hold; 0: there is none.
std::size_t CharacterBytes(absl::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return 1;
  std::size_t count = 0;
  std::uint32_t point = 0;
  if ((byte(0) & 0xE0u) == 0xC0u) {
    count = 2;
    point = byte(0) & 0x1Fu;
  } else if ((byte(0) & 0xF0u) == 0xE0u) {
    count = 3;
    point = byte(0) & 0x0Fu;
  } else if ((byte(0) & 0xF8u) == 0xF0u) {
    count = 4;
    point = byte(0) & 0x07u;
  }
  if (count == 0 || text.size() < count) return 0;
  for (std::size_t i = 1; i < count; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return 0;
    point = point << 6u | (byte(i) & 0x3Fu);
  }
  static constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  const bool noncharacter = point == 0xFFFE || point == 0xFFFF;
  return point < kLeast[count] || point > 0x10FFFF || surrogate || noncharacter ? 0 : count;
}

absl::string_view WordOf(SvgPage::Anchor anchor) {
  switch (anchor) {
    case SvgPage::Anchor::kStart:
      return "start";
    case SvgPage::Anchor::kMiddle:
      return "middle";
    case SvgPage::Anchor::kEnd:
      return "end";
  }
  return "start";
}

// Solid, hatched, dotted; all in one ink, so that they can be told apart in black and white.
constexpr char kHead[] =
    "<defs>\n"
    "<pattern id=\"part1\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/>"
    "<rect width=\"3\" height=\"6\" fill=\"#2b4c7e\"/></pattern>\n"
    "<pattern id=\"part2\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">"
    "<rect width=\"5\" height=\"5\" fill=\"#fff\"/><circle cx=\"2\" cy=\"2\" r=\"1\" fill=\"#2b4c7e\"/></pattern>\n"
    "</defs>\n"
    "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";

}  // namespace

std::string XmlText(absl::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  while (!text.empty()) {
    const std::size_t count = CharacterBytes(text);
    const char c = text.front();
    if (count == 0) {
      escaped.append(kReplacement.data(), kReplacement.size());
    } else if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else if (c == '\'') {
      escaped += "&#39;";
    } else if (count == 1 && (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)) {
      escaped += '?';
    } else {
      escaped.append(text.data(), count);
    }
    text.remove_prefix(count == 0 ? 1 : count);
  }
  return escaped;
}

SvgPage::SvgPage(int width, int height, absl::string_view title, absl::string_view description) {
  absl::StrAppend(&text_, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" ",
                  "width=\"", width, "\" height=\"", height, "\" viewBox=\"0 0 ", width, " ", height,
                  "\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"sans-serif\" font-size=\"12\" ",
                  "fill=\"#1a1a1a\">\n<title id=\"title\">", XmlText(title), "</title>\n<desc id=\"desc\">",
                  XmlText(description), "</desc>\n", kHead);
}

void SvgPage::Text(int x, int y, absl::string_view text, Anchor anchor, Weight weight) {
  absl::StrAppend(&text_, "<text x=\"", x, "\" y=\"", y, "\"");
  if (anchor != Anchor::kStart) absl::StrAppend(&text_, " text-anchor=\"", WordOf(anchor), "\"");
  if (weight == Weight::kBold) absl::StrAppend(&text_, " font-weight=\"bold\"");
  absl::StrAppend(&text_, ">", XmlText(text), "</text>\n");
}

void SvgPage::Bar(int x, int y, int width, int height, std::size_t part, absl::string_view tip) {
  const std::string fill = part == 0 ? "#2b4c7e" : absl::StrCat("url(#part", part, ")");
  absl::StrAppend(&text_, "<rect x=\"", x, "\" y=\"", y, "\" width=\"", width, "\" height=\"", height, "\" fill=\"",
                  fill, "\" stroke=\"#2b4c7e\" stroke-width=\"1\"");
  if (tip.empty()) {
    absl::StrAppend(&text_, "/>\n");
  } else {
    absl::StrAppend(&text_, "><title>", XmlText(tip), "</title></rect>\n");
  }
}

void SvgPage::Frame(int x, int y, int width, int height) {
  absl::StrAppend(&text_, "<rect x=\"", x, "\" y=\"", y, "\" width=\"", width, "\" height=\"", height,
                  "\" fill=\"none\" stroke=\"#999\" stroke-width=\"1\"/>\n");
}

void SvgPage::Line(int x1, int y1, int x2, int y2, bool dashed) {
  absl::StrAppend(&text_, "<line x1=\"", x1, "\" y1=\"", y1, "\" x2=\"", x2, "\" y2=\"", y2,
                  "\" stroke=\"#1a1a1a\" stroke-width=\"1\"", dashed ? " stroke-dasharray=\"4 3\"" : "", "/>\n");
}

std::string SvgPage::Take() {
  absl::StrAppend(&text_, "</svg>\n");
  return std::exchange(text_, {});
}

}  // namespace walz
