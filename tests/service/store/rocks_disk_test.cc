// What a store on RocksDB does when its disk gets full: it refuses, gives its reserve back, and goes on with room.

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include "service/call/errors.h"
#include "tests/service/store/fault_file_system.h"
#include "tests/service/store/small_store.h"
#include "tests/service/store/temp_folder.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

namespace fs = std::filesystem;

std::string Noise() {
  Dice dice(1);
  std::string noise(100'000, '\0');
  for (char& c : noise) c = static_cast<char>(dice.Between(0, 255));
  return noise;
}

// How many commits of 100 KB were taken before one was refused, which it was for want of room.
int WriteUntilRefused(Store& store) {
  const std::string noise = Noise();
  for (int written = 0; written < 1000; ++written) {
    const absl::Status put = Put(store, absl::StrCat("k", written), noise);
    if (put.ok()) continue;
    EXPECT_EQ(ReasonOf(put), v1::ERROR_REASON_DISK_FULL) << put;
    return written;
  }
  ADD_FAILURE() << "nothing was refused";
  return 1000;
}

void PutOnceThereIsRoom(Store& store) {
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  absl::Status put = Put(store, "more", "x");
  for (; ReasonOf(put) == v1::ERROR_REASON_DISK_FULL && absl::Now() < deadline; put = Put(store, "more", "x")) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_TRUE(put.ok()) << put << "; " << store.Failure();
}

TEST(RocksDiskTest, WritesAreRefusedBelowTheWatermarkAndTheBallastIsGivenBack) {
  const TempFolder temp;
  const std::string ballast = temp.path() + "/BALLAST";
  std::atomic<std::int64_t> free = 100 * kMebibyte;
  StoreOptions options = SmallOptions();
  options.disk_watermark_bytes = 10 * kMebibyte;
  options.ballast_bytes = kMebibyte;
  options.free_space = [&](const std::string& folder) -> absl::StatusOr<std::int64_t> {
    EXPECT_EQ(folder, temp.path());
    return free.load();
  };
  const std::unique_ptr<Store> store = MustOpen(temp.path(), options);
  const auto code = [&] { return Put(*store, "a", "1").code(); };
  EXPECT_EQ(fs::file_size(ballast), kMebibyte);
  free = 10 * kMebibyte;  // On the mark.
  ASSERT_TRUE(store->Commit({.idempotency_key = "before"}).ok());
  EXPECT_FALSE(store->Stats().writes_refused);
  free = 10 * kMebibyte - 1;
  const absl::Status full = Put(*store, "a", "1");
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(full), v1::ERROR_REASON_DISK_FULL);
  EXPECT_FALSE(fs::exists(ballast));
  EXPECT_TRUE(store->Stats().writes_refused);
  EXPECT_TRUE(store->Commit({.idempotency_key = "before"})->replayed);  // Nothing is written for it.
  EXPECT_FALSE(store->TakeLease("jobs", "a", absl::Seconds(1)).ok());
  EXPECT_FALSE(store->ForgetChanges(1).ok());
  EXPECT_EQ(ReasonOf(store->Compact()), v1::ERROR_REASON_DISK_FULL);
  free = 11 * kMebibyte - 1;  // The ballast would take it below again.
  EXPECT_EQ(code(), absl::StatusCode::kResourceExhausted);
  free = 11 * kMebibyte;
  EXPECT_EQ(code(), absl::StatusCode::kOk);
  EXPECT_EQ(fs::file_size(ballast), kMebibyte);
  EXPECT_TRUE(store->Failure().ok());
  EXPECT_EQ(store->Stats().disk_free_bytes, 11 * kMebibyte);
  EXPECT_EQ(store->Stats().disk_watermark_bytes, 10 * kMebibyte);
}

TEST(RocksDiskTest, AFullDiskIsSaidBeforeOpening) {
  const TempFolder temp;
  StoreOptions options = SmallOptions();
  options.disk_watermark_bytes = 8 * kMebibyte;
  std::int64_t free = 2 * kMebibyte - 1;
  options.free_space = [&](const std::string&) -> absl::StatusOr<std::int64_t> { return free; };
  EXPECT_EQ(ReasonOf(OpenRocksStore(temp.path(), options).status()), v1::ERROR_REASON_DISK_FULL);
  free = 2 * kMebibyte;
  EXPECT_NE(MustOpen(temp.path(), options), nullptr);
}

