#include "tools/synth/synth.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/convert/json_text.h"
#include "service/convert/output_folder.h"
#include "tools/synth/apprentice_tables.h"
#include "tools/synth/host_tables.h"
#include "tools/synth/market.h"
#include "tools/synth/sources.h"

namespace walz {
namespace {

constexpr std::int64_t kCountMax = 1'000'000;

absl::Status CheckCount(absl::string_view what, std::int64_t count) {
  if (count >= 0 && count <= kCountMax) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(what, " is ", count, "; give a number between 0 and ", kCountMax));
}

// Example rates: Austria 2021-23 for groups 1 and 2; group 3 is invented below them.
void WriteRates(JsonText& json) {
  constexpr int kRates[][3] = {{1, 42, 29}, {2, 36, 25}, {3, 30, 21}};
  json.Key("rates").BeginObject().Key("groups").BeginArray();
  for (const auto& [group, first, after] : kRates) {
    json.BeginObject().Key("group").Int(group).Key("dailyFirst14DaysEur").Int(first);
    json.Key("dailyAfter14DaysEur").Int(after).EndObject();
  }
  json.EndArray().Key("organisationalSupportEur").Int(350).Key("travelDays").Int(0).Key("green").Bool(false);
  json.EndObject();
}

// A few centres may send only most of theirs, and one country that everybody wants has a bound.
void WriteQuotas(const Market& market, JsonText& json) {
  json.Key("quotas").BeginObject().Key("placementsPerCentre").BeginObject();
  for (std::size_t i = 0; i < market.centres.size(); i += 25) {
    const auto most = static_cast<std::int64_t>(market.centres[i].apprentice_count * 9 / 10);
    json.Key(Market::Id('Z', i)).Int(std::max<std::int64_t>(1, most));
  }
  json.EndObject().Key("placementsPerCountry").BeginObject();
  json.Key("ES").Int(std::max<std::int64_t>(1, market.options.apprentice_count / 8)).EndObject().EndObject();
}

void WriteWeights(JsonText& json) {
  constexpr std::pair<absl::string_view, int> kWeights[] = {
      {"wish_rank", 40},       {"host_rank", 20},          {"skills_overlap", 10}, {"field_closeness", 20},
      {"language_margin", 10}, {"partner_certificate", 5}, {"known_partner", 10},  {"grant_cost", 5},
      {"travel_distance", 5},  {"kept_from_last_run", 30}};
  json.Key("weights").BeginObject();
  for (const auto& [criterion, weight] : kWeights) json.Key(criterion).Int(weight);
  json.EndObject();
}

std::string RoundText(const Market& market) {
  JsonText json;
  json.BeginObject().Key("id").String("synth-2027");
  json.Key("firstDay").String(FormatDay(kSynthRound.first)).Key("lastDay").String(FormatDay(kSynthRound.last));
  json.Key("callYear").Int(2026).Key("activity").String("SHORT_TERM");
  json.Key("checklist").BeginArray().String("backup_plan").String("wifi").EndArray();
  WriteQuotas(market, json);
  WriteRates(json);
  WriteWeights(json);
  // JSON numbers are 32 bits wide here.
  json.Key("policy").String("best").Key("seed").Int(static_cast<std::int64_t>(market.options.seed % 0x7fffffff));
  return json.EndObject().Take();
}

}  // namespace

absl::Status WriteSynth(const SynthOptions& options, const Progress& progress) {
  WALZ_RETURN_IF_ERROR(CheckCount("the number of apprentices", options.apprentice_count));
  WALZ_RETURN_IF_ERROR(CheckCount("the number of openings", options.opening_count));
  WALZ_ASSIGN_OR_RETURN(Sources sources, ReadSources(options.catalogue_dir, kSynthRound.first));
  WALZ_ASSIGN_OR_RETURN(OutputFolder folder, OutputFolder::Open(options.out_dir));
  if (progress) progress("plan", 0, 0);
  const Market market = PlanMarket(options, std::move(sources));
  if (progress) progress("hosts", 0, 0);
  WALZ_RETURN_IF_ERROR(WriteCentres(market, folder));
  WALZ_RETURN_IF_ERROR(WriteCompanies(market, folder));
  WALZ_RETURN_IF_ERROR(WriteOpenings(market, folder));
  WALZ_RETURN_IF_ERROR(WriteApprentices(market, folder, progress));
  WALZ_RETURN_IF_ERROR(folder.Write("round.json", RoundText(market)));
  WALZ_RETURN_IF_ERROR(folder.Close());
  return folder.Commit();
}

}  // namespace walz
