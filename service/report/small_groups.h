// Small groups: how tables of counts are folded so that no figure stands for fewer than kGroupMin people.
//
// k-anonymity by coarsening: rows become one row `other`, neighbouring columns become one column, and every figure that
// is left is 0 or at least kGroupMin.  What is left is a coarser table of the same people, so nothing can be found by
// subtracting one figure from another (complementary suppression): a fold holds at least two rows.
// Source: Sweeney 2002, k-anonymity; Willenborg and de Waal 2001, Elements of statistical disclosure control.
//
// Thread rule: pure functions.

#ifndef SERVICE_REPORT_SMALL_GROUPS_H_
#define SERVICE_REPORT_SMALL_GROUPS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/types/span.h>

namespace walz {

inline constexpr std::int64_t kGroupMin = 5;  // People.

// Each of the cells counts people that no other of them counts.
using CountCells = std::vector<std::int64_t>;

// Every cell is 0 or at least kGroupMin.
bool IsWide(absl::Span<const std::int64_t> cells);

// Which rows may stand alone.  The sum of the others is wide, unless no row may stand alone.  All rows have as many
// cells.  O(rows * (log rows + cells)).
std::vector<bool> RowsThatStand(absl::Span<const CountCells> rows);

// Neighbouring columns that become one: the end of each such group, ascending, the last being cells.size(); each
// group's sum is 0 or at least kGroupMin.  Empty: the cells together are too few.
std::vector<std::size_t> ColumnGroups(absl::Span<const std::int64_t> cells);

}  // namespace walz

#endif  // SERVICE_REPORT_SMALL_GROUPS_H_
