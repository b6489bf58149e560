// centres.csv, companies.csv and openings.csv.

#include <absl/strings/str_cat.h>

#include "service/convert/column_values.h"
#include "service/convert/fact_tables.h"

namespace walz {
namespace {

constexpr std::size_t kCentreLat = 4;
constexpr Column<Centre> kCentreColumns[] = {
    {"id", kRequired, [](Cell& cell, Centre& row) { row.id = cell.Id(); }},
    {"name", kRequired, [](Cell& cell, Centre& row) { row.name = cell.Text(); }},
    {"country", kRequired, [](Cell& cell, Centre& row) { row.country = cell.CountryCode(); }},
    {"city", kOptional, [](Cell& cell, Centre& row) { row.city = cell.Text(); }},
    {"lat", kOptional, ReadLatitude<Centre>},
    {"lon", kOptional, ReadLongitude<Centre>},
    {"sender_kind", kOptional,
     [](Cell& cell, Centre& row) {
       static constexpr absl::string_view kWords[] = {"school", "chamber", "pool", "company"};
       row.sender_kind = cell.Word<SenderKind>(kWords);
     }},
    {"consortium", kOptional, [](Cell& cell, Centre& row) { row.consortium = cell.Id(); }},
    {"coordinator", kOptional, [](Cell& cell, Centre& row) { row.coordinator = cell.Text(); }},
    {"technologies", kOptional, [](Cell& cell, Centre& row) { row.technologies = CodesOf(cell, row.technologies); }},
    {"excellence", kOptional,
     [](Cell& cell, Centre& row) {
       static constexpr absl::string_view kWords[] = {"none", "initial", "advanced", "high"};
       row.excellence = cell.Word<Excellence>(kWords);
     }},
    {"blackouts", kOptional, [](Cell& cell, Centre& row) { row.blackouts = DaysOf(cell, row.blackouts); }},
};

constexpr std::size_t kCompanyLat = 4;
constexpr Column<Company> kCompanyColumns[] = {
    {"id", kRequired, [](Cell& cell, Company& row) { row.id = cell.Id(); }},
    {"name", kRequired, [](Cell& cell, Company& row) { row.name = cell.Text(); }},
    {"country", kRequired, [](Cell& cell, Company& row) { row.country = cell.CountryCode(); }},
    {"city", kOptional, [](Cell& cell, Company& row) { row.city = cell.Text(); }},
    {"lat", kOptional, ReadLatitude<Company>},
    {"lon", kOptional, ReadLongitude<Company>},
    {"size", kOptional, [](Cell& cell, Company& row) { row.size = cell.Text(); }},
    {"certificates", kOptional,
     [](Cell& cell, Company& row) {
       const bool day_first = cell.scope().day_first;
       row.certificates =
           cell.Interned(cell.scope().certificates, cell.scope().pools->certificate_sets, row.certificates,
                         [day_first](absl::string_view text) { return ParseCertificates(text, day_first); });
     }},
    {"max_absent", kOptional, [](Cell& cell, Company& row) { row.absent_max = cell.Number(0, kPlacesMax); }},
    {"max_hosted", kOptional, [](Cell& cell, Company& row) { row.hosted_max = cell.Number(0, kPlacesMax); }},
    {"mentor", kOptional, [](Cell& cell, Company& row) { row.mentor = cell.Text(); }},
    {"technologies", kOptional, [](Cell& cell, Company& row) { row.technologies = CodesOf(cell, row.technologies); }},
    {"known_centres", kOptional,
     [](Cell& cell, Company& row) { row.known_centres = cell.Take(ParseKnownCentres(cell.text())); }},
};

constexpr Column<Opening> kOpeningColumns[] = {
    {"id", kRequired, [](Cell& cell, Opening& row) { row.id = cell.Id(); }},
    {"company", kRequired, [](Cell& cell, Opening& row) { row.company = cell.Id(); }},
    {"title", kOptional, [](Cell& cell, Opening& row) { row.title = cell.Text(); }},
    {"fields", kRequired,
     [](Cell& cell, Opening& row) {
       const Catalogue& catalogue = *cell.scope().catalogue;
       row.fields = cell.Interned(cell.scope().field_lists, cell.scope().pools->field_lists, row.fields,
                                  [&](absl::string_view text) { return ParseFields(text, catalogue); });
     }},
    {"eqf_min", kOptional, [](Cell& cell, Opening& row) { row.eqf_min = cell.Number(1, kEqfMax); }},
    {"eqf_max", kOptional, [](Cell& cell, Opening& row) { row.eqf_max = cell.Number(1, kEqfMax); }},
    {"places", kRequired, [](Cell& cell, Opening& row) { row.places = cell.Number(0, kPlacesMax); }},
    {"windows", kRequired, [](Cell& cell, Opening& row) { row.windows = WindowsOf(cell, row.windows); }},
    {"min_days", kOptional, [](Cell& cell, Opening& row) { row.days_min = cell.Number(1, kDaysMax); }},
    {"max_days", kOptional, [](Cell& cell, Opening& row) { row.days_max = cell.Number(1, kDaysMax); }},
    {"pay", kOptional,
     [](Cell& cell, Opening& row) {
       const PayCell pay = cell.Take(ParsePay(cell.text()));
       row.pay = pay.pay;
       row.pay_eur_month = pay.eur_month;
     }},
    {"languages", kOptional,
     [](Cell& cell, Opening& row) {
       row.languages = cell.Interned(cell.scope().language_sets, cell.scope().pools->language_sets, row.languages,
                                     ParseLanguageSets);
     }},
    {"min_age", kOptional, [](Cell& cell, Opening& row) { row.age_min = cell.Number(0, kAgeMax); }},
    {"offers", kOptional, [](Cell& cell, Opening& row) { row.offers = CodesOf(cell, row.offers); }},
    {"skills_required", kOptional,
     [](Cell& cell, Opening& row) { row.skills_required = CodesOf(cell, row.skills_required); }},
    {"skills_wanted", kOptional,
     [](Cell& cell, Opening& row) { row.skills_wanted = CodesOf(cell, row.skills_wanted); }},
    {"mode", kOptional,
     [](Cell& cell, Opening& row) {
       static constexpr absl::string_view kWords[] = {"physical", "blended"};
       row.mode = cell.Word<OpeningMode>(kWords);
     }},
    {"checklist", kOptional, [](Cell& cell, Opening& row) { row.checklist = CodesOf(cell, row.checklist); }},
    {"state", kOptional,
     [](Cell& cell, Opening& row) {
       static constexpr absl::string_view kWords[] = {"open", "to_sign", "paused", "closed", "draft"};
       row.state = cell.Word<OpeningState>(kWords);
     }},
    {"shared_with", kOptional,
     [](Cell& cell, Opening& row) {
       row.shared_with =
           cell.Interned(cell.scope().shared_with, cell.scope().pools->code_sets, row.shared_with, ParseSharedWith);
     }},
};

}  // namespace

TableShape<Centre> CentreShape(FactPools& pools) {
  Centre blank;
  blank.technologies = pools.code_sets.Intern({});
  blank.blackouts = pools.day_sets.Intern({});
  return {kCentreColumns, blank,
          [](FieldRecord& record, Centre&) { CheckCoordinates(record, kCentreLat, kCentreLat + 1); }};
}

TableShape<Company> CompanyShape(FactPools& pools) {
  Company blank;
  blank.certificates = pools.certificate_sets.Intern({});
  blank.technologies = pools.code_sets.Intern({});
  return {kCompanyColumns, blank,
          [](FieldRecord& record, Company&) { CheckCoordinates(record, kCompanyLat, kCompanyLat + 1); }};
}

TableShape<Opening> OpeningShape(FactPools& pools) {
  Opening blank;
  blank.fields = pools.field_lists.Intern({});
  blank.windows = pools.day_sets.Intern({});
  blank.languages = pools.language_sets.Intern({});
  const CodeSet* no_codes = pools.code_sets.Intern({});
  blank.offers = blank.skills_required = blank.skills_wanted = blank.checklist = blank.shared_with = no_codes;
  return {kOpeningColumns, blank, [](FieldRecord& record, Opening& row) {
            if (row.eqf_min && row.eqf_max) CheckOrder(record, "eqf_max", *row.eqf_min, *row.eqf_max);
            if (row.days_max > 0) CheckOrder(record, "max_days", row.days_min, row.days_max);
          }};
}

absl::StatusOr<Table<Centre>> ReadCentres(const TableSource& source, ReadScope& scope) {
  return ReadTable(source, CentreShape(*scope.pools), scope);
}

absl::StatusOr<Table<Company>> ReadCompanies(const TableSource& source, ReadScope& scope) {
  return ReadTable(source, CompanyShape(*scope.pools), scope);
}

absl::StatusOr<Table<Opening>> ReadOpenings(const TableSource& source, ReadScope& scope) {
  return ReadTable(source, OpeningShape(*scope.pools), scope);
}

}  // namespace walz
