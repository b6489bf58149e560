#include "tests/support/facts_builder.h"

#include <algorithm>
#include <cstdio>

#include "engine/base/check.h"

namespace walz {
namespace {

LanguageLevels LevelsOf(const std::pair<std::string, Cefr>& language) {
  LanguageLevels levels{language.first, {}};
  levels.levels.fill(language.second);
  return levels;
}

std::vector<LanguageLevels> LevelsOf(const std::vector<std::pair<std::string, Cefr>>& languages) {
  std::vector<LanguageLevels> all;
  for (const auto& language : languages) all.push_back(LevelsOf(language));
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.language < b.language; });
  return all;
}

void AddField(Catalogue& catalogue, const std::string& code, const std::string& label) {
  catalogue.fields.try_emplace(code, IscedField{code, label, IscedStem(code)});
}

Catalogue MakeSmallCatalogue() {
  Catalogue catalogue;
  for (const auto& [code, label] :
       std::vector<std::pair<std::string, std::string>>{{"0711", "chemical engineering"},
                                                        {"0715", "mechanics and metal trades"},
                                                        {"0732", "building"},
                                                        {"1013", "hotel and catering"},
                                                        {"1015", "travel and tourism"},
                                                        {"0611", "computer use"},
                                                        {"0710", "engineering n.f.d."},
                                                        {"0700", "engineering and construction n.f.d."},
                                                        {"1000", "services n.f.d."}}) {
    AddField(catalogue, code, label);
    AddField(catalogue, code.substr(0, 3), label);
    AddField(catalogue, code.substr(0, 2), label);
  }
  const auto add_countries = [&](const std::vector<std::string>& codes, int group) {
    for (const std::string& code : codes) {
      catalogue.countries[Country::Of(code)] = {code, /*programme=*/true, group, group};
    }
  };
  add_countries({"AT", "BE", "DE", "DK", "FI", "FR", "IE", "IS", "IT", "LI", "LU", "NL", "NO", "SE"}, 1);
  add_countries({"CY", "CZ", "EE", "GR", "ES", "LV", "MT", "PT", "SK", "SI"}, 2);
  add_countries({"BG", "HR", "HU", "LT", "MK", "PL", "RO", "RS", "TR"}, 3);
  catalogue.countries[Country::Of("CH")] = {"Switzerland", /*programme=*/false, 0, 0};
  catalogue.countries[Country::Of("GB")] = {"United Kingdom", /*programme=*/false, 0, 0};
  // The 2021-23 groups of the published Austrian cases.
  for (const char* code : {"DE", "AT", "BE", "FR", "IT", "NL"}) {
    catalogue.countries[Country::Of(code)].group_2021_2023 = 2;
  }
  catalogue.bands = {{0, 0, 0, 0, 0},
                     {10, 23, 0, 28, 56},
                     {100, 180, 210, 211, 285},
                     {500, 275, 320, 309, 417},
                     {2000, 360, 410, 395, 535},
                     {3000, 530, 610, 580, 785},
                     {4000, 820, 0, 1188, 1188},
                     {8000, 1500, 0, 1735, 1735}};
  catalogue.activities = {
      {"SKILLS_COMPETITION", 1, 10, 1}, {"SHORT_TERM", 10, 89, 2}, {"ERASMUSPRO", 90, 365, 90}, {"GROUP", 2, 30, 2}};
  return catalogue;
}

}  // namespace

Day D(absl::string_view iso) {
  const std::optional<Day> day = ParseDay(iso);
  WALZ_CHECK(day.has_value());
  return *day;
}

DayRange R(absl::string_view iso_range) {
  WALZ_CHECK(iso_range.size() == 22);
  return {D(iso_range.substr(0, 10)), D(iso_range.substr(12))};
}

std::shared_ptr<const Catalogue> SmallCatalogue() {
  static const auto catalogue = std::make_shared<const Catalogue>(MakeSmallCatalogue());
  return catalogue;
}

const DaySet* Days(Facts& facts, std::vector<DayRange> ranges) {
  return facts.pools->day_sets.Intern(DaySet(std::move(ranges)));
}

const CodeSet* Codes(Facts& facts, std::vector<std::string> codes) {
  return facts.pools->code_sets.Intern(MakeCodeSet(std::move(codes)));
}

const CodeSet* AnsweredNone(Facts& facts) { return facts.pools->code_sets.Intern(CodeSet{true, {}}); }

const LanguageProfile* Speaks(Facts& facts, std::vector<std::pair<std::string, Cefr>> languages) {
  return facts.pools->language_profiles.Intern(LanguageProfile{true, LevelsOf(languages)});
}

const LanguageSets* Asks(Facts& facts, std::vector<std::vector<std::pair<std::string, Cefr>>> sets) {
  LanguageSets asked;
  for (const auto& set : sets) asked.push_back(LevelsOf(set));
  return facts.pools->language_sets.Intern(std::move(asked));
}

