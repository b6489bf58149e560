// A small strict XML reader: says what is not well formed; for tests of SVG, which may not be judged by who writes it.
//
// Knows elements, attributes, text, the five named and the numeric character references, and the XML declaration.

#ifndef TESTS_TOOLS_PICTURES_XML_READER_H_
#define TESTS_TOOLS_PICTURES_XML_READER_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/string_view.h>

namespace walz {

struct XmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;  // As written.
  std::string text;                               // Of its own, unescaped.
  std::size_t depth = 0;
};

class XmlReader {
 public:
  // Elements in the order of their begin.  `error` is empty if the document is well formed.
  static std::vector<XmlElement> Read(absl::string_view text, std::string& error) {
    XmlReader reader(text);
    if (!reader.ReadAll()) error = reader.error_.empty() ? "not well formed" : reader.error_;
    return reader.elements_;
  }

 private:
  explicit XmlReader(absl::string_view text) : text_(text) {}

  bool Fail(const std::string& error) {
    if (error_.empty()) error_ = error + " at byte " + std::to_string(at_);
    return false;
  }
  bool Take(absl::string_view word) {
    if (!absl::StartsWith(text_.substr(at_), word)) return false;
    at_ += word.size();
    return true;
  }
  void SkipBlanks() {
    while (at_ < text_.size() && absl::StrContains(" \n\t\r", text_.substr(at_, 1))) ++at_;
  }
  std::string Name() {
    const std::size_t first = at_;
    while (at_ < text_.size() && !absl::StrContains(" \n\t\r=/><\"'&", text_.substr(at_, 1))) ++at_;
    return std::string(text_.substr(first, at_ - first));
  }
  // Characters up to `end`; no `<`, references resolved.
  bool Characters(char end, std::string& out) {
    while (at_ < text_.size() && text_[at_] != end) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (text_[at_] == '<') return Fail("a bare <");
      if (byte < 0x20 && byte != '\n' && byte != '\t' && byte != '\r') return Fail("a control character");
      if (text_[at_] != '&') {
        out += text_[at_++];
        continue;
      }
      const std::size_t semicolon = text_.find(';', at_);
      if (semicolon == absl::string_view::npos) return Fail("a bare &");
      static const std::map<std::string, std::string> kNamed = {
          {"&amp", "&"}, {"&lt", "<"}, {"&gt", ">"}, {"&quot", "\""}, {"&#39", "'"}};
      const auto named = kNamed.find(std::string(text_.substr(at_, semicolon - at_)));
      if (named == kNamed.end()) return Fail("an unknown reference");
      out += named->second;
      at_ = semicolon + 1;
    }
    return true;
  }
  bool ReadAll() {
    if (!Take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")) return Fail("no declaration");
    SkipBlanks();
    if (!Element(0)) return false;
    SkipBlanks();
    return at_ == text_.size() || Fail("something behind the end");
  }
  bool Element(std::size_t depth) {
    if (!Take("<")) return Fail("no element");
    XmlElement element;
    element.depth = depth;
    element.name = Name();
    if (element.name.empty()) return Fail("an element without name");
    while (true) {
      SkipBlanks();
      if (Take("/>")) {
        elements_.push_back(std::move(element));
        return true;
      }
      if (Take(">")) break;
      const std::string attribute = Name();
      std::string value;
      if (attribute.empty() || !Take("=\"")) return Fail("no attribute");
      if (!Characters('"', value) || !Take("\"")) return Fail("an attribute without end");
      if (!element.attributes.emplace(attribute, value).second) return Fail("an attribute twice");
    }
    const std::size_t own = elements_.size();
    const std::string name = element.name;
    elements_.push_back(std::move(element));
    while (true) {
      std::string text;
      if (!Characters('<', text)) return false;
      elements_[own].text += text;
      if (Take("</")) return (Take(name) && Take(">")) || Fail("the wrong end");
      if (!Element(depth + 1)) return false;
    }
  }

  absl::string_view text_;
  std::size_t at_ = 0;
  std::string error_;
  std::vector<XmlElement> elements_;
};

}  // namespace walz

#endif  // TESTS_TOOLS_PICTURES_XML_READER_H_
