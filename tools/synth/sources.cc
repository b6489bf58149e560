#include "tools/synth/sources.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/base/status_macros.h"
#include "service/convert/catalogue_reader.h"
#include "service/convert/output_folder.h"
#include "service/convert/scheme_reader.h"
#include "tools/synth/visit_rows.h"

namespace walz {
namespace {

// The language an apprentice of a country is drawn with; countries not named here are not drawn.
constexpr std::pair<absl::string_view, absl::string_view> kLanguages[] = {
    {"AT", "de"}, {"BE", "nl"}, {"BG", "bg"}, {"CY", "el"}, {"CZ", "cs"}, {"DE", "de"}, {"DK", "da"},
    {"EE", "et"}, {"ES", "es"}, {"FI", "fi"}, {"FR", "fr"}, {"GR", "el"}, {"HR", "hr"}, {"HU", "hu"},
    {"IE", "en"}, {"IS", "is"}, {"IT", "it"}, {"LI", "de"}, {"LT", "lt"}, {"LU", "fr"}, {"LV", "lv"},
    {"MK", "mk"}, {"MT", "mt"}, {"NL", "nl"}, {"NO", "no"}, {"PL", "pl"}, {"PT", "pt"}, {"RO", "ro"},
    {"RS", "sr"}, {"SE", "sv"}, {"SI", "sl"}, {"SK", "sk"}, {"TR", "tr"}};

// What most learners who go abroad train in, first the most usual; the other VET fields follow in the file's order.
constexpr absl::string_view kUsualFields[] = {"1013", "0413", "0715", "0716", "0713", "0416",
                                              "0613", "1012", "0921", "0732", "0722", "1015"};

// Small countries are seen as hosts, big ones do not drown them.
constexpr std::int64_t kPopulationMin = 1'500'000;
constexpr std::int64_t kPopulationMax = 20'000'000;

// Schemes whose rules are known bring most apprentices: the others place nobody until somebody finds out.
constexpr std::int64_t kKnownWeight = 40;

bool IsKnown(const Scheme& scheme) {
  return scheme.grant == GrantRule::kEligible && scheme.employer_consent != ConsentRule::kUnknown;
}

absl::Status ReadTowns(const std::string& dir, Sources& sources, std::vector<std::int64_t>& populations) {
  std::map<std::string, std::size_t> position_by_country;
  for (const auto& [code, language] : kLanguages) {
    position_by_country.emplace(code, sources.lands.size());
    sources.lands.push_back({std::string(code), std::string(language)});
  }
  populations.assign(sources.lands.size(), 0);
  const std::string path = dir + "/cities_europe.csv";
  return VisitRows(path, {"name", "country", "population", "lat", "lon"}, [&](const CsvRow& row) {
    const auto at = position_by_country.find(row[1]);
    if (at == position_by_country.end()) return absl::OkStatus();
    std::int64_t population = 0;
    if (!absl::SimpleAtoi(row[2], &population) || population < 0) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": the population of ", row[0], " is not a number"));
    }
    Land& land = sources.lands[at->second];
    land.towns.push_back({row[0], row[3], row[4]});
    land.town_wheel.Add(population);
    populations[at->second] += population;
    return absl::OkStatus();
  });
}

absl::Status ReadFields(const std::string& dir, Sources& sources) {
  std::vector<std::string> others;
  WALZ_RETURN_IF_ERROR(VisitRows(dir + "/isced_f.csv", {"code", "vet_core_guess"}, [&](const CsvRow& row) {
    if (row[1] == "1") others.push_back(row[0]);
    return absl::OkStatus();
  }));
  for (const absl::string_view usual : kUsualFields) {
    const auto at = std::find(others.begin(), others.end(), usual);
    if (at == others.end()) continue;
    sources.fields.push_back(std::move(*at));
    others.erase(at);
  }
  sources.fields.insert(sources.fields.end(), others.begin(), others.end());
  if (sources.fields.size() >= 2) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(dir, "/isced_f.csv: mark two fields or more in vet_core_guess with 1"));
}

absl::Status ReadKnownSchemes(const std::string& dir, Day day, Sources& sources) {
  WALZ_ASSIGN_OR_RETURN(const std::shared_ptr<const Catalogue> catalogue, ReadCatalogue(dir));
  const std::string path = dir + "/schemes.json";
  WALZ_ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(path));
  ReadReport report;
  Table<Scheme> table = ReadSchemes(text, *catalogue, ReportTo(report, path));
  if (!report.errors.empty()) return absl::InvalidArgumentError(FormatError(report.errors.front()));
  for (Scheme& scheme : table.rows) {
    const bool in_force = scheme.valid_from.value_or(kDayMin) <= day && day <= scheme.valid_to.value_or(kDayMax);
    const auto land = std::find_if(sources.lands.begin(), sources.lands.end(),
                                   [&](const Land& candidate) { return candidate.code == scheme.country.ToString(); });
    if (!in_force || land == sources.lands.end()) continue;
    land->schemes.push_back(sources.schemes.size());
    land->scheme_wheel.Add(IsKnown(scheme) ? kKnownWeight : 1);
    sources.schemes.push_back(std::move(scheme));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Sources> ReadSources(const std::string& catalogue_dir, Day day) {
  Sources sources;
  std::vector<std::int64_t> populations;
  WALZ_RETURN_IF_ERROR(ReadTowns(catalogue_dir, sources, populations));
  WALZ_RETURN_IF_ERROR(ReadFields(catalogue_dir, sources));
  WALZ_RETURN_IF_ERROR(ReadKnownSchemes(catalogue_dir, day, sources));
  for (std::size_t i = 0; i < sources.lands.size(); ++i) {
    const Land& land = sources.lands[i];
    const std::int64_t weight = land.towns.empty() ? 0 : std::clamp(populations[i], kPopulationMin, kPopulationMax);
    sources.host_wheel.Add(weight);
    const bool known = std::any_of(land.schemes.begin(), land.schemes.end(),
                                   [&](std::size_t scheme) { return IsKnown(sources.schemes[scheme]); });
    sources.sender_wheel.Add(land.schemes.empty() ? 0 : known ? weight : weight / kKnownWeight);
  }
  if (!sources.sender_wheel.empty()) return sources;
  return absl::InvalidArgumentError(
      absl::StrCat(catalogue_dir, ": no country has both towns in cities_europe.csv and a scheme in schemes.json"));
}

}  // namespace walz
