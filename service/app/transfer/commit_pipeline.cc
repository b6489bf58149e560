#include "service/app/transfer/commit_pipeline.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/request_fields.h"
#include "service/call/errors.h"

namespace walz {

struct CommitPipeline::Shared {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::size_t in_flight = 0;
  std::shared_ptr<RightOfWay::Stream> stream;
  Revision revision = 0;
  absl::Status failure;
  std::vector<PlannedBatch> conflicts;
};

std::size_t PlannedBatch::bytes() const {
  std::size_t bytes = 0;
  for (const PlannedRow& row : rows) bytes += sizeof(row) + row.name.size() + row.key.size() + row.value.size();
  for (const Mutation& mutation : others) bytes += sizeof(mutation) + mutation.key.size();
  for (const Expectation& expectation : expectations) bytes += sizeof(expectation) + expectation.key.size();
  return bytes;
}

CommitPipeline::CommitPipeline(Store& store, RightOfWay& way, AuditNote audit, std::size_t in_flight_max,
                               std::stop_token stop)
    : store_(store),
      audit_(std::move(audit)),
      in_flight_max_(in_flight_max),
      stop_(std::move(stop)),
      shared_(std::make_shared<Shared>()) {
  shared_->stream = way.BeginStream();
}

absl::Status CommitPipeline::Submit(PlannedBatch batch) {
  WALZ_RETURN_IF_ERROR(Wait(in_flight_max_ - 1));
  CommitRequest commit;
  commit.audit = audit_;
  commit.expectations = batch.expectations;
  commit.mutations.reserve(batch.others.size() + batch.rows.size());
  commit.mutations.insert(commit.mutations.end(), batch.others.begin(), batch.others.end());
  commit.audit.names.reserve(batch.rows.size());
  for (const PlannedRow& row : batch.rows) {
    commit.mutations.push_back({row.key, row.value, row.expected, batch.read_at});
    commit.audit.names.push_back(row.name);
  }
  {
    const std::lock_guard lock(shared_->mutex);
    ++shared_->in_flight;
  }
  store_.CommitAsync(std::move(commit),
                     [shared = shared_, batch = std::move(batch)](absl::StatusOr<Committed> done) mutable {
                       if (done.ok()) shared->stream->Note(done->revision);
                       const std::lock_guard lock(shared->mutex);
                       --shared->in_flight;
                       if (done.ok()) {
                         shared->revision = std::max(shared->revision, done->revision);
                       } else if (ReasonOf(done.status()) == v1::ERROR_REASON_ETAG_MISMATCH) {
                         shared->conflicts.push_back(std::move(batch));
                       } else {
                         shared->failure.Update(done.status());
                       }
                       shared->changed.notify_all();
                     });
  return absl::OkStatus();
}

absl::Status CommitPipeline::Drain() { return Wait(0); }

absl::Status CommitPipeline::Wait(std::size_t in_flight_max) {
  std::unique_lock lock(shared_->mutex);
  shared_->changed.wait(lock, stop_, [&] { return shared_->in_flight <= in_flight_max; });
  WALZ_RETURN_IF_ERROR(shared_->failure);
  if (shared_->in_flight > in_flight_max) return absl::CancelledError("stopped");
  return absl::OkStatus();
}

std::vector<PlannedBatch> CommitPipeline::TakeConflicts() {
  const std::lock_guard lock(shared_->mutex);
  return std::exchange(shared_->conflicts, {});
}

Revision CommitPipeline::revision() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->revision;
}

}  // namespace walz
