// PlaceNetwork: a run as a flow of apprentices to places: who waits for a place, and which openings lead to one that
// can still be had.
//
// The vertices are the apprentices at their feasible openings under the quotas that nest: openings in companies in
// countries, apprentices at employers in centres, the round.  The flow is the run's matching, augmented until nobody
// more fits (most_placed).  Then, because no alternating path is left, two searches answer every question of one more:
//   a feasible opening more for an apprentice, or a place more, places one more person in all exactly if the search
//   from those without a place reaches the one end of what is added, and the search back from all free places reaches
//   the other (the cut of Ford and Fulkerson, 1956).
//
// Exact where places are plain capacity.  Where places serve one stay after another, capacities are bounds (the places
// times the stays that fit one after another); a budget, travel groups, persons who come along and quotas that cross
// are left out.  exact() says whether any of this occurs, relaxed() which.  Pinned apprentices have their pin alone.
//
// Memory: 8 bytes a feasible pair, about 100 an apprentice and opening.  Thread rule: immutable.

#ifndef ENGINE_EXPLAIN_PLACE_NETWORK_H_
#define ENGINE_EXPLAIN_PLACE_NETWORK_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/explain/place_flow.h"
#include "engine/explain/quota_forest.h"
#include "engine/matching/bitmap.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// The quota that bounds a host over all its openings.
inline constexpr absl::string_view kPlacesPerCompany = "places_per_company";

class PlaceNetwork {
 public:
  // `problem` and `rules` must outlive this object; `sieve` is made of them; `matching` is lawful.  One pass of the
  // sieve and O(feasible pairs).  Stopped: incomplete.
  PlaceNetwork(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
               const WorkOptions& work);

  std::int64_t placed() const { return placed_; }              // By the run.
  std::int64_t most_placed() const { return flow_.placed(); }  // At most, at once; goals may cost some.
  bool exact() const { return relaxed_.empty(); }
  absl::Span<const std::string> relaxed() const { return relaxed_; }  // Such as "places serve stays one after another".

  // Whether a place for the apprentice (or another place, if she has one) leaves one for somebody without.
  bool Waits(ApprenticeIndex apprentice) const { return from_waiting_.Found(apprentice.value); }
  // Whether one who comes to the opening can be given a place there, people moving on along alternating paths.
  bool LeadsToPlace(OpeningIndex opening) const { return to_places_.Found(flow_.SlotVertex(opening.value)); }
  // Whether somebody without a place could come to the opening, others moving on.
  bool Waits(OpeningIndex opening) const { return from_waiting_.Found(flow_.SlotVertex(opening.value)); }
  bool WaitsAt(FlowVertex v) const { return from_waiting_.Found(v); }
  bool LeadsAt(FlowVertex v) const { return to_places_.Found(v); }
  // What such ways were found by.
  const PlaceFlow::Search& from_waiting() const { return from_waiting_; }
  const PlaceFlow::Search& to_places() const { return to_places_; }
  // Whether what is above the vertex of a group leads to a place.
  bool LeadsOn(FlowVertex v) const { return to_places_.Found(flow_.above(v)); }
  // The openings that lead to a place, as a bitmap.
  absl::Span<const BitmapWord> leading_openings() const { return leading_; }

  // Whether one more place at the opening places one more person.
  bool PlaceHelps(OpeningIndex opening) const { return RoomHelps(flow_.SlotVertex(opening.value)); }
  // Whether one more at the gate of a vertex of flow() does.
  bool RoomHelps(FlowVertex v) const;

  const PlaceFlow& flow() const { return flow_; }
  const QuotaForest& senders() const { return senders_; }  // Nodes as in flow().
  const QuotaForest& hosts() const { return hosts_; }
  // The vertex of a group that is ever full; kNoFlowVertex if it has none.
  FlowVertex VertexOfCompany(CompanyIndex company) const { return company_vertex_[company.value]; }
  const std::vector<QuotaGroups>& quotas() const { return quotas_; }

 private:
  PlaceGraph MakeGraph(const Sieve& sieve, const WorkOptions& work);
  void AddHosts(PlaceGraph& graph);
  void AddSenders(PlaceGraph& graph);
  void FindWhatRolls(const Sieve& sieve, const PlaceGraph& graph, const WorkOptions& work);
  void ListOtherRelaxations(const PlaceGraph& graph);
  void Relax(absl::string_view what);

  const Problem& problem_;
  const RuleBook& rules_;
  std::vector<QuotaGroups> quotas_;
  std::vector<std::vector<std::int64_t>> stays_in_turn_;  // By quota, group: stays that one unit serves at most.
  std::vector<std::string> relaxed_;
  QuotaForest senders_;
  QuotaForest hosts_;
  PlaceFlow flow_;
  std::int64_t placed_ = 0;
  PlaceFlow::Search from_waiting_;
  PlaceFlow::Search to_places_;
  std::vector<BitmapWord> leading_;
  std::vector<FlowVertex> company_vertex_;  // By company.
};

}  // namespace walz

#endif  // ENGINE_EXPLAIN_PLACE_NETWORK_H_
