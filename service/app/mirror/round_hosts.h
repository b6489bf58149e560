// RoundHosts: the hosts of one round, linked and tabulated once; apprentices join them for the time of a question.
//
// RoundHostsKeeper keeps those of the rounds asked about last, while neither the round nor any host, centre or scheme
// changes; questions that come while they are made wait for the same ones.

#ifndef SERVICE_APP_MIRROR_ROUND_HOSTS_H_
#define SERVICE_APP_MIRROR_ROUND_HOSTS_H_

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/matching/learner_rows.h"
#include "engine/matching/points_table.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"
#include "service/app/mirror/view.h"

namespace walz {

// Thread rule: immutable.
class RoundHosts {
 public:
  // FACTS_CONTRADICT.  `rules` must outlive it.
  // `later_worth`: what places will be worth, of openings of the view.
  static absl::StatusOr<std::shared_ptr<const RoundHosts>> Make(const View& view, std::shared_ptr<const RoundRow> round,
                                                                std::vector<LaterWorthFact> later_worth,
                                                                const RuleBook& rules, const WorkOptions& work);
  // The same hosts beside a round that has published another run: shares all that is linked.
  // REQUIRES: round->settings are those of this one's round.
  std::shared_ptr<const RoundHosts> With(std::shared_ptr<const RoundRow> round) const;
  RoundHosts(const RoundHosts&) = delete;
  RoundHosts& operator=(const RoundHosts&) = delete;

  // Has no apprentices.
  const Problem& problem() const { return linked_->problem; }
  const Sieve& sieve() const { return linked_->sieve; }
  const PointsTable& points() const { return linked_->points; }
  const LearnerColumns& columns() const { return linked_->columns; }
  const RuleBook& rules() const { return rules_; }
  const std::shared_ptr<const RoundRow>& round() const { return round_; }
  Revision hosts_revision() const { return hosts_revision_; }

  // Where hosts rank the apprentice.
  absl::Span<const HostRankFact> RanksOf(absl::string_view apprentice_id) const;

  // Facts of no apprentices to be filled for Join.
  Facts NoFacts() const;
  // FACTS_CONTRADICT.
  absl::StatusOr<Problem> Join(Facts few) const;

 private:
  struct Linked {
    Linked(const View& view, Problem of, const RuleBook& rules, const WorkOptions& work);

    const std::shared_ptr<const Catalogue> catalogue;
    const std::shared_ptr<FactPools> pools;
    const Problem problem;
    const Sieve sieve;
    const PointsTable points;
    const LearnerColumns columns;
    std::vector<HostRankFact> ranks;                                                  // By apprentice.
    absl::flat_hash_map<absl::string_view, absl::Span<const HostRankFact>> ranks_of;  // By id of the apprentice.
  };

  RoundHosts(std::shared_ptr<const Linked> linked, Revision hosts_revision, std::shared_ptr<const RoundRow> round,
             const RuleBook& rules)
      : linked_(std::move(linked)), hosts_revision_(hosts_revision), round_(std::move(round)), rules_(rules) {}

  const std::shared_ptr<const Linked> linked_;
  const Revision hosts_revision_;
  const std::shared_ptr<const RoundRow> round_;
  const RuleBook& rules_;
};

class RoundHostsKeeper {
 public:
  // What places of the round will be worth, by the published runs of its past rounds.
  using LookAhead = std::function<absl::StatusOr<std::vector<LaterWorthFact>>(const View& view, const Round& round)>;

  // Without `look_ahead` places are worth nothing later.
  explicit RoundHostsKeeper(const RuleBook& rules, int thread_count, LookAhead look_ahead = nullptr)
      : rules_(rules), thread_count_(thread_count), look_ahead_(std::move(look_ahead)) {}

  // The hosts of the round as `view` has them.
  absl::StatusOr<std::shared_ptr<const RoundHosts>> Find(const View& view, std::shared_ptr<const RoundRow> round);

 private:
  struct Entry {
    std::string round;
    std::mutex mutex;  // Held while they are made.
    std::shared_ptr<const RoundHosts> hosts;
    std::vector<std::string> past_runs;  // That their worth comes from.
    Revision revision = 0;               // Of the view that they were asked for with.
  };

  std::shared_ptr<Entry> EntryOf(const std::string& round);

  const RuleBook& rules_;
  const int thread_count_;
  const LookAhead look_ahead_;
  std::mutex mutex_;
  std::list<std::shared_ptr<Entry>> entries_;  // The one asked about last first.
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_ROUND_HOSTS_H_
