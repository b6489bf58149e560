#include "engine/model/alike_openings.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

namespace walz {
namespace {

std::string TextOf(const FieldList& fields) {
  std::string text;
  for (const IscedField* field : fields) absl::StrAppend(&text, field->code, ";");
  return text;
}

// By opening: the place of its fields among all that openings accept, which are few.
std::vector<std::uint32_t> RanksOfFields(absl::Span<const Opening> openings) {
  absl::flat_hash_map<const FieldList*, std::uint32_t> ranks;
  for (const Opening& opening : openings) ranks.try_emplace(opening.fields, 0);
  std::vector<std::pair<std::string, const FieldList*>> texts;
  for (const auto& [fields, rank] : ranks) texts.emplace_back(fields == nullptr ? "" : TextOf(*fields), fields);
  std::sort(texts.begin(), texts.end());
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0 && texts[i].first != texts[i - 1].first) ++rank;
    ranks[texts[i].second] = rank;
  }
  std::vector<std::uint32_t> by_opening;
  by_opening.reserve(openings.size());
  for (const Opening& opening : openings) by_opening.push_back(ranks[opening.fields]);
  return by_opening;
}

}  // namespace

std::vector<std::uint32_t> OrderOfAlike(absl::Span<const Opening> openings) {
  const std::vector<std::uint32_t> fields = RanksOfFields(openings);
  std::vector<std::uint32_t> order(openings.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(fields[a], openings[a].company, a) < std::tie(fields[b], openings[b].company, b);
  });
  return order;
}

}  // namespace walz
