// How many apprentices a second does one gRPC stream make durable, and what does a row cost on each side?
//
//   import_bench [ROWS] [WORD]     200,000 rows; of the lines below those whose name has WORD in it
//
// A whole daemon (store on disk, mirror, gRPC on a unix socket) stands in this process, the client in another one on
// the same cores; it has made its messages before the time begins.  `strict` checks all rows before it writes the
// first, `keep-good` writes as it reads; `file` is the CSV file in parts of 256 KiB, `messages` are batches of 500.
// `again` sends the same rows to the store that has them.  Processor time is that of the whole process, with what
// the store does in the background until the answer; the busiest threads are named below each line, because the
// slowest of them is what a machine with enough cores would wait for.  TMPDIR chooses the disk.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>

#include "bench/import_client.h"
#include "service/server/daemon.h"
#include "tools/synth/synth.h"

namespace walz {
namespace {

constexpr std::int64_t kRowsDefault = 200'000;
constexpr std::size_t kThreadsShown = 4;

[[noreturn]] void Fail(absl::string_view what) {
  std::fprintf(stderr, "%s\n", std::string(what).c_str());
  std::exit(1);
}

std::string BenchFolder(absl::string_view name) {
  return (std::filesystem::temp_directory_path() / absl::StrCat("walz_import_bench_", name)).string();
}

// Processor time by thread, with its name.
using ThreadTimes = std::map<std::string, double>;

ThreadTimes ReadThreadTimes() {
  ThreadTimes times;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream schedule(entry.path() / "schedstat");
    std::ifstream comm(entry.path() / "comm");
    std::string name;
    double nanoseconds = 0;
    if (!(schedule >> nanoseconds) || !std::getline(comm, name)) continue;  // It ended.
    times[absl::StrCat(name, "/", entry.path().filename().string())] = 1e-9 * nanoseconds;
  }
  return times;
}

class BenchDaemon {
 public:
  BenchDaemon() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    Config config;
    config.listen_tcp.clear();
    config.listen_unix = folder_ + "/socket";
    config.store_folder = folder_ + "/store";
    config.catalogue_folder = WALZ_SOURCE_DIR "/data";
    config.log_file = folder_ + "/log";
    log_ = Log::Open(config).value();
    DaemonFailure failure;
    daemon_ = Daemon::Start(
        config, *log_, [](const absl::Status& status) { Fail(status.ToString()); }, failure);
    if (daemon_ == nullptr) Fail(failure.message);
  }
  ~BenchDaemon() {
    daemon_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::string address() const { return absl::StrCat("unix:", folder_, "/socket"); }

 private:
  const std::string folder_ = BenchFolder("daemon");
  std::unique_ptr<Log> log_;
  std::unique_ptr<Daemon> daemon_;
};

struct Measured {
  std::string name;
  bool keep_good = false;
  bool batches = false;
};

v1::ImportResponse SendOnce(ImportClient& client, ImportJob job) {
  client.Prepare(job);
  ImportSent sent = client.Send();
  if (sent.response.error_count() > 0) Fail(sent.response.errors(0).ShortDebugString());
  return std::move(sent.response);
}

void SendMeasured(ImportClient& client, const ImportJob& job, const std::string& name, std::int64_t row_count) {
  client.Prepare(job);
  const double cpu_before = ProcessCpuSeconds();
  const ThreadTimes before = ReadThreadTimes();
  const ImportSent sent = client.Send();
  const ThreadTimes after = ReadThreadTimes();
  const double micros_a_row = 1e6 / static_cast<double>(row_count);
  const double server = (ProcessCpuSeconds() - cpu_before) * micros_a_row;
  if (sent.response.error_count() > 0) Fail(sent.response.errors(0).ShortDebugString());
  const std::int64_t taken = sent.response.created() + sent.response.same();
  if (taken != row_count) Fail(absl::StrCat(taken, " rows instead of ", row_count));
  std::printf("%-20s %8.0f rows/s   CPU a row: %5.2f us server, %5.2f us client, %5.2f us both\n", name.c_str(),
              static_cast<double>(row_count) / sent.seconds, server, sent.cpu_seconds * micros_a_row,
              server + sent.cpu_seconds * micros_a_row);
  std::vector<std::pair<double, std::string>> threads;
  for (const auto& [thread, seconds] : after) {
    const auto at = before.find(thread);
    threads.emplace_back(seconds - (at == before.end() ? 0 : at->second), thread);
  }
  std::sort(threads.rbegin(), threads.rend());
  for (std::size_t i = 0; i < std::min(kThreadsShown, threads.size()); ++i) {
    std::printf("%28.2f us %s\n", threads[i].first * micros_a_row, threads[i].second.c_str());
  }
  std::fflush(stdout);
}

int Main(int argc, char** argv) {
  ImportClient client;
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::int64_t row_count = kRowsDefault;
  if (argc > 1 && (!absl::SimpleAtoi(argv[1], &row_count) || row_count < 1)) {
    std::fputs("usage: import_bench [ROWS] [WORD]\n", stderr);
    return 2;
  }
  const std::string word = argc > 2 ? argv[2] : "";
  const std::string data = BenchFolder("data");
  const absl::Status made = WriteSynth({.apprentice_count = row_count,
                                        .opening_count = row_count * 3 / 10,
                                        .seed = 1,
                                        .out_dir = data,
                                        .catalogue_dir = WALZ_SOURCE_DIR "/data"},
                                       nullptr);
  if (!made.ok()) Fail(made.ToString());
  for (const Measured& measured : std::vector<Measured>{{"strict file", false, false},
                                                        {"strict messages", false, true},
                                                        {"keep-good file", true, false},
                                                        {"keep-good messages", true, true}}) {
    if (!absl::StrContains(measured.name, word)) continue;
    const BenchDaemon daemon;
    SendOnce(client, {.address = daemon.address(), .table = v1::IMPORT_TABLE_CENTRES, .path = data + "/centres.csv"});
    SendOnce(client,
             {.address = daemon.address(), .table = v1::IMPORT_TABLE_COMPANIES, .path = data + "/companies.csv"});
    const ImportJob job = {.address = daemon.address(),
                           .path = data + "/apprentices.csv",
                           .keep_good = measured.keep_good,
                           .batches = measured.batches};
    SendMeasured(client, job, measured.name, row_count);
    if (!measured.keep_good) SendMeasured(client, job, measured.name + ", again", row_count);
  }
  std::filesystem::remove_all(data);
  return 0;
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) { return walz::Main(argc, argv); }
