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

}  // namespace

BarrierClaims MakeBarrierClaims(const Problem& problem, const RuleBook& rules, const BarrierReport& barriers,
                                const HelpReport& help) {
  BarrierClaims claims;
  claims.funnel = StepsOf(rules, barriers.all.funnel, /*all_steps=*/true);
  claims.funnels = {FunnelsOf(rules, "field", barriers.by_field), FunnelsOf(rules, "centre", barriers.by_centre),
                    FunnelsOf(rules, "country", barriers.by_country), FunnelsOf(rules, "scheme", barriers.by_scheme)};
  claims.most_placed = help.most_placed;
  claims.gains_relaxed = absl::StrJoin(help.relaxed, "; ");
  for (const Requirement& requirement : rules.requirements) {
    const auto at = help.by_requirement.find(std::string(requirement.name));
    if (at != help.by_requirement.end()) claims.one_more.push_back({at->first, at->second});
  }
  for (std::size_t i = 0; i < help.acts.acts.size(); ++i) {
    const Act& act = help.acts.acts[i];
    claims.acts.push_back({ActWords(problem, rules, act), act.gain, act.alone_count, help.acts.together[i]});
  }
  claims.acts_complete = help.acts.complete;
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
  json.Key("one_more").BeginObject();
  for (const auto& [requirement, count] : claims.one_more) {
    json.Key(requirement).BeginObject();
    json.Key("unmatched").Int(count.unmatched);
    json.Key("placed").Int(count.placed);
    json.EndObject();
  }
  json.EndObject();
  json.Key("acts").BeginObject();
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
  json.Key("acts_complete").Bool(claims.acts_complete);
}

}  // namespace walz
