// How long does the daemon's mirror take to start with a million profiles, how fast are its answers, quiet and while
// others import, and what does a run cost those who write?
//
//   mirror_bench [APPRENTICES OPENINGS [FOLDER [questions | SECONDS]]]
//
// 600000 200000 and a folder of its own below the temporary one, if not said; with `questions` nothing is run, and
// TryPlacement is asked beside the run that the folder has published already, if it has; with SECONDS a run that may
// take so long is published first, with the best lawful matching that it has found by then, and no other is run.
// Invented profiles stand in a RocksDB folder as the API would have stored them.  Prints one line a figure, and the
// questions as one table at the end: their times, and the CPU time of the asking thread, which a busy machine does not
// stretch.  The folder is removed at the end if it is the bench's own.  WALZ_BENCH_IMPORT_RATE=5000 holds the import to
// so many profiles a second; else it is as fast as can be.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <time.h>
#include <unistd.h>
#include <walz/v1/apprentice.pb.h>

#include "engine/base/check.h"
#include "service/app/mirror/advisor.h"
#include "service/app/mirror/mirror.h"
#include "service/app/mirror/round_facts.h"
#include "service/app/resources/snapshot_keeper.h"
#include "service/app/runs/run_service.h"
#include "service/app/transfer/importer.h"
#include "service/call/niceness.h"
#include "service/call/right_of_way.h"
#include "service/convert/catalogue_reader.h"
#include "service/convert/folder_tables.h"
#include "service/messages/json_messages.h"
#include "service/messages/list_messages.h"
#include "service/messages/profile_messages.h"
#include "service/store/keys.h"
#include "service/store/rocks_store.h"
#include "tests/service/app/mirror/stored_facts.h"
#include "tests/support/dice.h"
#include "tools/synth/synth.h"

namespace walz {
namespace {

constexpr int kThreads = 2;
constexpr int kImportBatch = 500;
constexpr int kRunSecondsMax = 600;
constexpr int kQuestionCount = 300;  // Of each.
constexpr int kPauseMillis = 40;     // Between two questions during an import, at most.
constexpr char kData[] = WALZ_SOURCE_DIR "/data";

// Of the calling thread alone: what a busy machine does not stretch.
double CpuMillis() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// Milliseconds of many calls.
class Latency {
 public:
  template <typename Work>
  void Time(const Work& work) {
    const absl::Time begin = absl::Now();
    const double cpu_begin = CpuMillis();
    work();
    millis_.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
    cpu_millis_.push_back(CpuMillis() - cpu_begin);
  }
  void Print(const char* what) {
    std::printf("%-52s %5zu calls  p50 %8.2f ms  p99 %8.2f ms  most %8.2f ms\n", what, millis_.size(), At(millis_, 0.5),
                At(millis_, 0.99), At(millis_, 1));
    std::fflush(stdout);
  }
  void PrintCells() {
    std::printf(" | %5zu %8.2f %8.2f %8.2f %8.2f %8.2f", millis_.size(), At(millis_, 0.5), At(millis_, 0.99),
                At(cpu_millis_, 0.5), At(cpu_millis_, 0.99), At(cpu_millis_, 1));
  }

 private:
  static double At(std::vector<double>& millis, double share) {
    std::sort(millis.begin(), millis.end());
    return millis.empty() ? 0 : millis[static_cast<std::size_t>(share * static_cast<double>(millis.size() - 1))];
  }

