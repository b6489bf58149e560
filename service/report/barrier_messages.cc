#include "service/report/barrier_messages.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/explain/acts.h"
#include "engine/explain/barrier_report.h"
#include "engine/explain/help_report.h"
#include "engine/explain/language_gains.h"
#include "engine/explain/place_network.h"

namespace walz {
namespace {

using Groups = std::map<std::string, BarrierGroup>;

void AddTo(const BarrierGroup& group, BarrierGroup& sum) {
  sum.funnel.all += group.funnel.all;
  sum.funnel.placed += group.funnel.placed;
  sum.funnel.passed.resize(std::max(sum.funnel.passed.size(), group.funnel.passed.size()));
  for (std::size_t i = 0; i < group.funnel.passed.size(); ++i) sum.funnel.passed[i] += group.funnel.passed[i];
  for (const auto& [barrier, count] : group.barriers) sum.barriers[barrier] += count;
}

// What the caller may be told of: all, or what can be summed up over the centres that may be counted.
struct Scoped {
  BarrierGroup all;
  std::vector<std::pair<std::string, Groups>> kinds;  // `centre`, `country`, ...
};

Scoped ScopedOf(const ReportFacts& facts, const BarrierReport& report) {
  const bool everybody = std::find(facts.counted.begin(), facts.counted.end(), false) == facts.counted.end();
  if (everybody) {
    return {report.all,
            {{"centre", report.by_centre},
             {"country", report.by_country},
             {"field", report.by_field},
             {"scheme", report.by_scheme}}};
  }
  std::set<CentreIndex> centres;
  for (std::uint32_t i = 0; i < facts.counted.size(); ++i) {
    if (facts.counted[i]) centres.insert(facts.problem.CentreOf(ApprenticeIndex(i)));
  }
  Scoped scoped;
  Groups by_centre;
  Groups by_country;
  for (const CentreIndex i : centres) {
    const Centre& centre = facts.problem[i];
    const auto group = report.by_centre.find(centre.id);
    if (group == report.by_centre.end()) continue;
    AddTo(group->second, scoped.all);
    by_centre[centre.id] = group->second;
    AddTo(group->second, by_country[centre.country.ToString()]);
  }
  scoped.kinds = {{"centre", std::move(by_centre)}, {"country", std::move(by_country)}};
  return scoped;
}

// `all`, each requirement that somebody fails at, `feasible`, `placed`.
std::vector<std::pair<std::string, std::optional<std::size_t>>> StagesOf(const ReportFacts& facts,
                                                                         const Funnel& funnel) {
  std::vector<std::pair<std::string, std::optional<std::size_t>>> stages;
  std::int64_t before = funnel.all;
  for (std::size_t i = 0; i < funnel.passed.size(); ++i) {
    if (funnel.passed[i] != before) stages.emplace_back(std::string(facts.rules.requirements[i].name), i);
    before = funnel.passed[i];
  }
  return stages;
}

template <typename Add>
void ForEachStage(const Funnel& funnel, const std::vector<std::pair<std::string, std::optional<std::size_t>>>& stages,
                  const Add& add) {
  add("all", funnel.all);
  for (const auto& [name, requirement] : stages) {
    add(name, *requirement < funnel.passed.size() ? funnel.passed[*requirement] : 0);
  }
  add("feasible", funnel.feasible());
  add("placed", funnel.placed);
}

void FillCounts(const BarrierCounts& counts, google::protobuf::RepeatedPtrField<v1::BarrierCount>& barriers) {
  for (const auto& [barrier, count] : counts) {
    v1::BarrierCount& row = *barriers.Add();
    row.set_barrier(barrier);
    row.set_apprentices(count);
  }
}

std::string RequirementName(const ReportFacts& facts, std::size_t requirement) {
  return std::string(facts.rules.requirements[requirement].name);
}

void FillAct(const ReportFacts& facts, const Act& act, std::int64_t together, v1::BarrierAct& message) {
  const Problem& problem = facts.problem;
  message.set_kind(std::string(ActKindName(act.kind)));
  message.set_words(ActWords(problem, facts.rules, act));
  if (act.company) message.set_company(problem[*act.company].id);
  if (act.opening) message.set_opening(problem[*act.opening].id);
  if (act.requirement) message.set_requirement(RequirementName(facts, *act.requirement));
  message.set_more(act.more);
  message.set_alone_count(act.alone_count);
  message.set_gain(act.gain);
  message.set_together(together);
  message.set_group(act.group);
  if (act.step) message.set_step(LanguageStepWords(*act.step));
  for (const ApprenticeIndex i : act.newly_placed) message.add_newly_placed(problem[i].id);
}

void AddApprentice(const ReportFacts& facts, const ApprenticeBarriers& row, v1::BarrierReport& report) {
  v1::ApprenticeBarrier& message = *report.add_apprentices();
  message.set_apprentice(facts.problem[row.apprentice].id);
  message.set_barrier(std::string(row.barrier.name));
  message.set_feasible_openings(row.refusals.feasible);
  for (std::size_t i = 0; i < row.refusals.by_requirement.size(); ++i) {
    const Refusals::Count& count = row.refusals.by_requirement[i];
    if (count.refused == 0) continue;
    v1::BarrierRefusals& refusals = *message.add_refusals();
    refusals.set_requirement(RequirementName(facts, i));
    refusals.set_refused(count.refused);
    refusals.set_only_refused(count.only_refused);
  }
}

// The acts that place nobody else than those who may be counted; false if one was left out.
bool AddActs(const ReportFacts& facts, const ActList& list, google::protobuf::RepeatedPtrField<v1::BarrierAct>& acts) {
  bool all_shown = true;
  for (std::size_t i = 0; i < list.acts.size(); ++i) {
    const Act& act = list.acts[i];
    const bool counts = std::all_of(act.newly_placed.begin(), act.newly_placed.end(),
                                    [&](ApprenticeIndex apprentice) { return facts.Counts(apprentice); });
    all_shown = all_shown && counts;
    if (counts) FillAct(facts, act, all_shown && i < list.together.size() ? list.together[i] : 0, *acts.Add());
  }
  return all_shown;
}

// Sums of the single gains of those who may be counted.
void AddHelp(const ReportFacts& facts, const std::vector<SingleGain>& gains, v1::BarrierReport& report) {
  std::vector<SingleGain> counted;
  std::copy_if(gains.begin(), gains.end(), std::back_inserter(counted),
               [&](const SingleGain& gain) { return facts.Counts(gain.apprentice); });
  const HelpSums sums = SumsOf(facts.problem, facts.rules, facts.matching, counted);
  for (const HelpRow& row : RowsOf(facts.rules, sums)) {
    v1::BarrierHelp& help = *report.add_help();
    help.set_kind(std::string(row.kind));
    help.set_what(row.what);
    help.set_requirement(row.requirement);
    help.set_unmatched(row.count.unmatched);
    help.set_placed(row.count.placed);
  }
}

void AddGains(const ReportFacts& facts, const WorkOptions& work, v1::BarrierReport& report) {
  const PlaceNetwork network(facts.problem, facts.rules, facts.sieve, facts.matching, work);
  const HelpReport help = MakeHelpReport(facts.problem, facts.rules, facts.sieve, facts.matching, network, {}, work);
  std::map<std::string, v1::ApprenticeBarrier*> shown;
  for (v1::ApprenticeBarrier& row : *report.mutable_apprentices()) shown[row.apprentice()] = &row;
  for (const SingleGain& gain : help.gains) {
    const auto row = shown.find(facts.problem[gain.apprentice].id);
    if (row != shown.end()) row->second->add_gains(RequirementName(facts, gain.requirement));
  }
  AddHelp(facts, help.gains, report);
  const bool all_shown = AddActs(facts, help.acts, *report.mutable_acts());
  for (const ActList* const list : {&help.wide_acts.by_centre, &help.wide_acts.by_field, &help.wide_acts.by_language}) {
    AddActs(facts, *list, *report.mutable_wide_acts());
  }
  report.set_exact(help.exact());
  for (const std::string& what : help.relaxed) report.add_relaxed(what);
  if (all_shown) report.set_most_placed(help.most_placed);
}

}  // namespace

v1::FunnelReport MakeFunnelReport(const ReportFacts& facts, const WorkOptions& work) {
  const Scoped scoped =
      ScopedOf(facts, MakeBarrierReport(facts.problem, facts.rules, facts.sieve, facts.matching, work));
  v1::FunnelReport report;
  report.mutable_frame()->set_apprentices(scoped.all.funnel.all);
  const auto stages = StagesOf(facts, scoped.all.funnel);
  ForEachStage(scoped.all.funnel, stages, [&](const std::string& stage, std::int64_t count) {
    v1::FunnelStage& row = *report.add_stages();
    row.set_stage(stage);
    row.set_apprentices(count);
  });
  for (const auto& [kind, groups] : scoped.kinds) {
    for (const auto& [name, group] : groups) {
      v1::FunnelGroup& row = *report.add_groups();
      row.set_kind(kind);
      row.set_group(name);
      ForEachStage(group.funnel, stages, [&](const std::string&, std::int64_t count) { row.add_apprentices(count); });
    }
  }
  return report;
}

v1::BarrierReport MakeBarrierMessage(const ReportFacts& facts, const BarrierOptions& options, const WorkOptions& work) {
  const BarrierReport barriers = MakeBarrierReport(facts.problem, facts.rules, facts.sieve, facts.matching, work);
  const Scoped scoped = ScopedOf(facts, barriers);
  v1::BarrierReport report;
  report.mutable_frame()->set_apprentices(scoped.all.funnel.all);
  FillCounts(scoped.all.barriers, *report.mutable_barriers());
  for (const auto& [kind, groups] : scoped.kinds) {
    for (const auto& [name, group] : groups) {
      if (group.barriers.empty()) continue;
      v1::BarrierGroup& row = *report.add_groups();
      row.set_kind(kind);
      row.set_group(name);
      FillCounts(group.barriers, *row.mutable_barriers());
    }
  }
  for (const ApprenticeBarriers& row : barriers.unmatched) {
    if (report.apprentices_size() >= static_cast<int>(options.apprentices_max)) break;
    if (facts.Counts(row.apprentice)) AddApprentice(facts, row, report);
  }
  if (options.with_gains) AddGains(facts, work, report);
  return report;
}

}  // namespace walz
