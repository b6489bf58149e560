// The conformance suite of stores: every test runs on the model in memory, on RocksDB in a folder, and on RocksDB in
// RocksDB's own memory file system.  What store.h says is tested here, both sides of each edge.

#ifndef TESTS_SERVICE_STORE_STORE_CONFORMANCE_H_
#define TESTS_SERVICE_STORE_STORE_CONFORMANCE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <gtest/gtest.h>

#include "service/store/store.h"
#include "service/store/store_options.h"
#include "tests/service/store/temp_folder.h"

namespace walz {

enum class StoreKind { kMemory, kRocks, kRocksInMemory };

inline std::string NameOf(StoreKind kind) {
  constexpr const char* kNames[] = {"Memory", "Rocks", "RocksInMemory"};
  return kNames[static_cast<int>(kind)];
}

// A clock that stands still until it is told.  Thread rule: any thread.
class StandingClock {
 public:
  absl::Time Now() const { return absl::FromUnixMicros(micros_.load()); }
  void Advance(absl::Duration duration) { micros_ += absl::ToInt64Microseconds(duration); }

 private:
  std::atomic<std::int64_t> micros_ = 1'800'000'000'000'000;
};

// A place where stores of one kind are opened one after another; what the one on RocksDB wrote the next one finds.
class StoreHome {
 public:
  explicit StoreHome(StoreKind kind);

  absl::StatusOr<std::unique_ptr<Store>> Open(StoreOptions options);
  // Small buffers, the clock of this home, no ballast.
  StoreOptions Options();

  StandingClock& clock() { return clock_; }
  const std::string& folder() const { return folder_.path(); }

 private:
  const StoreKind kind_;
  StandingClock clock_;
  TempFolder folder_;
  std::shared_ptr<RocksEnvironment> environment_;  // Null: the operating system's files.
};

class StoreConformanceTest : public testing::TestWithParam<StoreKind> {
 protected:
  StoreConformanceTest() { StartAnew(); }

  // An empty store.
  void StartAnew() {
    store_.reset();
    home_ = std::make_unique<StoreHome>(GetParam());
    Reopen();
  }

  bool IsDurable() const { return GetParam() != StoreKind::kMemory; }
  StandingClock& clock() { return home_->clock(); }

  void Reopen() { Reopen(home_->Options()); }
  void Reopen(StoreOptions options) {
    store_.reset();
    absl::StatusOr<std::unique_ptr<Store>> opened = home_->Open(std::move(options));
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }

  Revision Put(const std::string& key, const std::string& value) {
    return MustCommit({.mutations = {{.key = key, .value = value}}});
  }
  Revision Delete(const std::string& key) { return MustCommit({.mutations = {{.key = key}}}); }
  Revision MustCommit(CommitRequest request) {
    const absl::StatusOr<Committed> committed = store_->Commit(std::move(request));
    EXPECT_TRUE(committed.ok()) << committed.status();
    return committed.ok() ? committed->revision : -1;
  }

  // `key=value@revision`, or `key=none`.
  std::string Read(const std::string& key) { return Read(*store_->OpenSnapshot(), key); }
  static std::string Read(const StoreSnapshot& snapshot, const std::string& key);
  // All of `range`, as `key=value@revision` with blanks between.
  static std::string ScanAll(const StoreSnapshot& snapshot, const KeyRange& range = {});

  std::unique_ptr<StoreHome> home_;
  std::unique_ptr<Store> store_;
};

}  // namespace walz

#endif  // TESTS_SERVICE_STORE_STORE_CONFORMANCE_H_
