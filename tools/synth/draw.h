// Draw: random choices by splitmix64, the same on every machine; Wheel: a choice by weights.
//
// Each row of a file gets a Draw of its own, named by the table and the row's number, so that rows do not depend on the
// order in which they are made.

#ifndef TOOLS_SYNTH_DRAW_H_
#define TOOLS_SYNTH_DRAW_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/base/check.h"
#include "engine/base/hash.h"

namespace walz {

class Draw {
 public:
  Draw(std::uint64_t seed, absl::string_view table, std::size_t row) : state_(Hash64(Hash64(seed, table), row)) {}

  // A number of [0, count).  The bias of the remainder is below 2^-40 for the counts used here.
  std::size_t Below(std::size_t count) {
    WALZ_CHECK(count > 0);
    state_ += 0x9e3779b97f4a7c15u;
    return static_cast<std::size_t>(MixBits(state_) % count);
  }

  // A number of [least, most].
  int Between(int least, int most) {
    return least + static_cast<int>(Below(static_cast<std::size_t>(most - least + 1)));
  }

  bool Percent(int chance) { return Below(100) < static_cast<std::size_t>(chance); }

  template <typename T>
  const T& OneOf(const std::vector<T>& values) {
    return values[Below(values.size())];
  }

 private:
  std::uint64_t state_;
};

class Wheel {
 public:
  Wheel() = default;
  explicit Wheel(const std::vector<std::int64_t>& weights) {
    for (const std::int64_t weight : weights) Add(weight);
  }

  void Add(std::int64_t weight) { sums_.push_back((sums_.empty() ? 0 : sums_.back()) + weight); }
  bool empty() const { return sums_.empty() || sums_.back() == 0; }

  // A position, each as often as its weight says.  REQUIRES: !empty()
  std::size_t Spin(Draw& draw) const {
    const auto mark = static_cast<std::int64_t>(draw.Below(static_cast<std::size_t>(sums_.back())));
    return static_cast<std::size_t>(std::upper_bound(sums_.begin(), sums_.end(), mark) - sums_.begin());
  }

 private:
  std::vector<std::int64_t> sums_;
};

}  // namespace walz

#endif  // TOOLS_SYNTH_DRAW_H_
