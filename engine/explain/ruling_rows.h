// RulingRows: what every requirement says of one apprentice and any opening, judged once for each facet of the host.
//
// For explanations that look at all openings of one apprentice.  Memory: 12 bytes a host facet.
// Thread rule: one thread.

#ifndef ENGINE_EXPLAIN_RULING_ROWS_H_
#define ENGINE_EXPLAIN_RULING_ROWS_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class RulingRows {
 public:
  // `sieve` is made of the same problem and rules; it must outlive this object.
  RulingRows(const Problem& problem, const RuleBook& rules, const Sieve& sieve, ApprenticeIndex apprentice)
      : accepted_(problem.round().accepted_actions) {
    for (std::size_t i = 0; i < rules.requirements.size(); ++i) {
      const FacetTable* facets = sieve.facets(i);
      if (facets != nullptr) {
        rows_.push_back({facets, facets->LearnerFacetOf(apprentice), {}, {}});
        rows_.back().rulings.resize(facets->host_count());
      } else {
        rows_.push_back({nullptr, 0, {}, rules.requirements[i].exceptions(problem.View(apprentice))});
      }
    }
  }

  std::size_t requirement_count() const { return rows_.size(); }

  Ruling Of(std::size_t requirement, OpeningIndex opening) {
    Row& row = rows_[requirement];
    if (row.facets == nullptr) {
      const auto& openings = row.exceptions.openings;
      const bool listed = std::binary_search(openings.begin(), openings.end(), opening);
      return listed == row.exceptions.only ? Ruling::Allowed() : Ruling::Refused();
    }
    const std::uint32_t host = row.facets->HostFacetOf(opening);
    std::optional<Ruling>& ruling = row.rulings[host];
    if (!ruling) ruling = row.facets->Judge(row.learner, host);
    return *ruling;
  }

  bool Refuses(std::size_t requirement, OpeningIndex opening) {
    return !Of(requirement, opening).FeasibleWith(accepted_);
  }

  // Whether `requirement` refuses the opening and no other does.
  bool RefusesAlone(std::size_t requirement, OpeningIndex opening) {
    if (!Refuses(requirement, opening)) return false;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (i != requirement && Refuses(i, opening)) return false;
    }
    return true;
  }

 private:
  struct Row {
    const FacetTable* facets;  // Null for a sparse requirement.
    std::uint32_t learner;
    std::vector<std::optional<Ruling>> rulings;  // By host facet, as far as judged.
    Exceptions exceptions;                       // Of a sparse one.
  };

  ActionSet accepted_;
  std::vector<Row> rows_;
};

}  // namespace walz

#endif  // ENGINE_EXPLAIN_RULING_ROWS_H_
