#include "service/app/transfer/travel_groups.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

namespace walz {
namespace {

constexpr std::size_t kNamedMax = 20;

}  // namespace

bool TravelGroups::Count(absl::string_view group, std::int64_t row) {
  Members& members = members_[group];
  if (members.count == 0) members.row = row;
  return ++members.count == 1;
}

void TravelGroups::WarnOfSingles(ReadReport& report) const {
  std::vector<std::pair<std::int64_t, absl::string_view>> singles;
  for (const auto& [group, members] : members_) {
    if (members.count == 1) singles.emplace_back(members.row, group);
  }
  std::sort(singles.begin(), singles.end());
  for (std::size_t i = 0; i < std::min(singles.size(), kNamedMax); ++i) {
    report.warnings.push_back(absl::StrCat("row ", singles[i].first, ": travel group '", singles[i].second,
                                           "' has one member in this table; a run needs two or more: add the others, "
                                           "or empty the column"));
  }
  if (singles.size() > kNamedMax) {
    report.warnings.push_back(absl::StrCat("and ", singles.size() - kNamedMax, " more travel groups of one member"));
  }
}

}  // namespace walz
