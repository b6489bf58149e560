#include "service/messages/profile_messages.h"

#include <limits>
#include <memory>
#include <string>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/convert/catalogue_reader.h"
#include "service/messages/list_messages.h"
#include "service/messages/profile_rows.h"
#include "tests/support/shipped_catalogue.h"

namespace walz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

v1::Apprentice SomeApprentice() {
  v1::Apprentice message;
  message.set_name("centres/C-1/apprentices/A-1");
  message.set_scheme("es-general");
  message.set_field("0713");
  message.add_windows("2027-03-01..2027-05-31");
  message.set_min_days(14);
  message.set_max_days(21);
  return message;
}

v1::Opening SomeOpening() {
  v1::Opening message;
  message.set_name("companies/H-1/openings/O-1");
  message.add_fields("0713");
  message.set_places(2);
  message.add_windows("2027-03-01..2027-05-31");
  return message;
}

std::vector<std::string> WordsOf(const std::vector<FieldFault>& faults) {
  std::vector<std::string> words;
  for (const FieldFault& fault : faults) words.push_back(absl::StrCat(fault.path, " ", fault.code));
  return words;
}

std::vector<std::string> FaultsOf(const v1::Apprentice& message) {
  MessageScope scope(ShippedCatalogue());
  std::vector<FieldFault> faults;
  Apprentice row;
  const bool ok = ReadApprentice(message, scope, row, faults);
  EXPECT_EQ(ok, faults.empty());
  std::vector<WishFact> wishes;
  std::vector<PairFact> pairs;
  ReadWishes(message, scope, wishes, faults);
  ReadPairs(message, scope, pairs, faults);
  return WordsOf(faults);
}

std::vector<std::string> FaultsOf(const v1::Opening& message) {
  MessageScope scope(ShippedCatalogue());
  std::vector<FieldFault> faults;
  Opening row;
  const bool ok = ReadOpening(message, scope, row, faults);
  EXPECT_EQ(ok, faults.empty());
  std::vector<HostRankFact> ranks;
  ReadHostRanks(message, scope, ranks, faults);
  return WordsOf(faults);
}

TEST(ProfileMessagesTest, TakesTheIdsFromTheName) {
  MessageScope scope(ShippedCatalogue());
  std::vector<FieldFault> faults;
  v1::Apprentice message = SomeApprentice();
  Apprentice row;
  ASSERT_TRUE(ReadApprentice(message, scope, row, faults));
  EXPECT_EQ(row.id, "A-1");
  EXPECT_EQ(row.centre, "C-1");
  message.set_name("centres/C%2F1/apprentices/A%25 ü");
  ASSERT_TRUE(ReadApprentice(message, scope, row, faults));
  EXPECT_EQ(row.centre, "C/1");
  EXPECT_EQ(row.id, "A% ü");
  EXPECT_EQ(MessageOf(row).name(), message.name());
}

TEST(ProfileMessagesTest, RefusesNamesOfOthers) {
  for (const char* name : {"", "centres/C-1", "companies/C-1/apprentices/A-1", "centres//apprentices/A-1",
                           "centres/C-1/apprentices/", "centres/C-1/apprentices/A-1/x", "centres/C-1/apprentices/A%2f",
                           "centres/C-1/apprentices/%", "centres/C-1/apprentices/ A-1"}) {
    v1::Apprentice message = SomeApprentice();
    message.set_name(name);
    EXPECT_THAT(FaultsOf(message), ElementsAre("name bad_name")) << name;
  }
}

TEST(ProfileMessagesTest, NamesEveryFieldThatIsMissing) {
  v1::Apprentice message;
  message.set_name("centres/C-1/apprentices/A-1");
  EXPECT_THAT(FaultsOf(message), ElementsAre("scheme missing_value", "field missing_value", "windows missing_value",
                                             "min_days missing_value", "max_days missing_value"));
}

