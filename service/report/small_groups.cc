#include "service/report/small_groups.h"

#include <algorithm>
#include <numeric>

namespace walz {
namespace {

bool IsWideCell(std::int64_t cell) { return cell == 0 || cell >= kGroupMin; }

void Add(const CountCells& cells, CountCells& sum) {
  for (std::size_t i = 0; i < cells.size(); ++i) sum[i] += cells[i];
}

std::int64_t TotalOf(const CountCells& cells) { return std::accumulate(cells.begin(), cells.end(), std::int64_t{0}); }

}  // namespace

bool IsWide(absl::Span<const std::int64_t> cells) { return std::all_of(cells.begin(), cells.end(), IsWideCell); }

std::vector<bool> RowsThatStand(absl::Span<const CountCells> rows) {
  std::vector<bool> stands(rows.size());
  if (rows.empty()) return stands;
  CountCells others(rows.front().size());
  std::vector<std::size_t> by_size;  // Those that stand, the smallest first: they are the least loss.
  for (std::size_t i = 0; i < rows.size(); ++i) {
    stands[i] = IsWide(rows[i]);
    if (!stands[i]) {
      Add(rows[i], others);
    } else if (TotalOf(rows[i]) > 0) {
      by_size.push_back(i);
    }
  }
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](std::size_t a, std::size_t b) { return TotalOf(rows[a]) < TotalOf(rows[b]); });
  for (const std::size_t i : by_size) {
    if (IsWide(others)) break;
    stands[i] = false;
    Add(rows[i], others);
  }
  return stands;
}

std::vector<std::size_t> ColumnGroups(absl::Span<const std::int64_t> cells) {
  std::vector<std::size_t> ends;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    sum += cells[i];
    if (!IsWideCell(sum)) continue;
    ends.push_back(i + 1);
    sum = 0;
  }
  // What is left over joins the last group that has people.
  if (sum == 0) return ends;
  std::size_t first = cells.size();
  while (!ends.empty()) {
    first = ends.back();
    ends.pop_back();
    const std::size_t begin = ends.empty() ? 0 : ends.back();
    sum += std::accumulate(cells.begin() + static_cast<std::ptrdiff_t>(begin),
                           cells.begin() + static_cast<std::ptrdiff_t>(first), std::int64_t{0});
    if (IsWideCell(sum)) {
      ends.push_back(cells.size());
      return ends;
    }
  }
  return {};
}

}  // namespace walz
