// ForwardingStore: hands everything on to another store; tests override what they want to meddle with.

#ifndef TESTS_SERVICE_APP_JOBS_FORWARDING_STORE_H_
#define TESTS_SERVICE_APP_JOBS_FORWARDING_STORE_H_

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "service/store/store.h"

namespace walz {

class ForwardingStore : public Store {
 public:
  explicit ForwardingStore(Store& inner) : inner_(inner) {}

  void CommitAsync(CommitRequest request, CommitDone done) override {
    inner_.CommitAsync(std::move(request), std::move(done));
  }
  std::unique_ptr<StoreSnapshot> OpenSnapshot() const override { return inner_.OpenSnapshot(); }
  absl::StatusOr<std::vector<Change>> Changes(Revision after, std::size_t count_max) const override {
    return inner_.Changes(after, count_max);
  }
  Revision WaitBeyond(Revision after, absl::Time deadline, std::stop_token stop) const override {
    return inner_.WaitBeyond(after, deadline, stop);
  }
  absl::Status ForgetChanges(Revision revision) override { return inner_.ForgetChanges(revision); }
  void SetListener(Listener listener) override { inner_.SetListener(std::move(listener)); }
  absl::StatusOr<Fence> TakeLease(absl::string_view lease, absl::string_view holder, absl::Duration duration) override {
    return inner_.TakeLease(lease, holder, duration);
  }
  absl::Status GiveUpLease(const Fence& fence) override { return inner_.GiveUpLease(fence); }
  absl::StatusOr<LeaseState> ReadLease(absl::string_view lease) const override { return inner_.ReadLease(lease); }
  absl::Status ScanAudit(Revision after, absl::FunctionRef<bool(const AuditRecord&)> visit) const override {
    return inner_.ScanAudit(after, visit);
  }
  absl::StatusOr<AuditVerified> VerifyAudit() const override { return inner_.VerifyAudit(); }
  absl::Status Scrub(const ScrubProgress& progress, std::stop_token stop) const override {
    return inner_.Scrub(progress, stop);
  }
  absl::Status Compact() override { return inner_.Compact(); }
  StoreStats Stats() const override { return inner_.Stats(); }

 protected:
  Store& inner_;
};

// What a process that ends in the middle of a commit leaves: thrown through the code under test.
struct Crash {};

// Ends the process before or after its Nth commit has become durable.
class CrashingStore : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  // `count` commits pass; the next one crashes.
  void CrashAfter(int count, bool durable) {
    left_ = count;
    durable_ = durable;
  }
  // Called before each commit.
  void OnCommit(std::function<void()> hook) { hook_ = std::move(hook); }

  void CommitAsync(CommitRequest request, CommitDone done) override {
    if (hook_) hook_();
    if (left_ == 0) {
      left_ = -1;
      if (durable_) inner_.Commit(std::move(request)).IgnoreError();
      throw Crash();
    }
    if (left_ > 0) --left_;
    inner_.CommitAsync(std::move(request), std::move(done));
  }

 private:
  int left_ = -1;  // -1: never.
  bool durable_ = false;
  std::function<void()> hook_;
};

}  // namespace walz

#endif  // TESTS_SERVICE_APP_JOBS_FORWARDING_STORE_H_
