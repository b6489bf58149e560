// Importer: ImportService: whole tables from a stream into the store.
//
// A row is new, changed, the same, or rejected with the errors of the file reader.  Rows that the table does not name
// stay as they are; a row of apprentices.csv leaves the apprentice's wishes and pair marks alone, and so does a message
// without any.  A deleted resource that comes again is undeleted.  What is the same is not written, so a stream that
// broke is simply sent again.
//
// Without keep_good, all rows are checked before the first is written: changed rows wait in memory, up to a limit. With
// keep_good, batches are committed while the stream is read.  Either way, each batch is one commit that expects what
// was read for it, and is planned again where somebody was faster.  Between two batches an import gives way to
// questions.
//
// Thread rule: calls may run on many threads at once.

#ifndef SERVICE_APP_TRANSFER_IMPORTER_H_
#define SERVICE_APP_TRANSFER_IMPORTER_H_

#include <cstddef>
#include <functional>
#include <memory>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <walz/v1/transfer_service.pb.h>

#include "engine/model/catalogue.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/call/right_of_way.h"
#include "service/store/store.h"

namespace walz {

struct ImportLimits {
  std::size_t batch_rows = 500;           // Of one commit.
  std::size_t commits_in_flight_max = 4;  // Of one stream.
  // Of one stream: changed rows that wait for the end, rows of wishes, ranks and pairs, and the ids seen.
  std::size_t kept_bytes_max = std::size_t{1} << 30;
  std::size_t csv_part_bytes_max = std::size_t{1} << 20;
  int batch_resources_max = 1000;
  int coming_ids_max = 10'000;  // Of one message.
  int replans_max = 20;         // Of one batch, before the import gives up.
  // Of one stream: 1, or 2: one reads the rows, the other checks them against the store.  The results are the same.
  int thread_count = 2;
};

class Importer {
 public:
  // `store` and `way` must outlive this.
  Importer(Store& store, RightOfWay& way, std::shared_ptr<const Catalogue> catalogue, std::function<absl::Time()> now,
           ImportLimits limits = {});

  // This must outlive `methods`, and the calls.
  void Register(MethodSet& methods) const;

  //   InvalidArgument    BAD_STREAM: no header first, parts of another kind or too large, no header line
  //   ResourceExhausted  LIMIT_REACHED: more waits than kept_bytes_max; import in parts, or with keep_good
  //   Aborted            ETAG_MISMATCH: others wrote the same rows again and again
  //   Cancelled          STOPPED
  absl::Status Import(const Call& call, Reader<v1::ImportRequest>& requests, v1::ImportResponse& response) const;

 private:
  Store& store_;
  RightOfWay& way_;
  const std::shared_ptr<const Catalogue> catalogue_;
  const std::function<absl::Time()> now_;
  const ImportLimits limits_;
};

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_IMPORTER_H_
