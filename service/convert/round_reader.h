// ReadRound: the text of a round.json becomes a Round with all defaults filled in.

#ifndef SERVICE_CONVERT_ROUND_READER_H_
#define SERVICE_CONVERT_ROUND_READER_H_

#include <array>
#include <optional>

#include <absl/strings/string_view.h>

#include "engine/model/catalogue.h"
#include "engine/model/round.h"
#include "service/convert/json_reader.h"

namespace walz {

namespace v1 {
class Round;
}

// What the criteria weigh in a round without `weights`, by CriterionId: what people and hosts ask for first, then what
// they heard of last time, then how well the work fits; cost and distance break near ties.
inline constexpr std::array<int, kCriterionCount> kDefaultWeights = {30, 20, 10, 15, 5, 5, 5, 3, 2, 20, 0};

// None if there is a fault.
std::optional<Round> ReadRound(absl::string_view text, const Catalogue& catalogue, const JsonFaults& faults);

// The same of a message, whose `no_accepted_actions` tells an empty list from none.
std::optional<Round> ReadRoundMessage(const v1::Round& message, const Catalogue& catalogue, const JsonFaults& faults);

}  // namespace walz

#endif  // SERVICE_CONVERT_ROUND_READER_H_