const CertificateSet* Holds(Facts& facts, CertificateSet certificates) {
  return facts.pools->certificate_sets.Intern(std::move(certificates));
}

const FieldList* Fields(Facts& facts, std::vector<std::string> codes) {
  std::sort(codes.begin(), codes.end());
  FieldList fields;
  for (const std::string& code : codes) {
    fields.push_back(facts.catalogue->FindField(code));
    WALZ_CHECK(fields.back() != nullptr);
  }
  return facts.pools->field_lists.Intern(std::move(fields));
}

const CountrySet* Countries(Facts& facts, std::vector<std::string> codes) {
  CountrySet countries;
  for (const std::string& code : codes) countries.push_back(Country::Of(code));
  std::sort(countries.begin(), countries.end());
  return facts.pools->country_sets.Intern(std::move(countries));
}

Scheme MakeScheme(std::string id) {
  Scheme scheme;
  scheme.id = std::move(id);
  scheme.country = Country::Of("DE");
  scheme.host_pay = HostPayRule::kAllowed;
  scheme.employer_consent = ConsentRule::kNotNeeded;
  scheme.months_after_graduation = {0, 12, 12, 12};
  scheme.grant = GrantRule::kEligible;
  return scheme;
}

Centre MakeCentre(Facts& facts, std::string id, absl::string_view country) {
  Centre centre;
  centre.id = std::move(id);
  centre.name = "Centre " + centre.id;
  centre.country = Country::Of(country);
  centre.coordinator = "Ms Coordinator";
  centre.technologies = Codes(facts, {});
  centre.blackouts = Days(facts, {});
  return centre;
}

Company MakeCompany(Facts& facts, std::string id, absl::string_view country) {
  Company company;
  company.id = std::move(id);
  company.name = "Company " + company.id;
  company.country = Country::Of(country);
  company.certificates = Holds(facts, {});
  company.mentor = "Mr Mentor";
  company.technologies = Codes(facts, {});
  return company;
}

Opening MakeOpening(Facts& facts, std::string id, std::string company) {
  Opening opening;
  opening.id = std::move(id);
  opening.company = std::move(company);
  opening.fields = Fields(facts, {"0715"});
  opening.places = 1;
  opening.windows = Days(facts, {facts.round.dates});
  opening.languages = Asks(facts, {});
  opening.offers = Codes(facts, {});
  opening.skills_required = Codes(facts, {});
  opening.skills_wanted = Codes(facts, {});
  opening.checklist = Codes(facts, {});
  opening.shared_with = Codes(facts, {});
  return opening;
}

Apprentice MakeApprentice(Facts& facts, std::string id, std::string centre, std::string scheme) {
  Apprentice apprentice;
  apprentice.id = std::move(id);
  apprentice.centre = std::move(centre);
  apprentice.scheme = std::move(scheme);
  apprentice.birth_date = D("2005-01-01");
  apprentice.graduation_date = D("2028-06-30");
  apprentice.field = facts.catalogue->FindField("0715");
  apprentice.languages = Speaks(facts, {{"de", Cefr::kC2}, {"en", Cefr::kB1}});
  apprentice.windows = Days(facts, {facts.round.dates});
  apprentice.blackouts = Days(facts, {});
  apprentice.countries_wanted = Countries(facts, {});
  apprentice.countries_refused = Countries(facts, {});
  apprentice.needs = Codes(facts, {});
  apprentice.skills = Codes(facts, {});
  apprentice.days_min = 14;
  apprentice.days_max = 28;
  apprentice.eqf = 4;
  return apprentice;
}

Facts SmallFacts() {
  Facts facts;
  facts.catalogue = SmallCatalogue();
  facts.round.id = "round";
  facts.round.dates = R("2027-03-01..2027-05-31");
  facts.round.call_year = 2026;
  facts.round.seed = 1;
  for (const auto& [country, country_facts] : facts.catalogue->countries) {
    if (country_facts.programme) facts.round.countries.push_back(country);
  }
  facts.schemes.push_back(MakeScheme("S"));
  facts.centres.push_back(MakeCentre(facts, "C"));
  facts.companies.push_back(MakeCompany(facts, "H"));
  facts.openings.push_back(MakeOpening(facts, "O", "H"));
  facts.apprentices.push_back(MakeApprentice(facts, "A", "C"));
  return facts;
}

Problem MakeProblem(Facts facts) {
  Problem::CreateResult result = Problem::Create(std::move(facts));
  if (!result.problem) {
    const FactError& error = result.errors.front();
    std::fprintf(stderr, "%s %s: %s %s\n", error.column.c_str(), error.value.c_str(), error.code.c_str(),
                 error.hint.c_str());
  }
  WALZ_CHECK(result.problem.has_value());
  return *std::move(result.problem);
}

}  // namespace walz
