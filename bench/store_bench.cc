// How fast is the store on RocksDB on the disk under the temporary folder, and what do its promises cost?
//
// BM_DurablePuts        how many single writes a second are durable, from as many clients that each wait for theirs?
//                       (DESIGN asks for 15,000 from 64; the floor is one fsync a group: BM_Fsync says what it takes.)
// BM_Import             how many records a second are durable in batches of 500, a handful of batches under way, each
//                       record with its unique id, both expected not to be there?  (Asked: 100,000.)
// BM_PointReads         how many records a second does one thread read by key, of 1,000,000?
// BM_Scan               how many records a second does one thread scan?
// BM_Open               how long does it take to open a store of 1,000,000 records that was closed in good order?
//
// `cpu_us` is the processor time of all threads for one item, which a busy machine does not blur: 1,000,000 by it is
// what one core to itself could do if the disk took no time.
//
// Values have 300 bytes, about an apprentice's message.  TMPDIR chooses the disk.

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/base/hash.h"
#include "service/store/rocks_store.h"
#include "tests/service/store/temp_folder.h"

namespace walz {
namespace {

constexpr std::size_t kValueBytes = 300;
constexpr std::int64_t kStoredRecords = 1'000'000;
constexpr int kBatchRecords = 500;
constexpr int kBatchesUnderWay = 8;

void Require(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

std::unique_ptr<Store> MustOpen(const std::string& folder) {
  absl::StatusOr<std::unique_ptr<Store>> store = OpenRocksStore(folder);
  Require(store.status());
  return *std::move(store);
}

double CpuMicros() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto micros = [](const timeval& time) {
    return 1e6 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec);
  };
  return micros(usage.ru_utime) + micros(usage.ru_stime);
}

// Half of it compresses, as messages do.
std::string ValueOf(std::int64_t number) {
  std::string value;
  for (std::uint64_t bits = MixBits(static_cast<std::uint64_t>(number)); value.size() < kValueBytes / 2;
       bits = MixBits(bits)) {
    value.append(reinterpret_cast<const char*>(&bits), sizeof bits);
  }
  value.resize(kValueBytes, 'x');
  return value;
}

std::string RecordKey(std::int64_t number) { return absl::StrFormat("aC-%03d/A-%08d", number / 1000, number); }

CommitRequest BatchFrom(std::int64_t first) {
  CommitRequest request;
  request.mutations.reserve(2 * kBatchRecords);
  for (std::int64_t i = first; i < first + kBatchRecords; ++i) {
    std::string key = RecordKey(i);
    request.mutations.push_back({.key = absl::StrFormat("uapprentices/A-%08d", i), .value = key, .expected = 0});
    request.mutations.push_back({.key = std::move(key), .value = ValueOf(i), .expected = 0});
  }
  request.idempotency_key = absl::StrCat("import", first);
  request.audit = {.principal = "centre", .method = "walz.v1.ImportService/Import", .request_id = absl::StrCat(first)};
  return request;
}

// Commits with a bounded number under way.
class Importer {
 public:
  explicit Importer(Store& store) : store_(store) {}
  ~Importer() {
    std::unique_lock lock(mutex_);
    fewer_.wait(lock, [&] { return under_way_ == 0; });
  }

  void Import(CommitRequest request) {
    {
      std::unique_lock lock(mutex_);
      fewer_.wait(lock, [&] { return under_way_ < kBatchesUnderWay; });
      ++under_way_;
    }
    store_.CommitAsync(std::move(request), [this](const absl::StatusOr<Committed>& committed) {
      Require(committed.status());
      const std::lock_guard lock(mutex_);
      --under_way_;
      fewer_.notify_one();
    });
  }

