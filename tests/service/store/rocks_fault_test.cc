// What a store on RocksDB does when the disk fails it: nothing acknowledged is lost in silence.

#include <algorithm>
#include <atomic>
#include <future>
#include <set>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "service/call/errors.h"
#include "tests/service/store/fault_file_system.h"
#include "tests/service/store/small_store.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

constexpr char kFolder[] = "/store";

StoreOptions OptionsOf(const FaultEnvironment& environment) {
  StoreOptions options = SmallOptions();
  options.rocks_environment = environment.environment;
  return options;
}

std::unique_ptr<Store> MustOpen(const StoreOptions& options) { return MustOpen(kFolder, options); }

CommitRequest NumberedCommit(int number) {
  return {.mutations = {{.key = absl::StrCat("k", number), .value = absl::StrCat("value ", number)},
                        {.key = "newest", .value = absl::StrCat(number)}},
          .idempotency_key = absl::StrCat("request", number),
          .fingerprint = "f"};
}

// Every commit of 1 to `count` and no other; DataLoss and the like as found.
absl::Status CheckHolds(const Store& store, int count) {
  const auto snapshot = store.OpenSnapshot();
  if (snapshot->revision() != count) {
    return absl::InternalError(absl::StrCat("revision ", snapshot->revision(), " instead of ", count));
  }
  std::set<std::string> keys;
  absl::Status scanned = snapshot->Scan({"k", "l"}, [&](absl::string_view key, absl::string_view value, Revision at) {
    if (value != absl::StrCat("value ", at) || key != absl::StrCat("k", at)) keys.insert("wrong");
    keys.insert(std::string(key));
    return true;
  });
  if (!scanned.ok()) return scanned;
  if (keys.size() != static_cast<std::size_t>(count)) return absl::InternalError("records are missing");
  const absl::StatusOr<AuditVerified> audit = store.VerifyAudit();
  if (!audit.ok()) return audit.status();
  if (audit->entries != count) return absl::InternalError("audit entries are missing");
  return store.Scrub(nullptr, {});
}

TEST(RocksFaultTest, EveryAcknowledgedCommitWasSynced) {
  const FaultEnvironment environment = MakeFaultEnvironment();
  const std::unique_ptr<Store> store = MustOpen(OptionsOf(environment));
  for (int i = 1; i <= 10; ++i) {
    const int before = environment.files->count(FileStep::kSync);
    ASSERT_TRUE(store->Commit(NumberedCommit(i)).ok());
    EXPECT_GT(environment.files->count(FileStep::kSync), before);
  }
}

TEST(RocksFaultTest, AFailedWriteIsUnknownAndTheLastOne) {
  for (const FileStep step : {FileStep::kAppend, FileStep::kSync}) {
    for (const char* path_end : {".log", "HIGH_WATER"}) {
      if (step == FileStep::kSync && absl::string_view(path_end) == "HIGH_WATER") continue;  // Of its own thread.
      for (int nth = 1; nth <= 6; ++nth) {
        SCOPED_TRACE(testing::Message() << static_cast<int>(step) << " " << path_end << " " << nth);
        const FaultEnvironment environment = MakeFaultEnvironment();
        StoreOptions options = OptionsOf(environment);
        std::atomic<int> told = 0;
        options.on_failed = [&](const absl::Status& failure) {
          EXPECT_FALSE(failure.ok());
          ++told;
        };
        std::unique_ptr<Store> store = MustOpen(options);
        environment.files->FailFrom(step, nth, path_end);
        int acknowledged = 0;
        absl::Status failed;
        for (int i = 1; failed.ok() && i < 100; ++i) {
          failed = store->Commit(NumberedCommit(i)).status();
          if (failed.ok()) acknowledged = i;
        }
        EXPECT_EQ(failed.code(), absl::StatusCode::kUnavailable) << failed;
        EXPECT_EQ(ReasonOf(failed), v1::ERROR_REASON_OUTCOME_UNKNOWN);
        EXPECT_FALSE(store->Failure().ok());
        EXPECT_EQ(told, 1);
        environment.files->Heal();
        // Final in this process, also when the disk is well again.
        const absl::Status next = store->Commit(NumberedCommit(200)).status();
        EXPECT_EQ(ReasonOf(next), v1::ERROR_REASON_NOT_SERVING) << next;
        EXPECT_FALSE(store->TakeLease("jobs", "a", absl::Seconds(1)).ok());
        EXPECT_TRUE(store->Stats().writes_refused);
        EXPECT_TRUE(CheckHolds(*store, acknowledged).ok()) << CheckHolds(*store, acknowledged);  // Reads go on.
        store.reset();

        store = MustOpen(options);
        ASSERT_NE(store, nullptr);
        const auto found = static_cast<int>(store->OpenSnapshot()->revision());
        EXPECT_TRUE(found == acknowledged || found == acknowledged + 1) << found << " " << acknowledged;
        EXPECT_TRUE(CheckHolds(*store, found).ok()) << CheckHolds(*store, found);
        // The client sends it again, and it stands once.
        const absl::StatusOr<Committed> again = store->Commit(NumberedCommit(acknowledged + 1));
        ASSERT_TRUE(again.ok()) << again.status();
        EXPECT_EQ(again->replayed, found == acknowledged + 1);
        EXPECT_EQ(again->revision, acknowledged + 1);
        EXPECT_TRUE(CheckHolds(*store, acknowledged + 1).ok());
      }
    }
  }
}

