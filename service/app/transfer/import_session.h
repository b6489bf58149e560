// ImportSession: what one import knows: the call, what was wrong so far, what is to be written and how it went.
//
// Internal to service/app/transfer.  Thread rule: scope() is the reading thread's; all else one thread's at a time.

#ifndef SERVICE_APP_TRANSFER_IMPORT_SESSION_H_
#define SERVICE_APP_TRANSFER_IMPORT_SESSION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <walz/v1/transfer_service.pb.h>

#include "service/app/transfer/commit_pipeline.h"
#include "service/app/transfer/importer.h"
#include "service/app/transfer/reference_cache.h"
#include "service/call/errors.h"
#include "service/call/right_of_way.h"
#include "service/messages/message_scope.h"

namespace walz {

// Of the sets of ids and groups, beside long ids.
inline constexpr std::size_t kIdEntryBytes = 48;

// Plans the rows of a batch that met a conflict once more.
using Replan = std::function<absl::StatusOr<PlannedBatch>(const PlannedBatch&)>;

class ImportSession {
 public:
  // All must outlive this.
  ImportSession(const Call& call, Store& store, RightOfWay& way, std::shared_ptr<const Catalogue> catalogue,
                const std::function<absl::Time()>& now, const ImportLimits& limits, v1::ImportHeader header);

  const Call& call() const { return call_; }
  const v1::ImportHeader& header() const { return header_; }
  const std::string& file() const { return file_; }
  const ImportLimits& limits() const { return limits_; }
  Store& store() { return store_; }
  absl::Time Now() const { return now_(); }
  MessageScope& scope() { return scope_; }
  ReferenceCache& references() { return references_; }
  ReadReport& report() { return report_; }

  void Report(std::int64_t row, absl::string_view column, absl::string_view value, absl::string_view code,
              std::string hint) {
    report_.Add({file_, row, std::string(column), std::string(value), std::string(code), std::move(hint)});
  }
  // To questions; before each row of what takes long, from any thread.
  void GiveWay() { way_.GiveWay(call_.stop); }
  void CountRejected() { ++rejected_; }
  void CountSame(std::int64_t rows) { same_ += rows; }
  // Bytes of what waits in memory.  LIMIT_REACHED.
  absl::Status Keep(std::size_t bytes);

  // Commits the batch, keeps it for the end, or leaves it, as the header says.
  absl::Status Take(PlannedBatch batch, const Replan& replan);
  // Writes what waits, unless something was wrong; fills the response.
  absl::Status Finish(const Replan& replan, v1::ImportResponse& response);

 private:
  bool Writes() const { return !header_.validate_only() && (header_.keep_good() || report_.error_count == 0); }
  absl::Status Commit(PlannedBatch batch, const Replan& replan);
  // Plans and commits again what others were faster with.
  absl::Status CommitConflicts(const Replan& replan);

  const Call& call_;
  Store& store_;
  RightOfWay& way_;
  const std::function<absl::Time()>& now_;
  const ImportLimits& limits_;
  const v1::ImportHeader header_;
  const std::string file_;
  WorkOptions work_;
  ReadReport report_;
  MessageScope scope_;
  ReferenceCache references_;
  CommitPipeline pipeline_;
  std::vector<PlannedBatch> waiting_;  // For the end.
  std::size_t kept_bytes_ = 0;
  std::int64_t created_ = 0;
  std::int64_t changed_ = 0;
  std::int64_t same_ = 0;
  std::int64_t rejected_ = 0;
};

// STOPPED.
absl::Status ImportStopped();

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_IMPORT_SESSION_H_
