#include "service/app/mirror/round_facts.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_cat.h>

#include "engine/base/parallel.h"
#include "service/call/errors.h"
#include "service/store/keys.h"

namespace walz {
namespace {

// Of all that is wrong, an answer names so many.
constexpr std::size_t kFaultsMax = 100;
constexpr std::size_t kFaultsInWordsMax = 20;

using IdSet = absl::flat_hash_set<absl::string_view>;

template <typename Row>
IdSet IdsOf(const RowTable<Row>& table) {
  IdSet ids;
  ids.reserve(table.size());
  table.ForEach([&](const Row& row) { ids.insert(row.id()); });
  return ids;
}

bool TakesPart(const Centre& centre, const Round& round) {
  return round.consortium.empty() || centre.consortium == round.consortium;
}

// Copies the rows that is_known keeps; how many it does not.
template <typename Row, typename IsKnown>
std::int64_t CopyKnown(const std::vector<Row>& from, const IsKnown& is_known, std::vector<Row>& to) {
  const std::size_t before = to.size();
  std::copy_if(from.begin(), from.end(), std::back_inserter(to), is_known);
  return static_cast<std::int64_t>(from.size() - (to.size() - before));
}

template <typename HasOpening, typename HasCompany>
bool IsKnownTarget(const WishFact& wish, const HasOpening& has_opening, const HasCompany& has_company) {
  switch (wish.kind) {
    case WishKind::kOpening:
      return has_opening(wish.target);
    case WishKind::kCompany:
      return has_company(wish.target);
    case WishKind::kCountry:
      return true;
  }
  return false;
}

// What one block of apprentices brings.
struct Part {
  std::vector<const ApprenticeRow*> rows;
  std::vector<WishFact> wishes;
  std::vector<PairFact> pairs;
  LeftOut left_out;
};

template <typename Row>
void MoveAll(std::vector<Row>& from, std::vector<Row>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void AddCohort(const View& view, const WorkOptions& work, Facts& facts, LeftOut& left_out) {
  IdSet centres;
  for (const Centre& centre : facts.centres) centres.insert(centre.id);
  const IdSet openings = IdsOf(view.openings);
  const IdSet companies = IdsOf(view.companies);
  const auto blocks = view.apprentices.blocks();
  std::vector<Part> parts(blocks.size());
  ParallelFor(blocks.size(), 1, work.thread_count, [&](std::size_t first, std::size_t last) {
    const auto has_opening = [&](const std::string& id) { return openings.contains(id); };
    const auto has_company = [&](const std::string& id) { return companies.contains(id); };
    for (std::size_t i = first; i < last && !work.stop.stop_requested(); ++i) {
      Part& part = parts[i];
      RowTable<ApprenticeRow>::ForEachOf(*blocks[i], [&](const ApprenticeRow& row) {
        if (!centres.contains(row.facts.centre)) return;
        part.rows.push_back(&row);
        part.left_out.wishes += CopyKnown(
            row.wishes, [&](const WishFact& wish) { return IsKnownTarget(wish, has_opening, has_company); },
            part.wishes);
        part.left_out.pairs += CopyKnown(
            row.pairs, [&](const PairFact& pair) { return openings.contains(pair.opening); }, part.pairs);
      });
    }
  });
  std::vector<std::size_t> starts(parts.size() + 1);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    starts[i + 1] = starts[i] + parts[i].rows.size();
    MoveAll(parts[i].wishes, facts.wishes);
    MoveAll(parts[i].pairs, facts.pairs);
    left_out.wishes += parts[i].left_out.wishes;
    left_out.pairs += parts[i].left_out.pairs;
  }
  facts.apprentices.resize(starts.back());
  ParallelFor(parts.size(), 1, work.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      for (std::size_t j = 0; j < parts[i].rows.size(); ++j) {
        facts.apprentices[starts[i] + j] = parts[i].rows[j]->facts;
      }
    }
  });
}

void AddHostRanks(const View& view, Facts& facts, LeftOut& left_out) {
  IdSet apprentices;
  apprentices.reserve(facts.apprentices.size());
  for (const Apprentice& apprentice : facts.apprentices) apprentices.insert(apprentice.id);
  view.openings.ForEach([&](const OpeningRow& row) {
    left_out.host_ranks += CopyKnown(
        row.host_ranks, [&](const HostRankFact& rank) { return apprentices.contains(rank.apprentice); },
        facts.host_ranks);
  });
}

// The resource that an error speaks of.
std::string SubjectOf(const FactError& error, const Facts& facts) {
  const auto apprentice_of = [&](absl::string_view id) {
    const auto at = std::lower_bound(facts.apprentices.begin(), facts.apprentices.end(), id,
                                     [](const Apprentice& row, absl::string_view key) { return row.id < key; });
    return at != facts.apprentices.end() && at->id == id ? NameOfApprentice(*at) : std::string(id);
  };
  switch (error.table) {
    case FactTable::kSchemes:
      return FormatName({Collection::kSchemes, {facts.schemes[error.position].id}});
    case FactTable::kCentres:
      return FormatName({Collection::kCentres, {facts.centres[error.position].id}});
    case FactTable::kCompanies:
      return FormatName({Collection::kCompanies, {facts.companies[error.position].id}});
    case FactTable::kOpenings:
      return NameOfOpening(facts.openings[error.position]);
    case FactTable::kApprentices:
      return NameOfApprentice(facts.apprentices[error.position]);
    case FactTable::kWishes:
      return apprentice_of(facts.wishes[error.position].apprentice);
    case FactTable::kPairs:
      return apprentice_of(facts.pairs[error.position].apprentice);
    case FactTable::kHostRanks:
      return apprentice_of(facts.host_ranks[error.position].apprentice);
    case FactTable::kLaterWorth:  // An estimate of openings that were there is wrong in nothing.
    case FactTable::kRound:
      return FormatName({Collection::kRounds, {facts.round.id}});
  }
  return "";
}

