// Words for lists inside a verdict's explanation.

#ifndef ENGINE_RULEBOOK_WORDS_H_
#define ENGINE_RULEBOOK_WORDS_H_

#include <string>
#include <vector>

#include <absl/strings/str_join.h>

namespace walz {

// `wifi, zoom`; an empty list is "nothing".
inline std::string ListWords(const std::vector<std::string>& codes) {
  return codes.empty() ? "nothing" : absl::StrJoin(codes, ", ");
}

}  // namespace walz

#endif  // ENGINE_RULEBOOK_WORDS_H_
