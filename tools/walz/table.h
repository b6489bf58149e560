// ShownTable: rows under a header, shown as a table for people, as JSON for programs or as CSV for spreadsheets.

#ifndef TOOLS_WALZ_TABLE_H_
#define TOOLS_WALZ_TABLE_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "service/convert/json_text.h"

namespace walz {

enum class Output { kTable, kJson, kCsv };

struct ShownTable {
  std::vector<std::string> header;  // snake_case: also the keys of the JSON.
  std::vector<std::vector<std::string>> rows;
  std::set<std::size_t> numbers;  // Columns that hold whole numbers: aligned right, bare in JSON.
};

// Columns as wide as they must be.  Where the terminal is narrower, the last column is wrapped, then the widest others
// are cut, with `…`.
std::string TableText(const ShownTable& table, std::size_t width);
std::string TableCsv(const ShownTable& table);
// An array of objects.
void AppendTable(const ShownTable& table, JsonText& json);

}  // namespace walz

#endif  // TOOLS_WALZ_TABLE_H_
