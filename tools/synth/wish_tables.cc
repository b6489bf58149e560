#include "tools/synth/wish_tables.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"

namespace walz {
namespace {

constexpr int kTries = 8;

// Some of the stays of the flow lie in the opening's window.
bool DatesMeet(const OpeningPlan& opening, const Flow& flow) {
  const Day first = std::max(opening.window.first, flow.window.first);
  const Day last = std::min(opening.window.last, flow.window.last);
  return last - first + 1 >= std::max(opening.days_min, flow.days_min) && opening.days_min <= flow.days_max;
}

}  // namespace

absl::StatusOr<WishTables> WishTables::Create(const Market& market, OutputFolder& folder) {
  WALZ_ASSIGN_OR_RETURN(TableWriter wishes,
                        TableWriter::Create(folder, "wishes.csv", {"apprentice", "rank", "kind", "target"}));
  WALZ_ASSIGN_OR_RETURN(
      TableWriter pairs,
      TableWriter::Create(folder, "pairs.csv", {"apprentice", "opening", "kind", "start", "end", "reason"}));
  WALZ_ASSIGN_OR_RETURN(TableWriter ranks,
                        TableWriter::Create(folder, "host_ranks.csv", {"opening", "rank", "apprentice"}));
  return WishTables(market, std::move(wishes), std::move(pairs), std::move(ranks));
}

// Openings abroad of the right field, the dates looked at, each once: what a learner would pick from a list.
std::vector<std::size_t> WishTables::DrawOpenings(Draw& draw, std::size_t land, std::size_t field,
                                                  const Flow& flow) const {
  const std::vector<std::size_t>& openings = market_.openings_by_field[field];
  std::vector<std::size_t> drawn;
  if (openings.empty()) return drawn;
  for (int left = draw.Between(1, 4); left > 0; --left) {
    for (int tries = 0; tries < kTries; ++tries) {
      const std::size_t opening = draw.OneOf(openings);
      const OpeningPlan& plan = market_.openings[opening];
      if (market_.firms[plan.firm].land == land || !DatesMeet(plan, flow)) continue;
      if (std::find(drawn.begin(), drawn.end(), opening) == drawn.end()) drawn.push_back(opening);
      break;
    }
  }
  return drawn;
}

absl::Status WishTables::Write(std::size_t apprentice, std::size_t land, std::size_t field, const Flow& flow) {
  Draw draw = market_.DrawFor("wishes", apprentice);
  if (!draw.Percent(30)) return absl::OkStatus();
  const std::string id = Market::Id('A', apprentice);
  const std::vector<std::size_t> wished = DrawOpenings(draw, land, field, flow);
  int rank = 0;
  for (const std::size_t opening : wished) {
    WALZ_RETURN_IF_ERROR(wishes_.Write({id, absl::StrCat(++rank), "opening", Market::Id('O', opening)}));
    if (draw.Percent(20)) ranked_.emplace_back(opening, apprentice);
  }
  if (!wished.empty() && draw.Percent(15)) {
    const std::string firm = Market::Id('C', market_.openings[wished.front()].firm);
    WALZ_RETURN_IF_ERROR(wishes_.Write({id, absl::StrCat(++rank), "company", firm}));
  }
  if (draw.Percent(40)) {
    const std::size_t there = market_.sources.host_wheel.Spin(draw);
    if (there != land) {
      WALZ_RETURN_IF_ERROR(wishes_.Write({id, absl::StrCat(++rank), "country", market_.sources.lands[there].code}));
    }
  }
  return WriteMark(draw, id, wished);
}

absl::Status WishTables::WriteMark(Draw& draw, const std::string& apprentice, const std::vector<std::size_t>& wished) {
  if (wished.empty()) return absl::OkStatus();
  const std::string opening = Market::Id('O', wished.back());
  const std::size_t kind = draw.Below(1000);
  if (kind < 15) return pairs_.Write({apprentice, opening, "declined", "", "", "found something nearer"});
  if (kind < 25) return pairs_.Write({apprentice, opening, "forbid", "", "", "placed there before"});
  if (kind < 28) return pairs_.Write({apprentice, opening, "pin", "", "", "agreed by telephone"});
  return absl::OkStatus();
}

absl::Status WishTables::WriteHostRanks() {
  std::sort(ranked_.begin(), ranked_.end());
  std::size_t rank = 0;
  for (std::size_t i = 0; i < ranked_.size(); ++i) {
    const auto [opening, apprentice] = ranked_[i];
    const bool first = i == 0 || ranked_[i - 1].first != opening;
    rank = first ? 1 : rank + 1;
    WALZ_RETURN_IF_ERROR(ranks_.Write({Market::Id('O', opening), absl::StrCat(rank), Market::Id('A', apprentice)}));
  }
  return absl::OkStatus();
}

}  // namespace walz
