// Cells: every parser on both sides of its edges; more bad cells than good ones.

#include "service/convert/cell.h"

#include <string>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/convert/catalogue_reader.h"
#include "tests/support/shipped_catalogue.h"

namespace walz {
namespace {

// Values in words, so that one table holds cells of all kinds.
std::string Words(const std::string& text) { return text; }
std::string Words(int number) { return absl::StrCat(number); }
std::string Words(bool yes) { return yes ? "yes" : "no"; }
std::string Words(double degrees) { return absl::StrCat(degrees); }
std::string Words(Day day) { return FormatDay(day); }
std::string Words(const DaySet& days) { return days.ToString(); }
std::string Words(Country country) { return country.ToString(); }
std::string Words(const IscedField* field) { return field->code; }
std::string Words(const CodeSet& set) { return absl::StrCat(set.answered ? "" : "?", absl::StrJoin(set.codes, ";")); }
std::string Words(const LanguageLevels& language) {
  std::string text = language.language + ":";
  for (const Cefr level : language.levels) absl::StrAppend(&text, CefrName(level), " ");
  return text;
}
std::string Words(const LanguageProfile& profile) {
  std::string text = profile.answered ? "" : "?";
  for (const LanguageLevels& language : profile.languages) absl::StrAppend(&text, Words(language), ";");
  return text;
}
std::string Words(const LanguageSets& sets) {
  std::string text;
  for (const auto& set : sets) {
    for (const LanguageLevels& language : set) absl::StrAppend(&text, Words(language), "+");
    text += "|";
  }
  return text;
}
std::string Words(const CertificateSet& certificates) {
  std::string text;
  for (const auto& [label, days] : certificates) {
    absl::StrAppend(&text, label, days == DaySet::Always() ? "" : "=" + days.ToString(), " ");
  }
  return text;
}
std::string Words(const std::map<std::string, int>& counts) {
  return absl::StrJoin(counts, ";", absl::PairFormatter("="));
}
std::string Words(const PayCell& pay) { return absl::StrCat(static_cast<int>(pay.pay), ":", pay.eur_month); }
std::string Words(const EmployerConsent& c) {
  const bool always = c.range == DayRange{kDayMin, kDayMax};
  return absl::StrCat(static_cast<int>(c.state), always ? "" : " " + FormatRange(c.range), " ", c.days_max);
}
std::string Words(const FieldList& fields) {
  return absl::StrJoin(fields, ";", [](std::string* out, const IscedField* field) { out->append(field->code); });
}
std::string Words(const CountrySet& countries) {
  return absl::StrJoin(countries, ";", [](std::string* out, Country country) { out->append(country.ToString()); });
}

template <typename T>
std::string Told(const Parsed<T>& parsed) {
  return parsed.ok() ? Words(parsed.value()) : absl::StrCat("[", parsed.fault().code, "] ", parsed.fault().hint);
}

// `expected` is the value in words, or the beginning of `[code] hint`.
struct Case {
  absl::string_view cell;
  absl::string_view expected;
};

template <typename Parse>
void Check(const Parse& parse, std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    const std::string told = Told(parse(c.cell));
    if (absl::StartsWith(c.expected, "[")) {
      EXPECT_TRUE(absl::StartsWith(told, c.expected)) << "'" << c.cell << "': " << told;
    } else {
      EXPECT_EQ(told, c.expected) << "'" << c.cell << "'";
    }
  }
}

TEST(CellTest, Numbers) {
  Check([](absl::string_view cell) { return ParseNumber(cell, 0, 8); }, {
                                                                            {"0", "0"},
                                                                            {"8", "8"},
                                                                            {"007", "7"},
                                                                            {"-0", "0"},
                                                                            {"9", "[out_of_range] must be 0..8"},
                                                                            {"-1", "[out_of_range] cannot be negative"},
                                                                            {"99999999999999999999", "[out_of_range]"},
                                                                            {"3.0", "[bad_number] write 3"},
                                                                            {"3.5", "[bad_number]"},
                                                                            {"+3", "[bad_number] write 3"},
                                                                            {"three", "[bad_number]"},
                                                                            {"-", "[bad_number]"},
                                                                            {"1 000", "[bad_number]"},
                                                                            {"0x1", "[bad_number]"},
                                                                            {"inf", "[bad_number]"},
                                                                        });
  Check([](absl::string_view cell) { return ParseNumber(cell, 1, 8); }, {{"0", "[out_of_range]"}, {"1", "1"}});
}

TEST(CellTest, Degrees) {
  Check([](absl::string_view cell) { return ParseDegrees(cell, 90, false); }, {{"51.72", "51.72"},
                                                                               {"-90", "-90"},
                                                                               {"90.001", "[out_of_range]"},
                                                                               {"51,72", "[bad_number] write 51.72"},
                                                                               {"nan", "[bad_number]"},
                                                                               {"1e1", "[bad_number]"},
                                                                               {"51.72N", "[bad_number]"},
                                                                               {"5.1.7", "[bad_number]"}});
  Check(
      [](absl::string_view cell) { return ParseDegrees(cell, 180, true); },
      {{"51,72", "51.72"}, {"51.72", "51.72"}, {"-180", "-180"}, {"181", "[out_of_range]"}, {"1,2,3", "[bad_number]"}});
}

TEST(CellTest, Dates) {
  Check([](absl::string_view cell) { return ParseDate(cell, false); },
        {{"2027-03-01", "2027-03-01"},
         {"2028-02-29", "2028-02-29"},
         {"2027-02-29", "[no_such_date] there is no 29 February 2027"},
         {"2027-02-31", "[no_such_date] there is no 31 February"},
         {"31/02", "[no_such_date] there is no 31 February"},
         {"31/02/2027", "[no_such_date] there is no 31 February"},
         {"2027-13-01", "[no_such_date] there is no month 13"},
         {"2027-00-01", "[no_such_date] there is no month 0"},
         {"2027-04-31", "[no_such_date] there is no 31 April"},
         {"2027-04-00", "[no_such_date]"},
         {"01.03.2027", "[bad_date] write 2027-03-01, or run with --date-order dmy"},
         {"01/03/2027", "[bad_date] write 2027-03-01, or run"},
         {"2027-3-1", "[bad_date] write 2027-03-01"},
         {"2027/03/01", "[bad_date] write 2027-03-01"},
         {"01.03.27", "[bad_date]"},
         {"1/3", "[bad_date] the year is missing"},
         {"46447", "[bad_date] a spreadsheet's day number; write 2027-03-01"},
         {"2027-03-01T00:00:00", "[bad_date] write the day alone: 2027-03-01"},
         {"0027-03-01", "[bad_date] the year must be"},
         {"2200-01-01", "[bad_date] the year must be"},
         {"1 March 2027", "[bad_date]"},
         {"--", "[bad_date]"},
         {"tomorrow", "[bad_date] write a date as 2027-03-01"}});
  Check([](absl::string_view cell) { return ParseDate(cell, true); },
        {{"01.03.2027", "2027-03-01"},
         {"31/12/2027", "2027-12-31"},
         {"1.3.2027", "2027-03-01"},
         {"2027-03-01", "2027-03-01"},
         {"31.02.2027", "[no_such_date]"},
         {"12/31/2027", "[no_such_date] there is no month 31"},
         {"01.03.27", "[bad_date]"}});
}

TEST(CellTest, Intervals) {
  Check(
      [](absl::string_view cell) { return ParseDays(cell, false); },
      {{"2027-03-01..2027-03-21", "2027-03-01..2027-03-21"},
       {"2027-03-01..2027-03-01", "2027-03-01..2027-03-01"},
       {"2027-03-01 .. 2027-03-10; 2027-03-11..2027-03-20;", "2027-03-01..2027-03-20"},
       {"none", ""},
       {"2027-03-21..2027-03-01", "[bad_interval] the first day is after the last; swap them? 2027-03-01..2027-03-21"},
       {"2027-03-01..", "[bad_interval] both ends"},
       {"..2027-03-01", "[bad_interval] both ends"},
       {"2027-03-01", "[bad_interval] write first..last"},
       {"2027-03-01...2027-03-02", "[bad_date]"},
       {"2027-03-01..2027-02-30", "[no_such_date]"},
       {"2027-03-01..2027-03-02;none", "[bad_list]"}});
}

TEST(CellTest, WordsAndYesNo) {
  const absl::string_view kinds[] = {"school", "chamber", "pool", "company"};
  Check([&](absl::string_view cell) { return ParseWord(cell, kinds); },
        {{"school", "0"},
         {"POOL", "2"},
         {"chambre", "[unknown_code] did you mean chamber?"},
         {"x", "[unknown_code] write one of: school, "}});
  Check(ParseYesNo,
        {{"yes", "yes"}, {"No", "no"}, {"true", "[unknown_code]"}, {"y", "[unknown_code]"}, {"1", "[unknown_code]"}});
}

TEST(CellTest, Codes) {
  Check([](absl::string_view cell) { return ParseCodes(cell, false); },
        {{"b; A ;b", "a;b"}, {"none", ""}, {"NONE", ""}, {";", "?"}, {"a;none", "[bad_list]"}, {"a:?", "[bad_list]"}});
  Check([](absl::string_view cell) { return ParseCodes(cell, true); },
        {{"welding:?;MIG", "mig;welding:?"}, {"none", ""}});
  Check(ParseSharedWith, {{"all", "?"},
                          {"C-1;Consortium:North;consortium", "C-1;consortium;consortium:North"},
                          {"all;C-1", "[bad_list]"},
                          {"none", "[bad_list] to show the opening to nobody"},
                          {"consortium:", "[bad_list]"}});
}

TEST(CellTest, LanguagesOfAnApprentice) {
  Check(ParseLanguageProfile, {{"de:B1", "de:B1 B1 B1 B1 B1 ;"},
                               {"en:a2;DE:native", "de:C2 C2 C2 C2 C2 ;en:A2 A2 A2 A2 A2 ;"},
                               {"de:B1/B1/A2/A2/?", "de:B1 B1 A2 A2 ? ;"},
                               {"de:?", "de:? ? ? ? ? ;"},
                               {"none", ""},
                               {"de", "[bad_language] write a language by its two letters"},
                               {"de:", "[bad_language]"},
                               {":B1", "[bad_language]"},
                               {"de:B3", "[bad_language]"},
                               {"de:B1/B1", "[bad_language] give one level, or five"},
                               {"de:B1/B1/B1/B1/B1/B1", "[bad_language]"},
                               {"de:-", "[bad_language]"},
                               {"de:B1;de:B2", "[bad_language] de stands twice"},
                               {"german:B1", "[bad_language]"},
                               {"d1:B1", "[bad_language]"},
                               {"none;de:B1", "[bad_list]"},
                               {"de:B1,en:A2", "[bad_language]"}});
}

TEST(CellTest, LanguagesOfAnOpening) {
  Check(ParseLanguageSets, {{"de:B1|en:B2+fr:A2", "de:B1 B1 B1 B1 B1 +|en:B2 B2 B2 B2 B2 +fr:A2 A2 A2 A2 A2 +|"},
                            {"de:B1/-/A2/-/-", "de:B1 ? A2 ? ? +|"},
                            {"none", ""},
                            {"de:B1|", "[bad_language] a language is missing"},
                            {"|de:B1", "[bad_language]"},
                            {"de:B1++en:A2", "[bad_language]"},
                            {"de:-", "[bad_language] nothing is asked of de"},
                            {"de:?", "[bad_language]"},
                            {"de:B1+de:B2", "[bad_language] de stands twice"},
                            {"de:B1;en:A2", "[bad_language] join languages"},
                            {"none|de:B1", "[bad_list]"}});
}

TEST(CellTest, Certificates) {
  Check([](absl::string_view cell) { return ParseCertificates(cell, false); },
        {{"SBB", "sbb "},
         {"sbb:2027-01-01..2027-06-30;sbb:2027-07-01..2027-12-31", "sbb=2027-01-01..2027-12-31 "},
         {"sbb:2027-01-01..2027-06-30;sbb", "sbb "},
         {"none", ""},
         {"sbb:", "[bad_interval]"},
         {":2027-01-01..2027-06-30", "[bad_list]"},
         {"sbb:2027-06-30..2027-01-01", "[bad_interval]"},
         {"sbb:2027-06-31..2027-07-01", "[no_such_date]"},
         {"sbb;none", "[bad_list]"}});
}

TEST(CellTest, KnownCentres) {
  Check(ParseKnownCentres, {{"C-1:3;a:b:2", "C-1=3;a:b=2"},
                            {"none", ""},
                            {"C-1", "[bad_list] write centre:stays"},
                            {":3", "[bad_list]"},
                            {"C-1:", "[bad_list]"},
                            {"C-1:-1", "[bad_list] stays: cannot be negative"},
                            {"C-1:1;C-1:2", "[bad_list] the centre C-1 stands twice"}});
}

TEST(CellTest, Pay) {
  Check(ParsePay, {{"none", "0:0"},
                   {"Optional:600", "1:600"},
                   {"optional:0", "1:0"},
                   {"mandatory: 900", "2:900"},
                   {"mandatory", "[bad_pay] give the EUR a month, such as mandatory:600"},
                   {"mandatory:", "[bad_pay]"},
                   {"none:600", "[bad_pay]"},
                   {"600", "[bad_pay]"},
                   {"mandatory:-1", "[bad_pay] EUR a month: cannot be negative"},
                   {"mandatory:1.5", "[bad_pay]"},
                   {"mandatory:600:700", "[bad_pay]"},
                   {"mandatroy:600", "[bad_pay] did you mean mandatory?"}});
}

TEST(CellTest, EmployerConsent) {
  Check([](absl::string_view cell) { return ParseConsent(cell, false); },
        {{"not_asked", "1 0"},
         {"asked", "2 0"},
         {"refused", "3 0"},
         {"granted", "4 0"},
         {"granted:2027-03-01..2027-05-31", "4 2027-03-01..2027-05-31 0"},
         {"GRANTED:2027-03-01..2027-05-31:21", "4 2027-03-01..2027-05-31 21"},
         {"granted:", "[bad_consent]"},
         {"granted:2027-03-01", "[bad_consent]"},
         {"granted:2027-05-31..2027-03-01", "[bad_consent] the first day is after"},
         {"granted:2027-03-01..2027-05-31:0", "[bad_consent] max_days: must be 1"},
         {"granted:2027-03-01..2027-05-31:", "[bad_consent]"},
         {"granted:2027-03-01..2027-05-31:21:x", "[bad_consent]"},
         {"refused:2027-03-01..2027-05-31", "[bad_consent]"},
         {"grnted", "[bad_consent] did you mean granted?"},
         {"yes", "[bad_consent]"}});
}

TEST(CellTest, Fields) {
  Check([](absl::string_view cell) { return ParseField(cell, *ShippedCatalogue()); },
        {{"0715", "0715"},
         {"071", "071"},
         {"07", "07"},
         {"715", "[bad_field] 0715?"},
         {"71", "[bad_field] 071?"},
         {"7", "[bad_field] 07?"},
         {"9876", "[bad_field] no ISCED-F code"},
         {"07150", "[bad_field]"},
         {"mechanics", "[bad_field]"}});
  Check([](absl::string_view cell) { return ParseFields(cell, *ShippedCatalogue()); },
        {{"1013; 0715;1013", "0715;1013"},
         {";", "[missing_value]"},
         {"0715;715", "[bad_field] 0715?"},
         {"none", "[bad_field]"}});
}

TEST(CellTest, Countries) {
  Check([](absl::string_view cell) { return ParseCountry(cell, *ShippedCatalogue()); },
        {{"de", "DE"},
         {"EL", "GR"},
         {"uk", "GB"},
         {"CH", "CH"},
         {"XX", "[unknown_code]"},
         {"DEU", "[unknown_code]"},
         {"Germany", "[unknown_code] write DE"},
         {"D", "[unknown_code]"}});
  Check([](absl::string_view cell) { return ParseCountries(cell, *ShippedCatalogue()); },
        {{"ie;DE;de", "DE;IE"}, {"none", ""}, {"DE;ZZ", "[unknown_code]"}, {"DE;none", "[bad_list]"}});
}

TEST(CellTest, Texts) {
  Check([](absl::string_view cell) { return ParseText(cell, 3); },
        {{"abc", "abc"}, {"äöü", "äöü"}, {"abcd", "[too_long]"}});
}

}  // namespace
}  // namespace walz
