// interner: equal values have one number, in the order of their first appearance.

#include "engine/base/interner.h"

#include <string>

#include <gtest/gtest.h>

namespace walz {
namespace {

TEST(InternerTest, NumbersValuesInTheOrderOfTheirFirstAppearance) {
  Interner<std::string> numbers;
  EXPECT_EQ(numbers.NumberOf("b"), 0u);
  EXPECT_EQ(numbers.NumberOf("a"), 1u);
  EXPECT_EQ(numbers.NumberOf("b"), 0u);
  EXPECT_EQ(numbers.TakeValues(), (std::vector<std::string>{"b", "a"}));
}

}  // namespace
}  // namespace walz
