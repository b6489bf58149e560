// RunWorld: facts in a store with mirror, advisor and runs over it; for tests.

#ifndef TESTS_SERVICE_APP_RUNS_RUN_WORLD_H_
#define TESTS_SERVICE_APP_RUNS_RUN_WORLD_H_

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>
#include <walz/v1/matching_service.pb.h>

#include "engine/matching/matcher.h"
#include "engine/matching/sieve.h"
#include "engine/rules/standard_rulebook.h"
#include "service/app/mirror/advisor.h"
#include "service/app/mirror/mirror.h"
#include "service/app/resources/snapshot_keeper.h"
#include "service/app/runs/run_service.h"
#include "service/convert/run_record.h"
#include "service/convert/run_writer.h"
#include "service/store/memory_store.h"
#include "tests/service/app/mirror/stored_facts.h"

namespace walz {

// A clock that holds other threads than the test's own while it is closed, and so a run at the begin of its next stage.
class GateClock {
 public:
  absl::Time Now() {
    std::unique_lock lock(mutex_);
    if (std::this_thread::get_id() != own_) {
      ++waiting_;
      changed_.notify_all();
      changed_.wait(lock, [&] { return open_; });
      --waiting_;
    }
    return absl::FromUnixSeconds(1'800'000'000 + ++ticks_);
  }
  void Close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void AwaitSomebody() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ > 0; });
  }

 private:
  const std::thread::id own_ = std::this_thread::get_id();
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  int waiting_ = 0;
  std::int64_t ticks_ = 0;
};

using FilesByName = std::map<std::string, std::string>;

class RunWorld {
 public:
  explicit RunWorld(const Facts& facts) : RunWorld(MutationsOf(facts), CatalogueOf(facts)) {}
  RunWorld(std::vector<Mutation> mutations, std::shared_ptr<const Catalogue> catalogue) {
    mirror = *Mirror::Build(*store->OpenSnapshot(), std::move(catalogue), {});
    store->SetListener(
        [this, listener = mirror->Listener()](Revision revision, absl::Time time, absl::Span<const Mutation> written) {
          listener(revision, time, written);
          const std::lock_guard lock(commits_mutex);
          commits.emplace_back();
          for (const Mutation& mutation : written) commits.back().push_back(mutation.key);
        });
    PutAll(*store, std::move(mutations));
    keeper.emplace(*store, [this] { return clock.Now(); });
    advisor.emplace(*store, *mirror, way, 1);
    Restart();
    call.principal.name = "anna";
    call.method = "walz.v1.MatchingService/Test";
    call.personal = true;
  }
  ~RunWorld() {
    clock.Open();
    runs.reset();
  }

  // As the daemon does after its end.
  void Restart() {
    methods.emplace();
    runs.emplace(
        *store, *mirror, *keeper, [this] { return clock.Now(); },
        RunOptions{.nice = false, .heartbeat = absl::Hours(1)});
    runs->Register(*methods);
    advisor->Register(*methods);
  }

  // For the only round.
  v1::StartRunRequest StartRequest() const {
    v1::StartRunRequest request;
    mirror->view()->rounds.ForEach([&](const RoundRow& row) { request.set_parent(absl::StrCat("rounds/", row.id())); });
    return request;
  }