TEST(RocksFaultTest, AMarkThatCannotBeSyncedEndsTheStore) {
  const FaultEnvironment environment = MakeFaultEnvironment();
  std::promise<absl::Status> told;
  StoreOptions options = OptionsOf(environment);
  options.on_failed = [&](const absl::Status& failure) { told.set_value(failure); };
  const std::unique_ptr<Store> store = MustOpen(options);
  environment.files->FailFrom(FileStep::kSync, 1, "HIGH_WATER");
  store->Commit(NumberedCommit(1)).IgnoreError();
  EXPECT_FALSE(told.get_future().get().ok());
  EXPECT_EQ(ReasonOf(store->Commit(NumberedCommit(2)).status()), v1::ERROR_REASON_NOT_SERVING);
}

TEST(RocksFaultTest, AFaultWhileOpeningIsAnErrorAndTheNextOpeningGoesWell) {
  for (const FileStep step : {FileStep::kAppend, FileStep::kSync, FileStep::kRename}) {
    for (const char* path_end : {"HIGH_WATER", "HIGH_WATER.new", "CURRENT"}) {
      SCOPED_TRACE(testing::Message() << static_cast<int>(step) << " " << path_end);
      const FaultEnvironment environment = MakeFaultEnvironment();
      ASSERT_TRUE(MustOpen(OptionsOf(environment))->Commit(NumberedCommit(1)).ok());
      environment.files->FailFrom(step, 1, path_end);
      const bool opened = OpenRocksStore(kFolder, OptionsOf(environment)).ok();
      if (step == FileStep::kRename && absl::string_view(path_end) == "HIGH_WATER") {
        EXPECT_FALSE(opened);
      }
      environment.files->Heal();
      const std::unique_ptr<Store> store = MustOpen(OptionsOf(environment));
      ASSERT_NE(store, nullptr);
      EXPECT_TRUE(CheckHolds(*store, 1).ok()) << CheckHolds(*store, 1);
    }
  }
}

// The newest file below the store's db that ends so.
std::string NewestFile(rocksdb::Env& env, absl::string_view end) {
  std::vector<std::string> names;
  EXPECT_TRUE(env.GetChildren(absl::StrCat(kFolder, "/db"), &names).ok());
  std::string newest;
  for (const std::string& name : names) {
    if (absl::EndsWith(name, end)) newest = std::max(newest, name);
  }
  EXPECT_FALSE(newest.empty());
  return absl::StrCat(kFolder, "/db/", newest);
}

std::string BytesOf(rocksdb::Env& env, const std::string& path) {
  std::string bytes;
  EXPECT_TRUE(rocksdb::ReadFileToString(&env, path, &bytes).ok());
  return bytes;
}

