// Advisor: answers about pairs as the facts stand now: why, why not, and who or where else.
//
// Never waits for a run.  The side of the hosts is linked once for a round and kept while neither openings, companies,
// centres nor schemes change; an apprentice joins it for the time of a question.  Answers are those that a run over the
// same facts would give.
//
// Thread rule: all methods from any thread.  They take milliseconds: call them on a worker.

#ifndef SERVICE_APP_MIRROR_ADVISOR_H_
#define SERVICE_APP_MIRROR_ADVISOR_H_

#include <memory>

#include <absl/status/statusor.h>
#include <walz/v1/matching_service.pb.h>

#include "service/app/mirror/mirror.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/call/right_of_way.h"
#include "service/store/store.h"

namespace walz {

class Advisor {
 public:
  // All must outlive this object.  `thread_count` threads share what goes over all apprentices.
  Advisor(const Store& store, const Mirror& mirror, RightOfWay& way, int thread_count);
  ~Advisor();

  absl::StatusOr<v1::ExplainPairResponse> ExplainPair(const Call& call, const v1::ExplainPairRequest& request);
  absl::StatusOr<v1::ExplainApprenticeResponse> ExplainApprentice(const Call& call,
                                                                  const v1::ExplainApprenticeRequest& request);
  absl::StatusOr<v1::SuggestOpeningsResponse> SuggestOpenings(const Call& call,
                                                              const v1::SuggestOpeningsRequest& request);
  absl::StatusOr<v1::SuggestApprenticesResponse> SuggestApprentices(const Call& call,
                                                                    const v1::SuggestApprenticesRequest& request);
  // REFERENCE_MISSING.
  absl::StatusOr<v1::TryPlacementResponse> TryPlacement(const Call& call, const v1::TryPlacementRequest& request);

  // Its methods of MatchingService.
  void Register(MethodSet& methods);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_ADVISOR_H_
