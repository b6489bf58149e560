// ProfileCandidate: a row of profiles on its way from the reader to the planner, and blocks of them.
//
// Internal to service/app/transfer.

#ifndef SERVICE_APP_TRANSFER_PROFILE_CANDIDATE_H_
#define SERVICE_APP_TRANSFER_PROFILE_CANDIDATE_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/types/span.h>

#include "service/app/transfer/profile_traits.h"
#include "service/convert/input_report.h"

namespace walz {

template <typename Message>
struct ProfileCandidate {
  std::int64_t row = 0;
  bool bad = false;   // Something of it was reported.
  std::string id;     // Empty: it could not be read.
  std::string name;   // Empty: id or parent could not be read.
  std::string key;    // Empty where `name` is.
  std::string group;  // Travel group; empty: none.
  std::vector<RowReference> references;
  Message message;  // Canonical, without times.  Not of bad rows.
  bool lists_given = false;
};

// Rows, and what was wrong with their cells.
template <typename Message>
struct CandidateBlock {
  std::vector<ProfileCandidate<Message>> candidates;  // Used again and again: a message holds much memory.
  std::size_t count = 0;
  std::vector<InputError> errors;  // The first kReportedErrorsMax.
  std::int64_t error_count = 0;    // All of them.

  absl::Span<ProfileCandidate<Message>> filled() { return absl::MakeSpan(candidates).subspan(0, count); }
};

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_PROFILE_CANDIDATE_H_
