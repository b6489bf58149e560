// LastWrites: a bound on when each key was last written, so that what was read at a later revision need not be read
// again.
//
// Keys share slots by hash, so the bound may be later than the truth, never earlier.  8 MiB.
//
// Internal: only this folder's .cc files and tests include it.  Thread rule: not for concurrent use.

#ifndef SERVICE_STORE_LAST_WRITES_H_
#define SERVICE_STORE_LAST_WRITES_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/base/hash.h"
#include "service/store/store.h"

namespace walz {

class LastWrites {
 public:
  // Whatever was written before is taken to be written at `start`.  `slot_count` is a power of two.
  explicit LastWrites(Revision start, std::size_t slot_count = std::size_t{1} << 21)
      : start_(start), after_start_(slot_count) {}

  // REQUIRES: revision >= all before
  void Note(absl::string_view key, Revision revision) {
    const Revision after = revision - start_;
    after_start_[SlotOf(key)] = after < kBeyond ? static_cast<std::uint32_t>(after) : kBeyond;
  }

  // The key's slot will be asked for: slots lie far apart in memory.
  void Prefetch(absl::string_view key) const { __builtin_prefetch(&after_start_[SlotOf(key)]); }

  // The key was not written after this revision.
  Revision Bound(absl::string_view key) const {
    const std::uint32_t after = after_start_[SlotOf(key)];
    return after < kBeyond ? start_ + after : std::numeric_limits<Revision>::max();
  }

 private:
  static constexpr std::uint32_t kBeyond = std::numeric_limits<std::uint32_t>::max();

  std::size_t SlotOf(absl::string_view key) const { return Hash64(0, key) & (after_start_.size() - 1); }

  const Revision start_;
  std::vector<std::uint32_t> after_start_;
};

}  // namespace walz

#endif  // SERVICE_STORE_LAST_WRITES_H_
