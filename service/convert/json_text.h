// JsonText: writes JSON for people and programs: two spaces a level, keys in the order of the calls, same bytes always.

#ifndef SERVICE_CONVERT_JSON_TEXT_H_
#define SERVICE_CONVERT_JSON_TEXT_H_

#include <cstdint>
#include <string>
#include <utility>

#include <absl/strings/string_view.h>

namespace walz {

class JsonText {
 public:
  // Inside an object, every value follows its key.
  JsonText& Key(absl::string_view key);
  JsonText& String(absl::string_view value);
  JsonText& Int(std::int64_t value);
  JsonText& Bool(bool value);
  JsonText& Number(absl::string_view digits);  // As it is to stand in the text.
  JsonText& BeginObject() { return Begin('{'); }
  JsonText& EndObject() { return End('}'); }
  JsonText& BeginArray() { return Begin('['); }
  JsonText& EndArray() { return End(']'); }

  const std::string& text() const { return text_; }  // As far as it is written.
  // The whole text and a line end.
  std::string Take();

 private:
  JsonText& Begin(char bracket);
  JsonText& End(char bracket);
  JsonText& Value(absl::string_view text);
  void StartItem();
  void AppendQuoted(absl::string_view value);

  std::string text_;
  int depth_ = 0;
  bool first_ = true;       // Nothing stands in the innermost bracket yet.
  bool after_key_ = false;  // The next value belongs to the key just written.
};

}  // namespace walz

#endif  // SERVICE_CONVERT_JSON_TEXT_H_
