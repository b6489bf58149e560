#include "tools/walz/table.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>

#include "service/convert/csv_writer.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr std::size_t kGap = 2;             // Blanks between columns.
constexpr std::size_t kColumnWidthMin = 8;  // A column is not cut below this.
constexpr std::size_t kWrapWidthMin = 28;   // The last column is not wrapped below this.

std::string Heading(const std::string& name) { return absl::StrReplaceAll(name, {{"_", " "}}); }

std::vector<std::size_t> NaturalWidths(const ShownTable& table) {
  std::vector<std::size_t> widths;
  for (const std::string& name : table.header) widths.push_back(WidthOf(name));
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], WidthOf(row[i]));
  }
  return widths;
}

// Makes the last column narrower, then the widest others.
void Shrink(std::vector<std::size_t>& widths, std::size_t width) {
  const std::size_t total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  std::size_t excess = total > width ? total - width : 0;
  const auto last = widths.end() - 1;
  const std::size_t from_last = std::min(excess, *last > kWrapWidthMin ? *last - kWrapWidthMin : 0);
  *last -= from_last;
  for (excess -= from_last; excess > 0; --excess) {
    const auto widest = std::max_element(widths.begin(), last);
    if (widest == last || *widest <= kColumnWidthMin) return;
    --*widest;
  }
}

// Breaks `text` at blanks into lines of at most `width` columns; a word longer than that is cut.
std::vector<std::string> Wrap(absl::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    std::string& line = lines.back();
    if (line.empty()) {
      line = CutTo(word, width);
    } else if (WidthOf(line) + 1 + WidthOf(word) <= width) {
      absl::StrAppend(&line, " ", word);
    } else {
      lines.push_back(CutTo(word, width));
    }
  }
  return lines;
}

std::string Line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                 const std::set<std::size_t>& right) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = CutTo(cells[i], widths[i]);
    const std::string padding(widths[i] - WidthOf(cell), ' ');
    line += right.contains(i) ? padding + cell : cell + padding;
    line.append(kGap, ' ');
  }
  absl::StripTrailingAsciiWhitespace(&line);
  return line;
}

std::string RowText(std::vector<std::string> cells, const std::vector<std::size_t>& widths,
                    const std::set<std::size_t>& right) {
  for (std::string& cell : cells) cell = Printable(cell);
  std::string text;
  for (std::string& part : Wrap(cells.back(), widths.back())) {
    cells.back() = std::move(part);
    text += Line(cells, widths, right) + "\n";
    for (std::string& cell : cells) cell.clear();
  }
  return text;
}

}  // namespace

std::string TableText(const ShownTable& table, std::size_t width) {
  std::vector<std::size_t> widths = NaturalWidths(table);
  Shrink(widths, width);
  std::vector<std::string> headings;
  std::transform(table.header.begin(), table.header.end(), std::back_inserter(headings), Heading);
  std::string text = Coloured(Colour::kBold, Line(headings, widths, table.numbers)) + "\n";
  for (const auto& row : table.rows) text += RowText(row, widths, table.numbers);
  return text;
}

std::string TableCsv(const ShownTable& table) {
  std::string text;
  AppendCsvRow(text, table.header);
  for (const auto& row : table.rows) AppendCsvRow(text, row);
  return text;
}

void AppendTable(const ShownTable& table, JsonText& json) {
  json.BeginArray();
  for (const auto& row : table.rows) {
    json.BeginObject();
    for (std::size_t i = 0; i < row.size(); ++i) {
      json.Key(table.header[i]);
      if (table.numbers.contains(i) && !row[i].empty()) {
        json.Number(row[i]);
      } else {
        json.String(row[i]);
      }
    }
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace walz
