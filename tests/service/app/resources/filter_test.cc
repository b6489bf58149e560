#include "service/app/resources/filter.h"

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/error_reason.pb.h>
#include <walz/v1/round.pb.h>

#include "service/app/resources/filter_lexer.h"
#include "service/call/errors.h"
#include "tests/service/app/resources/resources_fixture.h"

namespace walz {
namespace {

const v1::Apprentice& Anna() {
  static const auto* const anna = new v1::Apprentice(FromText<v1::Apprentice>(R"(
    name: "centres/C-1/apprentices/A-1" given_name: "Anna \"Ännchen\"" scheme: "es-general" field: "0413"
    eqf: 4 languages: "de:B1" languages: "en:A2" priority: 2 training_days: 0
    fewer_opportunities: false guardian_consent: GUARDIAN_CONSENT_YES wishes { rank: 1 }
    create_time { seconds: 1800000000 })"));
  return *anna;
}

TEST(FilterTest, SaysWhichResourcesItMeans) {
  struct Case {
    std::string filter;
    bool matches;
  };
  for (const Case& c : std::vector<Case>{
           {"", true},
           {"  \n ", true},
           {R"(scheme = "es-general")", true},
           {"scheme = es-general", true},
           {"scheme = 'es-general'", true},
           {"scheme=es-general", true},
           {"scheme != es-general", false},
           {"scheme = \"\"", false},
           {"employer = \"\"", true},
           {"employer:*", false},
           {"scheme:*", true},
           {"scheme : general", true},
           {"scheme : \"*\"", false},
           {"scheme : ES", false},
           {R"(given_name = "Anna \"Ännchen\"")", true},
           {R"(given_name = 'Anna "Ännchen"')", true},
           {"given_name : Ännchen", true},
           {"priority <= 2", true},
           {"priority < 2", false},
           {"priority = \"2\"", true},
           {"priority > -1", true},
           {"priority : 2", true},
           // Zero that was given is not absent.
           {"training_days = 0", true},
           {"training_days:*", true},
           {"days_abroad_before = 0", false},
           {"days_abroad_before != 0", true},
           {"days_abroad_before < 5", false},
           {"days_abroad_before >= 5", false},
           {"days_abroad_before:*", false},
           {"NOT days_abroad_before:*", true},
           // An empty text is nobody knows when.
           {"birth_date < 2010-01-01", false},
           {"birth_date >= 2010-01-01", false},
           {"field < 05", true},
           {"field >= \"0413\"", true},
           {"languages : \"de:B1\"", true},
           {"languages : 'de'", false},
           {"languages:*", true},
           {"needs:*", false},
           {"wishes:*", true},
           {"pairs:*", false},
           {"fewer_opportunities = false", true},
           {"fewer_opportunities : true", false},
           {"other_funding = false", false},
           {"guardian_consent = YES", true},
           {"guardian_consent = GUARDIAN_CONSENT_YES", true},
           {"guardian_consent != NO", true},
           {"create_time >= \"2027-01-15T08:00:00Z\"", true},
           {"create_time > \"2027-01-15T08:00:00Z\"", false},
           {"create_time = \"2027-01-15T09:00:00+01:00\"", true},
           {"update_time < \"2030-01-01T00:00:00Z\"", false},
           {"delete_time:*", false},
           {"scheme = es-general AND priority = 2", true},
           {"scheme = es-general AND priority = 3", false},
           {"scheme = x OR priority = 2", true},
           {"NOT scheme = x", true},
           {"NOT NOT scheme = x", false},
           {"NOT (scheme = x OR priority = 2)", false},
           // OR binds tighter than AND: priority = 3 AND (scheme = es-general OR eqf = 4).
           {"priority = 3 AND scheme = es-general OR eqf = 4", false},
           {"(priority = 3 AND scheme = es-general) OR eqf = 4", true},
           {"eqf = 4 OR scheme = es-general AND priority = 3", false},
           {"((((eqf = 4))))", true},
           {"scheme = \"AND\" OR scheme = \"NOT\" OR eqf=4", true},
       }) {
    const absl::StatusOr<Filter> filter = Filter::Parse(c.filter, *v1::Apprentice::descriptor());
    ASSERT_TRUE(filter.ok()) << c.filter << ": " << filter.status();
    EXPECT_EQ(filter->Matches(Anna()), c.matches) << c.filter;
  }
}

TEST(FilterTest, ComparesDegrees) {
  const auto centre = FromText<v1::Centre>("lat: 52.5 lon: -0.5 sender_kind: SENDER_KIND_POOL");
  for (const char* text : {"lat > 52", "lat = 52.5", "lon < 0", "lon = -0.5", "lat <= 5.25e1", "sender_kind = POOL"}) {
    const absl::StatusOr<Filter> filter = Filter::Parse(text, *v1::Centre::descriptor());
    ASSERT_TRUE(filter.ok()) << filter.status();
    EXPECT_TRUE(filter->Matches(centre)) << text;
  }
}

TEST(FilterTest, FindsWordsOfAnEnumInAList) {
  const auto round = FromText<v1::Round>("accepted_actions: ACTION_SIGN_AGREEMENT");
  EXPECT_TRUE(Filter::Parse("accepted_actions:SIGN_AGREEMENT", *v1::Round::descriptor())->Matches(round));
  EXPECT_FALSE(Filter::Parse("accepted_actions:NAME_MENTOR", *v1::Round::descriptor())->Matches(round));
}

TEST(FilterTest, RefusesWhatItCannotRead) {
  struct Case {
    std::string filter;
    int position;  // In characters, from 1.
  };
  std::string deep;
  for (int i = 0; i < kFilterDepthMax + 1; ++i) deep += "(";
  for (const Case& c : std::vector<Case>{
           {"scheme", 7},
           {"scheme =", 9},
           {"= x", 1},
           {"scheme x", 8},
           {"scheme == x", 9},
           {"scheme = x y", 12},
           {"scheme = x eqf = 4", 12},
           {"scheme = x AND", 15},
           {"scheme = x OR", 14},
           {"AND scheme = x", 1},
           {"OR", 1},
           {"NOT", 4},
           {"NOT AND eqf = 4", 5},
           {"scheme = x and eqf = 4", 12},
           {"scheme ~ x", 8},
           {"scheme = x, eqf = 4", 11},
           {"scheme = \"x", 10},
           {"scheme = 'x", 10},
           {"scheme = \"x\\", 10},
           {R"(scheme = "a\nb")", 12},
           {"\"scheme\" = x", 1},
           {"(scheme = x", 12},
           {"scheme = x)", 11},
           {"()", 2},
           {"(", 2},
           {")", 1},
           {"shceme = x", 1},
           {"Scheme = x", 1},
           {"etag = x", 1},
           {"ä = x", 1},
           {"scheme = x AND ä = x", 16},
           {"given_name = 'ä' AND ä = x", 22},
           {"wishes.rank = 1", 1},
           {"eqf = four", 7},
           {"eqf = 4.5", 7},
           {"eqf = *", 7},
           {"eqf = 99999999999999999999", 7},
           {"eqf > ", 7},
           {"fewer_opportunities = yes", 23},
           {"fewer_opportunities > false", 23},
           {"guardian_consent = MAYBE", 20},
           {"guardian_consent < YES", 20},
           {"create_time > 2027-01-01", 15},
           {"create_time > \"2027-13-01T00:00:00Z\"", 15},
           {"languages = \"de:B1\"", 13},
           {"languages > a", 13},
           {"wishes = 1", 10},
           {"wishes : 1", 10},
           {"scheme = \x01", 10},
           {deep + "eqf = 4", kFilterDepthMax + 2},
       }) {
    const absl::Status status = Filter::Parse(c.filter, *v1::Apprentice::descriptor()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.filter;
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BAD_FILTER) << c.filter;
    EXPECT_EQ(MetadataOf(status, "position"), absl::StrCat(c.position)) << c.filter << ": " << status.message();
  }
}

TEST(FilterTest, HasLimits) {
  std::string terms = "eqf = 1";
  for (std::size_t i = 1; i < kFilterTermsMax; ++i) terms += " OR eqf = 1";
  EXPECT_TRUE(Filter::Parse(terms, *v1::Apprentice::descriptor()).ok());
  EXPECT_FALSE(Filter::Parse(terms + " OR eqf = 1", *v1::Apprentice::descriptor()).ok());

  const std::string longest(kFilterCharactersMax - 11, 'x');
  EXPECT_TRUE(Filter::Parse("scheme = \"" + longest + "\"", *v1::Apprentice::descriptor()).ok());
  EXPECT_FALSE(Filter::Parse("scheme = \"" + longest + "x\"", *v1::Apprentice::descriptor()).ok());

  const absl::Status status = Filter::Parse("scheme = \"\xff\"", *v1::Apprentice::descriptor()).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BAD_FILTER);
  EXPECT_EQ(MetadataOf(status, "position"), "11");
}

TEST(FilterTest, SaysWhatWasProbablyMeant) {
  const absl::Status status = Filter::Parse("priorty = 1", *v1::Apprentice::descriptor()).status();
  EXPECT_NE(status.message().find("did you mean priority?"), std::string::npos) << status;
  EXPECT_EQ(MetadataOf(status, "near"), "priorty = 1");
}

}  // namespace
}  // namespace walz
