#include "engine/rulebook/grant_estimate.h"

#include <algorithm>
#include <cmath>

namespace walz {
namespace {

constexpr double kEarthRadiusKm = 6371.0;
constexpr double kRadiansPerDegree = 3.14159265358979323846 / 180.0;
constexpr int kOldTablesYearLast = 2023;

int TravelEur(const Round& round, const Catalogue& catalogue, int km) {
  const auto above = std::upper_bound(catalogue.bands.begin(), catalogue.bands.end(), km,
                                      [](int distance, const DistanceBand& band) { return distance < band.km_min; });
  if (above == catalogue.bands.begin()) return 0;
  const DistanceBand& band = *std::prev(above);
  const bool old_tables = round.call_year <= kOldTablesYearLast;
  const int standard = old_tables ? band.standard_eur_2021_2023 : band.standard_eur_2024_2026;
  const int green = old_tables ? band.green_eur_2021_2023 : band.green_eur_2024_2026;
  return round.rates.green && green > 0 ? green : standard;
}

// 1..3; 0 for a country without a group.
std::size_t CountryGroupOf(const Round& round, const Catalogue& catalogue, Country country) {
  const auto at = catalogue.countries.find(country);
  if (at == catalogue.countries.end()) return 0;
  const int group = round.call_year <= kOldTablesYearLast ? at->second.group_2021_2023 : at->second.group_2024_2026;
  return static_cast<std::size_t>(group);
}

}  // namespace

int GrantEurAt(const Round& round, const Catalogue& catalogue, Country host, int days, std::optional<int> km) {
  const GrantRates& rates = round.rates;
  const std::size_t group = CountryGroupOf(round, catalogue, host);
  const int paid_days = days + rates.travel_days;
  const int support = std::min(14, paid_days) * rates.daily_first_14_days_eur[group] +
                      std::max(0, paid_days - 14) * rates.daily_after_14_days_eur[group];
  return support + (km ? TravelEur(round, catalogue, *km) : 0) + rates.organisational_support_eur;
}

int GrantEur(const ApprenticeView& apprentice, const OpeningView& opening, int days) {
  if (apprentice.scheme.grant != GrantRule::kEligible || !apprentice.round.rates.given) return 0;
  const std::optional<GeoPoint>& from = apprentice.centre.place;
  const std::optional<GeoPoint>& to = opening.company.place;
  return GrantEurAt(apprentice.round, apprentice.problem.catalogue(), opening.company.country, days,
                    from && to ? std::optional(DistanceKm(*from, *to)) : std::nullopt);
}

int DistanceKm(const GeoPoint& a, const GeoPoint& b) {
  const double lat_a = a.lat * kRadiansPerDegree;
  const double lat_b = b.lat * kRadiansPerDegree;
  const double sin_lat = std::sin((lat_b - lat_a) / 2);
  const double sin_lon = std::sin((b.lon - a.lon) * kRadiansPerDegree / 2);
  const double haversine = sin_lat * sin_lat + std::cos(lat_a) * std::cos(lat_b) * sin_lon * sin_lon;
  return static_cast<int>(2 * kEarthRadiusKm * std::asin(std::sqrt(std::min(1.0, haversine))));
}

}  // namespace walz
