// StandardReads: Get, List and BatchGet of any collection, over the field names that all requests share.
//
//   reads.Register(methods, *v1::GetRunRequest::descriptor()->file()->FindServiceByName("MatchingService"),
//                  KindOf(Collection::kRuns));            // GetRun, ListRuns
//
// For the collections with standard methods of writing see standard_methods.h, which registers these too.
// Thread rule: all methods may be called from any thread.

#ifndef SERVICE_APP_RESOURCES_STANDARD_READS_H_
#define SERVICE_APP_RESOURCES_STANDARD_READS_H_

#include <absl/status/status.h>
#include <google/protobuf/descriptor.h>

#include "service/app/resources/resource_kind.h"
#include "service/app/resources/snapshot_keeper.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

class StandardReads {
 public:
  // Both must outlive this.
  StandardReads(const Store& store, SnapshotKeeper& keeper);

  // Offers those of Get, List and BatchGet of `kind` that `service` declares.  This must outlive `methods`.
  void Register(MethodSet& methods, const google::protobuf::ServiceDescriptor& service, const ResourceKind& kind) const;

  absl::Status Get(const ResourceKind& kind, const Call& call, const AnyMessage& request, AnyMessage& response) const;
  absl::Status BatchGet(const ResourceKind& kind, const Call& call, const AnyMessage& request,
                        AnyMessage& response) const;
  absl::Status List(const ResourceKind& kind, const Call& call, const AnyMessage& request, AnyMessage& response) const;

 private:
  const Store& store_;
  SnapshotKeeper& keeper_;
};

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_STANDARD_READS_H_
