#include "engine/rulebook/distance_table.h"

#include <utility>

#include "engine/base/interner.h"
#include "engine/rulebook/point_table.h"

namespace walz {
namespace {

using Coordinates = std::pair<double, double>;

Coordinates CoordinatesOf(const GeoPoint& place) { return {place.lat, place.lon}; }

std::vector<GeoPoint> PlacesOf(const std::vector<Coordinates>& all) {
  std::vector<GeoPoint> places;
  places.reserve(all.size());
  for (const auto& [lat, lon] : all) places.push_back({lat, lon});
  return places;
}

}  // namespace

DistanceTable::DistanceTable(const Problem& problem) : problem_(problem) {
  Interner<Coordinates> from;
  for (const Centre& centre : problem.centres()) {
    from_of_centre_.push_back(centre.place ? from.NumberOf(CoordinatesOf(*centre.place)) : kNowhere);
  }
  Interner<Coordinates> to;
  for (std::size_t i = 0; i < problem.openings().size(); ++i) {
    const Company& company = problem[problem.CompanyOf(OpeningIndex(i))];
    to_of_opening_.push_back(company.place ? to.NumberOf(CoordinatesOf(*company.place)) : kNowhere);
  }
  from_ = PlacesOf(from.TakeValues());
  to_ = PlacesOf(to.TakeValues());
  cells_.emplace(from_.size() * to_.size(), PointTable::kCellsMax);
}

}  // namespace walz
