#include "tools/pictures/plain_text.h"

#include <gtest/gtest.h>

namespace walz {
namespace {

TEST(PlainTextTest, CountsCodePoints) {
  EXPECT_EQ(WidthOf("Málaga"), 6u);
  EXPECT_EQ(CutTo("Málaga", 4), "Mál…");
  EXPECT_EQ(CutTo("Málaga", 6), "Málaga");
  EXPECT_EQ(CutTo("Málaga", 0), "");
}

TEST(PlainTextTest, FillsAWidth) {
  EXPECT_EQ(LeftIn("ñu", 4), "ñu  ");
  EXPECT_EQ(RightIn("ñu", 4), "  ñu");
  EXPECT_EQ(RightIn("abcdef", 4), "abc…");
}

TEST(PlainTextTest, GroupsDigits) {
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(-1'234'567), "-1,234,567");
}

TEST(PlainTextTest, ReplacesControls) { EXPECT_EQ(Printable("a\x1b[2J\xC2\x9B!"), "a?[2J?!"); }

TEST(PlainTextTest, WrapsAtBlanks) {
  EXPECT_EQ(Wrapped("", 8), "");
  EXPECT_EQ(Wrapped("one two", 7), "one two");
  EXPECT_EQ(Wrapped("one two", 6), "one\ntwo");
  EXPECT_EQ(Wrapped("a verylongword b", 5), "a\nverylongword\nb");
  EXPECT_EQ(Wrapped("é é é", 3), "é é\né");
}

}  // namespace
}  // namespace walz
