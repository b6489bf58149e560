#include "service/messages/cell_text.h"

#include <algorithm>
#include <charconv>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "service/convert/csv_reader.h"
#include "service/convert/utf8.h"

namespace walz {
namespace {

bool HasStrayBytes(absl::string_view text) {
  bool stray = false;
  for (const char c : text) stray |= c == '\0' || c == '\r';
  return stray;
}

CellFault StrayBytes() {
  return {"bad_encoding", "NUL bytes and carriage returns cannot stand in a file; leave them out"};
}

// An id that needs no unescaping.
bool IsPlainId(absl::string_view id) {
  bool plain = !id.empty() && id.size() <= kIdCharactersMax;
  for (const char c : id) plain &= c != '%' && c != '/' && static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
  return plain;
}

struct NameWords {
  absl::string_view parent;  // Empty: the collection has none.
  absl::string_view own;
};

NameWords WordsOf(Collection collection) {
  switch (collection) {
    case Collection::kApprentices:
      return {"centres/", "/apprentices/"};
    case Collection::kOpenings:
      return {"companies/", "/openings/"};
    case Collection::kCentres:
      return {"", "centres/"};
    default:
      return {"", "companies/"};
  }
}

}  // namespace

bool CellText::SetName(Collection collection, const std::string& name) {
  const NameWords words = WordsOf(collection);
  absl::string_view rest = name;
  // Nearly all names: no escapes, so views of the name do.
  if (absl::ConsumePrefix(&rest, words.parent)) {
    const std::size_t at = words.parent.empty() ? 0 : rest.find('/');
    parent_ = rest.substr(0, at);
    rest.remove_prefix(std::min(at, rest.size()));
    if (absl::ConsumePrefix(&rest, words.own) && IsPlainId(rest) && (words.parent.empty() || IsPlainId(parent_))) {
      id_ = rest;
      return true;
    }
  }
  escaped_name_ = ParseName(name);
  if (!escaped_name_ || escaped_name_->collection != collection) return false;
  parent_ = escaped_name_->ids.front();
  id_ = escaped_name_->ids.back();
  return true;
}

void CellText::Text(absl::string_view value) {
  Begin();
  text_ = absl::StripAsciiWhitespace(value);
  if (HasStrayBytes(text_)) fault_ = StrayBytes();
}

void CellText::Number(bool given, int value) {
  Begin();
  text_ = {};
  if (!given) return;
  const auto end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), value).ptr;
  text_ = absl::string_view(digits_.data(), static_cast<std::size_t>(end - digits_.data()));
}

void CellText::Degrees(bool given, double value) {
  Begin();
  text_ = {};
  if (!given) return;
  // The shortest digits that read back as the same number, without exponent.
  const auto end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), value, std::chars_format::fixed).ptr;
  text_ = absl::string_view(digits_.data(), static_cast<std::size_t>(end - digits_.data()));
}

void CellText::YesNo(bool given, bool value) {
  Begin();
  text_ = !given ? "" : value ? "yes" : "no";
}

void CellText::Word(absl::Span<const absl::string_view> words, int value) {
  Begin();
  text_ = {};
  if (value == 0) return;
  if (value > 0 && static_cast<std::size_t>(value) <= words.size()) {
    text_ = words[static_cast<std::size_t>(value) - 1];
  } else {
    Number(true, value);  // No word: refused when it is read.
  }
}

void CellText::List(const FieldItems& items, char separator) {
  Begin();
  text_ = {};
  if (items.empty()) return;
  items_ = &items;
  for (int i = 0; i < items.size() && !fault_; ++i) {
    const absl::string_view item = items[i];
    if (HasStrayBytes(item)) {
      fault_ = StrayBytes();
    } else if (absl::StripAsciiWhitespace(item).empty()) {
      fault_ = CellFault{"missing_value", "an item must not be empty"};
    } else if (absl::StrContains(item, separator)) {
      fault_ = CellFault{"bad_list", absl::StrCat("give each item alone, without `", std::string(1, separator), "`")};
    }
    if (fault_) bad_item_ = i;
  }
  if (items.size() == 1) {
    text_ = absl::StripAsciiWhitespace(items[0]);
  } else {
    joined_.clear();
    for (const std::string& item : items) {
      if (!joined_.empty()) joined_ += separator;
      joined_ += item;
    }
    text_ = absl::StripAsciiWhitespace(joined_);
  }
  if (!fault_ && text_.size() > CsvReader::kCellCharactersMax &&
      CountCharacters(text_) > CsvReader::kCellCharactersMax) {
    fault_ = CellFault{"too_long",
                       absl::StrCat("all items together have at most ", CsvReader::kCellCharactersMax, " characters")};
  }
}

}  // namespace walz
