#include "engine/rulebook/wish.h"

namespace walz {
namespace {

Marks MarkOfCountry(Country country) {
  return MarkOf(static_cast<std::uint32_t>(country.letters[0] * 26 + country.letters[1]));
}

}  // namespace

std::optional<Wish> WishOf(const Problem& problem, ApprenticeIndex apprentice, OpeningIndex opening) {
  const CompanyIndex company = problem.CompanyOf(opening);
  for (const Wish& wish : problem.WishesOf(apprentice)) {  // Ordered best first.
    switch (wish.kind) {
      case WishKind::kOpening:
        if (wish.target == opening.value) return wish;
        break;
      case WishKind::kCompany:
        if (wish.target == company.value) return wish;
        break;
      case WishKind::kCountry:
        if (wish.country == problem[company].country) return wish;
        break;
    }
  }
  return std::nullopt;
}

Marks WishMarksOf(const Problem& problem, ApprenticeIndex apprentice) {
  Marks marks = 0;
  for (const Wish& wish : problem.WishesOf(apprentice)) {
    marks |= wish.kind == WishKind::kCountry ? MarkOfCountry(wish.country) : MarkOf(wish.target);
  }
  return marks;
}

Marks WishMarksOf(const Problem& problem, OpeningIndex opening) {
  const CompanyIndex company = problem.CompanyOf(opening);
  return MarkOf(opening.value) | MarkOf(company.value) | MarkOfCountry(problem[company].country);
}

}  // namespace walz
