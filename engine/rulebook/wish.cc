#include "engine/rulebook/wish.h"

namespace walz {

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

}  // namespace walz