  std::vector<double> millis_;
  std::vector<double> cpu_millis_;
};

void PrintSeconds(const char* what, absl::Time begin) {
  std::printf("%-52s %8.2f s\n", what, absl::ToDoubleSeconds(absl::Now() - begin));
  std::fflush(stdout);
}

// Of the process, resident.
double MemoryMib() {
  long pages_all = 0;
  long pages_resident = 0;
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr || std::fscanf(file, "%ld %ld", &pages_all, &pages_resident) != 2) return 0;
  std::fclose(file);
  return static_cast<double>(pages_resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

template <typename Row, typename Message, typename Fill>
void PutRows(Store& store, const std::vector<Row>& rows, const Fill& fill) {
  std::vector<Mutation> batch;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Message message = MessageOf(rows[i]);
    fill(rows[i], message);
    batch.push_back(PutOf(message));
    if (batch.size() == 5000 || i + 1 == rows.size()) PutAll(store, std::exchange(batch, {}));
  }
}

template <typename Fact>
using FactsById = absl::flat_hash_map<std::string, std::vector<Fact>>;

// Fills the store from a folder that synth writes.
void Fill(Store& store, const SynthOptions& options) {
  WALZ_CHECK(WriteSynth(options, nullptr).ok());
  ReadReport report;
  absl::StatusOr<FolderTables> tables =
      ReadFolderTables(options.out_dir, {.catalogue_dir = kData}, {.thread_count = kThreads}, report);
  WALZ_CHECK(tables.ok() && report.error_count == 0);
  std::vector<Mutation> first;
  for (const Scheme& scheme : tables->schemes.rows) first.push_back(PutOf(SchemeMessageOf(scheme)));
  first.push_back(PutOf(RoundMessageOf(*tables->round)));
  PutAll(store, std::move(first));
  FactsById<WishFact> wishes;
  for (const WishFact& wish : tables->wishes.rows) wishes[wish.apprentice].push_back(wish);
  FactsById<PairFact> pairs;
  for (const PairFact& pair : tables->pairs.rows) pairs[pair.apprentice].push_back(pair);
  FactsById<HostRankFact> ranks;
  for (const HostRankFact& rank : tables->host_ranks.rows) ranks[rank.opening].push_back(rank);
  PutRows<Centre, v1::Centre>(store, tables->centres.rows, [](const Centre&, v1::Centre&) {});
  PutRows<Company, v1::Company>(store, tables->companies.rows, [](const Company&, v1::Company&) {});
  PutRows<Opening, v1::Opening>(store, tables->openings.rows, [&](const Opening& row, v1::Opening& message) {
    SetHostRanks(ranks[row.id], message);
  });
  PutRows<Apprentice, v1::Apprentice>(store, tables->apprentices.rows,
                                      [&](const Apprentice& row, v1::Apprentice& message) {
                                        SetWishes(wishes[row.id], message);
                                        SetPairs(pairs[row.id], message);
                                      });
}

// Profiles a second; 0: as many as can be.
double ImportRate() {
  const char* const said = std::getenv("WALZ_BENCH_IMPORT_RATE");
  double rate = 0;
  WALZ_CHECK(said == nullptr || absl::SimpleAtod(said, &rate));
  return rate;
}

// A stream of apprentices as they are stored but for one change, batch after batch, until it is stopped.
class ChangedApprentices : public Reader<v1::ImportRequest> {
 public:
  ChangedApprentices(const Store& store, const std::vector<std::string>& keys, const std::stop_token& stop)
      : store_(store), keys_(keys), stop_(stop) {}

  bool Read(v1::ImportRequest& request) override {
    if (stop_.stop_requested()) return false;
    request.Clear();
    if (std::exchange(is_first_, false)) {
      request.mutable_header()->set_table(v1::IMPORT_TABLE_APPRENTICES);
      request.mutable_header()->set_keep_good(true);
      return true;
    }
    if (count_ == keys_.size()) return false;
    if (rate_ > 0) absl::SleepFor(begin_ + absl::Seconds(static_cast<double>(count_) / rate_) - absl::Now());
    const std::unique_ptr<StoreSnapshot> snapshot = store_.OpenSnapshot();
    for (int i = 0; i < kImportBatch && count_ < keys_.size(); ++i, ++count_) {
      next_ = (next_ + kStep) % keys_.size();
      v1::Apprentice& message = *request.mutable_batch()->add_apprentices();
      WALZ_CHECK(message.ParseFromString((*snapshot->Get(keys_[next_]))->value));
      message.set_priority((message.priority() + 1) % 10);
    }
    return true;
  }

 private:
  static constexpr std::size_t kStep = 104'729;  // A prime, so that everybody comes once, in no order.