// A file system of its own, given up again also when an assertion ends the test.
class SmallFileSystem {
 public:
  explicit SmallFileSystem(const char* size_option)
      : mounted_(mount("walz_test", folder_.path().c_str(), "tmpfs", 0, size_option) == 0) {}
  ~SmallFileSystem() {
    if (!mounted_) return;
    EXPECT_EQ(umount2(folder_.path().c_str(), 0), 0) << std::strerror(errno);
  }
  SmallFileSystem(const SmallFileSystem&) = delete;
  SmallFileSystem& operator=(const SmallFileSystem&) = delete;

  bool mounted() const { return mounted_; }
  const std::string& path() const { return folder_.path(); }

 private:
  const TempFolder folder_;
  const bool mounted_;
};

TEST(RocksDiskTest, AFullFileSystemRefusesWritesLosesNothingAndGoesOnWithRoom) {
  const SmallFileSystem disk("size=48m");
  if (!disk.mounted()) GTEST_SKIP() << "mounting is not permitted here: " << std::strerror(errno);
  const std::string filler = disk.path() + "/filler";
  std::ofstream(filler) << std::string(8 * kMebibyte, 'x');
  StoreOptions options = SmallOptions();
  // More than a compaction here can take while a write that was let in is on its way.
  options.disk_watermark_bytes = 16 * kMebibyte;
  options.ballast_bytes = 16 * kMebibyte;
  const std::string folder = disk.path() + "/store";
  std::unique_ptr<Store> store = MustOpen(folder, options);
  ASSERT_NE(store, nullptr);
  const int written = WriteUntilRefused(*store);
  EXPECT_GT(written, 10);
  store.reset();  // What is in memory finds its place.
  store = MustOpen(folder, options);
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(store->OpenSnapshot()->revision(), written);
  EXPECT_TRUE(store->Scrub(nullptr, {}).ok());
  fs::remove(filler);
  PutOnceThereIsRoom(*store);  // A compaction that began when the store opened may still hold tables twice.
}

// Where only the faults that are asked for want room.
std::unique_ptr<Store> OpenOnRoomyDisk(const FaultEnvironment& environment) {
  StoreOptions options = SmallOptions();
  options.rocks_environment = environment.environment;
  options.free_space = [](const std::string&) -> absl::StatusOr<std::int64_t> { return kMebibyte << 10; };
  return MustOpen("/store", options);
}

TEST(RocksDiskTest, ACompactionWithoutRoomRefusesWritesUntilItHasSome) {
  const FaultEnvironment environment = MakeFaultEnvironment();
  const std::unique_ptr<Store> store = OpenOnRoomyDisk(environment);
  ASSERT_NE(store, nullptr);
  environment.files->GiveRoomToCompact(false);
  EXPECT_GT(WriteUntilRefused(*store), 10);
  EXPECT_TRUE(store->Stats().writes_refused);
  EXPECT_TRUE(store->Failure().ok()) << store->Failure();
  EXPECT_TRUE(store->Scrub(nullptr, {}).ok());  // Reads go on.
  environment.files->GiveRoomToCompact(true);
  PutOnceThereIsRoom(*store);
}

TEST(RocksDiskTest, CompactingOnRequestWithoutRoomSaysSoAndRefusesNothing) {
  const FaultEnvironment environment = MakeFaultEnvironment();
  const std::unique_ptr<Store> store = OpenOnRoomyDisk(environment);
  ASSERT_NE(store, nullptr);
  ASSERT_TRUE(Put(*store, "a", Noise()).ok());
  environment.files->GiveRoomToCompact(false);
  const absl::Status compacted = store->Compact();
  EXPECT_EQ(compacted.code(), absl::StatusCode::kResourceExhausted) << compacted;
  EXPECT_TRUE(Put(*store, "a", "2").ok());
  environment.files->GiveRoomToCompact(true);
  EXPECT_TRUE(store->Compact().ok());
}

}  // namespace
}  // namespace walz
