// How many apprentices a second does one import stream make durable, and how long does the same file take again?
//
// BM_Import sends apprentices.csv of an invented consortium in parts of 256 KiB to the importer over a store on disk,
// all rows new; the argument is keep_good: 0 checks all rows before it writes the first, 1 writes as it reads.
// BM_ImportAgain sends the same file to a store that has it: nothing is written.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <benchmark/benchmark.h>

#include "service/app/transfer/importer.h"
#include "service/convert/catalogue_reader.h"
#include "service/store/rocks_store.h"
#include "tools/synth/synth.h"

namespace walz {
namespace {

constexpr std::int64_t kApprenticeCount = 200'000;
constexpr std::size_t kPartBytes = std::size_t{256} << 10;

[[noreturn]] void Fail(absl::string_view what) {
  std::fprintf(stderr, "%s\n", std::string(what).c_str());
  std::exit(1);
}

std::filesystem::path BenchFolder(absl::string_view name) {
  return std::filesystem::temp_directory_path() / absl::StrCat("walz_import_bench_", name);
}

// A folder of invented data that lives as long as the program.
class SynthData {
 public:
  SynthData() : dir_(BenchFolder("data").string()) {
    const absl::Status status = WriteSynth({.apprentice_count = kApprenticeCount,
                                            .opening_count = kApprenticeCount * 3 / 10,
                                            .seed = 1,
                                            .out_dir = dir_,
                                            .catalogue_dir = WALZ_SOURCE_DIR "/data"},
                                           nullptr);
    if (!status.ok()) Fail(status.ToString());
  }
  ~SynthData() { std::filesystem::remove_all(dir_); }
  const std::string& dir() const { return dir_; }

 private:
  const std::string dir_;
};

const std::string& SynthFolder() {
  static const SynthData data;
  return data.dir();
}

std::string ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Sends a file as a client does.
class FileSender : public Reader<v1::ImportRequest> {
 public:
  FileSender(v1::ImportTable table, const std::string& text, bool keep_good) : text_(text) {
    header_.mutable_header()->set_table(table);
    header_.mutable_header()->set_keep_good(keep_good);
  }

  bool Read(v1::ImportRequest& request) override {
    if (header_.has_header()) {
      request.Swap(&header_);
      header_.Clear();
      return true;
    }
    if (at_ == text_.size()) return false;
    request.set_csv(text_.substr(at_, kPartBytes));
    at_ += request.csv().size();
    return true;
  }

 private:
  v1::ImportRequest header_;
  const std::string& text_;
  std::size_t at_ = 0;
};

// A store on disk with all that apprentices refer to.
class BenchStore {
 public:
  BenchStore() : catalogue_(*ReadCatalogue(WALZ_SOURCE_DIR "/data")) {
    std::filesystem::remove_all(BenchFolder("store"));
    auto store = OpenRocksStore(BenchFolder("store").string(), StoreOptions());
    if (!store.ok()) Fail(store.status().ToString());
    store_ = *std::move(store);
    importer_ = std::make_unique<Importer>(*store_, catalogue_, absl::Now);
    call_.personal = true;
    Import(v1::IMPORT_TABLE_SCHEMES, ReadText(WALZ_SOURCE_DIR "/data/schemes.json"), false);
    Import(v1::IMPORT_TABLE_CENTRES, ReadText(SynthFolder() + "/centres.csv"), false);
    Import(v1::IMPORT_TABLE_COMPANIES, ReadText(SynthFolder() + "/companies.csv"), false);
  }
  ~BenchStore() {
    store_.reset();
    std::filesystem::remove_all(BenchFolder("store"));
  }

  v1::ImportResponse Import(v1::ImportTable table, const std::string& text, bool keep_good) {
    FileSender sender(table, text, keep_good);
    v1::ImportResponse response;
    const absl::Status status = importer_->Import(call_, sender, response);
    if (!status.ok()) Fail(status.ToString());
    if (response.error_count() > 0) Fail(response.errors(0).ShortDebugString());
    return response;
  }

 private:
  std::shared_ptr<const Catalogue> catalogue_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Importer> importer_;
  Call call_;
};

void BM_Import(benchmark::State& state) {
  const std::string text = ReadText(SynthFolder() + "/apprentices.csv");
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    {
      BenchStore store;
      state.ResumeTiming();
      const v1::ImportResponse response = store.Import(v1::IMPORT_TABLE_APPRENTICES, text, state.range(0) != 0);
      state.PauseTiming();
      if (response.created() != kApprenticeCount) state.SkipWithError("not all were new");
    }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kApprenticeCount);
}
BENCHMARK(BM_Import)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_ImportAgain(benchmark::State& state) {
  const std::string text = ReadText(SynthFolder() + "/apprentices.csv");
  BenchStore store;
  store.Import(v1::IMPORT_TABLE_APPRENTICES, text, true);
  for ([[maybe_unused]] auto _ : state) {
    if (store.Import(v1::IMPORT_TABLE_APPRENTICES, text, false).same() != kApprenticeCount) {
      state.SkipWithError("something changed");
    }
  }
  state.SetItemsProcessed(state.iterations() * kApprenticeCount);
}
BENCHMARK(BM_ImportAgain)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace walz

BENCHMARK_MAIN();
