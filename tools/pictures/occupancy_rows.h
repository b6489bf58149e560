// OccupancyRows: the hosts and weeks of an occupancy report that a picture shows.
//
// Internal to tools/pictures.  Thread rule: pure functions.

#ifndef TOOLS_PICTURES_OCCUPANCY_ROWS_H_
#define TOOLS_PICTURES_OCCUPANCY_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <walz/v1/report.pb.h>

namespace walz {

struct OccupancyWeek {
  std::int64_t capacity = 0;
  std::int64_t booked = 0;  // -1: fewer than 5.
  std::int64_t held = 0;    // The same.

  bool empty() const { return capacity == 0 && booked == 0 && held == 0; }
  bool full() const { return booked >= 0 && held >= 0 && booked + held > 0 && booked + held >= capacity; }
};

struct OccupancyRow {
  std::string label;
  std::vector<OccupancyWeek> weeks;  // As many as OccupancyRows::mondays.
};

struct OccupancyRows {
  std::vector<std::string> mondays;  // `2027-03-01`.
  std::vector<OccupancyRow> rows;
  std::vector<std::int64_t> unassigned;
};

// At most `rows_max` rows: the hosts with most taken weeks by id, the others summed up in the last row.  From the first
// to the last week in which somebody offers a place or stays; none if there is no such week.
OccupancyRows OccupancyRowsOf(const v1::OccupancyReport& report, std::size_t rows_max);

}  // namespace walz

#endif  // TOOLS_PICTURES_OCCUPANCY_ROWS_H_
