// Fuzz target: schemes.json and round.json of any bytes: no crash, and what is taken lies within its bounds.

#include <cstdint>

#include "engine/base/check.h"
#include "service/convert/round_reader.h"
#include "service/convert/scheme_reader.h"

namespace walz {
namespace {

const Catalogue& SmallCatalogue() {
  static const Catalogue catalogue = [] {
    Catalogue c;
    c.countries[Country::Of("DE")] = {"Germany", /*programme=*/true, 1, 1};
    c.activities.push_back({"SHORT_TERM", 10, 89, 2});
    return c;
  }();
  return catalogue;
}

}  // namespace
}  // namespace walz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace walz;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  bool faulty = false;
  const JsonFaults faults = [&](absl::string_view, absl::string_view, CellFault fault) {
    WALZ_CHECK(!fault.code.empty() && !fault.hint.empty());
    faulty = true;
  };
  const Table<Scheme> schemes = ReadSchemes(text, SmallCatalogue(), faults);
  WALZ_CHECK(schemes.complete || faulty);
  for (std::size_t i = 0; i < schemes.rows.size(); ++i) {
    const Scheme& scheme = schemes.rows[i];
    if (schemes.bad[i] != 0) continue;
    WALZ_CHECK(!scheme.id.empty() && scheme.country == Country::Of("DE"));
    WALZ_CHECK(scheme.days_max >= 0 && scheme.share_numerator <= scheme.share_denominator);
  }
  faulty = false;
  const std::optional<Round> round = ReadRound(text, SmallCatalogue(), faults);
  WALZ_CHECK(round.has_value() != faulty);
  if (round) {
    WALZ_CHECK(round->dates.first <= round->dates.last && round->activity.days_min <= round->activity.days_max);
    for (const int weight : round->weights) WALZ_CHECK(weight >= 0 && weight <= 100);
  }
  return 0;
}
