#include "service/convert/barrier_claims.h"

#include <map>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

namespace walz {
namespace {

// All steps, or those alone that somebody does not pass.
BarrierClaims::Steps StepsOf(const RuleBook& rules, const Funnel& funnel, bool all_steps) {
  BarrierClaims::Steps steps = {{"all", funnel.all}};
  std::int64_t before = funnel.all;
  for (std::size_t i = 0; i < funnel.passed.size(); ++i) {
    if (all_steps || funnel.passed[i] < before) steps.emplace_back(rules.requirements[i].name, funnel.passed[i]);
    before = funnel.passed[i];
  }
  steps.emplace_back("feasible", funnel.feasible());
  steps.emplace_back("placed", funnel.placed);
  return steps;
}

BarrierClaims::GroupFunnels FunnelsOf(const RuleBook& rules, absl::string_view kind,
                                      const std::map<std::string, BarrierGroup>& groups) {
  BarrierClaims::GroupFunnels funnels{std::string(kind), {}};
  for (const auto& [name, group] : groups) {
    funnels.of_group.emplace_back(name, StepsOf(rules, group.funnel, /*all_steps=*/false));
  }
  return funnels;
}

void AppendSteps(const BarrierClaims::Steps& steps, JsonText& json) {
  json.BeginObject();
  for (const auto& [name, count] : steps) json.Key(name).Int(count);
  json.EndObject();
}

void AppendCount(absl::string_view key, const HelpCount& count, JsonText& json) {
  json.Key(key).BeginObject();
  json.Key("unmatched").Int(count.unmatched);
  json.Key("placed").Int(count.placed);
  json.EndObject();
}

// The rows from `row` on that are `same` as the first.
template <typename Same, typename Append>
void AppendWhile(const std::vector<HelpRow>& rows, std::size_t& row, const Same& same, const Append& append,
                 JsonText& json) {
  json.BeginObject();
  for (const HelpRow& first = rows[row]; row < rows.size() && same(first, rows[row]);) append();
  json.EndObject();
}

void AppendOneMore(const std::vector<HelpRow>& rows, JsonText& json) {
  std::size_t row = 0;
  const auto append_count = [&] { AppendCount(rows[row].requirement, rows[row].count, json), ++row; };
  json.Key("one_more").BeginObject();
  for (; row < rows.size() && rows[row].kind == "requirement"; ++row) {
    AppendCount(rows[row].what, rows[row].count, json);
  }
  json.EndObject();
  json.Key("one_more_by").BeginObject();
  while (row < rows.size()) {
    json.Key(rows[row].kind);
    AppendWhile(
        rows, row, [](const HelpRow& a, const HelpRow& b) { return a.kind == b.kind; },
        [&] {
          if (rows[row].requirement.empty()) {
            AppendCount(rows[row].what, rows[row].count, json);
            ++row;
            return;
          }
          json.Key(rows[row].what);
          AppendWhile(
              rows, row, [](const HelpRow& a, const HelpRow& b) { return a.kind == b.kind && a.what == b.what; },
              append_count, json);
        },
        json);
  }
  json.EndObject();
}

// By rank.
void AppendActs(const BarrierClaims::ActClaims& claims, JsonText& json) {
  json.BeginObject();
  for (std::size_t i = 0; i < claims.acts.size(); ++i) {
    const BarrierClaims::ActClaim& act = claims.acts[i];
    json.Key(absl::StrCat(i + 1)).BeginObject();
    json.Key("act").String(act.words);
    json.Key("gain").Int(act.gain);
    json.Key("alone").Int(act.alone);
    json.Key("together").Int(act.together);
    json.EndObject();
  }
  json.EndObject();
}

}  // namespace

BarrierClaims MakeBarrierClaims(const Problem& problem, const RuleBook& rules, const BarrierReport& barriers,
                                const HelpReport& help) {
  BarrierClaims claims;
  claims.funnel = StepsOf(rules, barriers.all.funnel, /*all_steps=*/true);
  claims.funnels = {FunnelsOf(rules, "field", barriers.by_field), FunnelsOf(rules, "centre", barriers.by_centre),
                    FunnelsOf(rules, "country", barriers.by_country), FunnelsOf(rules, "scheme", barriers.by_scheme)};
  claims.most_placed = help.most_placed;
  claims.gains_relaxed = absl::StrJoin(help.relaxed, "; ");
  claims.one_more = RowsOf(rules, help.sums);
  const auto claims_of = [&](const ActList& list) {
    BarrierClaims::ActClaims of{{}, list.complete};
    for (std::size_t i = 0; i < list.acts.size(); ++i) {
      const Act& act = list.acts[i];
      of.acts.push_back({ActWords(problem, rules, act), act.gain, act.alone_count, list.together[i]});
    }
    return of;
  };
  claims.acts = claims_of(help.acts);
  claims.wide_acts = {{"centre", claims_of(help.wide_acts.by_centre)},
                      {"field", claims_of(help.wide_acts.by_field)},
                      {"language", claims_of(help.wide_acts.by_language)}};
  return claims;
}

void AppendBarrierClaims(const BarrierClaims& claims, JsonText& json) {
  json.Key("funnel");
  AppendSteps(claims.funnel, json);
  json.Key("funnels").BeginObject();
  for (const BarrierClaims::GroupFunnels& funnels : claims.funnels) {
    json.Key(funnels.kind).BeginObject();
    for (const auto& [group, steps] : funnels.of_group) {
      json.Key(group);
      AppendSteps(steps, json);
    }
    json.EndObject();
  }
  json.EndObject();
  json.Key("most_placed").Int(claims.most_placed);
  json.Key("gains_exact").Bool(claims.gains_relaxed.empty());
  json.Key("gains_relaxed").String(claims.gains_relaxed);
  AppendOneMore(claims.one_more, json);
  json.Key("acts");
  AppendActs(claims.acts, json);
  json.Key("acts_complete").Bool(claims.acts.complete);
  json.Key("wide_acts").BeginObject();
  for (const auto& [kind, acts] : claims.wide_acts) {
    json.Key(kind).BeginObject();
    json.Key("acts");
    AppendActs(acts, json);
    json.Key("complete").Bool(acts.complete);
    json.EndObject();
  }
  json.EndObject();
}

}  // namespace walz
