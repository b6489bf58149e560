// BlockingSet: why an apprentice with feasible openings has no place: who competes for which places.
//
// The alternating tree that grows from her: all openings that she could take, all who are there, all openings that they
// could take instead, and so on.  Nobody in the tree can move to a free place, so those in it can never all be placed:
// Hall's condition fails by exactly those who are without (P. Hall 1935).

#ifndef ENGINE_EXPLAIN_BLOCKING_SET_H_
#define ENGINE_EXPLAIN_BLOCKING_SET_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/explain/place_network.h"
#include "engine/model/problem.h"

namespace walz {

struct BlockingSet {
  // The apprentice and whoever is in the tree.  If she alone is without a place: were any one of the others not there,
  // she could be placed; the set is minimal.
  std::vector<ApprenticeIndex> people;
  std::vector<OpeningIndex> openings;  // All that any of them could take.
  std::vector<CompanyIndex> hosts;     // Of the openings.
  std::int64_t places = 0;             // How many of `people` can be placed at once: all places, under the quotas.
  std::vector<ApprenticeIndex> also_waiting;  // Others without a place whose openings are all among these.

  // Set where not places are short: the group at home that is full, such as "centre Z-OUL"; then only `people` (those
  // of the group who have a place, and she) and `places` are set.
  std::string full_at_home;
};

// None if she has a place, or no feasible opening, or the network would place her (other goals, or days that the
// network does not know, keep her out).  Exact where network.exact().  O(the tree).
std::optional<BlockingSet> FindBlockingSet(const Problem& problem, const PlaceNetwork& network,
                                           ApprenticeIndex apprentice);

// `14 apprentices compete for these 9 places at 3 hosts`; names nobody.
std::string BlockingSetWords(const BlockingSet& set);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_BLOCKING_SET_H_
