// CellText: what a field of a message says as the text of a cell.
//
// Internal to service/messages.  Views live until the next value is set.  Thread rule: not for concurrent use.

#ifndef SERVICE_MESSAGES_CELL_TEXT_H_
#define SERVICE_MESSAGES_CELL_TEXT_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>
#include <google/protobuf/repeated_ptr_field.h>

#include "service/convert/cell.h"
#include "service/store/keys.h"

namespace walz {

using FieldItems = google::protobuf::RepeatedPtrField<std::string>;

// No number in plain notation is longer: 309 digits before the point, or 324 behind it and 17 that count.
inline constexpr std::size_t kNumberCharactersMax = 384;

class CellText {
 public:
  // Takes the ids out of a resource's name.  False if it is none of `collection`.
  bool SetName(Collection collection, const std::string& name);
  // The ids of a row without a name of its own.
  void SetId(absl::string_view id) { id_ = id; }
  absl::string_view id() const { return id_; }
  absl::string_view parent() const { return parent_; }

  // One of these sets the cell.
  void Text(absl::string_view value);
  void Number(bool given, int value);
  void Degrees(bool given, double value);
  void YesNo(bool given, bool value);
  // The word of an enum whose values are the words, counted from 1; 0 is an empty cell.
  void Word(absl::Span<const absl::string_view> words, int value);
  void List(const FieldItems& items, char separator);

  absl::string_view text() const { return text_; }
  // What no file could hold: a NUL byte, a carriage return, an item that would be none or two.
  const std::optional<CellFault>& fault() const { return fault_; }
  int bad_item() const { return bad_item_; }          // -1: none is to blame.
  const FieldItems* items() const { return items_; }  // Null: the field is no list.

 private:
  void Begin() {
    fault_.reset();
    items_ = nullptr;
    bad_item_ = -1;
  }

  absl::string_view id_;
  absl::string_view parent_;
  std::optional<ResourceName> escaped_name_;
  std::string joined_;
  std::array<char, kNumberCharactersMax> digits_;
  absl::string_view text_;
  std::optional<CellFault> fault_;
  const FieldItems* items_ = nullptr;
  int bad_item_ = -1;
};

}  // namespace walz

#endif  // SERVICE_MESSAGES_CELL_TEXT_H_
