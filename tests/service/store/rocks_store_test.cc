// What only the store on RocksDB has: its folder, lock, format, disk and high-water mark; backups and verification.

#include "service/store/rocks_store.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <stop_token>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/write_batch.h>
#include <unistd.h>

#include "service/call/errors.h"
#include "service/store/backup.h"
#include "service/store/high_water.h"
#include "service/store/keys.h"
#include "service/store/offline.h"
#include "service/store/rocks_db.h"
#include "service/store/store_layout.h"
#include "service/store/store_records.h"
#include "tests/service/store/small_store.h"
#include "tests/service/store/temp_folder.h"

namespace walz {
namespace {

namespace fs = std::filesystem;

// Three commits, among them an apprentice with a unique id.
void Fill(const std::string& folder) {
  const std::unique_ptr<Store> store = MustOpen(folder);
  ASSERT_TRUE(Put(*store, "cC-1", "centre").ok());
  ASSERT_TRUE(store
                  ->Commit({.mutations = {{.key = "aC-1/A-1", .value = "apprentice"},
                                          {.key = UniqueIdKey(Collection::kApprentices, "A-1"),
                                           .value = "centres/C-1/apprentices/A-1"}},
                            .idempotency_key = "r"})
                  .ok());
  ASSERT_TRUE(Put(*store, "cC-2", "centre").ok());
}

// Changes the closed store below its interface.
void Tamper(const std::string& folder, const std::function<void(rocksdb::DB&)>& change) {
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(RocksOptions(SmallOptions()), DbPath(folder), &db).ok());
  change(*db);
  delete db;
}

TEST(RocksStoreTest, TheFolderIsMadeAndHeldByOne) {
  const TempFolder temp;
  const std::string folder = temp.path() + "/deep/store";
  std::unique_ptr<Store> store = MustOpen(folder);
  const absl::Status second = OpenRocksStore(folder, SmallOptions()).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition) << second;
  EXPECT_TRUE(absl::StrContains(second.message(), absl::StrCat("another walzd holds ", folder))) << second;
  EXPECT_EQ(VerifyFolder(folder).status().code(), absl::StatusCode::kFailedPrecondition);
  // A snapshot keeps the folder.
  ASSERT_TRUE(Put(*store, "a", "1").ok());
  auto snapshot = store->OpenSnapshot();
  store.reset();
  EXPECT_EQ((*snapshot->Get("a"))->value, "1");
  EXPECT_FALSE(OpenRocksStore(folder, SmallOptions()).ok());
  snapshot.reset();
  EXPECT_NE(MustOpen(folder), nullptr);
}

