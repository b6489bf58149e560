#include "engine/model/problem_maker.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include "engine/model/alike_openings.h"

namespace walz {
namespace {

template <typename Row>
std::vector<Row> Reordered(std::vector<Row> rows, const std::vector<std::uint32_t>& order) {
  std::vector<Row> reordered;
  reordered.reserve(rows.size());
  for (const std::uint32_t from : order) reordered.push_back(std::move(rows[from]));
  return reordered;
}

// Sorts rows by id, stable, and returns each row's former position.
template <typename Row>
std::vector<std::uint32_t> SortRows(std::vector<Row>& rows) {
  std::vector<std::uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0u);
  if (std::is_sorted(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.id < b.id; })) return order;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return rows[a].id < rows[b].id; });
  rows = Reordered(std::move(rows), order);
  return order;
}

// The first of an id counts.
template <typename Row, typename IndexType>
void IndexIds(const std::vector<Row>& rows, absl::flat_hash_map<absl::string_view, IndexType>& index_of_id) {
  index_of_id.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) index_of_id.try_emplace(rows[i].id, IndexType(i));
}

// Takes back what SortRows did.
template <typename Row>
void RestoreRows(std::vector<Row>& rows, const std::vector<std::uint32_t>& positions) {
  std::vector<Row> restored(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) restored[positions[i]] = std::move(rows[i]);
  rows = std::move(restored);
}

}  // namespace

ProblemMaker::ProblemMaker(Facts facts)
    : hosts_(std::make_shared<Problem::HostSide>()),
      facts_([&]() -> Facts& {
        problem_.facts_ = std::make_shared<Facts>(std::move(facts));
        hosts_->facts = problem_.facts_;
        problem_.hosts_ = hosts_;
        return *problem_.facts_;
      }()),
      host_facts_(facts_) {}

ProblemMaker::ProblemMaker(const Problem& hosts, Facts few)
    : facts_([&]() -> Facts& {
        problem_.facts_ = std::make_shared<Facts>(std::move(few));
        problem_.hosts_ = hosts.hosts_;
        return *problem_.facts_;
      }()),
      host_facts_(*hosts.hosts_->facts) {}

Problem::CreateResult ProblemMaker::Make() {
  SortById();
  CheckDuplicates();
  BringAlikeTogether();
  IndexIds(facts_.openings, hosts_->opening_of_id);
  IndexIds(facts_.companies, hosts_->company_of_id);
  ChooseSchemes();
  CheckRound();
  LinkOpenings();
  LinkApprentices();
  LinkWishes();
  LinkHostRanks();
  LinkPairs();
  LinkLaterWorth();
  LinkGroups();
  LinkLastRun();
  ListHostLabels();
  SpanHorizon();
  return Finish();
}

Problem::CreateResult ProblemMaker::MakeJoined() {
  positions_.apprentices = SortRows(facts_.apprentices);
  CheckDuplicatesOf(facts_.apprentices, positions_.apprentices, FactTable::kApprentices);
  LinkApprentices();
  LinkWishes();
  LinkHostRanks();
  LinkPairs();
  LinkLastRun();
  return Finish();
}

Problem::CreateResult ProblemMaker::Finish() {
  if (!errors_.empty()) {
    std::stable_sort(errors_.begin(), errors_.end(), [](const FactError& a, const FactError& b) {
      return std::tie(a.table, a.position) < std::tie(b.table, b.position);
    });
    RestoreRows(facts_.apprentices, positions_.apprentices);
    if (hosts_ != nullptr) {
      RestoreRows(facts_.centres, positions_.centres);
      RestoreRows(facts_.companies, positions_.companies);
      RestoreRows(facts_.openings, positions_.openings);
    }
    return {std::nullopt, std::move(errors_), std::move(facts_)};
  }
  return {std::move(problem_), {}, {}};
}

void ProblemMaker::Report(FactTable table, std::size_t position, absl::string_view column, absl::string_view value,
                          absl::string_view code, std::string hint) {
  errors_.push_back({table, position, std::string(column), std::string(value), std::string(code), std::move(hint)});
}

void ProblemMaker::SortById() {
  positions_.centres = SortRows(facts_.centres);
  positions_.companies = SortRows(facts_.companies);
  positions_.openings = SortRows(facts_.openings);
  positions_.apprentices = SortRows(facts_.apprentices);
}

// REQUIRES: openings are sorted by id.
void ProblemMaker::BringAlikeTogether() {
  hosts_->id_ranks = OrderOfAlike(facts_.openings);
  hosts_->openings_by_id.resize(hosts_->id_ranks.size());
  for (std::size_t i = 0; i < hosts_->id_ranks.size(); ++i) {
    hosts_->openings_by_id[hosts_->id_ranks[i]] = OpeningIndex(i);
  }
  facts_.openings = Reordered(std::move(facts_.openings), hosts_->id_ranks);
  positions_.openings = Reordered(std::move(positions_.openings), hosts_->id_ranks);
}

