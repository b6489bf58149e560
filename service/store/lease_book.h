// LeaseBook: who holds which lease, in memory and in RocksDB.
//
// Internal: only this folder's .cc files and tests include it.  Thread rule: Take, GiveUp and Check on the committer
// thread, Read from any.

#ifndef SERVICE_STORE_LEASE_BOOK_H_
#define SERVICE_STORE_LEASE_BOOK_H_

#include <map>
#include <mutex>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <rocksdb/db.h>

#include "service/store/store.h"

namespace walz {

class LeaseBook {
 public:
  // `db` must outlive this object.
  explicit LeaseBook(rocksdb::DB& db) : db_(db) {}

  absl::Status Load();

  // `written` becomes what RocksDB said: after an error the store has failed.
  absl::StatusOr<Fence> Take(absl::string_view lease, absl::string_view holder, absl::Duration duration, absl::Time now,
                             rocksdb::Status& written);
  absl::Status GiveUp(const Fence& fence, rocksdb::Status& written);
  // FENCED if another holder has taken the lease, or nobody holds it.
  absl::Status Check(const Fence& fence) const;
  LeaseState Read(absl::string_view lease) const;

 private:
  absl::Status Write(absl::string_view lease, const LeaseState& state, rocksdb::Status& written);

  rocksdb::DB& db_;
  mutable std::mutex mutex_;
  std::map<std::string, LeaseState, std::less<>> leases_;  // Guarded by mutex_.
};

}  // namespace walz

#endif  // SERVICE_STORE_LEASE_BOOK_H_
