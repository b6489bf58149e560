// How long does it take on one core to read a data folder of a whole country, files to checked Problem?
//
// BM_ReadFolder/1000000 reads 1,000,000 apprentices with 300,000 openings, their wishes and ranks.  The folder is
// written once, before the clock starts, and removed at the end.  What limits it: bench output names bytes a second;
// the bytes alone (BM_ReadRecords) show what the CSV reader takes of that.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <absl/strings/str_cat.h>
#include <benchmark/benchmark.h>

#include "service/convert/csv_reader.h"
#include "service/convert/folder_reader.h"
#include "tools/synth/synth.h"

namespace walz {
namespace {

// A folder of invented data that lives as long as this object.
class SynthFolder {
 public:
  explicit SynthFolder(std::int64_t apprentice_count)
      : dir_(std::filesystem::temp_directory_path() / absl::StrCat("walz_reading_bench_", apprentice_count)) {
    const absl::Status status = WriteSynth({.apprentice_count = apprentice_count,
                                            .opening_count = apprentice_count * 3 / 10,
                                            .seed = 1,
                                            .out_dir = dir_.string(),
                                            .catalogue_dir = WALZ_SOURCE_DIR "/data"},
                                           nullptr);
    if (!status.ok()) {
      std::fprintf(stderr, "%s\n", status.ToString().c_str());
      std::exit(1);
    }
  }
  ~SynthFolder() { std::filesystem::remove_all(dir_); }
  SynthFolder(const SynthFolder&) = delete;
  SynthFolder& operator=(const SynthFolder&) = delete;

  std::string dir() const { return dir_.string(); }
  std::string PathOf(absl::string_view file) const { return absl::StrCat(dir(), "/", file); }

  std::int64_t CsvBytes() const {
    std::int64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(dir_)) {
      if (entry.path().extension() == ".csv") bytes += static_cast<std::int64_t>(entry.file_size());
    }
    return bytes;
  }

 private:
  std::filesystem::path dir_;
};

void BM_ReadFolder(benchmark::State& state) {
  const SynthFolder folder(state.range(0));
  for ([[maybe_unused]] auto _ : state) {
    const auto result = ReadFolder(folder.dir(), {.catalogue_dir = WALZ_SOURCE_DIR "/data"}, WorkOptions());
    if (!result.ok() || !result->problem) {
      state.SkipWithError("the folder has errors");
      return;
    }
    benchmark::DoNotOptimize(result->report.input_hash.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetBytesProcessed(state.iterations() * folder.CsvBytes());
}
BENCHMARK(BM_ReadFolder)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kSecond);

void BM_ReadRecords(benchmark::State& state) {
  const SynthFolder folder(state.range(0));
  std::int64_t bytes = 0;
  for ([[maybe_unused]] auto _ : state) {
    CsvReader reader(*OpenByteSource(folder.PathOf("apprentices.csv")));
    while (reader.Next()) benchmark::DoNotOptimize(reader.cells().data());
    bytes += reader.bytes_read();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetBytesProcessed(bytes);
}
BENCHMARK(BM_ReadRecords)->Arg(1'000'000)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace walz

BENCHMARK_MAIN();
