#include "service/app/runs/live_run.h"

#include <utility>

namespace walz {

LiveRun::State LiveRun::state() const {
  const std::lock_guard lock(mutex_);
  return {run_, revision_, version_};
}

void LiveRun::Tell(absl::string_view stage, int percent) {
  const std::lock_guard lock(mutex_);
  if (run_.state() != v1::RUN_STATE_RUNNING || (run_.stage() == stage && run_.percent() == percent)) return;
  run_.set_stage(std::string(stage));
  run_.set_percent(percent);
  ++version_;
  changed_.notify_all();
}

void LiveRun::Set(const v1::Run& run, Revision revision) {
  const std::lock_guard lock(mutex_);
  const bool running = run.state() == v1::RUN_STATE_RUNNING;
  // What was told since then is newer than what was written.
  const std::string stage = running ? run_.stage() : run.stage();
  const int percent = running ? run_.percent() : run.percent();
  run_ = run;
  run_.set_stage(stage);
  run_.set_percent(percent);
  revision_ = revision;
  ++version_;
  changed_.notify_all();
}

LiveRun::State LiveRun::WaitBeyond(std::int64_t version, absl::Duration timeout, std::stop_token stop) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, absl::ToChronoNanoseconds(timeout), [&] { return version_ > version; });
  return {run_, revision_, version_};
}

}  // namespace walz
