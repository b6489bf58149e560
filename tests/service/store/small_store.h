// Stores on RocksDB with small buffers, for tests that write little.

#ifndef TESTS_SERVICE_STORE_SMALL_STORE_H_
#define TESTS_SERVICE_STORE_SMALL_STORE_H_

#include <cstdint>
#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <gtest/gtest.h>

#include "service/store/rocks_store.h"

namespace walz {

inline constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;

inline StoreOptions SmallOptions() {
  StoreOptions options;
  options.ballast_bytes = 0;
  options.disk_watermark_bytes = 1;
  options.rocks_memtable_bytes = std::size_t{4} << 20;
  options.rocks_cache_bytes = std::size_t{1} << 20;
  return options;
}

// Null, with a failure of the test, where it does not open.
inline std::unique_ptr<Store> MustOpen(const std::string& folder, const StoreOptions& options = SmallOptions()) {
  absl::StatusOr<std::unique_ptr<Store>> store = OpenRocksStore(folder, options);
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

inline absl::Status Put(Store& store, const std::string& key, const std::string& value) {
  return store.Commit({.mutations = {{.key = key, .value = value}}}).status();
}

}  // namespace walz

#endif  // TESTS_SERVICE_STORE_SMALL_STORE_H_
