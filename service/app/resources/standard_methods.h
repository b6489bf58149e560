// StandardMethods: Get, List, Create, Update, Delete, Undelete and the batches of all collections that clients write:
// schemes, centres, apprentices, companies, openings, rounds, jobs.
//
// One implementation over the field names that all requests share (AIP-131 to 135, 164, 231 to 234); docs/api.md says
// what each does.  A write reads a snapshot, plans one commit that expects what it read, and plans again where somebody
// was faster.  Thread rule: all methods may be called from any thread.

#ifndef SERVICE_APP_RESOURCES_STANDARD_METHODS_H_
#define SERVICE_APP_RESOURCES_STANDARD_METHODS_H_

#include <functional>

#include <absl/time/time.h>
#include <google/protobuf/descriptor.h>

#include "service/app/resources/resource_validator.h"
#include "service/app/resources/snapshot_keeper.h"
#include "service/app/resources/standard_reads.h"
#include "service/call/method_set.h"
#include "service/store/store.h"

namespace walz {

class StandardMethods {
 public:
  // All must outlive this.
  StandardMethods(Store& store, const ResourceValidator& validator, SnapshotKeeper& keeper,
                  std::function<absl::Time()> now);

  // This must outlive `methods`, and the calls.
  void Register(MethodSet& methods) const;

  const StandardReads& reads() const { return reads_; }

 private:
  void RegisterWrites(MethodSet& methods, const google::protobuf::ServiceDescriptor& service,
                      const ResourceKind& kind) const;

  Store& store_;
  const ResourceValidator& validator_;
  const std::function<absl::Time()> now_;
  const StandardReads reads_;
};

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_STANDARD_METHODS_H_
