// MessageColumn: which field of a message holds what a column of the CSV file holds.
//
// Internal to service/messages.  The lists stand in the order of the columns in service/convert, name by name; a test
// compares them.

#ifndef SERVICE_MESSAGES_MESSAGE_COLUMNS_H_
#define SERVICE_MESSAGES_MESSAGE_COLUMNS_H_

#include <absl/strings/string_view.h>
#include <absl/types/span.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/opening.pb.h>

#include "service/messages/cell_text.h"

namespace walz {

template <typename Message>
struct MessageColumn {
  absl::string_view column;
  absl::string_view field;
  void (*cell)(const Message& message, CellText& text);
};

template <typename Message>
absl::Span<const MessageColumn<Message>> MessageColumnsOf();
template <>
absl::Span<const MessageColumn<v1::Centre>> MessageColumnsOf();
template <>
absl::Span<const MessageColumn<v1::Company>> MessageColumnsOf();
template <>
absl::Span<const MessageColumn<v1::Opening>> MessageColumnsOf();
template <>
absl::Span<const MessageColumn<v1::Apprentice>> MessageColumnsOf();
template <>
absl::Span<const MessageColumn<v1::Wish>> MessageColumnsOf();
template <>
absl::Span<const MessageColumn<v1::PairMark>> MessageColumnsOf();
template <>
absl::Span<const MessageColumn<v1::HostRank>> MessageColumnsOf();

}  // namespace walz

#endif  // SERVICE_MESSAGES_MESSAGE_COLUMNS_H_
