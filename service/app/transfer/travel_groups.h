// TravelGroups: the travel groups of a table of apprentices, and which of them have one member there.
//
// A group of one contradicts itself in a run.  In an import it may have its other members in the store already, so that
// it is worth a warning and no more.
//
// Internal to service/app/transfer.  Thread rule: not for concurrent use.

#ifndef SERVICE_APP_TRANSFER_TRAVEL_GROUPS_H_
#define SERVICE_APP_TRANSFER_TRAVEL_GROUPS_H_

#include <cstdint>
#include <string>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>

#include "service/convert/input_report.h"

namespace walz {

class TravelGroups {
 public:
  // True if it is the first of its group.
  bool Count(absl::string_view group, std::int64_t row);

  // Names the first of them, by row.
  void WarnOfSingles(ReadReport& report) const;

 private:
  struct Members {
    std::int64_t row = 0;  // The first one's.
    std::int64_t count = 0;
  };
  absl::flat_hash_map<std::string, Members> members_;
};

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_TRAVEL_GROUPS_H_
