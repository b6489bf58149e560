// The grant of a stay, estimated from the round's rates: DOMAIN section 7, integers only.
//
//   paid_days = days + travel_days
//   support   = min(14, paid_days) * r1 + max(0, paid_days - 14) * r2      by the country group of the host's country
//   total     = support + travel(distance band, green) + organisational support
// The call year chooses the tables: up to 2023 those of 2021-23, later those of 2024-26.

#ifndef ENGINE_RULEBOOK_GRANT_ESTIMATE_H_
#define ENGINE_RULEBOOK_GRANT_ESTIMATE_H_

#include <optional>
#include <tuple>

#include "engine/model/problem.h"

namespace walz {

// Whole EUR.  0 where the scheme is not grant-eligible or the round gives no rates.  Travel support is 0 where centre
// or host has no coordinates.
int GrantEur(const ApprenticeView& apprentice, const OpeningView& opening, int days);

// The same by what it is made of: the host's country and the distance; none where centre or host has no coordinates.
// REQUIRES: the scheme is grant-eligible and the round gives rates.
int GrantEurAt(const Round& round, const Catalogue& catalogue, Country host, int days, std::optional<int> km);

// Great-circle distance in whole km, rounded down; mean earth radius 6371 km.
int DistanceKm(const GeoPoint& a, const GeoPoint& b);

// A place by value, for facets: whether there is one, latitude, longitude.
using PlaceKey = std::tuple<bool, double, double>;
inline PlaceKey PlaceKeyOf(const std::optional<GeoPoint>& place) {
  return place ? PlaceKey(true, place->lat, place->lon) : PlaceKey(false, 0, 0);
}

}  // namespace walz

#endif  // ENGINE_RULEBOOK_GRANT_ESTIMATE_H_
