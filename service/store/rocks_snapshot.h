// RocksSnapshot: one revision of the store on RocksDB.
//
// Internal: only this folder's .cc files and tests include it.

#ifndef SERVICE_STORE_ROCKS_SNAPSHOT_H_
#define SERVICE_STORE_ROCKS_SNAPSHOT_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <rocksdb/db.h>

#include "service/store/store.h"

namespace walz {

// RocksDB's snapshot and the revision that it shows; shared by all who opened it at this revision.
class HeldSnapshot {
 public:
  HeldSnapshot(std::shared_ptr<rocksdb::DB> db, Revision revision)
      : db_(std::move(db)), snapshot_(db_->GetSnapshot()), revision_(revision) {}
  ~HeldSnapshot() { db_->ReleaseSnapshot(snapshot_); }
  HeldSnapshot(const HeldSnapshot&) = delete;
  HeldSnapshot& operator=(const HeldSnapshot&) = delete;

  rocksdb::DB& db() const { return *db_; }
  const rocksdb::Snapshot* get() const { return snapshot_; }
  Revision revision() const { return revision_; }

 private:
  const std::shared_ptr<rocksdb::DB> db_;
  const rocksdb::Snapshot* const snapshot_;
  const Revision revision_;
};

class RocksSnapshot : public StoreSnapshot {
 public:
  explicit RocksSnapshot(std::shared_ptr<const HeldSnapshot> held) : held_(std::move(held)) {}

  Revision revision() const override { return held_->revision(); }
  absl::StatusOr<std::optional<Record>> Get(absl::string_view key) const override;
  absl::StatusOr<std::vector<std::optional<Record>>> MultiGet(absl::Span<const std::string> keys) const override;
  absl::Status Scan(const KeyRange& range, Visit visit, std::stop_token stop) const override;

 private:
  const std::shared_ptr<const HeldSnapshot> held_;
};

}  // namespace walz

#endif  // SERVICE_STORE_ROCKS_SNAPSHOT_H_
