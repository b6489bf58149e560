// The part of ProblemMaker that links wishes, host ranks, marks on pairs and what places will be worth.

#include <algorithm>
#include <tuple>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include "engine/model/problem_maker.h"

namespace walz {
namespace {

constexpr absl::string_view kTwice = "the same row stands twice; keep one";

}  // namespace

void ProblemMaker::LinkWishes() {
  std::vector<Linked<Wish>> linked;
  for (std::size_t i = 0; i < facts_.wishes.size(); ++i) {
    const WishFact& fact = facts_.wishes[i];
    const auto apprentice = ResolveApprentice(FactTable::kWishes, i, fact.apprentice);
    Wish wish{fact.rank, fact.kind, 0, {}};
    bool known = apprentice.has_value();
    if (fact.kind == WishKind::kOpening) {
      const auto opening = ResolveOpening(FactTable::kWishes, i, "target", fact.target);
      known = known && opening;
      wish.target = opening.value_or(OpeningIndex()).value;
    } else if (fact.kind == WishKind::kCompany) {
      const auto company = ResolveCompany(FactTable::kWishes, i, "target", fact.target);
      known = known && company;
      wish.target = company.value_or(CompanyIndex()).value;
    } else if (fact.target.size() == 2 && host_facts_.catalogue->countries.contains(Country::Of(fact.target))) {
      wish.country = Country::Of(fact.target);
    } else {
      Report(FactTable::kWishes, i, "target", fact.target, "unknown_reference", "no country has this code");
      known = false;
    }
    if (known) linked.push_back({apprentice->value, wish, i});
  }
  const auto target_key = [](const Linked<Wish>& row) {
    return std::tuple(row.group, row.value.kind, row.value.target, row.value.country, row.position);
  };
  std::sort(linked.begin(), linked.end(), [&](const auto& a, const auto& b) { return target_key(a) < target_key(b); });
  for (std::size_t i = 1; i < linked.size(); ++i) {
    const Wish& a = linked[i - 1].value;
    const Wish& b = linked[i].value;
    if (linked[i - 1].group == linked[i].group && a.kind == b.kind && a.target == b.target && a.country == b.country) {
      const WishFact& fact = facts_.wishes[linked[i].position];
      Report(FactTable::kWishes, linked[i].position, "target", fact.target, "duplicate_id", std::string(kTwice));
    }
  }
  const auto rank_key = [](const Linked<Wish>& row) {
    return std::tuple(row.group, row.value.rank, row.value.kind, row.value.target, row.value.country);
  };
  std::sort(linked.begin(), linked.end(), [&](const auto& a, const auto& b) { return rank_key(a) < rank_key(b); });
  MoveGrouped(linked, facts_.apprentices.size(), problem_.wishes_);
}

void ProblemMaker::LinkHostRanks() {
  std::vector<Linked<HostRank>> linked;
  for (std::size_t i = 0; i < facts_.host_ranks.size(); ++i) {
    const HostRankFact& fact = facts_.host_ranks[i];
    const auto opening = ResolveOpening(FactTable::kHostRanks, i, "opening", fact.opening);
    const auto apprentice = ResolveApprentice(FactTable::kHostRanks, i, fact.apprentice);
    if (opening && apprentice) linked.push_back({opening->value, {*apprentice, fact.rank}, i});
  }
  std::sort(linked.begin(), linked.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.group, a.value.apprentice, a.position) < std::tuple(b.group, b.value.apprentice, b.position);
  });
  for (std::size_t i = 1; i < linked.size(); ++i) {
    if (linked[i - 1].group == linked[i].group && linked[i - 1].value.apprentice == linked[i].value.apprentice) {
      Report(FactTable::kHostRanks, linked[i].position, "apprentice", facts_.host_ranks[linked[i].position].apprentice,
             "duplicate_id", "the opening ranks this apprentice twice; keep one row");
    }
  }
  MoveGrouped(linked, host_facts_.openings.size(), problem_.host_ranks_);
}

void ProblemMaker::LinkPairs() {
  problem_.pins_.resize(facts_.apprentices.size());
  std::vector<Linked<ExcludedOpening>> excluded;
  absl::flat_hash_map<std::tuple<std::uint32_t, std::uint32_t, PairMark>, std::size_t> seen;
  for (std::size_t i = 0; i < facts_.pairs.size(); ++i) {
    const PairFact& fact = facts_.pairs[i];
    const auto apprentice = ResolveApprentice(FactTable::kPairs, i, fact.apprentice);
    const auto opening = ResolveOpening(FactTable::kPairs, i, "opening", fact.opening);
    if (!apprentice || !opening) continue;
    if (!seen.try_emplace({apprentice->value, opening->value, fact.kind}, i).second) {
      Report(FactTable::kPairs, i, "opening", fact.opening, "duplicate_id", std::string(kTwice));
      continue;
    }
    if (fact.kind != PairMark::kPin) {
      excluded.push_back({apprentice->value, {*opening, fact.kind, fact.reason}, i});
      continue;
    }
    std::optional<Pin>& pin = problem_.pins_[apprentice->value];
    if (pin) {
      Report(FactTable::kPairs, i, "apprentice", fact.apprentice, "contradiction",
             "the apprentice is pinned to another opening already; keep one pin");
      continue;
    }
    pin = Pin{*opening, std::nullopt};
    if (fact.start && fact.end) pin->stay = DayRange{*fact.start, *fact.end};
  }
  for (const auto& row : excluded) {
    const std::optional<Pin>& pin = problem_.pins_[row.group];
    if (row.value.mark == PairMark::kForbid && pin && pin->opening == row.value.opening) {
      Report(FactTable::kPairs, row.position, "kind", "forbid", "contradiction",
             "the pair is pinned and forbidden at once; keep one of the two");
    }
  }
  std::sort(excluded.begin(), excluded.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.group, a.value.opening, a.value.mark) < std::tuple(b.group, b.value.opening, b.value.mark);
  });
  MoveGrouped(excluded, facts_.apprentices.size(), problem_.excluded_);
}

void ProblemMaker::LinkLaterWorth() {
  if (facts_.later_worth.empty()) return;
  hosts_->later_worth.assign(facts_.openings.size(), 0);
  std::vector<bool> is_named(facts_.openings.size());
  for (std::size_t i = 0; i < facts_.later_worth.size(); ++i) {
    const LaterWorthFact& fact = facts_.later_worth[i];
    const auto opening = ResolveOpening(FactTable::kLaterWorth, i, "opening", fact.opening);
    if (!opening) continue;
    if (is_named[opening->value]) {
      Report(FactTable::kLaterWorth, i, "opening", fact.opening, "duplicate_id",
             "the opening stands in an earlier row already; keep one row");
    }
    is_named[opening->value] = true;
    hosts_->later_worth[opening->value] = fact.points;
  }
}

}  // namespace walz
