// CommitPipeline: commits batches one behind another without waiting for each, at most so many at once.
//
// Internal to service/app/transfer.  A pipeline that is destroyed leaves commits under way alone.  Thread rule: used by
// one thread; the store answers on its own.

#ifndef SERVICE_APP_TRANSFER_COMMIT_PIPELINE_H_
#define SERVICE_APP_TRANSFER_COMMIT_PIPELINE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/container/inlined_vector.h>
#include <absl/status/status.h>

#include "service/call/right_of_way.h"
#include "service/store/store.h"

namespace walz {

// One resource as it is to be stored.
struct PlannedRow {
  absl::InlinedVector<std::int64_t, 1> rows;  // Of the file; one, or those of a list.
  std::string name;
  std::string key;
  std::string value;
  Revision expected = 0;
  bool lists_given = false;  // Its wishes, pairs and ranks are of the stream, not of the store.
};

struct PlannedBatch {
  std::vector<PlannedRow> rows;
  std::vector<Mutation> others;  // Ids taken, uses noted.
  std::vector<Expectation> expectations;
  Revision read_at = 0;      // Of the snapshot at which the rows' revisions were read; 0: not told.
  std::int64_t created = 0;  // Rows of the file.
  std::int64_t changed = 0;

  std::size_t bytes() const;
};

class CommitPipeline {
 public:
  // `store` must outlive this.
  CommitPipeline(Store& store, RightOfWay& way, AuditNote audit, std::size_t in_flight_max, std::stop_token stop);

  // Waits for a place.  What a former commit failed with, if not by a conflict; Cancelled if stopped.
  absl::Status Submit(PlannedBatch batch);
  // Waits for all.
  absl::Status Drain();
  // Batches of which a record was not as expected.
  std::vector<PlannedBatch> TakeConflicts();

  Revision revision() const;  // The newest that was given; 0: none.

 private:
  struct Shared;
  absl::Status Wait(std::size_t in_flight_max);

  Store& store_;
  const AuditNote audit_;
  const std::size_t in_flight_max_;
  const std::stop_token stop_;
  const std::shared_ptr<Shared> shared_;  // With the callbacks.
};

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_COMMIT_PIPELINE_H_