// The message names the first few, for those who see no details.
absl::Status RefuseFacts(absl::string_view what, const std::vector<PreconditionFault>& faults, std::size_t count) {
  std::string message(what);
  for (std::size_t i = 0; i < std::min(faults.size(), kFaultsInWordsMax); ++i) {
    absl::StrAppend(&message, i == 0 ? ": " : "; ", faults[i].subject, ": ", faults[i].description);
  }
  if (count > kFaultsInWordsMax) absl::StrAppend(&message, "; ...");
  return RefusePreconditions(v1::ERROR_REASON_FACTS_CONTRADICT, message, faults, {{"errors", absl::StrCat(count)}});
}

}  // namespace

Facts HostFactsOf(const View& view, const RoundRow& round) {
  Facts facts;
  facts.catalogue = view.catalogue;
  facts.pools = view.pools;
  facts.round = round.facts;
  view.schemes.ForEach([&](const SchemeRow& row) { facts.schemes.push_back(row.facts); });
  view.centres.ForEach([&](const CentreRow& row) {
    if (TakesPart(row.facts, round.facts)) facts.centres.push_back(row.facts);
  });
  facts.companies.reserve(view.companies.size());
  view.companies.ForEach([&](const CompanyRow& row) { facts.companies.push_back(row.facts); });
  facts.openings.reserve(view.openings.size());
  view.openings.ForEach([&](const OpeningRow& row) { facts.openings.push_back(row.facts); });
  return facts;
}

Facts CohortFactsOf(const View& view, const RoundRow& round, std::vector<LastPlacementFact> last_run,
                    const WorkOptions& work, LeftOut& left_out) {
  Facts facts = HostFactsOf(view, round);
  AddCohort(view, work, facts, left_out);
  AddHostRanks(view, facts, left_out);
  facts.last_run = std::move(last_run);
  return facts;
}

void AddApprentice(const ApprenticeRow& row, const Problem& hosts, Facts& facts) {
  const auto has_opening = [&](const std::string& id) { return hosts.FindOpening(id).has_value(); };
  const auto has_company = [&](const std::string& id) { return hosts.FindCompany(id).has_value(); };
  facts.apprentices.push_back(row.facts);
  CopyKnown(
      row.wishes, [&](const WishFact& wish) { return IsKnownTarget(wish, has_opening, has_company); }, facts.wishes);
  CopyKnown(
      row.pairs, [&](const PairFact& pair) { return has_opening(pair.opening); }, facts.pairs);
}

absl::Status ContradictionOf(const Problem::CreateResult& result) {
  const std::vector<FactError>& errors = result.errors;
  std::vector<PreconditionFault> faults;
  for (std::size_t i = 0; i < std::min(errors.size(), kFaultsMax); ++i) {
    const FactError& error = errors[i];
    faults.push_back(
        {error.code, SubjectOf(error, result.facts), absl::StrCat(error.column, " '", error.value, "': ", error.hint)});
  }
  return RefuseFacts(absl::StrCat("the facts contradict each other, ", errors.size(), " times"), faults, errors.size());
}

absl::Status CheckReadable(const View& view) {
  if (view.unreadable.size() == 0) return absl::OkStatus();
  std::vector<PreconditionFault> faults;
  view.unreadable.ForEach([&](const UnreadableRow& row) {
    if (faults.size() < kFaultsMax) faults.push_back({"unreadable", row.name, row.error});
  });
  return RefuseFacts(absl::StrCat(view.unreadable.size(), " stored profiles cannot be read"), faults,
                     view.unreadable.size());
}

absl::StatusOr<std::shared_ptr<const RoundRow>> FindRound(const View& view, absl::string_view name) {
  const std::optional<ResourceName> parsed = ParseName(name);
  if (!parsed || parsed->collection != Collection::kRounds) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_NAME,
                  absl::StrCat("'", name, "' is no round's name, such as rounds/spring-27"),
                  {{"name", std::string(name)}});
  }
  std::shared_ptr<const RoundRow> round = view.rounds.Find(parsed->id());
  if (round == nullptr) {
    return Refuse(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                  absl::StrCat("there is no round ", name), {{"name", std::string(name)}});
  }
  return round;
}

std::string NameOfApprentice(const Apprentice& apprentice) {
  return FormatName({Collection::kApprentices, {apprentice.centre, apprentice.id}});
}

std::string NameOfOpening(const Opening& opening) {
  return FormatName({Collection::kOpenings, {opening.company, opening.id}});
}

}  // namespace walz
