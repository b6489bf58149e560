// Mirror: the facts of the store in memory, as the engine reads them, one immutable View after another.
//
//   auto mirror = ...Mirror::Build(*store.OpenSnapshot(), catalogue, work)...;
//   store.SetListener(mirror->Listener());     // before the first commit
//   std::shared_ptr<const View> view = mirror->view();
//
// A thread of the store applies each commit and publishes a new view before the commit is acknowledged, so whoever was
// told of a write finds it here.  A view costs what the commit changed: views share all other rows.
//
// Thread rule: view(), revision() and AwaitAfter() from any thread; the listener from one thread at a time.

#ifndef SERVICE_APP_MIRROR_MIRROR_H_
#define SERVICE_APP_MIRROR_MIRROR_H_

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>

#include <absl/status/statusor.h>
#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/model/catalogue.h"
#include "service/app/mirror/view.h"
#include "service/store/store.h"

namespace walz {

class RecordReader;

// `view` as it would be if `mutations` were its next commit, under the revision after its own.  Shares all other rows.
// Any thread.
View ViewWith(const View& view, absl::Span<const Mutation> mutations);

class Mirror {
 public:
  // Reads everything below the snapshot on work.thread_count threads.  DataLoss if a record is damaged; Cancelled.
  // Goal: a million profiles in two seconds on two cores.
  static absl::StatusOr<std::unique_ptr<Mirror>> Build(const StoreSnapshot& snapshot,
                                                       std::shared_ptr<const Catalogue> catalogue,
                                                       const WorkOptions& work);

  ~Mirror();

  // For Store::SetListener; this object must outlive the store's commits.
  Store::Listener Listener();

  // Never null.
  std::shared_ptr<const View> view() const;
  Revision revision() const { return view()->revision; }
  // Waits for a view after that revision, at most so long; whether there is one.
  bool AwaitAfter(Revision revision, std::chrono::milliseconds patience, const std::stop_token& stop) const;

 private:
  explicit Mirror(View view);
  void Apply(Revision revision, absl::Span<const Mutation> mutations);

  std::unique_ptr<RecordReader> reader_;  // Of the listener's thread, as is the count of what it read.
  std::size_t records_ = 0;
  std::shared_ptr<RowJournal<ApprenticeRow>> journal_;
  mutable std::mutex mutex_;  // Held for the swap alone.
  mutable std::condition_variable_any published_;
  std::shared_ptr<const View> view_;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_MIRROR_H_
