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

TEST(InternerTest, NumbersNoMoreThanItMay) {
  Interner<std::string> numbers;
  EXPECT_EQ(numbers.NumberWithin("b", 0), std::nullopt);
  EXPECT_EQ(numbers.NumberWithin("b", 1), 0u);
  EXPECT_EQ(numbers.NumberWithin("a", 1), std::nullopt);
  EXPECT_EQ(numbers.NumberWithin("b", 1), 0u);
  EXPECT_EQ(numbers.NumberWithin("a", 2), 1u);
}

}  // namespace
}  // namespace walz
