#include "engine/matching/learner_rows.h"

#include <utility>

namespace walz {
namespace {

// Of a requirement that is not tabulated.
Marks MarksOfExceptions(const Requirement& requirement, const ApprenticeView& apprentice) {
  const Exceptions exceptions = requirement.exceptions(apprentice);
  if (exceptions.only) return ~Marks{0};
  Marks marks = 0;
  for (const OpeningIndex opening : exceptions.openings) marks |= MarkOf(opening.value);
  return marks;
}

}  // namespace

LearnerColumns::LearnerColumns(const RuleBook& rules) : rules_(rules) {
  for (std::size_t i = 0; i < rules.requirements.size(); ++i) {
    (rules.requirements[i].tabulate != nullptr ? numbered_requirements_ : marked_requirements_).push_back(i);
  }
  for (std::size_t i = 0; i < rules.criteria.size(); ++i) {
    const Criterion& criterion = rules.criteria[i];
    if (criterion.make_learner_numbers != nullptr) {
      numbered_criteria_.push_back(i);
      numbers_.push_back(criterion.make_learner_numbers());
    } else if (criterion.learner_marks != nullptr) {
      marked_criteria_.push_back(i);
    } else {
      single_criteria_.push_back(i);
    }
  }
  for (std::size_t i = 0; i < numbered_requirements_.size(); ++i) kept_.push_back(std::make_unique<Kept>());
}

std::shared_ptr<LearnerColumns::VerdictColumn> LearnerColumns::VerdictsOn(std::size_t requirement,
                                                                          const FacetTable& facets,
                                                                          std::uint32_t host) const {
  const std::size_t count = facets.shared_count();
  Kept& kept = *kept_[requirement];
  const std::lock_guard lock(kept.mutex);
  if (count * facets.host_count() > kKeptBytesMax) {
    kept.columns.clear();
    return std::make_shared<VerdictColumn>(count);
  }
  kept.columns.resize(facets.host_count());
  std::shared_ptr<VerdictColumn>& column = kept.columns[host];
  if (column == nullptr || column->size() < count) {
    auto longer = std::make_shared<VerdictColumn>(count);
    for (std::size_t i = 0; column != nullptr && i < column->size(); ++i) {
      (*longer)[i].store((*column)[i].load(std::memory_order_relaxed), std::memory_order_relaxed);
    }
    column = std::move(longer);
  }
  return column;
}

LearnerRows::LearnerRows(const Problem& problem, const Sieve& sieve, const LearnerColumns& columns)
    : number_count_(columns.number_count()),
      lines_per_row_((number_count_ + 2 * columns.mark_count() + kCellsPerLine - 1) / kCellsPerLine),
      lines_(problem.apprentices().size() * lines_per_row_) {
  const RuleBook& rules = columns.rules();
  const std::size_t apprentice_count = problem.apprentices().size();
  const auto fill = [&](std::size_t cell, const auto& value_of) {
    for (std::size_t i = 0; i < apprentice_count; ++i) {
      lines_[LineOf(ApprenticeIndex(i), cell)][At(cell)] = static_cast<std::uint16_t>(value_of(i));
    }
  };
  std::size_t cell = 0;
  for (const std::size_t requirement : columns.numbered_requirements()) {
    const FacetTable& facets = *sieve.facets(requirement);
    std::vector<std::uint16_t> shared;
    for (std::uint32_t learner = 0; learner < facets.learner_count(); ++learner) {
      shared.push_back(facets.SharedNumberOf(learner).value_or(kUnnumbered));
    }
    fill(cell++, [&](std::size_t i) { return shared[facets.LearnerFacetOf(ApprenticeIndex(i))]; });
  }
  for (std::size_t c = 0; c < columns.numbered_criteria().size(); ++c) {
    LearnerNumbers& numbers = columns.numbers(c);
    fill(cell++,
         [&](std::size_t i) { return numbers.NumberOf(problem.View(ApprenticeIndex(i))).value_or(kUnnumbered); });
  }
  std::vector<Marks> marks(apprentice_count);
  const auto fill_marks = [&](const auto& marks_of) {
    for (std::size_t i = 0; i < apprentice_count; ++i) marks[i] = marks_of(problem.View(ApprenticeIndex(i)));
    fill(cell++, [&](std::size_t i) { return marks[i] >> 16; });
    fill(cell++, [&](std::size_t i) { return marks[i] & 0xffff; });
  };
  for (const std::size_t requirement : columns.marked_requirements()) {
    fill_marks([&](const ApprenticeView& view) { return MarksOfExceptions(rules.requirements[requirement], view); });
  }
  for (const std::size_t criterion : columns.marked_criteria()) fill_marks(rules.criteria[criterion].learner_marks);
}

}  // namespace walz
