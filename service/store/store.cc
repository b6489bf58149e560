#include "service/store/store.h"

#include <future>

namespace walz {

absl::StatusOr<Committed> Store::Commit(CommitRequest request) {
  std::promise<absl::StatusOr<Committed>> promise;
  std::future<absl::StatusOr<Committed>> answer = promise.get_future();
  CommitAsync(std::move(request),
              [&promise](absl::StatusOr<Committed> committed) { promise.set_value(std::move(committed)); });
  return answer.get();
}

absl::StatusOr<BackupMade> Store::Backup(const std::string&, const WorkOptions&) {
  return absl::FailedPreconditionError("this store keeps nothing on disk: there is nothing to back up");
}

}  // namespace walz
