// AuditSum: a sum of nonnegative 128-bit figures that says when it has become too large to be trusted.
//
// Weights and prices come from files that anybody may have written; no figure of an audit may overflow silently.

#ifndef ENGINE_MATCHING_AUDIT_SUM_H_
#define ENGINE_MATCHING_AUDIT_SUM_H_

#include <cstdint>
#include <sstream>
#include <string>

#include <absl/numeric/bits.h>
#include <absl/numeric/int128.h>

namespace walz {

// The number of binary digits; 0 for 0.  REQUIRES: figure >= 0.
inline int BitsOf(absl::int128 figure) {
  const auto high = static_cast<std::uint64_t>(absl::Int128High64(figure));
  return high != 0 ? 64 + static_cast<int>(absl::bit_width(high))
                   : static_cast<int>(absl::bit_width(absl::Int128Low64(figure)));
}

inline std::string FigureText(absl::int128 figure) {
  std::ostringstream text;
  text << figure;
  return text.str();
}

class AuditSum {
 public:
  // No single weight, reward or price may have more digits; leaves room for adding up a few of them unchecked.
  static constexpr int kTermBitsMax = 123;
  static constexpr int kSumBitsMax = 125;

  // REQUIRES: term >= 0.
  void Add(absl::int128 term) {
    fits_ = fits_ && BitsOf(term) <= kSumBitsMax;
    if (fits_) value_ += term;
    fits_ = fits_ && BitsOf(value_) <= kSumBitsMax;
  }

  // REQUIRES: a >= 0, b >= 0.
  void AddProduct(absl::int128 a, absl::int128 b) {
    if (a == 0 || b == 0) return;
    if (BitsOf(a) + BitsOf(b) > kSumBitsMax + 1) {
      fits_ = false;
    } else {
      Add(a * b);
    }
  }

  bool fits() const { return fits_; }
  absl::int128 value() const { return value_; }  // Means nothing unless fits().

 private:
  absl::int128 value_ = 0;
  bool fits_ = true;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDIT_SUM_H_
