// The lists within profile messages (wishes, pair marks, host ranks) <-> facts; files are rows of their own for them.

#ifndef SERVICE_MESSAGES_LIST_MESSAGES_H_
#define SERVICE_MESSAGES_LIST_MESSAGES_H_

#include <vector>

#include <absl/types/span.h>

#include "service/messages/profile_messages.h"

namespace walz {

inline constexpr int kWishesMax = 1'000;
inline constexpr int kPairMarksMax = 1'000;
inline constexpr int kHostRanksMax = 100'000;

// Append the rows of one message.  False, and faults such as `wishes[2].rank`, where one cannot stand, or contradicts
// another of the same message; then nothing is appended.
bool ReadWishes(const v1::Apprentice& message, MessageScope& scope, std::vector<WishFact>& rows,
                std::vector<FieldFault>& faults);
bool ReadPairs(const v1::Apprentice& message, MessageScope& scope, std::vector<PairFact>& rows,
               std::vector<FieldFault>& faults);
bool ReadHostRanks(const v1::Opening& message, MessageScope& scope, std::vector<HostRankFact>& rows,
                   std::vector<FieldFault>& faults);

// Replace the list of a message by rows that are all of it, in canonical order.
void SetWishes(absl::Span<const WishFact> rows, v1::Apprentice& message);
void SetPairs(absl::Span<const PairFact> rows, v1::Apprentice& message);
void SetHostRanks(absl::Span<const HostRankFact> rows, v1::Opening& message);

}  // namespace walz

#endif  // SERVICE_MESSAGES_LIST_MESSAGES_H_
