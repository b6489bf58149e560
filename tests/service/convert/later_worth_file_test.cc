// later_worth.csv and place_prices.csv: what was written is read again, and what was not is refused by its place.

#include "service/convert/later_worth_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

using ::testing::HasSubstr;

TEST(LaterWorthFileTest, AnEstimateIsReadAsItWasWritten) {
  const std::vector<LaterWorthFact> facts = {{"O;1", 1}, {"O \"2\"", 1'100'000}};
  const std::string text = LaterWorthCsv(facts);
  EXPECT_THAT(text, HasSubstr("opening,points\n"));
  const auto read = ParseLaterWorth(text);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ(LaterWorthCsv(*read), text);
  EXPECT_EQ((*read)[1].points, 1'100'000);
  EXPECT_EQ(ParseLaterWorth(LaterWorthCsv({}))->size(), 0u);
}

TEST(LaterWorthFileTest, PricesAreReadAsTheyWereWritten) {
  const std::vector<PastPlace> places = {{"O1", {"07", Country::Of("DE"), 12}, kPlacementPoints},
                                         {"O2", {"", Country::Of("GR"), 0}, 0}};
  const std::string text = PlacePricesCsv(places);
  const auto read = ParsePlacePrices(text);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].kind, places[0].kind);
  EXPECT_EQ((*read)[1].kind, places[1].kind);
  EXPECT_EQ(PlacePricesCsv(*read), text);
}

TEST(LaterWorthFileTest, NamesWhatIsWrong) {
  const auto words = [](const char* row) {
    const auto read = ParsePlacePrices(std::string("opening,field,country,month,points\n") + row);
    return std::string(read.status().message());
  };
  EXPECT_EQ(words("O,07,DE,3,5\n"), "");
  EXPECT_THAT(words("O,07,DE,13,5\n"), HasSubstr("month"));
  EXPECT_THAT(words("O,07,DEU,3,5\n"), HasSubstr("country"));
  EXPECT_THAT(words("O,07,DE,3,-5\n"), HasSubstr("points"));
  EXPECT_THAT(words("O,07,DE,3,1100001\n"), HasSubstr("points"));
  EXPECT_THAT(words(",07,DE,3,5\n"), HasSubstr("opening"));
  EXPECT_FALSE(ParsePlacePrices("").ok());
  EXPECT_FALSE(ParseLaterWorth("\"").ok());
  EXPECT_FALSE(ParseLaterWorth("opening\nO\n").ok());
}

}  // namespace
}  // namespace walz
