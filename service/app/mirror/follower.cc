#include "service/app/mirror/follower.h"

#include <utility>

#include "service/call/niceness.h"

namespace walz {
namespace {

constexpr std::size_t kReleasedMax = 256;

}  // namespace

Follower::Follower(const Mirror& mirror, CatchUp catch_up, const FollowerLimits& limits)
    : mirror_(mirror), catch_up_(std::move(catch_up)), limits_(limits) {}

void Follower::Wake() {
  {
    const std::lock_guard lock(mutex_);
    follows_until_ = Clock::now() + limits_.follows_for;
  }
  woken_.notify_all();
  std::call_once(begun_, [&] { thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); }); });
}

void Follower::Release(std::shared_ptr<const View> view) {
  if (view == mirror_.view()) return;
  const std::lock_guard lock(mutex_);
  if (released_.size() < kReleasedMax) released_.push_back(std::move(view));
}

bool Follower::AwaitQuestion(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  return woken_.wait(lock, stop, [&] { return Clock::now() < follows_until_; }) && !stop.stop_requested();
}

void Follower::Pause(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  woken_.wait_for(lock, stop, time, [] { return false; });
}

void Follower::Run(const std::stop_token& stop) {
  BeNice();
  Revision followed = -1;
  Revision hosts_followed = -1;
  while (AwaitQuestion(stop)) {
    if (!mirror_.AwaitAfter(followed, limits_.follows_for, stop)) continue;
    const Revision hosts_revision = mirror_.view()->hosts_revision;
    if (hosts_revision != hosts_followed) Pause(limits_.settles_for, stop);
    const std::shared_ptr<const View> view = mirror_.view();
    // Where hosts change one after another, all would be linked anew for each of them.
    if (stop.stop_requested() || view->hosts_revision != hosts_revision) continue;
    catch_up_(view, stop);
    std::vector<std::shared_ptr<const View>> released;
    {
      const std::lock_guard lock(mutex_);
      released.swap(released_);
    }
    released.clear();  // Outside the lock.
    followed = view->revision;
    hosts_followed = hosts_revision;
    Pause(limits_.pause, stop);
  }
}

}  // namespace walz
