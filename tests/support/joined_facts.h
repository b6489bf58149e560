// Facts taken apart into hosts and some apprentices, to be joined again (Problem::Join).

#ifndef TESTS_SUPPORT_JOINED_FACTS_H_
#define TESTS_SUPPORT_JOINED_FACTS_H_

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "engine/model/facts.h"

namespace walz {

// All but the apprentices and what is said of them.
inline Facts HostsOf(Facts facts) {
  facts.apprentices.clear();
  facts.wishes.clear();
  facts.host_ranks.clear();
  facts.pairs.clear();
  facts.last_run.clear();
  return facts;
}

// What `facts` say of the apprentices with an index of `first` up to `last`.
inline Facts FewOf(const Facts& facts, std::size_t first, std::size_t last) {
  Facts few;
  few.pools = facts.pools;
  few.apprentices.assign(facts.apprentices.begin() + static_cast<std::ptrdiff_t>(first),
                         facts.apprentices.begin() + static_cast<std::ptrdiff_t>(last));
  const auto is_of_them = [&](const auto& row) {
    return std::any_of(few.apprentices.begin(), few.apprentices.end(),
                       [&](const Apprentice& apprentice) { return apprentice.id == row.apprentice; });
  };
  const auto copy = [&](const auto& from, auto& to) {
    std::copy_if(from.begin(), from.end(), std::back_inserter(to), is_of_them);
  };
  copy(facts.wishes, few.wishes);
  copy(facts.host_ranks, few.host_ranks);
  copy(facts.pairs, few.pairs);
  copy(facts.last_run, few.last_run);
  return few;
}

}  // namespace walz

#endif  // TESTS_SUPPORT_JOINED_FACTS_H_
