// RunMethods: MatchingService over a RunService: lists, proposals, files, streams.
//
// Internal to service/app/runs.  Thread rule: all methods from any thread.

#ifndef SERVICE_APP_RUNS_RUN_METHODS_H_
#define SERVICE_APP_RUNS_RUN_METHODS_H_

#include <absl/status/status.h>
#include <walz/v1/matching_service.pb.h>

#include "service/app/resources/snapshot_keeper.h"
#include "service/app/resources/standard_reads.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

class RunService;

class RunMethods {
 public:
  RunMethods(const Store& store, SnapshotKeeper& keeper);

  // This and `runs` must outlive `methods`.
  void Register(RunService& runs, MethodSet& methods) const;

 private:
  absl::Status ListProposals(const Call& call, const v1::ListProposalsRequest& request,
                             v1::ListProposalsResponse& response) const;
  absl::Status ReadRunFile(const Call& call, const v1::ReadRunFileRequest& request,
                           Writer<v1::ReadRunFileResponse>& writer) const;

  const Store& store_;
  const StandardReads reads_;
};

}  // namespace walz

#endif  // SERVICE_APP_RUNS_RUN_METHODS_H_
