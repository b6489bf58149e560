#include "service/app/jobs/job_runner.h"

#include <algorithm>
#include <utility>

namespace walz {
namespace {

// The shortest sleep: work that is always due leaves time for others.
constexpr absl::Duration kJobLookPause = absl::Milliseconds(10);

}  // namespace

JobRunner::JobRunner(Store& store, RoundRunner& rounds, JobStepperOptions options, OnError on_error)
    : now_(options.now), on_error_(std::move(on_error)), stepper_(store, rounds, std::move(options)) {}

JobRunner::~JobRunner() { Stop(); }

void JobRunner::Start() {
  thread_ = std::jthread([this](std::stop_token stop) { Loop(stop); });
}

void JobRunner::Stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void JobRunner::Nudge() {
  {
    const std::lock_guard lock(mutex_);
    nudged_ = true;
  }
  changed_.notify_all();
}

void JobRunner::Loop(std::stop_token stop) {
  while (!stop.stop_requested()) {
    const absl::StatusOr<absl::Time> wake = stepper_.Step(stop);
    if (!wake.ok() && !stop.stop_requested() && on_error_) on_error_(wake.status());
    const absl::Duration sleep = wake.ok() ? std::clamp(*wake - now_(), kJobLookPause, kJobLookEvery) : kJobLookEvery;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, absl::ToChronoMilliseconds(sleep), [this] { return nudged_; });
    nudged_ = false;
  }
  stepper_.GiveUpLease();
}

}  // namespace walz
