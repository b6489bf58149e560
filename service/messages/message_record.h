// MessageRecord: a message as a FieldRecord, so that the column readers of the files read it.
//
// Internal to service/messages.  Thread rule: not for concurrent use.

#ifndef SERVICE_MESSAGES_MESSAGE_RECORD_H_
#define SERVICE_MESSAGES_MESSAGE_RECORD_H_

#include <string>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "service/call/errors.h"
#include "service/convert/column.h"
#include "service/messages/message_columns.h"

namespace walz {

template <typename Message, typename Row>
class MessageRecord final : public FieldRecord {
 public:
  // Paths of faults begin with `prefix`, such as `wishes[2].`.  All must outlive this.
  MessageRecord(const TableShape<Row>& shape, ReadScope& scope, const std::string& prefix,
                std::vector<FieldFault>& faults)
      : FieldRecord(scope), shape_(shape), prefix_(prefix), faults_(faults) {}

  bool ReadNamed(Collection collection, const Message& message, Row& row) {
    name_is_bad_ = !text_.SetName(collection, message.name());
    if (name_is_bad_) {
      Report("id", message.name(), {"bad_name", "write the resource's name, such as centres/C-1"});
    } else if (IsPadded(text_.id()) || IsPadded(text_.parent())) {
      Report("id", message.name(), {"bad_name", "an id neither begins nor ends with a blank"});
    }
    return Read(message, row);
  }

  // The row of `id`, which was checked before.
  bool ReadListed(absl::string_view id, const Message& message, Row& row) {
    text_.SetId(id);
    other_.SetId(id);
    return Read(message, row);
  }

  absl::string_view CellOf(std::size_t column) const override {
    MessageColumnsOf<Message>()[column].cell(*message_, other_);
    return other_.text();
  }
  ColumnName column(std::size_t i) const override { return {shape_.columns[i].name, shape_.columns[i].required}; }

 private:
  static bool IsPadded(absl::string_view id) { return absl::StripAsciiWhitespace(id).size() != id.size(); }

  bool Read(const Message& message, Row& row) {
    message_ = &message;
    row = shape_.blank;
    const absl::Span<const MessageColumn<Message>> fields = MessageColumnsOf<Message>();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      fields[i].cell(message, text_);
      const absl::string_view text = text_.text();
      if (text_.fault()) {
        item_ = text_.bad_item();
        Report(fields[i].column, text, *text_.fault());
        item_ = kNoItem;
      } else if (!text.empty()) {
        Cell cell(*this, i, text);
        reading_ = i;
        shape_.columns[i].read(cell, row);
        reading_ = kNoColumn;
      } else if (shape_.columns[i].required && !(name_is_bad_ && fields[i].field == "name")) {
        Report(fields[i].column, "", {"missing_value", "must not be empty"});
      }
    }
    if (shape_.finish != nullptr) shape_.finish(*this, row);
    return !record_is_bad();
  }

  void OnFault(absl::string_view column, absl::string_view, CellFault fault) override {
    if (probing_) {
      probe_failed_ = true;
      return;
    }
    int item = item_;
    if (reading_ != kNoColumn && text_.items() != nullptr) item = FindBadItem(reading_, *text_.items());
    faults_.push_back({item == kNoItem ? absl::StrCat(prefix_, FieldOf(column))
                                       : absl::StrCat(prefix_, FieldOf(column), "[", item, "]"),
                       std::move(fault.code), std::move(fault.hint)});
  }

  static absl::string_view FieldOf(absl::string_view column) {
    for (const MessageColumn<Message>& field : MessageColumnsOf<Message>()) {
      if (field.column == column) return field.field;
    }
    return column;
  }

  // The item of a list that cannot be read alone either.
  int FindBadItem(std::size_t column, const FieldItems& items) {
    Row row = shape_.blank;
    probing_ = true;
    probe_failed_ = false;
    int item = 0;
    for (; item < items.size() && !probe_failed_; ++item) {
      Cell cell(*this, column, absl::StripAsciiWhitespace(items[item]));
      shape_.columns[column].read(cell, row);
    }
    probing_ = false;
    return probe_failed_ ? item - 1 : kNoItem;
  }

  static constexpr int kNoItem = -1;
  static constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

  const TableShape<Row>& shape_;
  const std::string& prefix_;
  std::vector<FieldFault>& faults_;
  const Message* message_ = nullptr;
  CellText text_;
  mutable CellText other_;  // Of CellOf, which must leave text_ alone.
  std::size_t reading_ = kNoColumn;
  int item_ = kNoItem;
  bool name_is_bad_ = false;
  bool probing_ = false;
  bool probe_failed_ = false;
};

}  // namespace walz

#endif  // SERVICE_MESSAGES_MESSAGE_RECORD_H_
