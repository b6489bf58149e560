// WriteCall: one call that writes: plan, commit, answer; planned again where somebody else was faster.
//
// Idempotency: the answer is kept with the commit, without etag, and answered to whoever sends the same request_id
// again. Where planning fails the store is asked first whether it knows the request_id, since what was done already,
// such as the creation of a resource, cannot be planned once more.
//
// Thread rule: a call is run once.

#ifndef SERVICE_APP_RESOURCES_WRITE_CALL_H_
#define SERVICE_APP_RESOURCES_WRITE_CALL_H_

#include <cstddef>
#include <functional>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "service/app/resources/resource_kind.h"
#include "service/app/resources/resource_validator.h"
#include "service/app/resources/write_planner.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

inline constexpr int kWriteAttemptsMax = 5;  // Of one call, each on a newer snapshot.
inline constexpr std::size_t kRequestIdCharactersMax = 64;
inline constexpr std::size_t kFaultsShownMax = 100;  // Of one call; the rest is counted.

struct WriteCall {
  const ResourceKind* kind = nullptr;
  const Call* call = nullptr;  // Copied; need not outlive RunWrite.
  // Live until `done`.
  const AnyMessage* request = nullptr;
  AnyMessage* response = nullptr;
  Done done;
  // Fills the answer, without etags.  Called once for each attempt.
  std::function<absl::Status(WritePlanner&, AnyMessage& response)> plan;
  // True: a further attempt may run on a thread of the store.  False: RunWrite blocks until the answer is given.
  bool quick = true;
};

// All but `write` must outlive the call.
void RunWrite(Store& store, const ResourceValidator& validator, const std::function<absl::Time()>& now,
              WriteCall write);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_WRITE_CALL_H_
