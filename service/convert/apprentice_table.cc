// apprentices.csv.

#include <absl/strings/str_cat.h>

#include "service/convert/column_values.h"
#include "service/convert/fact_tables.h"

namespace walz {
namespace {

const CountrySet* CountriesOf(Cell& cell, const CountrySet* otherwise) {
  const Catalogue& catalogue = *cell.scope().catalogue;
  return cell.Interned(cell.scope().country_sets, cell.scope().pools->country_sets, otherwise,
                       [&](absl::string_view text) { return ParseCountries(text, catalogue); });
}

constexpr int kAccompanyingMax = 100;

constexpr Column<Apprentice> kColumns[] = {
    {"id", kRequired, [](Cell& cell, Apprentice& row) { row.id = cell.Id(); }},
    {"centre", kRequired, [](Cell& cell, Apprentice& row) { row.centre = cell.Id(); }},
    {"given_name", kOptional, [](Cell& cell, Apprentice& row) { row.given_name = cell.Text(); }},
    {"family_name", kOptional, [](Cell& cell, Apprentice& row) { row.family_name = cell.Text(); }},
    {"birth_date", kOptional, [](Cell& cell, Apprentice& row) { row.birth_date = cell.Date(); }},
    {"scheme", kRequired, [](Cell& cell, Apprentice& row) { row.scheme = cell.Id(); }},
    {"field", kRequired,
     [](Cell& cell, Apprentice& row) { row.field = cell.Take(ParseField(cell.text(), *cell.scope().catalogue)); }},
    {"eqf", kOptional, [](Cell& cell, Apprentice& row) { row.eqf = cell.Number(1, kEqfMax); }},
    {"languages", kOptional,
     [](Cell& cell, Apprentice& row) {
       row.languages = cell.Interned(cell.scope().language_profiles, cell.scope().pools->language_profiles,
                                     row.languages, ParseLanguageProfile);
     }},
    {"windows", kRequired, [](Cell& cell, Apprentice& row) { row.windows = WindowsOf(cell, row.windows); }},
    {"min_days", kRequired, [](Cell& cell, Apprentice& row) { row.days_min = cell.Number(1, kDaysMax); }},
    {"max_days", kRequired, [](Cell& cell, Apprentice& row) { row.days_max = cell.Number(1, kDaysMax); }},
    {"graduation_date", kOptional, [](Cell& cell, Apprentice& row) { row.graduation_date = cell.Date(); }},
    {"employer", kOptional, [](Cell& cell, Apprentice& row) { row.employer = cell.Id(); }},
    {"employer_consent", kOptional,
     [](Cell& cell, Apprentice& row) {
       row.employer_consent = cell.Take(ParseConsent(cell.text(), cell.scope().day_first));
     }},
    {"countries_wanted", kOptional,
     [](Cell& cell, Apprentice& row) { row.countries_wanted = CountriesOf(cell, row.countries_wanted); }},
    {"countries_refused", kOptional,
     [](Cell& cell, Apprentice& row) { row.countries_refused = CountriesOf(cell, row.countries_refused); }},
    {"needs", kOptional, [](Cell& cell, Apprentice& row) { row.needs = CodesOf(cell, row.needs); }},
    {"skills", kOptional,
     [](Cell& cell, Apprentice& row) {
       row.skills = cell.Interned(cell.scope().skills, cell.scope().pools->code_sets, row.skills,
                                  [](absl::string_view text) { return ParseCodes(text, /*may_be_unassessed=*/true); });
     }},
    {"fewer_opportunities", kOptional, [](Cell& cell, Apprentice& row) { row.fewer_opportunities = cell.YesNo(); }},
    {"priority", kOptional, [](Cell& cell, Apprentice& row) { row.tier = cell.Number(0, kTierCount - 1); }},
    {"training_days", kOptional, [](Cell& cell, Apprentice& row) { row.training_days = cell.Number(0, kDaysMax); }},
    {"days_abroad_before", kOptional,
     [](Cell& cell, Apprentice& row) { row.days_abroad_before = cell.Number(0, kDaysMax); }},
    {"other_funding", kOptional, [](Cell& cell, Apprentice& row) { row.other_funding = cell.YesNo(); }},
    {"guardian_consent", kOptional,
     [](Cell& cell, Apprentice& row) {
       static constexpr absl::string_view kWords[] = {"asked", "yes", "no"};
       const Parsed<int> word = ParseWord(cell.text(), kWords);
       if (word.ok()) row.guardian_consent = static_cast<GuardianConsent>(word.value() + 1);
       if (!word.ok()) cell.Fail(word.fault());
     }},
    {"accompanying", kOptional,
     [](Cell& cell, Apprentice& row) { row.accompanying = cell.Number(0, kAccompanyingMax); }},
    {"group", kOptional, [](Cell& cell, Apprentice& row) { row.group = cell.Id(); }},
    {"blackouts", kOptional, [](Cell& cell, Apprentice& row) { row.blackouts = DaysOf(cell, row.blackouts); }},
};

}  // namespace

TableShape<Apprentice> ApprenticeShape(FactPools& pools) {
  Apprentice blank;
  blank.languages = pools.language_profiles.Intern({});
  blank.windows = blank.blackouts = pools.day_sets.Intern({});
  blank.countries_wanted = blank.countries_refused = pools.country_sets.Intern({});
  blank.needs = blank.skills = pools.code_sets.Intern({});
  return {kColumns, blank,
          [](FieldRecord& record, Apprentice& row) { CheckOrder(record, "max_days", row.days_min, row.days_max); }};
}

absl::StatusOr<Table<Apprentice>> ReadApprentices(const TableSource& source, ReadScope& scope) {
  return ReadTable(source, ApprenticeShape(*scope.pools), scope);
}

}  // namespace walz
