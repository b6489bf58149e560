#include "service/store/committer.h"

#include <future>
#include <utility>

#include "service/store/store_errors.h"

namespace walz {

Committer::Committer(const StoreOptions& options, ApplyGroup apply)
    : options_(options), apply_(std::move(apply)), thread_([this] { Loop(); }) {}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

void Committer::Submit(CommitRequest request, Store::CommitDone done) {
  Entry entry;
  absl::Status refused = CheckAtTheDoor(request, options_, entry.commit.bytes);
  if (refused.ok()) {
    entry.commit.request = std::move(request);
    const std::lock_guard lock(mutex_);
    if (waiting_.size() < options_.waiting_commits_max) {
      entry.commit.done = std::move(done);
      waiting_.push_back(std::move(entry));
      if (waiting_.size() == 1) arrived_.notify_one();
      return;
    }
    refused = RefuseWaiting(options_.waiting_commits_max);
  }
  done(refused);
}

void Committer::Run(absl::FunctionRef<void()> task) {
  std::promise<void> finished;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({.task = [&] {
      task();
      finished.set_value();
    }});
    if (waiting_.size() == 1) arrived_.notify_one();
  }
  finished.get_future().wait();
}

std::int64_t Committer::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::int64_t>(waiting_.size());
}

bool Committer::TakeNext(std::vector<WaitingCommit>& group, std::function<void()>& task) {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
  if (waiting_.empty()) return false;
  if (waiting_.front().task) {
    task = std::move(waiting_.front().task);
    waiting_.pop_front();
    return true;
  }
  std::size_t bytes = 0;
  while (!waiting_.empty() && !waiting_.front().task && group.size() < options_.group_commits_max &&
         (group.empty() || bytes + waiting_.front().commit.bytes <= options_.group_bytes_max)) {
    bytes += waiting_.front().commit.bytes;
    group.push_back(std::move(waiting_.front().commit));
    waiting_.pop_front();
  }
  return true;
}

void Committer::Loop() {
  for (;;) {
    std::vector<WaitingCommit> group;
    std::function<void()> task;
    if (!TakeNext(group, task)) return;
    if (task) {
      task();
    } else {
      apply_(group);
    }
  }
}

}  // namespace walz
