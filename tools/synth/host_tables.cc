#include "tools/synth/host_tables.h"

#include <algorithm>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "tools/synth/names.h"
#include "tools/synth/table_writer.h"

namespace walz {
namespace {

std::string SenderKindWord(SenderKind kind) {
  switch (kind) {
    case SenderKind::kChamber:
      return "chamber";
    case SenderKind::kPool:
      return "pool";
    case SenderKind::kCompany:
      return "company";
    case SenderKind::kSchool:
      break;
  }
  return "school";
}

// Technologies for blended stays; many have not been asked yet.
std::string DrawTechnologies(Draw& draw) {
  static const std::vector<std::string> kAnswers = {"", "teams", "teams;zoom", "zoom", "bigbluebutton;teams", "none"};
  static const Wheel wheel({40, 20, 20, 10, 8, 2});
  return kAnswers[wheel.Spin(draw)];
}

std::string DrawPay(Draw& draw) {
  const std::size_t kind = draw.Below(100);
  if (kind < 62) return "none";
  if (kind < 90) return absl::StrCat("optional:", 50 * draw.Between(4, 16));
  return absl::StrCat("mandatory:", 50 * draw.Between(10, 24));
}

// What a host asks: nothing, its own language or English, English alone, its own language.
std::string DrawLanguagesAsked(Draw& draw, const std::string& here) {
  static const std::vector<std::string> kLevels = {"A1", "A2", "B1", "B2"};
  static const Wheel level_wheel({15, 40, 35, 10});
  const std::string& level = kLevels[level_wheel.Spin(draw)];
  const std::size_t kind = draw.Below(100);
  if (kind < 20) return "";
  if (kind < 35) return absl::StrCat("en:", level);
  if (kind < 42 && here != "en") return absl::StrCat(here, ":", level);
  return here == "en" ? absl::StrCat("en:", level) : absl::StrCat(here, ":", level, "|en:", level);
}

// The accepted fields: mostly one of 4 digits, sometimes its group or a second one.
std::string DrawFieldsAccepted(Draw& draw, const Market& market, std::size_t field) {
  const std::string& code = market.sources.fields[field];
  const std::size_t kind = draw.Below(100);
  if (kind < 78) return code;
  if (kind < 90) return code.substr(0, 3);
  if (kind < 93) return code.substr(0, 2);
  const std::string& other = draw.OneOf(market.sources.fields);
  return other == code ? code : absl::StrCat(code, ";", other);
}

// Small firms take one or two; where apprentices abound, hosts were asked to take more.
int DrawPlaces(Draw& draw, const SynthOptions& options) {
  static const Wheel few_wheel({45, 30, 15, 10});
  static const Wheel more_wheel({10, 22, 24, 24, 8, 6, 0, 6});
  const std::int64_t percent = std::clamp<std::int64_t>(
      96 * options.apprentice_count / std::max<std::int64_t>(1, options.opening_count) - 122, 0, 100);
  const Wheel& wheel = draw.Percent(static_cast<int>(percent)) ? more_wheel : few_wheel;
  return 1 + static_cast<int>(wheel.Spin(draw));
}

std::string DrawState(Draw& draw) {
  static const std::vector<std::string> kStates = {"open", "to_sign", "paused", "closed", "draft"};
  static const Wheel wheel({94, 3, 1, 1, 1});
  return kStates[wheel.Spin(draw)];
}

std::string DrawSharedWith(Draw& draw, const Market& market) {
  const std::size_t kind = draw.Below(100);
  if (kind < 86) return "";
  if (kind < 92) return "all";
  if (kind < 98) return absl::StrCat("consortium:", ConsortiumName(draw.Below(market.consortium_count)));
  const std::string centre = Market::Id('Z', draw.Below(market.centres.size()));
  return absl::StrCat(centre, ";consortium:", ConsortiumName(draw.Below(market.consortium_count)));
}

std::string DrawCertificates(Draw& draw) {
  std::string text;
  if (draw.Percent(12)) text = "erasmus-plus-partner";
  if (draw.Percent(25)) {
    absl::StrAppend(&text, text.empty() ? "" : ";", "sbb");
    // Some run out within the year.
    if (draw.Percent(10)) absl::StrAppend(&text, ":", FormatRange({kSynthRound.first - 700, kSynthRound.first + 150}));
  }
  return text;
}

std::string DrawKnownCentres(Draw& draw, const Market& market) {
  if (!draw.Percent(15)) return "";
  const std::size_t first = draw.Below(market.centres.size());
  const std::string text = absl::StrCat(Market::Id('Z', first), ":", draw.Between(1, 9));
  const std::size_t second = draw.Below(market.centres.size());
  if (first == second || draw.Percent(50)) return text;
  return absl::StrCat(text, ";", Market::Id('Z', second), ":", draw.Between(1, 4));
}

CsvRow OpeningRow(const Market& market, std::size_t position) {
  const OpeningPlan& plan = market.openings[position];
  const FirmPlan& firm = market.firms[plan.firm];
  Draw draw = market.DrawFor("opening", position);
  static const std::vector<std::string> kAges = {"", "16", "18"};
  static const Wheel age_wheel({75, 15, 10});
  static const std::vector<std::string> kOffers = {"", "none", "step_free_access", "step_free_access;quiet_room",
                                                   "diet;flexible_hours;quiet_room;step_free_access"};
  static const Wheel offer_wheel({60, 5, 15, 12, 8});
  const bool blended = draw.Percent(4);
  std::string days_max;
  if (plan.rolling) days_max = absl::StrCat(7 * draw.Between(5, 8));
  return {Market::Id('O', position),
          Market::Id('C', plan.firm),
          absl::StrCat("Stay in ", market.sources.fields[plan.field], " at ", firm.town->name),
          DrawFieldsAccepted(draw, market, plan.field),
          draw.Percent(3) ? "4" : "",
          draw.Percent(5) ? "4" : "",
          absl::StrCat(DrawPlaces(draw, market.options)),
          FormatRange(plan.window),
          absl::StrCat(plan.days_min),
          days_max,
          DrawPay(draw),
          DrawLanguagesAsked(draw, market.LandOf(firm).language),
          kAges[age_wheel.Spin(draw)],
          kOffers[offer_wheel.Spin(draw)],
          draw.Percent(6) ? draw.OneOf(SkillCodes()) : "",
          draw.Percent(25) ? draw.OneOf(SkillCodes()) : "",
          blended ? "blended" : "physical",
          blended && draw.Percent(80) ? "backup_plan;technology_support;wifi" : "",
          DrawState(draw),
          DrawSharedWith(draw, market)};
}

}  // namespace

absl::Status WriteCentres(const Market& market, OutputFolder& folder) {
  WALZ_ASSIGN_OR_RETURN(TableWriter table,
                        TableWriter::Create(folder, "centres.csv",
                                            {"id", "name", "country", "city", "lat", "lon", "sender_kind", "consortium",
                                             "coordinator", "technologies", "excellence", "blackouts"}));
  static const std::vector<std::string> kExcellence = {"none", "initial", "advanced", "high"};
  static const Wheel excellence_wheel({50, 25, 17, 8});
  for (std::size_t i = 0; i < market.centres.size(); ++i) {
    const CentrePlan& plan = market.centres[i];
    Draw draw = market.DrawFor("centre row", i);
    const std::string coordinator = draw.Percent(96) ? DrawPersonName(draw) : "";
    // Examination days, when nobody is away.
    const Day exam = kSynthRound.first + draw.Between(160, 180);
    WALZ_RETURN_IF_ERROR(
        table.Write({Market::Id('Z', i), absl::StrCat("VET centre ", plan.town->name, " ", i + 1),
                     market.sources.lands[plan.land].code, plan.town->name, plan.town->lat, plan.town->lon,
                     SenderKindWord(plan.kind), ConsortiumName(plan.consortium), coordinator, DrawTechnologies(draw),
                     kExcellence[excellence_wheel.Spin(draw)], draw.Percent(10) ? FormatRange({exam, exam + 2}) : ""}));
  }
  return absl::OkStatus();
}

absl::Status WriteCompanies(const Market& market, OutputFolder& folder) {
  WALZ_ASSIGN_OR_RETURN(TableWriter table,
                        TableWriter::Create(folder, "companies.csv",
                                            {"id", "name", "country", "city", "lat", "lon", "size", "certificates",
                                             "max_absent", "max_hosted", "mentor", "technologies", "known_centres"}));
  static const std::vector<std::string> kSizes = {"micro", "small", "medium", "large"};
  static const Wheel size_wheel({50, 35, 12, 3});
  for (std::size_t i = 0; i < market.firms.size(); ++i) {
    const FirmPlan& plan = market.firms[i];
    Draw draw = market.DrawFor("company row", i);
    const bool host = i < market.host_count;
    WALZ_RETURN_IF_ERROR(table.Write(
        {Market::Id('C', i), CompanyName(market.sources.fields[plan.field], plan.town->name, i),
         market.LandOf(plan).code, plan.town->name, plan.town->lat, plan.town->lon, kSizes[size_wheel.Spin(draw)],
         DrawCertificates(draw), !host && draw.Percent(20) ? absl::StrCat(draw.Between(1, 2)) : "",
         host && draw.Percent(8) ? absl::StrCat(draw.Between(1, 5)) : "", draw.Percent(95) ? DrawPersonName(draw) : "",
         DrawTechnologies(draw), host ? DrawKnownCentres(draw, market) : ""}));
  }
  return absl::OkStatus();
}

absl::Status WriteOpenings(const Market& market, OutputFolder& folder) {
  WALZ_ASSIGN_OR_RETURN(
      TableWriter table,
      TableWriter::Create(
          folder, "openings.csv",
          {"id",       "company",   "title", "fields",     "eqf_min", "eqf_max", "places",          "windows",
           "min_days", "max_days",  "pay",   "languages",  "min_age", "offers",  "skills_required", "skills_wanted",
           "mode",     "checklist", "state", "shared_with"}));
  for (std::size_t i = 0; i < market.openings.size(); ++i) WALZ_RETURN_IF_ERROR(table.Write(OpeningRow(market, i)));
  return absl::OkStatus();
}

}  // namespace walz
