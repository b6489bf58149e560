// RowJournal: which rows the last commits changed, for those who follow a RowTable step by step: O(changes), where
// RowTableDiff looks at every part of the table that was touched.
//
// Memory: 40 bytes a change and the rows before it, for the last `changes_max` changes.
// Thread rule: Add() from one thread at a time, Between() from any thread.

#ifndef SERVICE_APP_MIRROR_ROW_JOURNAL_H_
#define SERVICE_APP_MIRROR_ROW_JOURNAL_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "service/store/store.h"

namespace walz {

template <typename Row>
class RowJournal {
 public:
  using RowPointer = std::shared_ptr<const Row>;

  struct Change {
    Revision revision = 0;
    RowPointer before;  // Null: there was none of that id.
    RowPointer after;   // Null: there is none any more.
  };

  // Of the commits after `revision`.
  RowJournal(Revision revision, std::size_t changes_max) : complete_after_(revision), changes_max_(changes_max) {}

  // REQUIRES: of no earlier revision than the last one.
  void Add(Change change) {
    const std::lock_guard lock(mutex_);
    changes_.push_back(std::move(change));
    if (changes_.size() <= changes_max_) return;
    complete_after_ = changes_.front().revision;
    changes_.pop_front();
  }

  // What the commits after `earlier` up to `later` changed, in their order; none if some of it is forgotten.
  std::optional<std::vector<Change>> Between(Revision earlier, Revision later) const {
    const std::lock_guard lock(mutex_);
    if (earlier < complete_after_) return std::nullopt;
    std::vector<Change> between;
    for (auto change = changes_.rbegin(); change != changes_.rend() && change->revision > earlier; ++change) {
      if (change->revision <= later) between.push_back(*change);
    }
    return std::vector<Change>(std::make_move_iterator(between.rbegin()), std::make_move_iterator(between.rend()));
  }

 private:
  mutable std::mutex mutex_;
  std::deque<Change> changes_;
  Revision complete_after_;  // Every change after this one is there.
  const std::size_t changes_max_;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_ROW_JOURNAL_H_