TEST(RocksFaultTest, ATornLogIsReportedAndLosesNoMoreThanItsTail) {
  constexpr int kCommits = 12;
  const FaultEnvironment living = MakeFaultEnvironment();
  const std::unique_ptr<Store> store = MustOpen(OptionsOf(living));
  for (int i = 1; i <= kCommits; ++i) ASSERT_TRUE(store->Commit(NumberedCommit(i)).ok());
  const std::string log = NewestFile(*living.environment->env, ".log");
  const std::string bytes = BytesOf(*living.environment->env, log);
  Dice dice(1);
  for (int i = 0; i < 40; ++i) {
    const int cut = i == 0 ? 0 : dice.Between(1, static_cast<int>(bytes.size()));
    SCOPED_TRACE(testing::Message() << "cut " << cut << " of " << bytes.size());
    const FaultEnvironment crashed = CopyOf(*living.environment->env, kFolder);
    ASSERT_TRUE(rocksdb::WriteStringToFile(crashed.environment->env.get(),
                                           bytes.substr(0, bytes.size() - static_cast<std::size_t>(cut)), log)
                    .ok());
    const absl::StatusOr<std::unique_ptr<Store>> opened = OpenRocksStore(kFolder, OptionsOf(crashed));
    if (cut == 0) {
      ASSERT_TRUE(opened.ok()) << opened.status();
      EXPECT_TRUE(CheckHolds(**opened, kCommits).ok()) << CheckHolds(**opened, kCommits);
      continue;
    }
    // Every byte of the log was acknowledged.
    ASSERT_EQ(opened.status().code(), absl::StatusCode::kDataLoss) << opened.status();
    EXPECT_TRUE(absl::StrContains(opened.status().message(), "accept_loss")) << opened.status();

    StoreOptions accepting = OptionsOf(crashed);
    accepting.accept_loss = true;
    std::unique_ptr<Store> accepted = MustOpen(accepting);
    ASSERT_NE(accepted, nullptr);
    EXPECT_EQ(accepted->OpenSnapshot()->revision(), kCommits + 1);  // No revision is given twice.
    EXPECT_EQ(accepted->Changes(kCommits - 1, 10).status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(accepted->Changes(kCommits, 10)->size(), 1u);
    const absl::StatusOr<AuditVerified> audit = accepted->VerifyAudit();
    ASSERT_TRUE(audit.ok()) << audit.status();
    EXPECT_EQ(audit->last_revision, kCommits + 1);
    const std::int64_t held = audit->entries - 1;
    EXPECT_EQ((*accepted->OpenSnapshot()->Get(absl::StrCat("k", held))).has_value(), held > 0);
    EXPECT_FALSE((*accepted->OpenSnapshot()->Get(absl::StrCat("k", held + 1))).has_value());
    ASSERT_TRUE(accepted->Commit(NumberedCommit(kCommits)).ok());
    accepted.reset();
    EXPECT_NE(MustOpen(OptionsOf(crashed)), nullptr);  // Accepted once and for all.
  }
}

TEST(RocksFaultTest, FlippedBytesOfTheLogAreNeverSilent) {
  constexpr int kCommits = 12;
  const FaultEnvironment living = MakeFaultEnvironment();
  const std::unique_ptr<Store> store = MustOpen(OptionsOf(living));
  for (int i = 1; i <= kCommits; ++i) ASSERT_TRUE(store->Commit(NumberedCommit(i)).ok());
  const std::string log = NewestFile(*living.environment->env, ".log");
  const std::string bytes = BytesOf(*living.environment->env, log);
  Dice dice(2);
  int reported = 0;
  for (int i = 0; i < 100; ++i) {
    std::string flipped = bytes;
    const int flips = dice.Between(1, 2);
    for (int f = 0; f < flips; ++f) {
      auto& byte = flipped[static_cast<std::size_t>(dice.Between(0, static_cast<int>(bytes.size()) - 1))];
      byte = static_cast<char>(byte ^ (1 << dice.Between(0, 7)));
    }
    SCOPED_TRACE(testing::Message() << "round " << i);
    const FaultEnvironment crashed = CopyOf(*living.environment->env, kFolder);
    ASSERT_TRUE(rocksdb::WriteStringToFile(crashed.environment->env.get(), flipped, log).ok());
    const absl::StatusOr<std::unique_ptr<Store>> opened = OpenRocksStore(kFolder, OptionsOf(crashed));
    if (opened.ok()) {
      const absl::Status holds = CheckHolds(**opened, kCommits);
      EXPECT_TRUE(holds.ok()) << holds;
      continue;
    }
    ++reported;
    EXPECT_EQ(opened.status().code(), absl::StatusCode::kDataLoss) << opened.status();
  }
  EXPECT_GT(reported, 90);
}

TEST(RocksFaultTest, FlippedBytesOfTablesAreNeverSilent) {
  constexpr int kCommits = 40;
  const FaultEnvironment living = MakeFaultEnvironment();
  {
    const std::unique_ptr<Store> store = MustOpen(OptionsOf(living));
    for (int i = 1; i <= kCommits; ++i) ASSERT_TRUE(store->Commit(NumberedCommit(i)).ok());
  }
  const std::string table = NewestFile(*living.environment->env, ".sst");
  const std::string bytes = BytesOf(*living.environment->env, table);
  Dice dice(3);
  int reported = 0;
  for (int i = 0; i < 100; ++i) {
    std::string flipped = bytes;
    const auto at = static_cast<std::size_t>(dice.Between(0, static_cast<int>(bytes.size()) - 1));
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << dice.Between(0, 7)));
    SCOPED_TRACE(testing::Message() << "byte " << at << " of " << bytes.size());
    const FaultEnvironment broken = CopyOf(*living.environment->env, kFolder);
    ASSERT_TRUE(rocksdb::WriteStringToFile(broken.environment->env.get(), flipped, table).ok());
    const absl::StatusOr<std::unique_ptr<Store>> opened = OpenRocksStore(kFolder, OptionsOf(broken));
    const absl::Status holds = opened.ok() ? CheckHolds(**opened, kCommits) : opened.status();
    if (!holds.ok()) {
      ++reported;
      EXPECT_EQ(holds.code(), absl::StatusCode::kDataLoss) << holds;
    }
  }
  EXPECT_GT(reported, 30);  // The rest hit bytes that hold nothing, such as the properties of the table.
}

}  // namespace
}  // namespace walz