TEST(ProfileMessagesTest, BlamesTheItemOfAList) {
  v1::Apprentice message = SomeApprentice();
  message.add_windows("2027-06-01..2027-05-01");
  message.add_languages("de:B1");
  message.add_languages("en:B9");
  message.add_countries_wanted("DE");
  message.add_countries_wanted("XX");
  EXPECT_THAT(FaultsOf(message),
              ElementsAre("languages[1] bad_language", "windows[1] bad_interval", "countries_wanted[1] unknown_code"));
}

TEST(ProfileMessagesTest, BlamesTheListWhereNoItemAloneIsAtFault) {
  v1::Apprentice message = SomeApprentice();
  message.add_languages("de:B1");
  message.add_languages("de:B2");
  message.add_needs("none");
  message.add_needs("quiet-room");
  EXPECT_THAT(FaultsOf(message), ElementsAre("languages bad_language", "needs bad_list"));
}

TEST(ProfileMessagesTest, RefusesWhatNoFileCouldHold) {
  v1::Apprentice message = SomeApprentice();
  message.add_needs("quiet-room;lift");
  message.add_skills("welding");
  message.add_skills(" ");
  message.set_given_name("Ana\r\n");
  message.set_family_name(std::string("A\0b", 3));
  message.set_group("a\rb");
  EXPECT_THAT(FaultsOf(message), ElementsAre("family_name bad_encoding", "needs[0] bad_list", "skills[1] missing_value",
                                             "group bad_encoding"));
  v1::Opening opening = SomeOpening();
  opening.add_languages("de:B1");
  opening.add_languages("en:B1|fr:B1");
  EXPECT_THAT(FaultsOf(opening), ElementsAre("languages[1] bad_list"));
}

TEST(ProfileMessagesTest, ChecksBoundsAndContradictions) {
  v1::Apprentice message = SomeApprentice();
  message.set_min_days(30);
  EXPECT_THAT(FaultsOf(message), ElementsAre("max_days contradiction"));
  message.set_max_days(4000);
  message.set_priority(10);
  message.set_accompanying(-1);
  message.set_guardian_consent(static_cast<v1::GuardianConsent>(7));
  EXPECT_THAT(FaultsOf(message), ElementsAre("max_days out_of_range", "priority out_of_range",
                                             "guardian_consent unknown_code", "accompanying out_of_range"));
}

TEST(ProfileMessagesTest, GivesTheHintOfTheFileReader) {
  MessageScope scope(ShippedCatalogue());
  v1::Apprentice message = SomeApprentice();
  message.set_birth_date("1.3.2009");
  std::vector<FieldFault> faults;
  Apprentice row;
  EXPECT_FALSE(ReadApprentice(message, scope, row, faults));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].code, "bad_date");
  EXPECT_THAT(faults[0].description, HasSubstr("write 2009-03-01"));
}

TEST(ProfileMessagesTest, DegreesKeepEveryDigit) {
  for (const double degrees : {51.72, -0.1, 1e-7, 89.99999999999999, 0.0, 45.123456789012345}) {
    v1::Centre message;
    message.set_name("centres/C-1");
    message.set_title("Centre");
    message.set_country("DE");
    message.set_lat(degrees);
    message.set_lon(-degrees);
    MessageScope scope(ShippedCatalogue());
    std::vector<FieldFault> faults;
    Centre row;
    ASSERT_TRUE(ReadCentre(message, scope, row, faults)) << degrees;
    EXPECT_EQ(row.place->lat, degrees);
    EXPECT_EQ(row.place->lon, -degrees);
    EXPECT_EQ(RowOf(message)[4].find('e'), std::string::npos);
  }
}

TEST(ProfileMessagesTest, APositionIsBothCoordinatesOrNeither) {
  v1::Centre message;
  message.set_name("centres/C-1");
  message.set_title("Centre");
  message.set_country("DE");
  message.set_lon(std::numeric_limits<double>::quiet_NaN());
  MessageScope scope(ShippedCatalogue());
  std::vector<FieldFault> faults;
  Centre row;
  EXPECT_FALSE(ReadCentre(message, scope, row, faults));
  EXPECT_THAT(WordsOf(faults), ElementsAre("lon bad_number", "lat missing_value"));
}