template <typename Row>
void ProblemMaker::CheckDuplicatesOf(const std::vector<Row>& rows, const std::vector<std::uint32_t>& positions,
                                     FactTable table) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].id == rows[i - 1].id) {
      Report(table, positions[i], "id", rows[i].id, "duplicate_id", "the id stands in an earlier row already");
    }
  }
}

void ProblemMaker::CheckDuplicates() {
  CheckDuplicatesOf(facts_.centres, positions_.centres, FactTable::kCentres);
  CheckDuplicatesOf(facts_.companies, positions_.companies, FactTable::kCompanies);
  CheckDuplicatesOf(facts_.openings, positions_.openings, FactTable::kOpenings);
  CheckDuplicatesOf(facts_.apprentices, positions_.apprentices, FactTable::kApprentices);
}

void ProblemMaker::ChooseSchemes() {
  // Versions of one scheme must not overlap, so that the one valid on a day is unique.
  std::vector<std::uint32_t> order(facts_.schemes.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto first_of = [&](std::uint32_t i) { return facts_.schemes[i].valid_from.value_or(kDayMin); };
  const auto last_of = [&](std::uint32_t i) { return facts_.schemes[i].valid_to.value_or(kDayMax); };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int ids = facts_.schemes[a].id.compare(facts_.schemes[b].id);
    return ids != 0 ? ids < 0 : std::pair(first_of(a), a) < std::pair(first_of(b), b);
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const Scheme& scheme = facts_.schemes[order[i]];
    if (scheme.id == facts_.schemes[order[i - 1]].id && first_of(order[i]) <= last_of(order[i - 1])) {
      Report(FactTable::kSchemes, order[i], "validFrom", scheme.id, "contradiction",
             "two versions of the scheme are valid on the same day; let one end before the other begins");
    }
  }
}

void ProblemMaker::CheckRound() {
  const Round& round = facts_.round;
  if (round.quotas.budget_eur && !round.rates.given) {
    Report(FactTable::kRound, 0, "quotas.budgetEur", absl::StrCat(*round.quotas.budget_eur), "contradiction",
           "a budget needs the agency's rates: give `rates`");
  }
  const auto check_centres = [&](const std::map<std::string, int>& by_centre, absl::string_view field) {
    for (const auto& [id, bound] : by_centre) {
      if (!problem_.FindCentre(id)) {
        Report(FactTable::kRound, 0, absl::StrCat("quotas.", field), id, "unknown_reference", "no centre has this id");
      }
    }
  };
  check_centres(round.quotas.placements_per_centre, "placementsPerCentre");
  check_centres(round.quotas.least_per_centre, "leastPerCentre");
}

template <typename IndexType>
std::optional<IndexType> ProblemMaker::Known(std::optional<IndexType> index, absl::string_view noun, FactTable table,
                                             std::size_t position, absl::string_view column, const std::string& id) {
  if (!index) Report(table, position, column, id, "unknown_reference", absl::StrCat("no ", noun, " has this id"));
  return index;
}

std::optional<CentreIndex> ProblemMaker::ResolveCentre(FactTable table, std::size_t position, const std::string& id) {
  return Known(problem_.FindCentre(id), "centre", table, position, "centre", id);
}

std::optional<CompanyIndex> ProblemMaker::ResolveCompany(FactTable table, std::size_t position,
                                                         absl::string_view column, const std::string& id) {
  return Known(problem_.FindCompany(id), "company", table, position, column, id);
}

std::optional<ApprenticeIndex> ProblemMaker::ResolveApprentice(FactTable table, std::size_t position,
                                                               const std::string& id) {
  return Known(problem_.FindApprentice(id), "apprentice", table, position, "apprentice", id);
}

std::optional<OpeningIndex> ProblemMaker::ResolveOpening(FactTable table, std::size_t position,
                                                         absl::string_view column, const std::string& id) {
  return Known(problem_.FindOpening(id), "opening", table, position, column, id);
}

void ProblemMaker::LinkOpenings() {
  const DaySet round_days({facts_.round.dates});
  hosts_->company_of_opening.resize(facts_.openings.size());
  hosts_->days_in_round.resize(facts_.openings.size());
  absl::flat_hash_map<const DaySet*, const DaySet*> in_round;
  std::vector<Linked<OpeningIndex>> by_company;
  std::set<int> ages;
  for (const OpeningIndex index : hosts_->openings_by_id) {
    const std::size_t i = index.value;
    const Opening& opening = facts_.openings[i];
    const auto company = ResolveCompany(FactTable::kOpenings, positions_.openings[i], "company", opening.company);
    hosts_->company_of_opening[i] = company.value_or(CompanyIndex());
    if (company) by_company.push_back({company->value, index, i});
    const DaySet*& days = in_round[opening.windows];
    if (days == nullptr) days = facts_.pools->day_sets.Intern(opening.windows->Intersect(round_days));
    hosts_->days_in_round[i] = days;
    ages.insert(opening.age_min);
  }
  hosts_->ages.assign(ages.begin(), ages.end());
  std::stable_sort(by_company.begin(), by_company.end(),
                   [](const auto& a, const auto& b) { return a.group < b.group; });
  MoveGrouped(by_company, facts_.companies.size(), hosts_->openings_of_company);
}

