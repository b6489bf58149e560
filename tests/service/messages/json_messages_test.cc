#include "service/messages/json_messages.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "service/convert/catalogue_reader.h"
#include "tests/support/shipped_catalogue.h"

namespace walz {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr char kRound[] = R"({
  "id": "r", "firstDay": "2027-03-01", "lastDay": "2027-06-30", "acceptedActions": ["OBTAIN_EMPLOYER_CONSENT"],
  "quotas": {"placementsPerRound": 0, "placementsPerCentre": {"C-2": 3, "C-1": 2}, "budgetEur": 100000},
  "rates": {"groups": [{"group": 1, "dailyFirst14DaysEur": 80, "dailyAfter14DaysEur": 56}, {"group": 2}, {"group": 3}]},
  "weights": {"wishRank": 7}, "policy": "stable", "seed": 7, "checklist": ["wifi"], "eqfMin": 3
})";

std::vector<std::string> seen_faults;

JsonFaults NoteFaults() {
  seen_faults.clear();
  return [](absl::string_view path, absl::string_view, const CellFault& fault) {
    seen_faults.push_back(absl::StrCat(path, " ", fault.code));
  };
}

TEST(RoundJsonTest, ComesBackTheSame) {
  const std::optional<v1::Round> round = ParseRoundJson(kRound, *ShippedCatalogue(), NoteFaults());
  ASSERT_TRUE(round) << testing::PrintToString(seen_faults);
  EXPECT_EQ(round->name(), "rounds/r");
  const std::optional<v1::Round> again = ParseRoundJson(RoundJson(*round), *ShippedCatalogue(), NoteFaults());
  ASSERT_TRUE(again) << testing::PrintToString(seen_faults);
  EXPECT_TRUE(MessageDifferencer::Equals(*round, *again)) << RoundJson(*round);
}

TEST(RoundJsonTest, HoldsNothingOfTheStoredResourceAlone) {
  std::optional<v1::Round> round = ParseRoundJson(kRound, *ShippedCatalogue(), NoteFaults());
  const std::string text = RoundJson(*round);
  round->set_etag("1f");
  round->set_published_run("rounds/r/runs/1");
  round->mutable_create_time()->set_seconds(1);
  EXPECT_EQ(RoundJson(*round), text);
  EXPECT_THAT(text, HasSubstr("\"STABLE\""));
}

TEST(RoundJsonTest, AnEmptyListOfActionsIsNotTheDefault) {
  std::optional<v1::Round> round =
      ParseRoundJson(R"({"id": "r", "firstDay": "2027-03-01", "lastDay": "2027-06-30", "acceptedActions": []})",
                     *ShippedCatalogue(), NoteFaults());
  ASSERT_TRUE(round);
  EXPECT_THAT(RoundJson(*round), HasSubstr("\"acceptedActions\": []"));
  std::vector<FieldFault> faults;
  Round facts;
  ASSERT_TRUE(ReadRound(*round, *ShippedCatalogue(), facts, faults));
  EXPECT_EQ(facts.accepted_actions, ActionSet());
  round->set_no_accepted_actions(false);
  EXPECT_THAT(RoundJson(*round), Not(HasSubstr("acceptedActions")));
  ASSERT_TRUE(ReadRound(*round, *ShippedCatalogue(), facts, faults));
  EXPECT_EQ(facts.accepted_actions, kDefaultAcceptedActions);
}

TEST(RoundJsonTest, FaultsHavePathsOfTheMessage) {
  v1::Round round;
  round.set_first_day("2027-03-01");
  round.set_last_day("2027-02-01");
  (*round.mutable_quotas()->mutable_least_per_centre())["C-One"] = -1;
  round.mutable_rates()->add_groups()->set_daily_first_14_days_eur(-1);
  std::vector<FieldFault> faults;
  Round facts;
  EXPECT_FALSE(ReadRound(round, *ShippedCatalogue(), facts, faults));
  std::vector<std::string> paths;
  for (const FieldFault& fault : faults) paths.push_back(fault.path);
  EXPECT_THAT(paths, ElementsAre("id", "last_day", "quotas.least_per_centre.C-One", "rates.groups[0].group",
                                 "rates.groups[0].daily_first_14_days_eur", "rates.groups", "rates.groups"));
}

TEST(SchemesJsonTest, TheShippedCatalogueComesBackTheSame) {
  std::ifstream in(WALZ_SOURCE_DIR "/data/schemes.json");
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const Table<v1::Scheme> table = ParseSchemesJson(text, *ShippedCatalogue(), NoteFaults());
  ASSERT_TRUE(table.complete);
  EXPECT_THAT(seen_faults, ElementsAre());
  const Table<v1::Scheme> again = ParseSchemesJson(SchemesJson(table.rows), *ShippedCatalogue(), NoteFaults());
  ASSERT_EQ(again.rows.size(), table.rows.size());
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    EXPECT_TRUE(MessageDifferencer::Equals(table.rows[i], again.rows[i]));
    Scheme facts;
    std::vector<FieldFault> faults;
    EXPECT_TRUE(ReadScheme(table.rows[i], *ShippedCatalogue(), facts, faults));
  }
}

TEST(SchemesJsonTest, AVersionIsNamedByItsFirstDay) {
  v1::Scheme scheme;
  scheme.set_id("de dual/1");
  EXPECT_EQ(SchemeNameOf(scheme), "schemes/de dual%2F1");
  scheme.set_valid_from("2027-01-01");
  EXPECT_EQ(SchemeNameOf(scheme), "schemes/de dual%2F1@2027-01-01");
}

TEST(SchemesJsonTest, FieldsOfTheStoredResourceAreUnknownInAFile) {
  for (const char* field : {"name", "etag", "createTime", "update_time", "deleteTime"}) {
    ParseSchemesJson(absl::StrCat(R"({"schemes": [{"id": "a", "country": "DE", ")", field, R"(": "x"}]})"),
                     *ShippedCatalogue(), NoteFaults());
    EXPECT_THAT(seen_faults, ElementsAre(absl::StrCat("schemes[0].", field, " unknown_field")));
  }
  for (const char* field : {"publishedRun", "no_accepted_actions", "etag"}) {
    ParseRoundJson(
        absl::StrCat(R"({"id": "r", "firstDay": "2027-03-01", "lastDay": "2027-06-30", ")", field, R"(": "x"})"),
        *ShippedCatalogue(), NoteFaults());
    EXPECT_THAT(seen_faults, ElementsAre(absl::StrCat(field, " unknown_field")));
  }
}

TEST(SchemesJsonTest, AnEmptyCatalogueIsAList) {
  const Table<v1::Scheme> table = ParseSchemesJson(SchemesJson({}), *ShippedCatalogue(), NoteFaults());
  EXPECT_TRUE(table.complete);
  EXPECT_TRUE(table.rows.empty());
}

}  // namespace
}  // namespace walz
