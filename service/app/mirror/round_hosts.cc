#include "service/app/mirror/round_hosts.h"

#include <algorithm>
#include <utility>

#include "engine/base/status_macros.h"
#include "service/app/mirror/round_facts.h"

namespace walz {
namespace {

constexpr std::size_t kRoundsKeptMax = 4;

struct ByApprentice {
  bool operator()(const HostRankFact& a, const HostRankFact& b) const { return a.apprentice < b.apprentice; }
  bool operator()(const HostRankFact& a, absl::string_view b) const { return a.apprentice < b; }
  bool operator()(absl::string_view a, const HostRankFact& b) const { return a < b.apprentice; }
};

}  // namespace

absl::StatusOr<std::shared_ptr<const RoundHosts>> RoundHosts::Make(const View& view,
                                                                   std::shared_ptr<const RoundRow> round,
                                                                   const RuleBook& rules, const WorkOptions& work) {
  Problem::CreateResult result = Problem::Create(HostFactsOf(view, *round));
  if (!result.problem) return ContradictionOf(result.errors, HostFactsOf(view, *round));
  return std::shared_ptr<const RoundHosts>(
      new RoundHosts(view, std::move(round), *std::move(result.problem), rules, work));
}

RoundHosts::RoundHosts(const View& view, std::shared_ptr<const RoundRow> round, Problem problem, const RuleBook& rules,
                       const WorkOptions& work)
    : round_(std::move(round)),
      hosts_revision_(view.hosts_revision),
      catalogue_(view.catalogue),
      pools_(view.pools),
      rules_(rules),
      problem_(std::move(problem)),
      sieve_(problem_, rules_, work),
      points_(problem_, rules_) {
  view.openings.ForEach(
      [&](const OpeningRow& row) { ranks_.insert(ranks_.end(), row.host_ranks.begin(), row.host_ranks.end()); });
  std::stable_sort(ranks_.begin(), ranks_.end(), ByApprentice());
}

absl::Span<const HostRankFact> RoundHosts::RanksOf(absl::string_view apprentice_id) const {
  const auto [first, last] = std::equal_range(ranks_.begin(), ranks_.end(), apprentice_id, ByApprentice());
  return absl::MakeConstSpan(ranks_).subspan(static_cast<std::size_t>(first - ranks_.begin()),
                                             static_cast<std::size_t>(last - first));
}

Facts RoundHosts::NoFacts() const {
  Facts facts;
  facts.catalogue = catalogue_;
  facts.pools = pools_;
  return facts;
}

absl::StatusOr<Problem> RoundHosts::Join(Facts few) const {
  Facts copy = few;
  Problem::CreateResult result = Problem::Join(problem_, std::move(few));
  if (result.problem) return *std::move(result.problem);
  copy.round = problem_.round();
  return ContradictionOf(result.errors, copy);
}

absl::StatusOr<std::shared_ptr<const RoundHosts>> RoundHostsKeeper::Find(const View& view,
                                                                         std::shared_ptr<const RoundRow> round) {
  const std::shared_ptr<Entry> entry = EntryOf(round->id());
  const std::lock_guard lock(entry->mutex);
  const auto is_of = [&](const RoundHosts& hosts) {
    return hosts.hosts_revision() == view.hosts_revision && hosts.round() == round;
  };
  if (entry->hosts != nullptr && is_of(*entry->hosts)) return entry->hosts;
  WALZ_ASSIGN_OR_RETURN(std::shared_ptr<const RoundHosts> made,
                        RoundHosts::Make(view, std::move(round), rules_, {.thread_count = thread_count_}));
  // Somebody with an older view must not take back what is newer.
  if (entry->hosts == nullptr || made->hosts_revision() >= entry->hosts->hosts_revision()) entry->hosts = made;
  return made;
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
