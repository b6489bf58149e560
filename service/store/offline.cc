#include "service/store/offline.h"

#include <utility>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <rocksdb/env.h>

#include "engine/base/status_macros.h"
#include "service/store/audit_chain.h"
#include "service/store/high_water.h"
#include "service/store/keys.h"
#include "service/store/read_only_folder.h"
#include "service/store/rocks_db.h"
#include "service/store/scrubbing.h"
#include "service/store/store_errors.h"
#include "service/store/store_layout.h"
#include "service/store/store_records.h"

namespace walz {
namespace {

// What one pass over all values checks beside their checksums.  Thread rule: one thread's.
class FolderChecks {
 public:
  FolderChecks(rocksdb::DB& db, const StoreHead& head) : db_(db) {
    verified_.revision = head.revision;
    verified_.oldest = head.oldest;
    next_change_ = head.oldest + 1;
  }

  void Take(absl::string_view key, absl::string_view payload, std::vector<std::string>& faults) {
    verified_.bytes += static_cast<std::int64_t>(key.size() + payload.size());
    switch (key[0]) {
      case kAuditPrefix:
        return TakeAudit(key, payload, faults);
      case kChangePrefix:
        return TakeChange(key, payload, faults);
      case kDataPrefix:
        return TakeRecord(key.substr(1), payload, faults);
      case kIdempotencyPrefix:
        if (!DecodeIdempotency(payload)) faults.push_back("an idempotency record cannot be read");
        return;
      default:
        return;
    }
  }

  // REQUIRES: Take was called for every value.
  FolderVerified Finish(std::vector<std::string>& faults) {
    if (next_change_ != verified_.revision + 1) {
      faults.push_back(
          absl::StrCat("the change log ends at revision ", next_change_ - 1, ", the store at ", verified_.revision));
    }
    verified_.audit = walk_.verified();
    return verified_;
  }

 private:
  void TakeAudit(absl::string_view key, absl::string_view payload, std::vector<std::string>& faults) {
    const absl::Status follows = chain_is_broken_ ? absl::OkStatus() : walk_.Take(NumberOfKey(key), payload);
    if (follows.ok()) return;
    chain_is_broken_ = true;  // What follows could only be wrong too.
    faults.emplace_back(follows.message());
  }

  void TakeChange(absl::string_view key, absl::string_view payload, std::vector<std::string>& faults) {
    const Revision revision = NumberOfKey(key);
    if (revision != next_change_) {
      faults.push_back(absl::StrCat("the change log goes on at revision ", revision, " instead of ", next_change_));
    }
    if (!DecodeChange(revision, payload)) {
      faults.push_back(absl::StrCat("the change log's entry of revision ", revision, " cannot be read"));
    }
    next_change_ = revision + 1;
    ++verified_.changes;
  }

  void TakeRecord(absl::string_view key, absl::string_view payload, std::vector<std::string>& faults) {
    ++verified_.records;
    if (key.empty() || key[0] != static_cast<char>(Collection::kUniqueIds)) return;
    const std::optional<ResourceName> name = ParseName(payload);
    const auto ignore = [](absl::string_view, Revision) {};
    const absl::StatusOr<bool> is_there =
        name ? ReadValue(db_, nullptr, PrefixedKey(kDataPrefix, KeyOf(*name)), ignore) : absl::StatusOr<bool>(false);
    // A record that is there but broken has its own line.
    if (is_there.ok() && !*is_there) {
      faults.push_back(absl::StrCat("the unique id '", absl::CHexEscape(key.substr(1)), "' points at '",
                                    absl::CHexEscape(payload), "', which is not there"));
    }
  }

  rocksdb::DB& db_;
  FolderVerified verified_;
  AuditWalk walk_;
  bool chain_is_broken_ = false;
  Revision next_change_ = 1;
};

void CheckMark(rocksdb::Env& env, const std::string& folder, Revision revision, std::vector<std::string>& faults) {
  const absl::StatusOr<std::optional<Revision>> mark = HighWater::Read(env, folder);
  if (!mark.ok()) {
    faults.emplace_back(mark.status().message());
  } else if (!mark->has_value()) {
    faults.emplace_back("HIGH_WATER is missing");
  } else if (**mark > revision) {
    faults.push_back(
        absl::StrCat("acknowledged writes are lost: revisions ", revision + 1, " to ", **mark, " are gone"));
  }
}

}  // namespace

absl::StatusOr<FolderVerified> VerifyFolder(const std::string& folder, const WorkOptions& work) {
  rocksdb::Env& env = *rocksdb::Env::Default();
  WALZ_ASSIGN_OR_RETURN(const ReadOnlyFolder opened, OpenReadOnly(env, folder));
  WALZ_ASSIGN_OR_RETURN(const StoreHead head, ReadHead(*opened.db));
  if (head.format == 0) return absl::FailedPreconditionError(absl::StrCat(folder, " holds no store"));
  std::uint64_t key_count = 0;
  opened.db->GetIntProperty("rocksdb.estimate-num-keys", &key_count);
  FolderChecks checks(*opened.db, head);
  const auto tell = [&](std::int64_t records, std::int64_t) {
    if (work.progress) work.progress("verify", records, static_cast<std::int64_t>(key_count));
  };
  WALZ_ASSIGN_OR_RETURN(Scrubbed scrubbed,
                        ScrubDb(
                            *opened.db, nullptr,
                            [&](absl::string_view key, absl::string_view payload, std::vector<std::string>& faults) {
                              checks.Take(key, payload, faults);
                            },
                            tell, work.stop));
  const FolderVerified verified = checks.Finish(scrubbed.faults);
  CheckMark(env, folder, head.revision, scrubbed.faults);
  WALZ_RETURN_IF_ERROR(RefuseFaults(scrubbed.faults));
  return verified;
}

}  // namespace walz