void ProblemMaker::LinkApprentices() {
  const Day round_first = host_facts_.round.dates.first;
  absl::flat_hash_map<absl::string_view, std::uint32_t> scheme_of;  // The version valid on the round's first day.
  absl::flat_hash_map<absl::string_view, bool> scheme_known;
  for (std::size_t i = 0; i < host_facts_.schemes.size(); ++i) {
    const Scheme& scheme = host_facts_.schemes[i];
    scheme_known[scheme.id] = true;
    if (scheme.valid_from.value_or(kDayMin) <= round_first && round_first <= scheme.valid_to.value_or(kDayMax)) {
      scheme_of.try_emplace(scheme.id, static_cast<std::uint32_t>(i));
    }
  }
  absl::flat_hash_map<std::tuple<const DaySet*, const DaySet*, const DaySet*>, const DaySet*> days_of;
  problem_.apprentice_links_.resize(facts_.apprentices.size());
  for (std::size_t i = 0; i < facts_.apprentices.size(); ++i) {
    const Apprentice& apprentice = facts_.apprentices[i];
    const std::size_t position = positions_.apprentices[i];
    Problem::ApprenticeLinks& links = problem_.apprentice_links_[i];
    const auto centre = ResolveCentre(FactTable::kApprentices, position, apprentice.centre);
    if (centre) links.centre = *centre;
    if (!apprentice.employer.empty()) {
      links.employer = ResolveCompany(FactTable::kApprentices, position, "employer", apprentice.employer);
    }
    if (const auto scheme = scheme_of.find(apprentice.scheme); scheme != scheme_of.end()) {
      links.scheme = scheme->second;
    } else {
      Report(FactTable::kApprentices, position, "scheme", apprentice.scheme, "unknown_reference",
             scheme_known.contains(apprentice.scheme)
                 ? absl::StrCat("no version of this scheme is valid on ", FormatDay(round_first))
                 : "no scheme has this id");
    }
    if (!centre) continue;
    const DaySet* centre_blackouts = host_facts_.centres[centre->value].blackouts;
    const DaySet*& days = days_of[{apprentice.windows, apprentice.blackouts, centre_blackouts}];
    if (days == nullptr) {
      days = host_facts_.pools->day_sets.Intern(
          apprentice.windows->Subtract(apprentice.blackouts->Union(*centre_blackouts)));
    }
    links.days = days;
  }
}

void ProblemMaker::ListHostLabels() {
  std::set<std::string> labels(facts_.round.host_certificates.begin(), facts_.round.host_certificates.end());
  for (const Scheme& scheme : facts_.schemes) {
    labels.insert(scheme.host_certificates.begin(), scheme.host_certificates.end());
  }
  hosts_->labels_asked.assign(labels.begin(), labels.end());
}

void ProblemMaker::SpanHorizon() {
  hosts_->horizon = facts_.round.dates;
  for (const Opening& opening : facts_.openings) {
    if (opening.windows->empty()) continue;
    hosts_->horizon.first = std::min(hosts_->horizon.first, opening.windows->ranges().front().first);
    hosts_->horizon.last = std::max(hosts_->horizon.last, opening.windows->ranges().back().last);
  }
}

void ProblemMaker::LinkGroups() {
  std::map<absl::string_view, std::vector<ApprenticeIndex>> groups;
  for (std::size_t i = 0; i < facts_.apprentices.size(); ++i) {
    if (!facts_.apprentices[i].group.empty()) groups[facts_.apprentices[i].group].push_back(ApprenticeIndex(i));
  }
  for (auto& [name, members] : groups) {
    if (members.size() < 2) {
      Report(FactTable::kApprentices, positions_.apprentices[members[0].value], "group", name, "contradiction",
             "a travel group has at least two members; this one is alone in it");
    }
    problem_.groups_.push_back(std::move(members));
  }
}

void ProblemMaker::LinkLastRun() {
  problem_.last_.resize(facts_.apprentices.size());
  problem_.has_last_run_ = !facts_.last_run.empty();
  for (const LastPlacementFact& last : facts_.last_run) {
    const auto apprentice = problem_.FindApprentice(last.apprentice);
    const auto opening = problem_.FindOpening(last.opening);
    if (apprentice && opening) problem_.last_[apprentice->value] = LastPlacement{*opening, last.stay};
  }
}

}  // namespace walz
