// The certificate of a stored run, for whoever explains what the run did.

#ifndef SERVICE_APP_RUNS_STORED_CERTIFICATE_H_
#define SERVICE_APP_RUNS_STORED_CERTIFICATE_H_

#include <stop_token>

#include <absl/status/statusor.h>
#include <walz/v1/run.pb.h>

#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"
#include "service/store/store.h"

namespace walz {

// NotFound if it has none; InvalidArgument if it is of other facts than `problem`, or cannot be read; Cancelled.
absl::StatusOr<Certificate> ReadStoredCertificate(const StoreSnapshot& snapshot, const v1::Run& run,
                                                  const Problem& problem, const RuleBook& rules, std::stop_token stop);

}  // namespace walz

#endif  // SERVICE_APP_RUNS_STORED_CERTIFICATE_H_
