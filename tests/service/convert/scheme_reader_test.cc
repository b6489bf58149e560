// ReadSchemes: every field on both sides of its bounds; JSON that people get wrong.

#include "service/convert/scheme_reader.h"

#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/convert/catalogue_reader.h"
#include "service/convert/csv_reader.h"
#include "tests/support/shipped_catalogue.h"

namespace walz {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct SchemesRead {
  Table<Scheme> table;
  std::vector<std::string> faults;  // `path 'value' [code] hint`
};

SchemesRead ReadText(absl::string_view text) {
  SchemesRead outcome;
  outcome.table =
      ReadSchemes(text, *ShippedCatalogue(), [&](absl::string_view path, absl::string_view value, CellFault fault) {
        outcome.faults.push_back(absl::StrCat(path, " '", value, "' [", fault.code, "] ", fault.hint));
      });
  return outcome;
}

// One scheme with the least it needs and `more` fields.
SchemesRead ReadOne(absl::string_view more) {
  return ReadText(absl::StrCat(R"({"schemes":[{"id":"s","country":"DE")", more.empty() ? "" : ",", more, "}]}"));
}

TEST(SchemeReaderTest, ReadsTheShippedCatalogue) {
  ByteSource source = *OpenByteSource(WALZ_SOURCE_DIR "/data/schemes.json");
  std::string text(1 << 20, '\0');
  text.resize(*source(absl::MakeSpan(text)));
  const SchemesRead outcome = ReadText(text);
  EXPECT_THAT(outcome.faults, IsEmpty());
  EXPECT_GE(outcome.table.rows.size(), 16u);
}

TEST(SchemeReaderTest, FillsInDefaults) {
  const SchemesRead outcome = ReadOne("");
  ASSERT_THAT(outcome.faults, IsEmpty());
  const Scheme& scheme = outcome.table.rows[0];
  EXPECT_EQ(scheme.host_pay, HostPayRule::kUnknown);
  EXPECT_EQ(scheme.employer_consent, ConsentRule::kUnknown);
  EXPECT_EQ(scheme.grant, GrantRule::kUnknown);
  EXPECT_THAT(scheme.months_after_graduation, ElementsAre(0, 12, 12, 12));
  EXPECT_FALSE(scheme.valid_from.has_value());
  EXPECT_EQ(scheme.days_max, 0);
}

TEST(SchemeReaderTest, ReadsEveryField) {
  const SchemesRead outcome =
      ReadOne(R"("region":"North","validFrom":"2026-01-01","validTo":"2027-12-31","homePay":"some",
      "hostPay":"REQUIRED","hostPayMinEurMonth":400,"remedy":"ask","employerConsent":"NOT_NEEDED",
      "partnerCertificateStands":true,"maxDays":120,"shareNumerator":1,"shareDenominator":4,"planAboveDays":56,
      "monthsAfterGraduation":{"school":0,"chamber":6},"graduationStrict":true,"grant":"NOT_ELIGIBLE","minAge":16,
      "eqfMax":4,"hostCertificates":["SBB","abc","sbb"],"employerCertificates":["x"],"source":"law")");
  ASSERT_THAT(outcome.faults, IsEmpty());
  const Scheme& s = outcome.table.rows[0];
  EXPECT_EQ(s.region, "North");
  EXPECT_EQ(FormatDay(*s.valid_from), "2026-01-01");
  EXPECT_EQ(FormatDay(*s.valid_to), "2027-12-31");
  EXPECT_EQ(s.home_pay, "some");
  EXPECT_EQ(s.host_pay, HostPayRule::kRequired);
  EXPECT_EQ(s.host_pay_min_eur_month, 400);
  EXPECT_EQ(s.remedy, "ask");
  EXPECT_EQ(s.employer_consent, ConsentRule::kNotNeeded);
  EXPECT_TRUE(s.partner_certificate_stands);
  EXPECT_EQ(s.days_max, 120);
  EXPECT_EQ(s.share_numerator, 1);
  EXPECT_EQ(s.share_denominator, 4);
  EXPECT_EQ(s.plan_above_days, 56);
  EXPECT_THAT(s.months_after_graduation, ElementsAre(0, 6, 6, 6));
  EXPECT_TRUE(s.graduation_strict);
  EXPECT_EQ(s.grant, GrantRule::kNotEligible);
  EXPECT_EQ(s.age_min, 16);
  EXPECT_EQ(s.eqf_max, 4);
  EXPECT_THAT(s.host_certificates, ElementsAre("abc", "sbb"));
  EXPECT_THAT(s.employer_certificates, ElementsAre("x"));
  EXPECT_EQ(s.source, "law");
}

TEST(SchemeReaderTest, TakesSnakeCaseAndEnumWordsWithPrefixInAnyCase) {
  const SchemesRead outcome = ReadOne(R"("host_pay":"HOST_PAY_FORBIDDEN","employerConsent":"required",
      "grant":"grant_eligible","max_days":"30","min_age":null,"share_numerator":1.0,"shareDenominator":2)");
  ASSERT_THAT(outcome.faults, IsEmpty());
  EXPECT_EQ(outcome.table.rows[0].host_pay, HostPayRule::kForbidden);
  EXPECT_EQ(outcome.table.rows[0].employer_consent, ConsentRule::kRequired);
  EXPECT_EQ(outcome.table.rows[0].grant, GrantRule::kEligible);
  EXPECT_EQ(outcome.table.rows[0].days_max, 30);
  EXPECT_EQ(outcome.table.rows[0].share_numerator, 1);
}

TEST(SchemeReaderTest, AKindNotNamedHasTheMonthsOfTheChamber) {
  EXPECT_THAT(ReadOne(R"("monthsAfterGraduation":{})").table.rows[0].months_after_graduation,
              ElementsAre(12, 12, 12, 12));
  EXPECT_THAT(ReadOne(R"("monthsAfterGraduation":{"chamber":3,"pool":0})").table.rows[0].months_after_graduation,
              ElementsAre(3, 3, 0, 3));
}

TEST(SchemeReaderTest, NamesWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {R"("hostPai":"FORBIDDEN")", "schemes[0].hostPai '' [unknown_field] did you mean hostPay?"},
      {R"("certainty":"low")", "schemes[0].certainty '' [unknown_field] known fields: id, country"},
      {R"("hostPay":"FORBIDEN")", "schemes[0].hostPay 'FORBIDEN' [unknown_code] did you mean FORBIDDEN?"},
      {R"("hostPay":"UNSPECIFIED")", "schemes[0].hostPay 'UNSPECIFIED' [unknown_code]"},
      {R"("hostPay":1)", "schemes[0].hostPay '1' [unknown_code] write one of: FORBIDDEN, ALLOWED"},
      {R"("hostPay":"ALLOWED","host_pay":"ALLOWED")", "schemes[0].host_pay 'ALLOWED' [duplicate_field]"},
      {R"("maxDays":-1)", "schemes[0].maxDays '-1' [out_of_range] must be 0..3650"},
      {R"("maxDays":3651)", "schemes[0].maxDays '3651' [out_of_range]"},
      {R"("maxDays":1.5)", "schemes[0].maxDays '1.5' [bad_number]"},
      {R"("maxDays":"many")", "schemes[0].maxDays 'many' [bad_number]"},
      {R"("maxDays":1e300)", "schemes[0].maxDays '1e+300' [out_of_range]"},
      {R"("maxDays":true)", "schemes[0].maxDays 'true' [bad_number]"},
      {R"("maxDays":[1])", "schemes[0].maxDays '[...]' [bad_number]"},
      {R"("minAge":100)", "schemes[0].minAge '100' [out_of_range]"},
      {R"("eqfMax":9)", "schemes[0].eqfMax '9' [out_of_range] must be 0..8"},
      {R"("hostPayMinEurMonth":-1)", "schemes[0].hostPayMinEurMonth '-1' [out_of_range]"},
      {R"("shareNumerator":1)", "schemes[0].shareNumerator '1' [contradiction]"},
      {R"("shareDenominator":4)", "schemes[0].shareNumerator '0' [contradiction]"},
      {R"("shareNumerator":5,"shareDenominator":4)", "schemes[0].shareNumerator '5' [out_of_range]"},
      {R"("validFrom":"01.01.2027")", "schemes[0].validFrom '01.01.2027' [bad_date] write 2027-01-01"},
      {R"("validFrom":"2027-02-31")", "schemes[0].validFrom '2027-02-31' [no_such_date]"},
      {R"("validFrom":20270101)", "schemes[0].validFrom '20270101' [bad_value]"},
      {R"("validFrom":"2027-01-02","validTo":"2027-01-01")", "schemes[0].validTo '2027-01-01' [contradiction]"},
      {R"("graduationStrict":"yes")", "schemes[0].graduationStrict 'yes' [bad_value] write true or false"},
      {R"("monthsAfterGraduation":12)", "schemes[0].monthsAfterGraduation '12' [bad_value] write an object"},
      {R"("monthsAfterGraduation":{"shool":0})",
       "schemes[0].monthsAfterGraduation.shool '' [unknown_field] did you mean school?"},
      {R"("monthsAfterGraduation":{"school":61})", "schemes[0].monthsAfterGraduation.school '61' [out_of_range]"},
      {R"("hostCertificates":"sbb")", "schemes[0].hostCertificates 'sbb' [bad_value] write a list"},
      {R"("hostCertificates":[1])", "schemes[0].hostCertificates[0] '1' [bad_value]"},
      {R"("hostCertificates":[""])", "schemes[0].hostCertificates '' [missing_value]"},
  };
  for (const auto& [more, fault] : cases) {
    const SchemesRead outcome = ReadOne(more);
    ASSERT_EQ(outcome.faults.size(), 1u) << more << ": " << ::testing::PrintToString(outcome.faults);
    EXPECT_TRUE(absl::StartsWith(outcome.faults[0], fault)) << more << ": " << outcome.faults[0];
    EXPECT_EQ(outcome.table.bad[0], 1) << more;
  }
}