TEST(RocksStoreTest, AFolderThatCannotBeMadeIsSaid) {
  const TempFolder temp;
  std::ofstream(temp.path() + "/file") << "x";
  EXPECT_EQ(OpenRocksStore(temp.path() + "/file/store", SmallOptions()).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(RocksStoreTest, ANewerFormatIsRefused) {
  const TempFolder temp;
  Fill(temp.path());
  const auto set_format = [&](std::uint64_t format) {
    Tamper(temp.path(), [&](rocksdb::DB& db) {
      rocksdb::WriteBatch batch = MakeBatch();
      PutSealed(batch, FormatMetaKey(), EncodeNumber(format), 0);
      ASSERT_TRUE(WriteSynced(db, batch).ok());
    });
  };
  set_format(kStoreFormat + 1);
  const absl::Status refused = OpenRocksStore(temp.path(), SmallOptions()).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(absl::StrContains(refused.message(), "update walz")) << refused;
  EXPECT_EQ(VerifyFolder(temp.path()).status().code(), absl::StatusCode::kFailedPrecondition);
  set_format(kStoreFormat);
  EXPECT_NE(MustOpen(temp.path()), nullptr);
}

TEST(RocksStoreTest, AnotherProgramsDataIsRefused) {
  const TempFolder temp;
  Tamper(temp.path(), [](rocksdb::DB& db) { ASSERT_TRUE(db.Put({}, "other", "data").ok()); });
  EXPECT_EQ(OpenRocksStore(temp.path(), SmallOptions()).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(RocksStoreTest, AMarkThatIsAheadGoneOrBrokenIsLossUntilAccepted) {
  rocksdb::Env& env = *rocksdb::Env::Default();
  struct Case {
    const char* name;
    std::function<void(const std::string& folder)> harm;
    const char* says;
    Revision revision_accepted;
  };
  const Case cases[] = {
      {"Ahead", [&](const std::string& folder) { ASSERT_TRUE(HighWater::Write(env, folder, 5).ok()); },
       "revisions 4 to 5 are gone", 6},
      {"Gone", [](const std::string& folder) { fs::remove(folder + "/HIGH_WATER"); }, "HIGH_WATER is missing", 3},
      {"Broken", [](const std::string& folder) { std::ofstream(folder + "/HIGH_WATER") << "nonsense"; },
       "HIGH_WATER is damaged", 3},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    const TempFolder temp;
    Fill(temp.path());
    ASSERT_TRUE(VerifyFolder(temp.path()).ok());
    row.harm(temp.path());
    const absl::Status lost = OpenRocksStore(temp.path(), SmallOptions()).status();
    EXPECT_EQ(lost.code(), absl::StatusCode::kDataLoss);
    EXPECT_TRUE(absl::StrContains(lost.message(), row.says)) << lost;
    EXPECT_TRUE(absl::StrContains(lost.message(), "accept_loss")) << lost;
    EXPECT_EQ(VerifyFolder(temp.path()).status().code(), absl::StatusCode::kDataLoss);
    StoreOptions accepting = SmallOptions();
    accepting.accept_loss = true;
    std::unique_ptr<Store> store = MustOpen(temp.path(), accepting);
    EXPECT_EQ(store->OpenSnapshot()->revision(), row.revision_accepted);
    EXPECT_TRUE(store->VerifyAudit().ok());
    store.reset();
    EXPECT_NE(MustOpen(temp.path()), nullptr);
    EXPECT_TRUE(VerifyFolder(temp.path()).ok()) << VerifyFolder(temp.path()).status();
  }
}

TEST(RocksStoreTest, TheMarkIsTheLastAcknowledgedRevision) {
  const TempFolder temp;
  const std::unique_ptr<Store> store = MustOpen(temp.path());
  for (Revision i = 1; i <= 5; ++i) {
    ASSERT_TRUE(Put(*store, "a", absl::StrCat(i)).ok());
    EXPECT_EQ(**HighWater::Read(*rocksdb::Env::Default(), temp.path()), i);
  }
}

TEST(RocksStoreTest, CommitsThatWaitAreMadeDurableTogetherWithinTheLimitsOfAGroup) {
  struct Case {
    const char* name;
    std::size_t commits_max;
    std::size_t bytes_max;
    std::int64_t groups;  // For seven commits of ten bytes.
  };
  for (const Case& row : {Case{"AllAtOnce", 7, 70, 1}, Case{"OneTooMany", 6, 1000, 2}, Case{"ByThree", 3, 1000, 3},
                          Case{"OneByteTooMany", 100, 69, 2}, Case{"OneByOne", 100, 1, 7}}) {
    SCOPED_TRACE(row.name);
    const TempFolder temp;
    StoreOptions options = SmallOptions();
    options.group_commits_max = row.commits_max;
    options.group_bytes_max = row.bytes_max;
    const std::unique_ptr<Store> store = MustOpen(temp.path(), options);
    std::promise<void> go_on;
    std::promise<void> held;
    store->CommitAsync({}, [&](const absl::StatusOr<Committed>&) {
      held.set_value();
      go_on.get_future().wait();
    });
    held.get_future().wait();
    std::promise<void> last;
    for (int i = 0; i < 7; ++i) {
      store->CommitAsync({.mutations = {{.key = "12345", .value = absl::StrCat("v", i, "xyz")}}},
                         [&](const absl::StatusOr<Committed>& committed) {
                           EXPECT_TRUE(committed.ok());
                           if (committed.ok() && committed->revision == 8) last.set_value();
                         });
    }
    go_on.set_value();
    last.get_future().wait();
    EXPECT_EQ(store->Stats().commit_groups, 1 + row.groups);
    EXPECT_EQ(store->Stats().commits, 8);
    EXPECT_EQ((*store->OpenSnapshot()->Get("12345"))->value, "v6xyz");
    EXPECT_EQ((*store->OpenSnapshot()->Get("12345"))->revision, 8);
    EXPECT_EQ(store->Changes(0, 100)->size(), 8u);
  }
}

TEST(RocksStoreTest, IdempotencyRecordsAreSweptWhenTheirTimeIsOver) {
  for (const bool next_is_refused : {false, true}) {
    const TempFolder temp;
    absl::Time now = absl::FromUnixSeconds(1'800'000'000);
    StoreOptions options = SmallOptions();
    options.now = [&] { return now; };
    const auto count_kept = [&] {
      int count = 0;
      Tamper(temp.path(), [&](rocksdb::DB& db) {
        for (const char prefix : {kIdempotencyPrefix, kExpiryPrefix}) {
          const KeyRange all = {std::string(1, prefix), PrefixEnd(prefix)};
          EXPECT_TRUE(ScanValues(db, nullptr, all, [&](absl::string_view, absl::string_view, Revision) {
                        ++count;
                        return true;
                      }).ok());
        }
      });
      return count;
    };
    std::unique_ptr<Store> store = MustOpen(temp.path(), options);
    for (int i = 0; i < 300; ++i) store->CommitAsync({.idempotency_key = absl::StrCat("r", i)}, [](const auto&) {});
    ASSERT_TRUE(store->Commit({}).ok());
    store.reset();
    EXPECT_EQ(count_kept(), 600);
    now += options.idempotency_kept;
    store = MustOpen(temp.path(), options);
    // A bounded number with each group.
    for (int i = 0; i < 3; ++i) {
      CommitRequest next;
      if (next_is_refused) next.expectations.push_back({.key = "never", .revision = 1});
      EXPECT_EQ(store->Commit(next).ok(), !next_is_refused);
    }
    store.reset();
    EXPECT_EQ(count_kept(), 0);
  }
}

TEST(OfflineTest, AWholeFolderIsVerified) {
  const TempFolder temp;
  Fill(temp.path());
  std::int64_t told = 0;
  const absl::StatusOr<FolderVerified> verified =
      VerifyFolder(temp.path(), {.progress = [&](absl::string_view, std::int64_t done, std::int64_t) { told = done; }});
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->revision, 3);
  EXPECT_EQ(verified->records, 4);
  EXPECT_EQ(verified->changes, 3);
  EXPECT_EQ(verified->audit.entries, 3);
  EXPECT_GT(told, 10);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(VerifyFolder(temp.path(), {.stop = stop.get_token()}).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(VerifyFolder(temp.path() + "/none").status().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(MustOpen(temp.path())->ForgetChanges(2).ok());
  EXPECT_EQ(VerifyFolder(temp.path())->changes, 1);
}

TEST(OfflineTest, EveryHarmIsFound) {
  struct Case {
    const char* name;
    std::function<void(rocksdb::DB& db)> harm;
    const char* says;
  };
  const auto put = [](rocksdb::DB& db, const std::string& key, absl::string_view payload) {
    rocksdb::WriteBatch batch = MakeBatch();
    PutSealed(batch, key, payload, 1);
    ASSERT_TRUE(WriteSynced(db, batch).ok());
  };
  const Case cases[] = {
      {"Record", [](rocksdb::DB& db) { ASSERT_TRUE(db.Put({}, "dcC-1", "nonsense").ok()); }, "'dcC-1' does not match"},
      {"Moved",
       [](rocksdb::DB& db) {
         std::string sealed;
         ASSERT_TRUE(db.Get({}, "dcC-1", &sealed).ok());
         ASSERT_TRUE(db.Put({}, "dcC-2", sealed).ok());
       },
       "'dcC-2' does not match"},
      {"ChangeGone", [](rocksdb::DB& db) { ASSERT_TRUE(db.Delete({}, NumberedKey(kChangePrefix, 2)).ok()); },
       "goes on at revision 3 instead of 2"},
      {"LastChangeGone", [](rocksdb::DB& db) { ASSERT_TRUE(db.Delete({}, NumberedKey(kChangePrefix, 3)).ok()); },
       "ends at revision 2"},
      {"AuditGone", [](rocksdb::DB& db) { ASSERT_TRUE(db.Delete({}, NumberedKey(kAuditPrefix, 2)).ok()); },
       "revision 3 does not follow from that of revision 1"},
      {"ResourceGone", [](rocksdb::DB& db) { ASSERT_TRUE(db.Delete({}, "daC-1/A-1").ok()); },
       "points at 'centres/C-1/apprentices/A-1', which is not there"},
      {"NoName", [&](rocksdb::DB& db) { put(db, "duopenings/O-1", "no name"); }, "points at 'no name'"},
      {"Idempotency", [&](rocksdb::DB& db) { put(db, "ir", "nonsense"); }, "idempotency record"},
      {"Lost",
       [](rocksdb::DB& db) {
         ASSERT_TRUE(db.Delete({}, NumberedKey(kChangePrefix, 3)).ok());
         ASSERT_TRUE(db.Delete({}, NumberedKey(kAuditPrefix, 3)).ok());
       },
       "acknowledged writes are lost: revisions 3 to 3"},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    const TempFolder temp;
    Fill(temp.path());
    Tamper(temp.path(), row.harm);
    const absl::Status found = VerifyFolder(temp.path()).status();
    EXPECT_EQ(found.code(), absl::StatusCode::kDataLoss);
    EXPECT_TRUE(absl::StrContains(found.message(), row.says)) << found;
  }
}

TEST(RocksStoreTest, AScrubNamesTheRecordsAtFaultAndReadsRefuseThem) {
  const TempFolder temp;
  Fill(temp.path());
  Tamper(temp.path(), [](rocksdb::DB& db) {
    ASSERT_TRUE(db.Put({}, "dcC-1", "nonsense").ok());
    ASSERT_TRUE(db.Put({}, "dcC-2", "nonsense").ok());
  });
  const std::unique_ptr<Store> store = MustOpen(temp.path());
  const absl::Status scrubbed = store->Scrub(nullptr, {});
  EXPECT_EQ(scrubbed.code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(absl::StrContains(scrubbed.message(), "dcC-1")) << scrubbed;
  EXPECT_TRUE(absl::StrContains(scrubbed.message(), "dcC-2")) << scrubbed;
  const auto snapshot = store->OpenSnapshot();
  EXPECT_EQ(ReasonOf(snapshot->Get("cC-1").status()), v1::ERROR_REASON_DATA_CORRUPT);
  EXPECT_EQ(MetadataOf(snapshot->Get("cC-1").status(), "key"), "cC-1");
  EXPECT_FALSE(snapshot->MultiGet({"aC-1/A-1", "cC-1"}).ok());
  EXPECT_EQ(snapshot->Scan({}, [](absl::string_view, absl::string_view, Revision) { return true; }).code(),
            absl::StatusCode::kDataLoss);
  EXPECT_TRUE(snapshot->Get("aC-1/A-1").ok());
  EXPECT_EQ(store->Commit({.mutations = {{.key = "cC-1", .value = "x", .expected = 1}}}).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(BackupTest, BackupsOfAnOpenStoreCountUpAndComeBack) {
  const TempFolder temp;
  const std::string folder = temp.path() + "/store";
  const std::string backups = temp.path() + "/deep/backups";
  EXPECT_EQ(ListBackups(backups).status().code(), absl::StatusCode::kNotFound);
  Fill(folder);
  {
    const std::unique_ptr<Store> store = MustOpen(folder);
    const absl::StatusOr<BackupMade> first = store->Backup(backups, {});
    ASSERT_TRUE(first.ok()) << first.status();
    EXPECT_EQ(first->id, 1);
    EXPECT_EQ(first->revision, 3);
    EXPECT_GT(first->bytes, 0);
    ASSERT_TRUE(Put(*store, "later", "x").ok());
    const absl::StatusOr<BackupMade> second = store->Backup(backups, {});
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_EQ(second->id, 2);
    EXPECT_EQ(second->revision, 4);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(store->Backup(backups, {.stop = stop.get_token()}).status().code(), absl::StatusCode::kCancelled);
  }
  const absl::StatusOr<BackupMade> offline = BackupFolder(folder, backups);
  ASSERT_TRUE(offline.ok()) << offline.status();
  EXPECT_EQ(offline->id, 3);
  const auto listed = ListBackups(backups);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->size(), 3u);
  EXPECT_EQ((*listed)[1].revision, 4);

  EXPECT_EQ(RestoreBackup(backups, 1, folder).status().code(), absl::StatusCode::kFailedPrecondition);  // Not empty.
  const std::string restored = temp.path() + "/restored";
  EXPECT_EQ(RestoreBackup(backups, 9, restored).status().code(), absl::StatusCode::kNotFound);
  const absl::StatusOr<BackupMade> first = RestoreBackup(backups, 1, restored);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->revision, 3);
  const std::unique_ptr<Store> store = MustOpen(restored);
  EXPECT_EQ(store->OpenSnapshot()->revision(), 3);
  EXPECT_FALSE((*store->OpenSnapshot()->Get("later")).has_value());
  EXPECT_EQ((*store->OpenSnapshot()->Get("cC-1"))->value, "centre");
  ASSERT_TRUE(Put(*store, "goes", "on").ok());
  EXPECT_EQ(RestoreBackup(backups, 0, temp.path() + "/newest")->id, 3);
}

TEST(BackupTest, ABrokenBackupIsNotRestored) {
  const TempFolder temp;
  const std::string folder = temp.path() + "/store";
  const std::string backups = temp.path() + "/backups";
  Fill(folder);
  ASSERT_TRUE(BackupFolder(folder, backups).ok());
  for (const auto& entry : fs::recursive_directory_iterator(backups)) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file.put('\x55');
  }
  const absl::Status restored = RestoreBackup(backups, 1, temp.path() + "/restored").status();
  EXPECT_EQ(restored.code(), absl::StatusCode::kDataLoss) << restored;
}

}  // namespace
}  // namespace walz
