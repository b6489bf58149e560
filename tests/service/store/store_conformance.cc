#include "tests/service/store/store_conformance.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <rocksdb/env.h>

#include "service/store/memory_store.h"
#include "service/store/rocks_environment.h"
#include "service/store/rocks_store.h"

namespace walz {

StoreHome::StoreHome(StoreKind kind) : kind_(kind) {
  if (kind == StoreKind::kRocksInMemory) {
    environment_ = std::make_shared<RocksEnvironment>();
    environment_->env.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    environment_->is_on_disk = false;
  }
}

StoreOptions StoreHome::Options() {
  StoreOptions options;
  options.now = [this] { return clock_.Now(); };
  options.ballast_bytes = 0;
  options.disk_watermark_bytes = 1;
  options.rocks_memtable_bytes = std::size_t{4} << 20;
  options.rocks_cache_bytes = std::size_t{4} << 20;
  options.rocks_environment = environment_;
  return options;
}

absl::StatusOr<std::unique_ptr<Store>> StoreHome::Open(StoreOptions options) {
  if (kind_ == StoreKind::kMemory) return MakeMemoryStore(std::move(options));
  return OpenRocksStore(kind_ == StoreKind::kRocks ? folder_.path() : "/store", std::move(options));
}

std::string StoreConformanceTest::Read(const StoreSnapshot& snapshot, const std::string& key) {
  const absl::StatusOr<std::optional<Record>> record = snapshot.Get(key);
  if (!record.ok()) return record.status().ToString();
  return *record ? absl::StrCat(key, "=", (*record)->value, "@", (*record)->revision) : absl::StrCat(key, "=none");
}

std::string StoreConformanceTest::ScanAll(const StoreSnapshot& snapshot, const KeyRange& range) {
  std::vector<std::string> found;
  const absl::Status scanned =
      snapshot.Scan(range, [&](absl::string_view key, absl::string_view value, Revision revision) {
        found.push_back(absl::StrCat(key, "=", value, "@", revision));
        return true;
      });
  return scanned.ok() ? absl::StrJoin(found, " ") : scanned.ToString();
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreConformanceTest,
                         testing::Values(StoreKind::kMemory, StoreKind::kRocks, StoreKind::kRocksInMemory),
                         [](const auto& param_info) { return NameOf(param_info.param); });

}  // namespace walz
