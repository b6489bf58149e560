#include "engine/matching/requirement_bitmaps.h"

namespace walz {

RequirementBitmaps::RequirementBitmaps(const Problem& problem, const RuleBook& rules, const VerdictTables& tables,
                                       const SievePlan* plan)
    : problem_(problem), rules_(rules), tables_(tables), plan_(plan), judged_(tables.size()) {}

RequirementBitmaps::Feasible RequirementBitmaps::Of(std::size_t requirement, ApprenticeIndex apprentice) {
  Judged& judged = judged_[requirement];
  if (tables_[requirement] == nullptr) {
    return OfSparse(judged, rules_.requirements[requirement].exceptions(problem_.View(apprentice)));
  }
  const VerdictTable& table = *tables_[requirement];
  const std::uint32_t learner = table.facets().LearnerFacetOf(apprentice);
  if (plan_ != nullptr && plan_->bitmaps[requirement] != nullptr) {
    const BitmapRows& rows = *plan_->bitmaps[requirement];
    const std::uint32_t row = rows.RowOf(learner);
    return {rows.Bitmap(row), rows.FeasibleCount(row)};
  }
  const KeptVerdicts::Row* const kept = plan_ == nullptr ? table.KeptRowOf(learner) : nullptr;
  if (kept != nullptr && kept->cells == nullptr) return {kept->openings, kept->count};
  if (judged.learner != learner) {
    judged.learner = learner;
    judged.words.resize(BitmapWordCount(table.opening_count()));
    if (kept != nullptr) {
      judged.count =
          table.FillBitmap([&](std::uint32_t host) { return table.Feasible(learner, host, kept->cells[host]); },
                           absl::MakeSpan(judged.words));
    } else if (plan_ != nullptr && plan_->memos[requirement] != nullptr) {
      if (!judged.row) judged.row.emplace(*plan_->memos[requirement]);
      judged.row->MoveTo(learner);
      judged.count = table.FillBitmap([&](std::uint32_t host) { return judged.row->Feasible(host); },
                                      absl::MakeSpan(judged.words));
    } else {
      judged.count = table.FillBitmap([&](std::uint32_t host) { return table.Feasible(learner, host); },
                                      absl::MakeSpan(judged.words));
    }
  }
  return {judged.words, judged.count};
}

RequirementBitmaps::Feasible RequirementBitmaps::OfSparse(Judged& judged, const Exceptions& exceptions) const {
  const std::size_t opening_count = problem_.openings().size();
  judged.words.resize(BitmapWordCount(opening_count));
  const absl::Span<BitmapWord> words = absl::MakeSpan(judged.words);
  if (exceptions.only) {
    ClearAllBits(words);
    for (const OpeningIndex opening : exceptions.openings) SetBit(words, opening.value);
    return {words, exceptions.openings.size()};
  }
  if (opening_count > 0) SetAllBits(words, opening_count);
  for (const OpeningIndex opening : exceptions.openings) ClearBit(words, opening.value);
  return {words, opening_count - exceptions.openings.size()};
}

}  // namespace walz
