#include "service/convert/catalogue_reader.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "service/convert/table_reader.h"

namespace walz {
namespace {

// ISO 3166-1 alpha-2, officially assigned, and XK (Kosovo), which the EU uses.
constexpr absl::string_view kCountryCodes =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ"
    "DEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJM"
    "JOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP"
    "NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTO"
    "TRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

struct FieldRow {
  std::string code, label, narrow_code, narrow_label, broad_code, broad_label;
};

constexpr Column<FieldRow> kFieldColumns[] = {
    {"code", kRequired, [](Cell& cell, FieldRow& row) { row.code = cell.Id(); }},
    {"label_en", kRequired, [](Cell& cell, FieldRow& row) { row.label = cell.Text(); }},
    {"narrow_code", kRequired, [](Cell& cell, FieldRow& row) { row.narrow_code = cell.Id(); }},
    {"narrow_label", kOptional, [](Cell& cell, FieldRow& row) { row.narrow_label = cell.Text(); }},
    {"broad_code", kRequired, [](Cell& cell, FieldRow& row) { row.broad_code = cell.Id(); }},
    {"broad_label", kOptional, [](Cell& cell, FieldRow& row) { row.broad_label = cell.Text(); }},
};

struct CountryRow {
  std::string code;
  CountryFacts facts;
};

constexpr int kGroupMax = 3;

constexpr Column<CountryRow> kCountryColumns[] = {
    {"iso2", kRequired, [](Cell& cell, CountryRow& row) { row.code = NormalCountryCode(cell.Id()); }},
    {"name", kRequired, [](Cell& cell, CountryRow& row) { row.facts.name = cell.Text(); }},
    {"status", kRequired,
     [](Cell& cell, CountryRow& row) {
       static constexpr absl::string_view kWords[] = {"eu_member", "associated_third_country", "other"};
       row.facts.programme = cell.Word<int>(kWords) < 2;
     }},
    {"group_2024_2026", kOptional,
     [](Cell& cell, CountryRow& row) { row.facts.group_2024_2026 = cell.Number(0, kGroupMax); }},
    {"group_2021_2023", kOptional,
     [](Cell& cell, CountryRow& row) { row.facts.group_2021_2023 = cell.Number(0, kGroupMax); }},
};

constexpr int kKmMax = 100'000;
constexpr int kEurMax = 100'000;

constexpr Column<DistanceBand> kBandColumns[] = {
    {"km_min", kRequired, [](Cell& cell, DistanceBand& row) { row.km_min = cell.Number(0, kKmMax); }},
    {"standard_eur_2021_2023", kRequired,
     [](Cell& cell, DistanceBand& row) { row.standard_eur_2021_2023 = cell.Number(0, kEurMax); }},
    {"green_eur_2021_2023", kOptional,
     [](Cell& cell, DistanceBand& row) { row.green_eur_2021_2023 = cell.Number(0, kEurMax); }},
    {"standard_eur_2024_2026", kRequired,
     [](Cell& cell, DistanceBand& row) { row.standard_eur_2024_2026 = cell.Number(0, kEurMax); }},
    {"green_eur_2024_2026", kOptional,
     [](Cell& cell, DistanceBand& row) { row.green_eur_2024_2026 = cell.Number(0, kEurMax); }},
};

struct ActivityRow {
  std::string code;
  int days_min = 0;  // 0: the activity has no bounds, so no round can be of it.
  int days_max = 0;
  int days_min_fewer_opportunities = 0;
};

constexpr Column<ActivityRow> kActivityColumns[] = {
    {"code", kRequired, [](Cell& cell, ActivityRow& row) { row.code = cell.Id(); }},
    {"min_days", kOptional, [](Cell& cell, ActivityRow& row) { row.days_min = cell.Number(1, kDaysMax); }},
    {"max_days", kOptional, [](Cell& cell, ActivityRow& row) { row.days_max = cell.Number(1, kDaysMax); }},
    {"min_days_fewer_opportunities", kOptional,
     [](Cell& cell, ActivityRow& row) { row.days_min_fewer_opportunities = cell.Number(1, kDaysMax); }},
};

// The rows of one file of the catalogue, or its first error.
template <typename Row>
absl::StatusOr<std::vector<Row>> ReadRows(absl::string_view dir, absl::string_view file,
                                          absl::Span<const Column<Row>> columns) {
  ReadReport report;
  WorkOptions work;
  ReadScope scope;
  scope.report = &report;
  scope.work = &work;
  const TableSource source{absl::StrCat(dir, "/", file), absl::StrCat(dir, "/", file), /*other_columns=*/true};
  WALZ_ASSIGN_OR_RETURN(Table<Row> table, ReadTable(source, TableShape<Row>{columns, Row()}, scope));
  if (!report.errors.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("catalogue: ", FormatError(report.errors.front())));
  }
  return std::move(table.rows);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Catalogue>> ReadCatalogue(absl::string_view dir) {
  auto catalogue = std::make_shared<Catalogue>();
  WALZ_ASSIGN_OR_RETURN(const auto fields, ReadRows<FieldRow>(dir, "isced_f.csv", kFieldColumns));
  const auto add_field = [&](const std::string& code, const std::string& label) {
    catalogue->fields.try_emplace(code, IscedField{code, label, IscedStem(code)});
  };
  for (const FieldRow& row : fields) {
    add_field(row.code, row.label);
    add_field(row.narrow_code, row.narrow_label);
    add_field(row.broad_code, row.broad_label);
  }

  for (std::size_t i = 0; i < kCountryCodes.size(); i += 2) {
    const absl::string_view code = kCountryCodes.substr(i, 2);
    catalogue->countries[Country::Of(code)].name = std::string(code);
  }
  WALZ_ASSIGN_OR_RETURN(auto countries, ReadRows<CountryRow>(dir, "country_groups.csv", kCountryColumns));
  for (CountryRow& row : countries) {
    if (row.code.size() != 2 || !catalogue->countries.contains(Country::Of(row.code))) {
      return absl::InvalidArgumentError(absl::StrCat("catalogue: country_groups.csv: no country '", row.code, "'"));
    }
    catalogue->countries[Country::Of(row.code)] = std::move(row.facts);
  }

  WALZ_ASSIGN_OR_RETURN(catalogue->bands, ReadRows<DistanceBand>(dir, "distance_bands.csv", kBandColumns));
  std::sort(catalogue->bands.begin(), catalogue->bands.end(),
            [](const DistanceBand& a, const DistanceBand& b) { return a.km_min < b.km_min; });

  WALZ_ASSIGN_OR_RETURN(const auto activities, ReadRows<ActivityRow>(dir, "activities.csv", kActivityColumns));
  for (const ActivityRow& row : activities) {
    if (row.days_min == 0 || row.days_max < row.days_min) continue;
    const int days_min_fewer = row.days_min_fewer_opportunities > 0 ? row.days_min_fewer_opportunities : row.days_min;
    catalogue->activities.push_back({row.code, row.days_min, row.days_max, days_min_fewer});
  }
  return catalogue;
}

}  // namespace walz
