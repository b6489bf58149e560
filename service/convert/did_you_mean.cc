#include "service/convert/did_you_mean.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <absl/strings/ascii.h>

namespace walz {
namespace {

constexpr std::size_t kWordBytesMax = 64;  // Nobody mistypes a longer name; the work per candidate stays bounded.

// Insertions, deletions, changes and swaps of neighbours that turn `a` into `b`.  REQUIRES: neither is longer than
// kWordBytesMax.
std::size_t TypingErrors(absl::string_view a, absl::string_view b) {
  using Row = std::array<std::size_t, kWordBytesMax + 1>;
  Row before_last{};
  Row last{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = last;
    last = row;
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char x = absl::ascii_tolower(static_cast<unsigned char>(a[i - 1]));
      const char y = absl::ascii_tolower(static_cast<unsigned char>(b[j - 1]));
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (x == y ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && absl::ascii_tolower(static_cast<unsigned char>(a[i - 2])) == y &&
                           absl::ascii_tolower(static_cast<unsigned char>(b[j - 2])) == x;
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string> DidYouMean(absl::string_view word, absl::Span<const absl::string_view> candidates) {
  if (word.empty() || word.size() > kWordBytesMax) return std::nullopt;
  std::size_t errors_allowed = std::max<std::size_t>(1, word.size() / 3);
  std::optional<std::string> best;
  for (const absl::string_view candidate : candidates) {
    const std::size_t difference = std::max(word.size(), candidate.size()) - std::min(word.size(), candidate.size());
    if (candidate.size() > kWordBytesMax || difference > errors_allowed) continue;
    const std::size_t errors = TypingErrors(word, candidate);
    if (errors > errors_allowed || (best && errors == errors_allowed)) continue;
    best = std::string(candidate);
    errors_allowed = errors;
    if (errors == 0) break;
  }
  return best;
}

}  // namespace walz
