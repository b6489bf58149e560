// A program that is to be killed: opens a store, works on it from several threads and tells its pipe every call before
// it is made and every answer as it comes.
//
//   store_victim FOLDER SEED THREADS
//
// Lines on standard output, each written at once:
//   S STATE        opened; STATE as `list` of linearizability.h answers
//   C ID CALL      a call is about to be made
//   A ID ANSWER    it was answered
// It ends by itself after kCallsMax calls a thread, or when its parent ends.

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "service/call/errors.h"
#include "service/store/rocks_store.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

constexpr int kCallsMax = 2000;

[[noreturn]] void Die(const absl::Status& status) {
  std::fprintf(stderr, "store_victim: %s\n", status.ToString().c_str());
  std::_Exit(1);
}

void Tell(const std::string& line) {
  const std::string text = absl::StrCat(line, "\n");  // Shorter than PIPE_BUF: never torn, never mixed.
  if (write(STDOUT_FILENO, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::_Exit(2);
}

std::string List(const Store& store) {
  const auto snapshot = store.OpenSnapshot();
  std::string text = absl::StrCat(snapshot->revision());
  const absl::Status scanned =
      snapshot->Scan({}, [&](absl::string_view key, absl::string_view value, Revision revision) {
        absl::StrAppend(&text, " ", key, "=", value, "@", revision);
        return true;
      });
  if (!scanned.ok()) Die(scanned);
  return text;
}

class Worker {
 public:
  Worker(Store& store, int number, std::uint64_t seed)
      : store_(store), number_(number), seed_(seed), dice_(seed * 100 + static_cast<std::uint64_t>(number)) {}

  void Work() {
    for (int i = 0; i < kCallsMax; ++i) {
      id_ = absl::StrCat(number_, ".", i);
      const std::string key = absl::StrCat("k", dice_.Between(0, 3));
      const std::string value = absl::StrCat("v", seed_, ".", id_);
      const int choice = dice_.Between(0, 99);
      if (choice < 35) {
        Commit(absl::StrCat("put ", key, " ", value), {.key = key, .value = value});
      } else if (choice < 65) {
        // Often what it saw last, which others may have overwritten.
        const Revision expected = dice_.Percent(10) ? 0 : last_seen_[key];
        Commit(absl::StrCat("cas ", key, " ", expected, " ", value),
               {.key = key, .value = value, .expected = expected});
      } else if (choice < 70) {
        Commit(absl::StrCat("delete ", key), {.key = key});
      } else if (choice < 85) {
        Get(key);
      } else {
        Tell(absl::StrCat("C ", id_, " list"));
        Tell(absl::StrCat("A ", id_, " ", List(store_)));
      }
    }
  }

 private:
  void Commit(const std::string& call, Mutation mutation) {
    const std::string key = mutation.key;
    const bool deletes = !mutation.value;
    Tell(absl::StrCat("C ", id_, " ", call));
    const absl::StatusOr<Committed> committed = store_.Commit({.mutations = {std::move(mutation)}});
    if (committed.ok()) {
      last_seen_[key] = deletes ? 0 : committed->revision;
      return Tell(absl::StrCat("A ", id_, " ", committed->revision));
    }
    if (ReasonOf(committed.status()) != v1::ERROR_REASON_ETAG_MISMATCH) Die(committed.status());
    Revision found = 0;
    if (absl::SimpleAtoi(MetadataOf(committed.status(), "revision"), &found)) last_seen_[key] = found;
    Tell(absl::StrCat("A ", id_, " differs"));
  }

  void Get(const std::string& key) {
    Tell(absl::StrCat("C ", id_, " get ", key));
    const auto record = store_.OpenSnapshot()->Get(key);
    if (!record.ok()) Die(record.status());
    last_seen_[key] = *record ? (*record)->revision : 0;
    Tell(absl::StrCat("A ", id_, " ", *record ? absl::StrCat((*record)->value, "@", (*record)->revision) : "none"));
  }

  Store& store_;
  const int number_;
  const std::uint64_t seed_;
  Dice dice_;
  std::string id_;
  std::map<std::string, Revision> last_seen_;
};

int Main(const std::string& folder, std::uint64_t seed, int thread_count) {
  StoreOptions options;
  options.ballast_bytes = 0;
  options.disk_watermark_bytes = 1;
  // So small that tables are written and merged within the lives of one test.
  options.rocks_memtable_bytes = std::size_t{256} << 10;
  options.rocks_cache_bytes = std::size_t{1} << 20;
  absl::StatusOr<std::unique_ptr<Store>> store = OpenRocksStore(folder, options);
  if (!store.ok()) Die(store.status());
  Tell(absl::StrCat("S ", List(**store)));
  std::vector<std::thread> threads;
  for (int i = 0; i < thread_count; ++i) {
    threads.emplace_back([&store, i, seed] { Worker(**store, i, seed).Work(); });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::uint64_t seed = 0;
  int thread_count = 0;
  if (argc != 4 || !absl::SimpleAtoi(argv[2], &seed) || !absl::SimpleAtoi(argv[3], &thread_count)) {
    std::fprintf(stderr, "usage: store_victim FOLDER SEED THREADS\n");
    return 64;
  }
  return walz::Main(argv[1], seed, thread_count);
}
