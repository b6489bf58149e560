// BatchWorld: a clock to move, a store, runs that end when the test says so, and jobs; for tests of the nightly batch.

#ifndef TESTS_SERVICE_APP_JOBS_BATCH_WORLD_H_
#define TESTS_SERVICE_APP_JOBS_BATCH_WORLD_H_

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>
#include <walz/v1/error_reason.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/run.pb.h>

#include "service/app/jobs/execution_io.h"
#include "service/app/jobs/job_stepper.h"
#include "service/app/jobs/round_runner.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"
#include "service/store/keys.h"
#include "service/store/memory_store.h"
#include "tests/service/app/jobs/forwarding_store.h"

namespace walz {

class FakeClock {
 public:
  explicit FakeClock(absl::Time start) { Set(start); }
  absl::Time now() const { return absl::FromUnixNanos(nanos_); }
  void Set(absl::Time time) { nanos_ = absl::ToUnixNanos(time); }
  void Move(absl::Duration by) { Set(now() + by); }

 private:
  std::atomic<std::int64_t> nanos_{0};
};

// Runs that stay RUNNING until the test ends them.  Like the real ones they stand in the store, are one a round, and
// are started once for each request_id.
class FakeRounds : public RoundRunner {
 public:
  // `store` and `now` as the stepper under test sees them.
  FakeRounds(Store& store, std::function<absl::Time()> now) : store_(store), now_(std::move(now)) {}

  absl::StatusOr<std::string> Start(const RunOrder& order) override {
    if (!refusal.ok()) return refusal;
    const std::vector<v1::Run> runs = Runs(order.round);
    v1::Run run;
    run.set_name(absl::StrCat(order.round, "/runs/", 1000 + runs.size()));
    run.set_state(v1::RUN_STATE_RUNNING);
    run.set_started_by(order.started_by);
    CommitRequest commit;
    commit.idempotency_key = order.request_id;
    commit.fingerprint = order.started_by;
    commit.reply = run.name();
    commit.fence = order.fence;
    commit.mutations.push_back(PutMutation(run, 0));
    for (const v1::Run& other : runs) {
      if (other.state() != v1::RUN_STATE_RUNNING) continue;
      // What was started before under this request_id is answered, whatever runs.
      commit.mutations.clear();
      commit.expectations.push_back({KeyOf(*ParseName(other.name())), 0});
    }
    absl::StatusOr<Committed> committed = store_.Commit(std::move(commit));
    if (ReasonOf(committed.status()) == v1::ERROR_REASON_ETAG_MISMATCH) {
      return Refuse(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_RUN_RUNNING, "another run is running");
    }
    if (!committed.ok()) return committed.status();
    return committed->reply;
  }

  absl::Status Publish(absl::string_view run, absl::string_view request_id, const Fence& fence) override {
    if (!publish_refusal.ok()) return publish_refusal;
    absl::StatusOr<v1::Run> stored = ReadResource<v1::Run>(*store_.OpenSnapshot(), run);
    if (!stored.ok()) return stored.status();
    if (stored->has_publish_time()) return absl::OkStatus();
    *stored->mutable_publish_time() = TimestampOf(now_());
    CommitRequest commit;
    commit.idempotency_key = std::string(request_id);
    commit.fence = fence;
    commit.mutations.push_back(PutMutation(*stored));
    return store_.Commit(std::move(commit)).status();
  }

  absl::StatusOr<v1::RunDifference> Compare(absl::string_view base, absl::string_view run, std::stop_token) override {
    if (!compare_refusal.ok()) return compare_refusal;
    v1::RunDifference difference;
    difference.set_base_run(std::string(base));
    difference.set_placed_before(PlacedOf(base));
    difference.set_placed_after(PlacedOf(run));
    difference.set_moved(moved);
    return difference;
  }