TEST(ListMessagesTest, NamesTheRowAndTheField) {
  v1::Apprentice message = SomeApprentice();
  message.add_wishes()->set_rank(1);
  v1::Wish& wish = *message.add_wishes();
  wish.set_rank(0);
  wish.set_kind(v1::WISH_KIND_COMPANY);
  wish.set_target("H-1");
  v1::PairMark& mark = *message.add_pairs();
  mark.set_opening("O-1");
  mark.set_kind(v1::PAIR_KIND_PIN);
  mark.set_start("2027-03-01");
  EXPECT_THAT(FaultsOf(message), ElementsAre("wishes[0].kind missing_value", "wishes[0].target missing_value",
                                             "wishes[1].rank out_of_range", "pairs[0].end missing_value"));
}

TEST(ListMessagesTest, RefusesRowsThatStandTwiceOrContradict) {
  v1::Apprentice message = SomeApprentice();
  for (int i = 0; i < 40; ++i) {  // More than are compared one with another.
    v1::Wish& wish = *message.add_wishes();
    wish.set_rank(i + 1);
    wish.set_kind(v1::WISH_KIND_OPENING);
    wish.set_target(absl::StrCat("O-", i == 39 ? 7 : i));
  }
  const auto mark = [&](absl::string_view opening, v1::PairKind kind) {
    v1::PairMark& added = *message.add_pairs();
    added.set_opening(std::string(opening));
    added.set_kind(kind);
  };
  mark("O-1", v1::PAIR_KIND_PIN);
  mark("O-1", v1::PAIR_KIND_FORBID);
  mark("O-2", v1::PAIR_KIND_PIN);
  EXPECT_THAT(FaultsOf(message), ElementsAre("wishes[39].target duplicate_id", "pairs[2].opening contradiction",
                                             "pairs[1].kind contradiction"));
  v1::Opening opening = SomeOpening();
  for (int i = 0; i < 2; ++i) {
    v1::HostRank& rank = *opening.add_host_ranks();
    rank.set_rank(1);
    rank.set_apprentice("A-1");
  }
  EXPECT_THAT(FaultsOf(opening), ElementsAre("host_ranks[1].apprentice duplicate_id"));
}

TEST(ListMessagesTest, KnowsTheCountriesOfWishes) {
  v1::Apprentice message = SomeApprentice();
  for (const char* target : {"el", "XX", "Greece"}) {
    v1::Wish& wish = *message.add_wishes();
    wish.set_rank(1);
    wish.set_kind(v1::WISH_KIND_COUNTRY);
    wish.set_target(target);
  }
  EXPECT_THAT(FaultsOf(message),
              ElementsAre("wishes[1].target unknown_reference", "wishes[2].target unknown_reference"));
}

TEST(ListMessagesTest, BoundsTheirLength) {
  v1::Apprentice message = SomeApprentice();
  for (int i = 0; i <= kWishesMax; ++i) message.add_wishes();
  EXPECT_THAT(FaultsOf(message), ElementsAre("wishes too_long"));
}

TEST(ListMessagesTest, BadRowsLeaveNothingBehind) {
  MessageScope scope(ShippedCatalogue());
  v1::Apprentice message = SomeApprentice();
  v1::Wish& wish = *message.add_wishes();
  wish.set_rank(1);
  wish.set_kind(v1::WISH_KIND_OPENING);
  wish.set_target("O-1");
  std::vector<WishFact> rows;
  std::vector<FieldFault> faults;
  EXPECT_TRUE(ReadWishes(message, scope, rows, faults));
  message.add_wishes();
  EXPECT_FALSE(ReadWishes(message, scope, rows, faults));
  EXPECT_EQ(rows.size(), 1u);
}

}  // namespace
}  // namespace walz
