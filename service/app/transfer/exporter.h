// Exporter: ExportService: the stored resources as the files of a data folder.
//
// An export for a round is the facts of that round: schemes, companies, openings, and the apprentices of the centres of
// its consortium; and what places will be worth later, as a run at that revision would take it.  Rows of wishes, ranks
// and pairs that refer to what is left out are left out.  Personal fields are empty where the caller may not read them.
//
// All files of a folder are to show one revision: the first answer names it, and the keeper holds it open for a while.
// Thread rule: calls may run on many threads at once.

#ifndef SERVICE_APP_TRANSFER_EXPORTER_H_
#define SERVICE_APP_TRANSFER_EXPORTER_H_

#include <memory>
#include <utility>

#include <absl/status/status.h>
#include <walz/v1/transfer_service.pb.h>

#include "engine/model/catalogue.h"
#include "service/app/resources/snapshot_keeper.h"
#include "service/call/call.h"
#include "service/call/method_set.h"

namespace walz {

class Exporter {
 public:
  // `keeper` must outlive this.
  Exporter(SnapshotKeeper& keeper, std::shared_ptr<const Catalogue> catalogue)
      : keeper_(keeper), catalogue_(std::move(catalogue)) {}

  // This must outlive `methods`, and the calls.
  void Register(MethodSet& methods) const;

  //   InvalidArgument  FIELD_INVALID: no table, or ROUND or LATER_WORTH without a round
  //   NotFound         RESOURCE_NOT_FOUND: the round
  //   OutOfRange       REVISION_COMPACTED
  //   Cancelled        STOPPED
  absl::Status ExportFile(const Call& call, const v1::ExportFileRequest& request,
                          Writer<v1::ExportFileResponse>& responses) const;

 private:
  SnapshotKeeper& keeper_;
  const std::shared_ptr<const Catalogue> catalogue_;
};

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_EXPORTER_H_
