#include "service/app/mirror/round_hosts.h"

#include <algorithm>
#include <utility>

#include "engine/base/status_macros.h"
#include "service/app/mirror/past_places.h"
#include "service/app/mirror/round_facts.h"

namespace walz {
namespace {

constexpr std::size_t kRoundsKeptMax = 4;

}  // namespace

absl::StatusOr<std::shared_ptr<const RoundHosts>> RoundHosts::Make(const View& view,
                                                                   std::shared_ptr<const RoundRow> round,
                                                                   std::vector<LaterWorthFact> later_worth,
                                                                   const RuleBook& rules, const WorkOptions& work) {
  Facts facts = HostFactsOf(view, *round);
  facts.later_worth = std::move(later_worth);
  Problem::CreateResult result = Problem::Create(std::move(facts));
  if (!result.problem) return ContradictionOf(result);
  auto linked = std::make_shared<const Linked>(view, *std::move(result.problem), rules, work);
  return std::shared_ptr<const RoundHosts>(
      new RoundHosts(std::move(linked), view.hosts_revision, std::move(round), rules));
}

std::shared_ptr<const RoundHosts> RoundHosts::With(std::shared_ptr<const RoundRow> round) const {
  return std::shared_ptr<const RoundHosts>(new RoundHosts(linked_, hosts_revision_, std::move(round), rules_));
}

RoundHosts::Linked::Linked(const View& view, Problem of, const RuleBook& rules, const WorkOptions& work)
    : catalogue(view.catalogue),
      pools(view.pools),
      problem(std::move(of)),
      sieve(problem, rules, work),
      points(problem, rules),
      columns(rules) {
  view.openings.ForEach(
      [&](const OpeningRow& row) { ranks.insert(ranks.end(), row.host_ranks.begin(), row.host_ranks.end()); });
  std::stable_sort(ranks.begin(), ranks.end(),
                   [](const HostRankFact& a, const HostRankFact& b) { return a.apprentice < b.apprentice; });
  for (auto first = ranks.begin(); first != ranks.end();) {
    const auto last = std::find_if(first, ranks.end(),
                                   [&](const HostRankFact& rank) { return rank.apprentice != first->apprentice; });
    ranks_of.emplace(first->apprentice, absl::MakeConstSpan(&*first, static_cast<std::size_t>(last - first)));
    first = last;
  }
}

absl::Span<const HostRankFact> RoundHosts::RanksOf(absl::string_view apprentice_id) const {
  const auto at = linked_->ranks_of.find(apprentice_id);
  return at == linked_->ranks_of.end() ? absl::Span<const HostRankFact>() : at->second;
}

Facts RoundHosts::NoFacts() const {
  Facts facts;
  facts.catalogue = linked_->catalogue;
  facts.pools = linked_->pools;
  return facts;
}

absl::StatusOr<Problem> RoundHosts::Join(Facts few) const {
  Problem::CreateResult result = Problem::Join(problem(), std::move(few));
  if (result.problem) return *std::move(result.problem);
  result.facts.round = problem().round();
  return ContradictionOf(result);
}

absl::StatusOr<std::shared_ptr<const RoundHosts>> RoundHostsKeeper::Find(const View& view,
                                                                         std::shared_ptr<const RoundRow> round) {
  const std::shared_ptr<Entry> entry = EntryOf(round->id());
  const std::lock_guard lock(entry->mutex);
  const std::shared_ptr<const RoundHosts>& kept = entry->hosts;
  std::vector<std::string> past_runs = PublishedPastRuns(view, round->facts);
  const bool are_linked =
      kept != nullptr && kept->hosts_revision() == view.hosts_revision && entry->past_runs == past_runs;
  std::shared_ptr<const RoundHosts> found;
  if (are_linked && kept->round() == round) {
    found = kept;
  } else if (are_linked && kept->round()->settings == round->settings) {
    found = kept->With(std::move(round));
  } else {
    std::vector<LaterWorthFact> later_worth;
    if (look_ahead_ != nullptr) {
      WALZ_ASSIGN_OR_RETURN(later_worth, look_ahead_(view, round->facts));
    }
    WALZ_ASSIGN_OR_RETURN(found, RoundHosts::Make(view, std::move(round), std::move(later_worth), rules_,
                                                  {.thread_count = thread_count_}));
  }
  // Somebody with an older view must not take back what is newer.
  if (view.revision >= entry->revision) {
    entry->hosts = found;
    entry->past_runs = std::move(past_runs);
    entry->revision = view.revision;
  }
  return found;
}

std::shared_ptr<RoundHostsKeeper::Entry> RoundHostsKeeper::EntryOf(const std::string& round) {
  const std::lock_guard lock(mutex_);
  const auto at =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry->round == round; });
  if (at != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, at);
  } else {
    entries_.push_front(std::make_shared<Entry>());
    entries_.front()->round = round;
    if (entries_.size() > kRoundsKeptMax) entries_.pop_back();
  }
  return entries_.front();
}

}  // namespace walz
