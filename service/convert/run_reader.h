// Reading a run back: for the verifier, which trusts no file, and for questions about a run.

#ifndef SERVICE_CONVERT_RUN_READER_H_
#define SERVICE_CONVERT_RUN_READER_H_

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// What the files of a run claim; nothing is checked but that it can be read and speaks of these facts.
struct StoredRun {
  RunOutcome outcome;
  std::string explained;
  std::string input_hash;
};

// FailedPrecondition if the run was made from facts with another hash.
absl::StatusOr<StoredRun> ReadRun(const std::string& dir, const Problem& problem, const RuleBook& rules,
                                  const std::string& input_hash);

// Checks every claim of a run folder: the outcome by the auditor, and every cell and figure of its files against what
// the facts say.  The first that does not hold comes back as a status that says what, where, and both figures.
absl::Status VerifyRun(const std::string& dir, const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                       const std::string& input_hash, const WorkOptions& work);

}  // namespace walz

#endif  // SERVICE_CONVERT_RUN_READER_H_