 private:
  Store& store_;
  std::mutex mutex_;
  std::condition_variable fewer_;
  int under_way_ = 0;
};

// 1,000,000 records in a folder; made once.
const std::string& FilledFolder() {
  static const auto* const folder = [] {
    auto* filled = new TempFolder;
    const std::unique_ptr<Store> store = MustOpen(filled->path());
    {
      Importer importer(*store);
      for (std::int64_t first = 0; first < kStoredRecords; first += kBatchRecords) importer.Import(BatchFrom(first));
    }
    std::atexit([] { std::filesystem::remove_all(FilledFolder()); });
    return filled;
  }();
  return folder->path();
}

void BM_Fsync(benchmark::State& state) {
  const TempFolder folder;
  const int file = open(absl::StrCat(folder.path(), "/log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const std::string bytes(64 * (kValueBytes + 200), 'x');
  for ([[maybe_unused]] auto _ : state) {
    if (write(file, bytes.data(), bytes.size()) < 0 || fdatasync(file) != 0) state.SkipWithError("cannot write");
  }
  close(file);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Fsync)->UseRealTime();

void BM_DurablePuts(benchmark::State& state) {
  static TempFolder* folder = nullptr;
  static std::unique_ptr<Store> store;
  if (state.thread_index() == 0) {
    folder = new TempFolder;
    store = MustOpen(folder->path());
  }
  const double cpu_before = CpuMicros();
  std::int64_t number = state.thread_index() * std::int64_t{1'000'000};
  for ([[maybe_unused]] auto _ : state) {
    ++number;
    Require(store
                ->Commit({.mutations = {{.key = RecordKey(number), .value = ValueOf(number), .expected = 0}},
                          .idempotency_key = absl::StrCat("put", number),
                          .audit = {.principal = "centre", .method = "walz.v1.ApprenticeService/CreateApprentice"}})
                .status());
  }
  if (state.thread_index() == 0) {
    const StoreStats stats = store->Stats();
    state.counters["group"] = static_cast<double>(stats.commits) / static_cast<double>(stats.commit_groups);
    state.counters["cpu_us"] = (CpuMicros() - cpu_before) / static_cast<double>(stats.commits);
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) {
    store.reset();
    delete folder;
  }
}
BENCHMARK(BM_DurablePuts)->Threads(1)->Threads(8)->Threads(64)->Threads(256)->UseRealTime()->MinTime(2);

void BM_Import(benchmark::State& state) {
  const TempFolder folder;
  const std::unique_ptr<Store> store = MustOpen(folder.path());
  const double cpu_before = CpuMicros();
  std::int64_t first = 0;
  {
    Importer importer(*store);
    for ([[maybe_unused]] auto _ : state) {
      importer.Import(BatchFrom(first));
      first += kBatchRecords;
    }
  }
  state.SetItemsProcessed(first);
  state.counters["cpu_us"] = (CpuMicros() - cpu_before) / static_cast<double>(first);
}
BENCHMARK(BM_Import)->UseRealTime()->MinTime(4);

void BM_PointReads(benchmark::State& state) {
  const std::unique_ptr<Store> store = MustOpen(FilledFolder());
  const std::unique_ptr<StoreSnapshot> snapshot = store->OpenSnapshot();
  std::uint64_t bits = 1;
  for ([[maybe_unused]] auto _ : state) {
    bits = MixBits(bits);
    const auto record = snapshot->Get(RecordKey(static_cast<std::int64_t>(bits % kStoredRecords)));
    Require(record.status());
    if (!*record) state.SkipWithError("a record is missing");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_PointReads)->UseRealTime()->MinTime(2);

void BM_Scan(benchmark::State& state) {
  const std::unique_ptr<Store> store = MustOpen(FilledFolder());
  std::int64_t records = 0;
  for ([[maybe_unused]] auto _ : state) {
    Require(store->OpenSnapshot()->Scan({"a", "b"}, [&](absl::string_view, absl::string_view, Revision) {
      ++records;
      return true;
    }));
  }
  state.SetItemsProcessed(records);
}
BENCHMARK(BM_Scan)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_Open(benchmark::State& state) {
  FilledFolder();
  for ([[maybe_unused]] auto _ : state) {
    std::unique_ptr<Store> store = MustOpen(FilledFolder());
    state.PauseTiming();
    store.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(BM_Open)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace walz

BENCHMARK_MAIN();
