// The occupancy of hosts by week, as text for a terminal and as SVG, with the lane of those who have no place.
//
// Thread rule: pure functions.

#ifndef TOOLS_PICTURES_OCCUPANCY_PICTURE_H_
#define TOOLS_PICTURES_OCCUPANCY_PICTURE_H_

#include <string>

#include <walz/v1/report.pb.h>

#include "tools/pictures/picture_style.h"

namespace walz {

// `2+1/4`: two booked, one held, of four places; a full week is marked.  Weeks in which nobody offers a place and
// nobody stays are left out; weeks that do not fit the width stand below each other.
std::string OccupancyText(const v1::OccupancyReport& report, const PictureStyle& style);
// A column a week, at most rows_max hosts.
std::string OccupancySvg(const v1::OccupancyReport& report, const PictureStyle& style);

}  // namespace walz

#endif  // TOOLS_PICTURES_OCCUPANCY_PICTURE_H_
