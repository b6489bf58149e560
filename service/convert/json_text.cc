#include "service/convert/json_text.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

namespace walz {

void JsonText::StartItem() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!first_) text_ += ',';
  if (depth_ > 0) {
    text_ += '\n';
    text_.append(static_cast<std::size_t>(2 * depth_), ' ');
  }
  first_ = false;
}

JsonText& JsonText::Key(absl::string_view key) {
  StartItem();
  AppendQuoted(key);
  text_ += ": ";
  after_key_ = true;
  return *this;
}

JsonText& JsonText::Value(absl::string_view text) {
  StartItem();
  absl::StrAppend(&text_, text);
  return *this;
}

JsonText& JsonText::String(absl::string_view value) {
  StartItem();
  AppendQuoted(value);
  return *this;
}

JsonText& JsonText::Int(std::int64_t value) { return Value(absl::StrCat(value)); }
JsonText& JsonText::Bool(bool value) { return Value(value ? "true" : "false"); }
JsonText& JsonText::Number(absl::string_view digits) { return Value(digits); }

JsonText& JsonText::Begin(char bracket) {
  StartItem();
  text_ += bracket;
  ++depth_;
  first_ = true;
  return *this;
}

JsonText& JsonText::End(char bracket) {
  --depth_;
  if (!first_) {
    text_ += '\n';
    text_.append(static_cast<std::size_t>(2 * depth_), ' ');
  }
  text_ += bracket;
  first_ = false;
  return *this;
}

std::string JsonText::Take() {
  text_ += '\n';
  return std::move(text_);
}

void JsonText::AppendQuoted(absl::string_view value) {
  text_ += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&text_, "\\u%04x", static_cast<unsigned>(c));
    } else {
      text_ += c;
    }
  }
  text_ += '"';
}

}  // namespace walz
