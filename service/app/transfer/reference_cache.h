// ReferenceCache: is what rows refer to in the store?  Each is looked up once an import.
//
// Internal to service/app/transfer.  Thread rule: not for concurrent use.

#ifndef SERVICE_APP_TRANSFER_REFERENCE_CACHE_H_
#define SERVICE_APP_TRANSFER_REFERENCE_CACHE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <absl/container/flat_hash_set.h>
#include <absl/container/node_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "service/app/transfer/commit_pipeline.h"
#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

class ReferenceCache {
 public:
  struct Referred {
    std::optional<Expectation> record;  // None: there is none, or it is deleted.
    bool coming = false;                // See Expect.
    std::string last_use_key;
    std::int64_t noted_in = -1;  // The batch that expects it already.

    bool exists() const { return record || coming; }
  };

  // From now on, and whatever is forgotten, `id` exists: of a dry run, whose other tables bring it.
  void Expect(Collection collection, std::string id);
  bool IsExpected(Collection collection, absl::string_view id) const;

  // Bounds the memory: forgets all that was found, where that is much.
  void Trim();

  // Looks up all of `ids` at once that Find was not yet asked for: companies or centres.
  absl::Status Read(const StoreSnapshot& snapshot, Collection collection, absl::Span<const std::string> ids);

  // What is called `id` in a collection: its id in the files, which for apprentices and openings says no parent.
  // Lives until Trim or Clear.
  absl::StatusOr<Referred*> Find(const StoreSnapshot& snapshot, Collection collection, absl::string_view id);

  // Makes the batch fail if the referred is deleted before, and its deletion fail that did not see this batch.
  void Note(Referred& referred, std::int64_t batch_number, PlannedBatch& batch) const;

  // After a conflict: what was looked up may have changed.
  void Clear();

 private:
  static constexpr std::size_t kReferencesMax = 1'000'000;
  absl::node_hash_map<std::string, Referred>& MapOf(Collection collection);

  std::map<Collection, absl::flat_hash_set<std::string>> expected_;
  absl::node_hash_map<std::string, Referred> schemes_, centres_, companies_, openings_, apprentices_;
};

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_REFERENCE_CACHE_H_
