#include "tests/support/random_links.h"

#include <algorithm>
#include <set>
#include <utility>

#include <absl/strings/str_cat.h>

namespace walz {
namespace {

std::string SomeOpening(Dice& dice, const Facts& facts) { return dice.OneOf(facts.openings).id; }

void AddGroup(Dice& dice, Facts& facts) {
  const std::size_t size = static_cast<std::size_t>(dice.Between(2, 3));
  if (facts.apprentices.size() < size) return;
  for (std::size_t i = 0; i < size; ++i) facts.apprentices[i].group = "class trip";
}

void AddWishes(Dice& dice, const std::string& apprentice, Facts& facts) {
  std::set<std::pair<WishKind, std::string>> seen;
  for (int rank = 1; rank <= 3; ++rank) {
    if (dice.Percent(40)) continue;
    WishFact wish{apprentice, dice.Percent(15) ? 1 : rank, static_cast<WishKind>(dice.Between(0, 2)), ""};
    if (wish.kind == WishKind::kOpening) wish.target = SomeOpening(dice, facts);
    if (wish.kind == WishKind::kCompany) wish.target = RandomCompany(dice);
    if (wish.kind == WishKind::kCountry) wish.target = dice.OneOf(RandomCountries()).ToString();
    if (seen.emplace(wish.kind, wish.target).second) facts.wishes.push_back(wish);
  }
}

void AddHostRanks(Dice& dice, const std::string& opening, Facts& facts) {
  for (const Apprentice& apprentice : facts.apprentices) {
    if (dice.Percent(40)) facts.host_ranks.push_back({opening, dice.Between(1, 3), apprentice.id});
  }
}

void AddPairs(Dice& dice, const RandomProblemOptions& options, int exclusion_rate, const std::string& apprentice,
              Facts& facts) {
  const std::string pinned = options.with_pins && dice.Percent(12) ? SomeOpening(dice, facts) : "";
  if (!pinned.empty()) {
    PairFact pin{apprentice, pinned, PairMark::kPin, std::nullopt, std::nullopt, ""};
    if (dice.Percent(50)) {
      const Day first = facts.round.dates.first;
      const DayRange stay =
          options.static_only ? DayRange{first + 2, first + 9} : RandomDaysInRound(dice, facts.round, 2, 6);
      pin.start = stay.first;
      pin.end = stay.last;
    }
    facts.pairs.push_back(pin);
  }
  for (const Opening& opening : facts.openings) {
    if (!dice.Percent(exclusion_rate) || dice.Percent(50)) continue;
    const PairMark mark = opening.id == pinned || dice.Percent(50) ? PairMark::kDeclined : PairMark::kForbid;
    facts.pairs.push_back({apprentice, opening.id, mark, std::nullopt, std::nullopt, "travel risk"});
  }
}

void AddQuotas(Dice& dice, const RandomProblemOptions& options, Facts& facts) {
  RoundQuotas& quotas = facts.round.quotas;
  const int apprentice_count = static_cast<int>(facts.apprentices.size());
  if (options.with_round_quotas) {
    if (dice.Percent(25)) quotas.placements_per_round = dice.Between(0, apprentice_count);
    for (const Centre& centre : facts.centres) {
      if (dice.Percent(25)) quotas.placements_per_centre[centre.id] = dice.Between(0, 3);
    }
    for (const Country country : RandomCountries()) {
      if (dice.Percent(20)) quotas.placements_per_country[country] = dice.Between(0, 3);
    }
  }
  if (options.with_least) {
    for (const Centre& centre : facts.centres) {
      if (dice.Percent(30)) quotas.least_per_centre[centre.id] = dice.Between(1, 3);
    }
  }
  if (options.with_budget && !options.static_only && facts.round.rates.given && dice.Percent(40)) {
    quotas.budget_eur = dice.Between(0, 500 * apprentice_count);
  }
}

void AddLastRun(Dice& dice, Facts& facts) {
  for (const Apprentice& apprentice : facts.apprentices) {
    if (!dice.Percent(60)) continue;
    facts.last_run.push_back({apprentice.id, SomeOpening(dice, facts), RandomDaysInRound(dice, facts.round, 2, 8)});
  }
  facts.last_run.push_back({"A-gone", "O-gone", RandomDaysInRound(dice, facts.round, 2, 8)});
}

}  // namespace

const std::vector<Country>& RandomCountries() {
  static const std::vector<Country> countries = {Country::Of("DE"), Country::Of("ES"), Country::Of("FI"),
                                                 Country::Of("PL")};
  return countries;
}

std::string RandomCompany(Dice& dice) { return absl::StrCat("company-", dice.Between(0, kRandomCompanyCount - 1)); }

DayRange RandomDaysInRound(Dice& dice, const Round& round, int days_min, int days_max) {
  const Day first = round.dates.first + dice.Between(0, round.dates.days() - 1);
  return {first, first + (dice.Between(days_min, days_max) - 1)};
}

void AddRandomLinks(Dice& dice, const RandomProblemOptions& options, int exclusion_rate, Facts& facts) {
  AddQuotas(dice, options, facts);
  if (options.with_groups && !options.static_only && dice.Percent(30)) AddGroup(dice, facts);
  if (facts.openings.empty()) return;
  for (const Opening& opening : facts.openings) AddHostRanks(dice, opening.id, facts);
  for (const Apprentice& apprentice : facts.apprentices) {
    AddWishes(dice, apprentice.id, facts);
    AddPairs(dice, options, exclusion_rate, apprentice.id, facts);
  }
  if (options.with_last_run && dice.Percent(40)) AddLastRun(dice, facts);
}

}  // namespace walz
