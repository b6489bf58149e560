// Dice: random choices for tests, the same for a seed on every machine.

#ifndef TESTS_SUPPORT_DICE_H_
#define TESTS_SUPPORT_DICE_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/hash.h"

namespace walz {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(MixBits(seed)) {}

  // A number of [least, most].
  int Between(int least, int most) {
    state_ = MixBits(state_);
    return least + static_cast<int>(state_ % static_cast<std::uint64_t>(most - least + 1));
  }

  bool Percent(int chance) { return Between(0, 99) < chance; }

  template <typename T>
  const T& OneOf(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(Between(0, static_cast<int>(values.size()) - 1))];
  }

  // Each value with this chance, in their order.
  template <typename T>
  std::vector<T> SomeOf(const std::vector<T>& values, int chance) {
    std::vector<T> some;
    for (const T& value : values) {
      if (Percent(chance)) some.push_back(value);
    }
    return some;
  }

  template <typename T>
  void Shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[static_cast<std::size_t>(Between(0, static_cast<int>(i) - 1))]);
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace walz

#endif  // TESTS_SUPPORT_DICE_H_
