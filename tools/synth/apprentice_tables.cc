#include "tools/synth/apprentice_tables.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "tools/synth/names.h"
#include "tools/synth/table_writer.h"
#include "tools/synth/wish_tables.h"

namespace walz {
namespace {

// One position in this many begins a travel group of three, if the centre has three more.
constexpr std::size_t kGroupEvery = 4000;
constexpr std::size_t kGroupSize = 3;

// What of one apprentice the other tables depend on too.
struct Person {
  std::size_t position = 0;
  const CentrePlan* centre = nullptr;
  const Flow* flow = nullptr;
  std::size_t field = 0;
  const Scheme* scheme = nullptr;
  std::string group;
};

Person DrawPerson(const Market& market, const CentrePlan& centre, std::size_t position) {
  Person person{position, &centre};
  // The members of a travel group are drawn like its first one.
  const std::size_t leader = position - position % kGroupEvery;
  const bool together = position - leader < kGroupSize && leader >= centre.first_apprentice && leader > 0 &&
                        leader + kGroupSize <= centre.first_apprentice + centre.apprentice_count;
  if (together && !market.options.everybody_alone) person.group = Market::Id('G', leader / kGroupEvery);
  Draw draw = market.DrawFor("person", together ? leader : position);
  person.flow = &draw.OneOf(centre.flows);
  person.field = draw.OneOf(centre.fields);
  person.scheme = &market.sources.schemes[draw.Percent(85) ? centre.schemes.front() : centre.schemes.back()];
  return person;
}

std::string DrawLevel(Draw& draw) {
  static const std::vector<std::string> kLevels = {"A1", "A2", "B1", "B2", "C1", "?"};
  static const Wheel wheel({6, 24, 38, 24, 4, 4});
  return kLevels[wheel.Spin(draw)];
}

// The language at home, mostly English, sometimes another one; a few cells are empty or speak of single skills.
std::string DrawLanguages(Draw& draw, const std::string& native) {
  if (draw.Percent(1)) return "";
  std::string text = absl::StrCat(native, ":native");
  if (native != "en" && draw.Percent(95)) {
    const std::string level = DrawLevel(draw);
    absl::StrAppend(&text, ";en:", level == "B1" && draw.Percent(10) ? "B2/B2/B1/B1/B1" : level);
  }
  static const std::vector<std::string> kSecond = {"de", "fr", "es", "it"};
  const std::string& second = draw.OneOf(kSecond);
  if (second != native && draw.Percent(40)) absl::StrAppend(&text, ";", second, ":", DrawLevel(draw));
  return text;
}

std::string DrawConsent(Draw& draw, const Flow& flow) {
  const std::size_t kind = draw.Below(100);
  if (kind < 30) return "granted";
  const std::string range = FormatRange({flow.window.first - 7, flow.window.last + 7});
  if (kind < 58) return absl::StrCat("granted:", range);
  if (kind < 62) return absl::StrCat("granted:", range, ":", flow.days_max);
  if (kind < 78) return "asked";
  if (kind < 93) return "not_asked";
  return kind < 98 ? "refused" : "";
}

std::string DrawGuardianConsent(Draw& draw) {
  static const std::vector<std::string> kAnswers = {"yes", "asked", "no", ""};
  static const Wheel wheel({78, 18, 1, 3});
  return kAnswers[wheel.Spin(draw)];
}

std::string DrawGraduation(Draw& draw) {
  static const std::vector<std::string> kDays = {"2026-06-30", "2027-06-30", "2028-06-30", "2029-06-30", ""};
  static const Wheel wheel({1, 3, 54, 41, 1});
  return kDays[wheel.Spin(draw)];
}

// Some countries an apprentice wants to go to; nothing for most.
std::string DrawCountriesWanted(Draw& draw, const Market& market) {
  if (!draw.Percent(20)) return "";
  std::vector<std::string> codes;
  for (int left = draw.Between(2, 6); left > 0; --left) {
    codes.push_back(market.sources.lands[market.sources.host_wheel.Spin(draw)].code);
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  std::string text;
  for (const std::string& code : codes) absl::StrAppend(&text, text.empty() ? "" : ";", code);
  return text;
}

std::string DrawSkills(Draw& draw) {
  if (draw.Percent(30)) return "";
  std::string text;
  for (const std::string& code : SkillCodes()) {
    if (draw.Percent(35)) absl::StrAppend(&text, text.empty() ? "" : ";", code, draw.Percent(5) ? ":?" : "");
  }
  return text.empty() ? "none" : text;
}

CsvRow ApprenticeRow(const Market& market, const Person& person) {
  const CentrePlan& centre = *person.centre;
  Draw draw = market.DrawFor("apprentice", person.position);
  static const std::vector<std::string> kEqf = {"3", "4", "5", ""};
  static const Wheel eqf_wheel({38, 57, 4, 1});
  static const std::vector<std::string> kNeeds = {"step_free_access", "quiet_room", "diet", "flexible_hours"};
  const bool dual = person.scheme->employer_consent != ConsentRule::kNotNeeded;
  const bool employed = dual && centre.employer_count > 0 && draw.Percent(96);
  const bool fewer = draw.Percent(12);
  // 16 to 21 years old on the first day of the round.
  const Day born = kSynthRound.first - 16 * 366 - draw.Between(0, 5 * 365);
  const int tier = fewer ? draw.Between(1, 3) : draw.Percent(10) ? draw.Between(3, 7) : 5;
  return {Market::Id('A', person.position), Market::Id('Z', static_cast<std::size_t>(&centre - market.centres.data())),
          draw.OneOf(GivenNames()), draw.OneOf(FamilyNames()), FormatDay(born), person.scheme->id,
          market.sources.fields[person.field], kEqf[eqf_wheel.Spin(draw)],
          DrawLanguages(draw, market.sources.lands[centre.land].language), FormatRange(person.flow->window),
          absl::StrCat(person.flow->days_min), absl::StrCat(person.flow->days_max), DrawGraduation(draw),
          employed ? Market::Id('C', centre.first_employer + draw.Below(centre.employer_count)) : "",
          employed ? DrawConsent(draw, *person.flow) : "", DrawCountriesWanted(draw, market),
          draw.Percent(4) ? market.sources.lands[market.sources.host_wheel.Spin(draw)].code : "",
          draw.Percent(3) ? draw.OneOf(kNeeds) : "", DrawSkills(draw), fewer ? "yes" : "no", absl::StrCat(tier),
          person.scheme->share_denominator > 0 && draw.Percent(98) ? "1095" : "",
          draw.Percent(5) ? absl::StrCat(draw.Between(10, 60)) : "", draw.Percent(1) ? "yes" : "no",
          // Asked of everybody, read for those under age.
          DrawGuardianConsent(draw), fewer && draw.Percent(8) && !market.options.everybody_alone ? "1" : "",
          person.group, ""};
}

}  // namespace

absl::Status WriteApprentices(const Market& market, OutputFolder& folder, const Progress& progress) {
  WALZ_ASSIGN_OR_RETURN(TableWriter table, TableWriter::Create(folder, "apprentices.csv",
                                                               {"id",
                                                                "centre",
                                                                "given_name",
                                                                "family_name",
                                                                "birth_date",
                                                                "scheme",
                                                                "field",
                                                                "eqf",
                                                                "languages",
                                                                "windows",
                                                                "min_days",
                                                                "max_days",
                                                                "graduation_date",
                                                                "employer",
                                                                "employer_consent",
                                                                "countries_wanted",
                                                                "countries_refused",
                                                                "needs",
                                                                "skills",
                                                                "fewer_opportunities",
                                                                "priority",
                                                                "training_days",
                                                                "days_abroad_before",
                                                                "other_funding",
                                                                "guardian_consent",
                                                                "accompanying",
                                                                "group",
                                                                "blackouts"}));
  WALZ_ASSIGN_OR_RETURN(WishTables wishes, WishTables::Create(market, folder));
  for (const CentrePlan& centre : market.centres) {
    for (std::size_t i = 0; i < centre.apprentice_count; ++i) {
      const Person person = DrawPerson(market, centre, centre.first_apprentice + i);
      WALZ_RETURN_IF_ERROR(table.Write(ApprenticeRow(market, person)));
      WALZ_RETURN_IF_ERROR(wishes.Write(person.position, centre.land, person.field, *person.flow));
    }
    if (progress && (&centre - market.centres.data()) % 100 == 0) {
      progress("apprentices", static_cast<std::int64_t>(centre.first_apprentice), market.options.apprentice_count);
    }
  }
  return wishes.WriteHostRanks();
}

}  // namespace walz
