#include "service/convert/barrier_rows.h"

#include <algorithm>
#include <string>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"

namespace walz {
namespace {

// The gains of one apprentice after another.
class GainCursor {
 public:
  explicit GainCursor(const HelpReport& help) : next_(help.gains.begin()), end_(help.gains.end()) {}

  // The next gain of somebody before `apprentice`; null if there is none.
  const SingleGain* NextBefore(ApprenticeIndex apprentice) {
    return next_ != end_ && next_->apprentice < apprentice ? &*next_++ : nullptr;
  }
  const SingleGain* NextOfAll() { return next_ != end_ ? &*next_++ : nullptr; }
  // The gains of `apprentice`, who must come in ascending order.
  absl::Span<const SingleGain> Of(ApprenticeIndex apprentice) {
    const auto first = next_;
    while (next_ != end_ && next_->apprentice == apprentice) ++next_;
    return {&*first, static_cast<std::size_t>(next_ - first)};
  }

 private:
  std::vector<SingleGain>::const_iterator next_;
  const std::vector<SingleGain>::const_iterator end_;
};

CsvRow RowOfPlaced(const Problem& problem, const RuleBook& rules, const SingleGain& gain) {
  return {problem[gain.apprentice].id,
          std::string(rules.requirements[gain.requirement].name),
          "no",
          "",
          gain.proven ? "yes" : "unproven",
          gain.figure,
          problem[gain.opening].id};
}

}  // namespace

const CsvRow& BarrierColumns() {
  static const auto& columns =
      *new CsvRow{"apprentice", "requirement", "main", "openings_refused_only_by_it", "one_more", "at", "opening"};
  return columns;
}

absl::Status ForEachBarrierRow(const Problem& problem, const RuleBook& rules, const BarrierReport& barriers,
                               const HelpReport& help, const std::function<absl::Status(const CsvRow&)>& visit) {
  const bool bound_is_met = help.exact() || help.most_placed == help.placed;
  GainCursor cursor(help);
  for (const ApprenticeBarriers& of : barriers.unmatched) {
    while (const SingleGain* const gain = cursor.NextBefore(of.apprentice)) {
      WALZ_RETURN_IF_ERROR(visit(RowOfPlaced(problem, rules, *gain)));
    }
    const absl::Span<const SingleGain> gains = cursor.Of(of.apprentice);
    for (std::uint32_t r = 0; r < rules.requirements.size(); ++r) {
      const Refusals::Count& count = of.refusals.by_requirement[r];
      const auto gain = std::find_if(gains.begin(), gains.end(),
                                     [&](const SingleGain& candidate) { return candidate.requirement == r; });
      const bool helps = gain != gains.end();
      const bool is_main = of.barrier.requirement == r;
      if (!is_main && !helps && count.only_refused == 0) continue;
      const bool proven = helps ? gain->proven : bound_is_met;
      WALZ_RETURN_IF_ERROR(visit({problem[of.apprentice].id, std::string(rules.requirements[r].name),
                                  is_main ? "yes" : "no", absl::StrCat(count.only_refused),
                                  !proven ? "unproven"
                                  : helps ? "yes"
                                          : "no",
                                  helps ? gain->figure : "", helps ? problem[gain->opening].id : ""}));
    }
  }
  while (const SingleGain* const gain = cursor.NextOfAll()) {
    WALZ_RETURN_IF_ERROR(visit(RowOfPlaced(problem, rules, *gain)));
  }
  return absl::OkStatus();
}

}  // namespace walz