  const Store& store_;
  const std::vector<std::string>& keys_;
  const std::stop_token stop_;
  const double rate_ = ImportRate();
  const absl::Time begin_ = absl::Now();
  bool is_first_ = true;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
};

// Imports changed apprentices until it is ended or destroyed.
class Import {
 public:
  Import(Store& store, RightOfWay& way, const std::vector<std::string>& keys)
      : thread_([this, &store, &way, &keys](const std::stop_token& stop) {
          BeNice();  // As the threads of streams are.
          const Importer importer(store, way, *ReadCatalogue(kData), absl::Now);
          Call call;
          call.personal = true;
          while (!stop.stop_requested()) {
            ChangedApprentices apprentices(store, keys, stop);
            v1::ImportResponse response;
            WALZ_CHECK(importer.Import(call, apprentices, response).ok());
            WALZ_CHECK(response.error_count() == 0);
            count_ += response.changed();
          }
        }) {}
  // Ends it; profiles a second.
  double End() {
    thread_.request_stop();
    thread_.join();
    return static_cast<double>(count_) / absl::ToDoubleSeconds(absl::Now() - begin_);
  }

 private:
  const absl::Time begin_ = absl::Now();
  std::atomic<std::int64_t> count_ = 0;
  std::jthread thread_;
};

class Bench {
 public:
  explicit Bench(Store& store) : store_(store), keeper_(store, absl::Now) {
    const absl::Time begin = absl::Now();
    auto mirror = Mirror::Build(*store.OpenSnapshot(), *ReadCatalogue(kData), {.thread_count = kThreads});
    WALZ_CHECK(mirror.ok());
    mirror_ = *std::move(mirror);
    PrintSeconds("mirror: start", begin);
    store.SetListener(mirror_->Listener());
    const std::shared_ptr<const View> view = mirror_->view();
    std::printf("%-52s %8zu apprentices, %zu openings, %zu companies, %zu centres, %zu unreadable\n", "profiles",
                view->apprentices.size(), view->openings.size(), view->companies.size(), view->centres.size(),
                view->unreadable.size());
    advisor_.emplace(store, *mirror_, way_, kThreads);
    view->rounds.ForEach([&](const RoundRow& row) { round_ = absl::StrCat("rounds/", row.id()); });
    view->apprentices.ForEach([&](const ApprenticeRow& row) { apprentices_.push_back(NameOfApprentice(row.facts)); });
    view->openings.ForEach([&](const OpeningRow& row) { openings_.push_back(NameOfOpening(row.facts)); });
    for (const std::string& name : apprentices_) keys_.push_back(KeyOf(*ParseName(name)));
  }

  void SuggestOpenings(Latency& latency) {
    v1::SuggestOpeningsRequest request;
    request.set_round(round_);
    request.set_apprentice(dice_.OneOf(apprentices_));
    latency.Time([&] { WALZ_CHECK(advisor_->SuggestOpenings(call_, request).ok()); });
  }

  void SuggestApprentices(Latency& latency) {
    v1::SuggestApprenticesRequest request;
    request.set_round(round_);
    request.set_opening(dice_.OneOf(openings_));
    latency.Time([&] { WALZ_CHECK(advisor_->SuggestApprentices(call_, request).ok()); });
  }

  void ExplainApprentice(Latency& latency) {
    v1::ExplainApprenticeRequest request;
    request.set_round(round_);
    request.set_apprentice(dice_.OneOf(apprentices_));
    latency.Time([&] { WALZ_CHECK(advisor_->ExplainApprentice(call_, request).ok()); });
  }

  void ExplainPair(Latency& latency) {
    v1::ExplainPairRequest request;
    request.set_round(round_);
    request.set_apprentice(dice_.OneOf(apprentices_));
    request.set_opening(dice_.OneOf(openings_));
    latency.Time([&] { WALZ_CHECK(advisor_->ExplainPair(call_, request).ok()); });
  }

