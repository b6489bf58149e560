// shared_numbers: equal values have one number, and no more values than there is room for have any.

#include "engine/base/shared_numbers.h"

#include <string>

#include <gtest/gtest.h>

namespace walz {
namespace {

TEST(SharedNumbersTest, NumbersNoMoreThanItMay) {
  SharedNumbers<std::string> numbers(2);
  EXPECT_EQ(numbers.NumberOf("b"), 0);
  EXPECT_EQ(numbers.NumberOf("a"), 1);
  EXPECT_EQ(numbers.NumberOf("c"), std::nullopt);
  EXPECT_EQ(numbers.NumberOf("b"), 0);
  EXPECT_EQ(numbers.NumberOf("a"), 1);
  EXPECT_EQ(numbers.size(), 2u);
}

}  // namespace
}  // namespace walz