  v1::Run StartAndAwait() { return StartAndAwait(StartRequest()); }
  v1::Run StartAndAwait(const v1::StartRunRequest& request) {
    const absl::StatusOr<v1::Run> started = runs->Start(call, request);
    EXPECT_TRUE(started.ok()) << started.status();
    return started.ok() ? runs->Await(started->name(), {}).value() : v1::Run();
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(absl::string_view method, const Request& request) {
    Response response;
    absl::Status status = absl::UnknownError("not called");
    methods->Find(absl::StrCat("walz.v1.MatchingService/", method))
        ->unary(call, request, response, [&](absl::Status done) { status = std::move(done); });
    if (!status.ok()) return status;
    return response;
  }

  template <typename Response, typename Request>
  absl::StatusOr<std::vector<Response>> Stream(absl::string_view method, const Request& request) {
    struct Collect : AnyWriter {
      bool Write(const AnyMessage& response) override {
        all.push_back(static_cast<const Response&>(response));
        return true;
      }
      std::vector<Response> all;
    } collect;
    const absl::Status status =
        methods->Find(absl::StrCat("walz.v1.MatchingService/", method))->server_stream(call, request, collect);
    if (!status.ok()) return status;
    return collect.all;
  }

  absl::StatusOr<std::string> FileOf(const std::string& run, const std::string& file) {
    v1::ReadRunFileRequest request;
    request.set_name(run);
    request.set_file(file);
    const auto chunks = Stream<v1::ReadRunFileResponse>("ReadRunFile", request);
    if (!chunks.ok()) return chunks.status();
    std::string bytes;
    for (const v1::ReadRunFileResponse& chunk : *chunks) bytes += chunk.chunk();
    return bytes;
  }

  // Those that `walz match` writes, too.
  FilesByName FilesOf(const std::string& run) {
    FilesByName files;
    for (const char* name : {kProposalsFile, kUnmatchedFile, kBarriersFile, kCertificateFile, kRunFile}) {
      const absl::StatusOr<std::string> bytes = FileOf(run, name);
      EXPECT_TRUE(bytes.ok()) << bytes.status();
      if (bytes.ok()) files[name] = *bytes;
    }
    return files;
  }

  std::vector<v1::Proposal> ProposalsOf(const std::string& run, const std::string& filter = "") {
    std::vector<v1::Proposal> proposals;
    v1::ListProposalsRequest request;
    request.set_parent(run);
    request.set_filter(filter);
    request.set_page_size(3);
    do {
      const auto page = Ask<v1::ListProposalsResponse>("ListProposals", request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      proposals.insert(proposals.end(), page->proposals().begin(), page->proposals().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return proposals;
  }

  std::size_t KeyCount(Collection collection) const {
    std::size_t count = 0;
    EXPECT_TRUE(store->OpenSnapshot()
                    ->Scan(RangeOf(collection),
                           [&](absl::string_view, absl::string_view, Revision) {
                             ++count;
                             return true;
                           })
                    .ok());
    return count;
  }

  std::unique_ptr<Store> store = MakeMemoryStore();
  std::unique_ptr<Mirror> mirror;
  GateClock clock;
  std::optional<SnapshotKeeper> keeper;
  RightOfWay way;
  std::optional<Advisor> advisor;
  std::optional<MethodSet> methods;
  std::optional<RunService> runs;
  std::mutex commits_mutex;
  std::vector<std::vector<std::string>> commits;  // The keys of each.
  Call call;
};

// The files that `walz match` writes for these facts.
inline FilesByName MatchFiles(const Problem& problem, const std::string& input_hash) {
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, {});
  EXPECT_TRUE(outcome.ok()) << outcome.status();
  const RunFacts facts{problem, rules, sieve, input_hash, ""};
  const RunReport report = MakeRunReport(facts, *outcome, {});
  FilesByName files;
  for (RunFile& file : MakeRunFiles(facts, *outcome, report)) files[file.name] = std::move(file.bytes);
  return files;
}

// Byte for byte, the seconds of run.json aside.
inline void ExpectSameFiles(const FilesByName& actual, const FilesByName& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (const auto& [name, bytes] : expected) {
    if (name == kRunFile) {
      const absl::Status same = CompareRunJson(actual.at(name), bytes);
      EXPECT_TRUE(same.ok()) << same;
    } else {
      EXPECT_EQ(actual.at(name), bytes) << name;
    }
  }
}

}  // namespace walz

#endif  // TESTS_SERVICE_APP_RUNS_RUN_WORLD_H_
