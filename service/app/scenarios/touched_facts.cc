#include "service/app/scenarios/touched_facts.h"

#include <optional>

#include "service/store/keys.h"

namespace walz {
namespace {

// Beyond one in so many a search from where everybody stood is no longer than one around each of them.
constexpr std::size_t kEverythingShare = 10;

}  // namespace

WarmStart::Touched TouchedBy(const absl::flat_hash_set<std::string>& keys, const Problem& problem) {
  absl::flat_hash_set<std::string> apprentices, companies, centres, schemes;
  WarmStart::Touched touched;
  for (const std::string& key : keys) {
    const std::optional<ResourceName> name = NameOfKey(key);
    if (!name) continue;
    if (name->collection == Collection::kRounds) touched.everything = true;
    if (name->collection == Collection::kApprentices) apprentices.insert(name->id());
    if (name->collection == Collection::kOpenings) touched.openings.push_back(name->id());
    if (name->collection == Collection::kCompanies) companies.insert(name->id());
    if (name->collection == Collection::kCentres) centres.insert(name->id());
    if (name->collection == Collection::kSchemes) schemes.insert(name->id());
  }
  for (const std::string& id : companies) {
    const std::optional<CompanyIndex> company = problem.FindCompany(id);
    if (!company) continue;
    for (const OpeningIndex opening : problem.OpeningsOf(*company)) touched.openings.push_back(problem[opening].id);
  }
  for (const Apprentice& apprentice : problem.apprentices()) {
    if (apprentices.contains(apprentice.id) || companies.contains(apprentice.employer) ||
        centres.contains(apprentice.centre) || schemes.contains(apprentice.scheme)) {
      touched.apprentices.push_back(apprentice.id);
    }
  }
  if (touched.apprentices.size() * kEverythingShare > problem.apprentices().size()) touched.everything = true;
  return touched;
}

}  // namespace walz