  // Ends what is RUNNING, as the daemon does that ran it.
  int End(v1::RunState state, std::int64_t placed = 100) {
    int count = 0;
    for (v1::Run& run : Runs("")) {
      if (run.state() != v1::RUN_STATE_RUNNING) continue;
      run.set_state(state);
      if (state == v1::RUN_STATE_FAILED) run.set_error("the solver had no luck");
      run.mutable_result()->set_placed(placed);
      run.mutable_result()->set_unmatched(200 - placed);
      CommitRequest commit;
      commit.mutations.push_back(PutMutation(run));
      EXPECT_TRUE(store_.Commit(std::move(commit)).ok());
      ++count;
    }
    return count;
  }

  // Of one round, or all.
  std::vector<v1::Run> Runs(absl::string_view round) const {
    std::vector<v1::Run> runs;
    const auto scanned = store_.OpenSnapshot()->Scan(
        RangeOf(Collection::kRuns), [&](absl::string_view, absl::string_view value, Revision revision) {
          v1::Run run;
          EXPECT_TRUE(FillOutput(value, revision, run).ok());
          if (round.empty() || absl::StartsWith(run.name(), absl::StrCat(round, "/"))) runs.push_back(run);
          return true;
        });
    EXPECT_TRUE(scanned.ok());
    return runs;
  }

  absl::Status refusal;
  absl::Status publish_refusal;
  absl::Status compare_refusal;
  std::int64_t moved = 0;

 private:
  std::int64_t PlacedOf(absl::string_view run) const {
    return ReadResource<v1::Run>(*store_.OpenSnapshot(), run)->result().placed();
  }

  Store& store_;
  const std::function<absl::Time()> now_;
};

inline absl::Time Utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, second), absl::UTCTimeZone());
}

struct BatchWorld {
  explicit BatchWorld(absl::Time start)
      : clock(start),
        memory(MakeMemoryStore({.now = [this] { return clock.now(); }})),
        store(*memory),
        rounds(store, [this] { return clock.now(); }) {}

  JobStepperOptions Options(std::string holder) {
    return {.holder = std::move(holder), .now = [this] { return clock.now(); }};
  }
  std::unique_ptr<JobStepper> MakeStepper() {
    return std::make_unique<JobStepper>(store, rounds, Options(absl::StrCat("walzd-", ++steppers)));
  }

  v1::Job MakeJob(absl::string_view id = "nightly", absl::string_view at = "02:30",
                  absl::string_view zone = "Europe/Madrid") {
    v1::Job job;
    job.set_name(absl::StrCat("jobs/", id));
    job.set_round("rounds/spring-27");
    job.set_at(std::string(at));
    job.set_time_zone(std::string(zone));
    *job.mutable_create_time() = TimestampOf(clock.now());
    return job;
  }
  void Put(const v1::Job& job) {
    CommitRequest commit;
    commit.mutations.push_back(PutMutation(job));
    ASSERT_TRUE(memory->Commit(std::move(commit)).ok());
  }

  std::vector<v1::Execution> Executions(absl::string_view job = "jobs/nightly") const {
    std::vector<v1::Execution> executions;
    const auto stored = ReadExecutions(*memory->OpenSnapshot(), job, absl::CivilDay(1000, 1, 1));
    EXPECT_TRUE(stored.ok()) << stored.status();
    for (const StoredExecution& one : *stored) executions.push_back(one.execution);
    return executions;
  }
  v1::Execution Last(absl::string_view job = "jobs/nightly") const {
    const std::vector<v1::Execution> all = Executions(job);
    return all.empty() ? v1::Execution() : all.back();
  }
  // How many runs each execution had that ended so.
  std::map<std::string, int> RunsByStarter(v1::RunState state) const {
    std::map<std::string, int> counts;
    for (const v1::Run& run : rounds.Runs("")) counts[run.started_by()] += run.state() == state ? 1 : 0;
    return counts;
  }

  FakeClock clock;
  std::unique_ptr<Store> memory;
  CrashingStore store;
  FakeRounds rounds;
  int steppers = 0;
};

}  // namespace walz

#endif  // TESTS_SERVICE_APP_JOBS_BATCH_WORLD_H_