TEST(SchemeReaderTest, NamesAllFaultsAndMarksTheirSchemes) {
  const SchemesRead outcome = ReadText(
      R"({"schemes":[{"id":"","country":"XX"},{"id":"ok","country":"FI"},{"id":"c","country":"DE","x":1,"y":2}]})");
  EXPECT_EQ(outcome.faults.size(), 4u);
  EXPECT_THAT(outcome.table.bad, ElementsAre(1, 0, 1));
  EXPECT_TRUE(outcome.table.complete);
}

TEST(SchemeReaderTest, SaysWhereTextIsNoJson) {
  const std::pair<std::string, const char*> cases[] = {
      {"{\"schemes\": [\n{\"id\" \"s\"}\n]}", "line 2 '' [bad_json] Expected : between key:value pair."},
      {"", " '' [empty_file]"},
      {" \n", " '' [empty_file]"},
      {"[]", " '' [bad_value] the file must hold one object"},
      {"12", " '' [bad_value]"},
      {"{}", "schemes '' [missing_value]"},
      {"{\"schemes\":{}}", "schemes '{...}' [bad_value] write a list"},
      {"{\"schemes\":[1]}", "schemes[0] '1' [bad_value] write an object"},
      {std::string("{\"schemes\":[]}\0", 15), " '' [binary_file]"},
      {"{\"schemes\":[{\"id\":\"\xFC\"}]}", " '' [bad_encoding]"},
      {std::string(kJsonBytesMax + 1, ' '), " '' [too_long]"},
      {std::string(100'000, '['), " '' [bad_json]"},
      {"{\"schemes\":[{\"id\":\"a\",\"id\":\"b\"}]}", " '' [bad_json]"},
      {"{\"schemes\":[]} x", " '' [bad_json]"},
  };
  for (const auto& [text, fault] : cases) {
    const SchemesRead outcome = ReadText(text);
    ASSERT_EQ(outcome.faults.size(), 1u) << text.substr(0, 80) << ::testing::PrintToString(outcome.faults);
    EXPECT_TRUE(absl::StrContains(outcome.faults[0], fault)) << text.substr(0, 80) << ": " << outcome.faults[0];
  }
}

}  // namespace
}  // namespace walz
