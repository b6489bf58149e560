// Country: an ISO 3166-1 alpha-2 code in capitals, GR and GB where the EU writes EL and UK.

#ifndef ENGINE_MODEL_COUNTRY_H_
#define ENGINE_MODEL_COUNTRY_H_

#include <array>
#include <compare>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>

namespace walz {

struct Country {
  std::array<char, 2> letters{'?', '?'};

  // REQUIRES: code has two characters, upper case, already known to the catalogue.
  static constexpr Country Of(absl::string_view code) { return Country{{code[0], code[1]}}; }

  std::string ToString() const { return std::string(letters.data(), letters.size()); }
  friend constexpr auto operator<=>(const Country&, const Country&) = default;
  // By hand: what the compiler makes of two arrays is a call.
  friend constexpr bool operator==(const Country& a, const Country& b) {
    return a.letters[0] == b.letters[0] && a.letters[1] == b.letters[1];
  }
  template <typename H>
  friend H AbslHashValue(H h, const Country& country) {
    return H::combine(std::move(h), country.letters[0], country.letters[1]);
  }
};

using CountrySet = std::vector<Country>;  // Sorted, each once.

}  // namespace walz

#endif  // ENGINE_MODEL_COUNTRY_H_