  // A feasible pair, beside the run that was published last; nothing if none is.
  void TryPlacement(Latency& latency) {
    if (!IsPublished()) return;
    v1::SuggestOpeningsRequest suggest;
    suggest.set_round(round_);
    suggest.set_count(20);
    v1::SuggestOpeningsResponse openings;
    while (openings.suggestions().empty()) {
      suggest.set_apprentice(dice_.OneOf(apprentices_));
      openings = advisor_->SuggestOpenings(call_, suggest).value();
    }
    v1::TryPlacementRequest request;
    request.set_round(round_);
    request.set_apprentice(suggest.apprentice());
    request.set_opening(openings.suggestions(dice_.Between(0, openings.suggestions_size() - 1)).opening());
    ++ways_.asked;
    latency.Time([&] {
      const auto said = advisor_->TryPlacement(call_, request);
      WALZ_CHECK(said.ok());
      ways_.found += said->found() ? 1 : 0;
      ways_.exact += said->exact() ? 1 : 0;
      ways_.moves += said->moves_size();
    });
  }

  bool IsPublished() const { return !(*FindRound(*mirror_->view(), round_))->published_run.empty(); }

  void PrintWays() const {
    std::printf("TryPlacement: %d of %d ways found, %d exact, %ld moves\n", ways_.found, ways_.asked, ways_.exact,
                static_cast<long>(ways_.moves));
  }

  void Pause() { absl::SleepFor(absl::Milliseconds(dice_.Between(0, kPauseMillis))); }

  // One apprentice after another, until `until` says so.
  template <typename Until>
  void Write(const char* what, const Until& until) {
    Latency latency;
    v1::Apprentice message;
    for (int i = 0; !until(i); ++i) {
      const std::string& key = dice_.OneOf(keys_);
      WALZ_CHECK(message.ParseFromString((*store_.OpenSnapshot()->Get(key))->value));
      message.set_priority(dice_.Between(0, 9));
      Mutation mutation{key, message.SerializeAsString(), std::nullopt};
      latency.Time([&] { PutAll(store_, {std::move(mutation)}); });
    }
    latency.Print(what);
  }

  // With what it has found after so many seconds.
  void PublishRun(int seconds) {
    RunService runs(store_, *mirror_, keeper_, absl::Now, {.thread_count = kThreads});
    v1::StartRunRequest request;
    request.set_parent(round_);
    request.set_time_limit_seconds(seconds);
    const absl::Time begin = absl::Now();
    const v1::Run started = runs.Start(call_, request).value();
    Publish(runs, runs.Await(started.name(), {}).value(), begin);
  }

  void Run() {
    RunService runs(store_, *mirror_, keeper_, absl::Now, {.thread_count = kThreads});
    v1::StartRunRequest request;
    request.set_parent(round_);
    Latency cancel;
    for (const int seconds : {0, 1, 3, 6}) {
      const v1::Run started = runs.Start(call_, request).value();
      absl::SleepFor(absl::Seconds(seconds));
      cancel.Time([&] { WALZ_CHECK(runs.Cancel(call_, started.name()).ok()); });
    }
    cancel.Print("a run: cancel");
    request.set_time_limit_seconds(kRunSecondsMax);
    const absl::Time begin = absl::Now();
    const v1::Run started = runs.Start(call_, request).value();
    Write("one write after another, during a run",
          [&](int) { return runs.Find(started.name())->state() != v1::RUN_STATE_RUNNING; });
    Publish(runs, runs.Await(started.name(), {}).value(), begin);
  }

  const std::vector<std::string>& keys() const { return keys_; }
  RightOfWay& way() { return way_; }

 private:
  void Publish(RunService& runs, const v1::Run& ended, absl::Time begin) {
    PrintSeconds("a run", begin);
    std::printf("  %s, placed %ld, unmatched %ld, proven %d %s\n", v1::RunState_Name(ended.state()).c_str(),
                static_cast<long>(ended.result().placed()), static_cast<long>(ended.result().unmatched()),
                ended.result().proven() ? 1 : 0, ended.error().c_str());
    v1::PublishRunRequest publish;
    publish.set_name(ended.name());
    WALZ_CHECK(runs.Publish(call_, publish).ok());
    std::printf("  %s\n", ended.result().run_json().substr(ended.result().run_json().find("\"seconds\"")).c_str());
  }

