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

}  // namespace walz
