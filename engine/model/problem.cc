#include "engine/model/problem.h"

#include <algorithm>
#include <utility>

#include "engine/model/problem_maker.h"

namespace walz {
namespace {

// The position of the row with `id` in rows sorted by id.
template <typename Row>
std::optional<std::size_t> FindById(absl::Span<const Row> rows, absl::string_view id) {
  const auto at = std::lower_bound(rows.begin(), rows.end(), id, [](const Row& row, absl::string_view key) {
    return absl::string_view(row.id) < key;
  });
  if (at == rows.end() || at->id != id) return std::nullopt;
  return static_cast<std::size_t>(at - rows.begin());
}

template <typename IndexType, typename Row>
std::optional<IndexType> FindIndex(absl::Span<const Row> rows, absl::string_view id) {
  const std::optional<std::size_t> at = FindById(rows, id);
  if (!at) return std::nullopt;
  return IndexType(*at);
}

template <typename IndexType>
std::optional<IndexType> FindIn(const absl::flat_hash_map<absl::string_view, IndexType>& index_of_id,
                                absl::string_view id) {
  const auto at = index_of_id.find(id);
  if (at == index_of_id.end()) return std::nullopt;
  return at->second;
}

}  // namespace

Problem::CreateResult Problem::Create(Facts facts) { return ProblemMaker(std::move(facts)).Make(); }

Problem::CreateResult Problem::Join(const Problem& hosts, Facts few) {
  return ProblemMaker(hosts, std::move(few)).MakeJoined();
}

std::optional<ApprenticeIndex> Problem::FindApprentice(absl::string_view id) const {
  return FindIndex<ApprenticeIndex>(apprentices(), id);
}
std::optional<OpeningIndex> Problem::FindOpening(absl::string_view id) const {
  return FindIn(hosts_->opening_of_id, id);
}
std::optional<CompanyIndex> Problem::FindCompany(absl::string_view id) const {
  return FindIn(hosts_->company_of_id, id);
}
std::optional<CentreIndex> Problem::FindCentre(absl::string_view id) const {
  return FindIndex<CentreIndex>(centres(), id);
}

ApprenticeView Problem::View(ApprenticeIndex i) const {
  const ApprenticeLinks& links = apprentice_links_[i.value];
  return {*this,
          i,
          facts_->apprentices[i.value],
          hosts_->facts->centres[links.centre.value],
          hosts_->facts->schemes[links.scheme],
          links.employer ? &hosts_->facts->companies[links.employer->value] : nullptr,
          hosts_->facts->round,
          links.days};
}

OpeningView Problem::View(OpeningIndex i) const {
  return {*this,
          i,
          hosts_->facts->openings[i.value],
          hosts_->facts->companies[hosts_->company_of_opening[i.value].value],
          hosts_->facts->round,
          hosts_->days_in_round[i.value]};
}

absl::Span<const Wish> Problem::WishesOf(ApprenticeIndex i) const { return wishes_.Of(i.value); }
absl::Span<const HostRank> Problem::HostRanksOf(OpeningIndex i) const { return host_ranks_.Of(i.value); }
absl::Span<const ExcludedOpening> Problem::ExcludedOf(ApprenticeIndex i) const { return excluded_.Of(i.value); }

}  // namespace walz