  Store& store_;
  RightOfWay way_;
  SnapshotKeeper keeper_;
  std::unique_ptr<Mirror> mirror_;
  std::optional<Advisor> advisor_;
  std::string round_;
  std::vector<std::string> apprentices_;
  std::vector<std::string> openings_;
  std::vector<std::string> keys_;
  Dice dice_{3};
  const Call call_{.personal = true};
  // What TryPlacement said.
  struct {
    int asked = 0;
    int found = 0;
    int exact = 0;
    std::int64_t moves = 0;
  } ways_;
};

// The questions of the table.
struct Question {
  const char* name;
  void (Bench::*ask)(Latency&);
};
constexpr Question kQuestions[] = {{"SuggestOpenings", &Bench::SuggestOpenings},
                                   {"SuggestApprentices", &Bench::SuggestApprentices},
                                   {"TryPlacement", &Bench::TryPlacement},
                                   {"ExplainApprentice", &Bench::ExplainApprentice},
                                   {"ExplainPair", &Bench::ExplainPair}};
using Latencies = std::array<Latency, std::size(kQuestions)>;

Latencies Ask(Bench& bench, int count, bool pauses) {
  Latencies latencies;
  for (int i = 0; i < count; ++i) {
    for (std::size_t q = 0; q < latencies.size(); ++q) {
      (bench.*kQuestions[q].ask)(latencies[q]);
      if (pauses) bench.Pause();
    }
  }
  return latencies;
}

void PrintTable(Latencies& quiet, Latencies& importing, double import_rate) {
  std::printf("\n%-20s | %-50s | during an import of %.0f profiles/s\n%-20s", "milliseconds", "quiet", import_rate, "");
  for (int i = 0; i < 2; ++i) {
    std::printf(" | %5s %8s %8s %8s %8s %8s", "calls", "p50", "p99", "cpu p50", "cpu p99", "cpu most");
  }
  std::printf("\n");
  for (std::size_t q = 0; q < quiet.size(); ++q) {
    std::printf("%-20s", kQuestions[q].name);
    quiet[q].PrintCells();
    importing[q].PrintCells();
    std::printf("\n");
  }
}

int Main(int argc, char** argv) {
  SynthOptions options{.apprentice_count = 600'000, .opening_count = 200'000, .catalogue_dir = kData};
  if (argc >= 3) {
    WALZ_CHECK(absl::SimpleAtoi(argv[1], &options.apprentice_count));
    WALZ_CHECK(absl::SimpleAtoi(argv[2], &options.opening_count));
  }
  const bool own = argc < 4;
  std::string pattern = std::filesystem::temp_directory_path() / "mirror_bench.XXXXXX";
  const std::string folder = own ? mkdtemp(pattern.data()) : argv[3];
  options.out_dir = folder + "/synth";
  {
    absl::StatusOr<std::unique_ptr<Store>> store = OpenRocksStore(folder + "/store");
    WALZ_CHECK(store.ok());
    if ((*store)->Stats().revision == 0) {
      const absl::Time begin = absl::Now();
      Fill(**store, options);
      PrintSeconds("filled the store", begin);
    }
    Bench bench(**store);
    bench.Write("one write after another, quiet", [](int i) { return i == 2000; });
    int seconds = 0;
    if (argc < 5) {
      bench.Run();
    } else if (absl::SimpleAtoi(argv[4], &seconds)) {
      bench.PublishRun(seconds);
    }
    {
      Import import(**store, bench.way(), bench.keys());
      absl::SleepFor(absl::Seconds(3));
      std::printf("%-52s %8.0f profiles/s\n", "an import that nobody asks about", import.End());
    }
    std::printf("the first question of each, and the memory it leaves taken:\n");
    // From the last on: the hosts, what is judged of them, the run, the cohort.
    for (auto question = std::rbegin(kQuestions); question != std::rend(kQuestions); ++question) {
      Latency first;
      const double memory_mib = MemoryMib();
      (bench.*question->ask)(first);
      std::printf("%8.0f MiB  ", MemoryMib() - memory_mib);
      first.Print(question->name);
    }
    Latencies quiet = Ask(bench, kQuestionCount, /*pauses=*/false);
    Import import(**store, bench.way(), bench.keys());
    Latencies importing = Ask(bench, kQuestionCount, /*pauses=*/true);
    PrintTable(quiet, importing, import.End());
    bench.PrintWays();
  }
  if (own) std::filesystem::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) { return walz::Main(argc, argv); }
