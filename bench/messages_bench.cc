// How long does it take on one core to turn stored messages into facts, which is most of building the mirror?
//
// BM_ReadApprentices/1000000 parses the bytes of 1,000,000 apprentices as the store holds them and reads them into
// facts: the mirror is to be built in about a second.  BM_ParseApprentices is protobuf's part of that;
// BM_WriteApprentices the way back, facts to bytes, which every imported row takes.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <benchmark/benchmark.h>

#include "service/convert/catalogue_reader.h"
#include "service/convert/fact_tables.h"
#include "service/messages/profile_messages.h"
#include "tools/synth/synth.h"

namespace walz {
namespace {

struct Apprentices {
  std::shared_ptr<const Catalogue> catalogue;
  std::shared_ptr<FactPools> pools = std::make_shared<FactPools>();
  std::vector<Apprentice> rows;
};

// Invented apprentices; read once.
const Apprentices& SynthApprentices(std::int64_t count) {
  static Apprentices apprentices;
  if (apprentices.rows.size() == static_cast<std::size_t>(count)) return apprentices;
  const std::string dir = std::filesystem::temp_directory_path() / absl::StrCat("walz_messages_bench_", count);
  const absl::Status status = WriteSynth({.apprentice_count = count,
                                          .opening_count = count * 3 / 10,
                                          .seed = 1,
                                          .out_dir = dir,
                                          .catalogue_dir = WALZ_SOURCE_DIR "/data"},
                                         nullptr);
  if (!status.ok()) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    std::exit(1);
  }
  apprentices.catalogue = *ReadCatalogue(WALZ_SOURCE_DIR "/data");
  ReadReport report;
  WorkOptions work;
  ReadScope scope;
  scope.catalogue = apprentices.catalogue.get();
  scope.pools = apprentices.pools.get();
  scope.report = &report;
  scope.work = &work;
  apprentices.rows = ReadApprentices({absl::StrCat(dir, "/apprentices.csv"), "apprentices.csv"}, scope)->rows;
  std::filesystem::remove_all(dir);
  return apprentices;
}

std::vector<std::string> BytesOf(const Apprentices& apprentices) {
  std::vector<std::string> bytes;
  bytes.reserve(apprentices.rows.size());
  for (const Apprentice& row : apprentices.rows) bytes.push_back(MessageOf(row).SerializeAsString());
  return bytes;
}

void BM_ReadApprentices(benchmark::State& state) {
  const Apprentices& apprentices = SynthApprentices(state.range(0));
  const std::vector<std::string> stored = BytesOf(apprentices);
  for ([[maybe_unused]] auto _ : state) {
    MessageScope scope(apprentices.catalogue);
    std::vector<Apprentice> rows;
    rows.reserve(stored.size());
    std::vector<FieldFault> faults;
    v1::Apprentice message;
    for (const std::string& bytes : stored) {
      if (!message.ParseFromString(bytes) || !ReadApprentice(message, scope, rows.emplace_back(), faults)) {
        state.SkipWithError("an apprentice cannot be read");
        return;
      }
    }
    benchmark::DoNotOptimize(rows.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_ReadApprentices)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void BM_ParseApprentices(benchmark::State& state) {
  const std::vector<std::string> stored = BytesOf(SynthApprentices(state.range(0)));
  for ([[maybe_unused]] auto _ : state) {
    v1::Apprentice message;
    for (const std::string& bytes : stored) benchmark::DoNotOptimize(message.ParseFromString(bytes));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_ParseApprentices)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void BM_WriteApprentices(benchmark::State& state) {
  const Apprentices& apprentices = SynthApprentices(state.range(0));
  for ([[maybe_unused]] auto _ : state) {
    for (const Apprentice& row : apprentices.rows) {
      benchmark::DoNotOptimize(MessageOf(row).SerializeAsString().data());
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_WriteApprentices)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace walz

BENCHMARK_MAIN();
