// CodeSet: the codes of one cell, lower case, sorted, each once; and whether anybody answered at all.
//
// An empty cell of a fact is "nobody answered" (answered = false); the word `none` is "answered: nothing".
// A code `welding:?` in an apprentice's skills means that the skill is not assessed.

#ifndef ENGINE_MODEL_CODE_SET_H_
#define ENGINE_MODEL_CODE_SET_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>

namespace walz {

struct CodeSet {
  bool answered = false;
  std::vector<std::string> codes;

  bool Has(absl::string_view code) const {
    const auto at = std::lower_bound(codes.begin(), codes.end(), code, [](const std::string& a, absl::string_view b) {
      return absl::string_view(a) < b;
    });
    return at != codes.end() && *at == code;
  }

  friend bool operator==(const CodeSet&, const CodeSet&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const CodeSet& set) {
    return H::combine(std::move(h), set.answered, set.codes);
  }
};

// A CodeSet of `codes` in any order; answered unless there are none.
CodeSet MakeCodeSet(std::vector<std::string> codes);

}  // namespace walz

#endif  // ENGINE_MODEL_CODE_SET_H_
