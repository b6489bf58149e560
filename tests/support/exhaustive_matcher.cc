#include "tests/support/exhaustive_matcher.h"

#include <algorithm>
#include <climits>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "engine/base/check.h"
#include "engine/matching/lottery.h"
#include "engine/rulebook/wish.h"

namespace walz {
namespace {

std::uint32_t LotteryOfPair(const Problem& problem, ApprenticeIndex apprentice, OpeningIndex opening) {
  return PairLotteryOf(LotteryOf(problem.round().seed, problem[apprentice].id), OpeningHashOf(problem[opening].id));
}

}  // namespace

ExhaustiveMatcher::ExhaustiveMatcher(const Problem& problem, const RuleBook& rules)
    : problem_(problem), rules_(rules), options_(problem.apprentices().size()) {
  std::map<std::string, std::vector<ApprenticeIndex>> groups;
  for (std::size_t a = 0; a < options_.size(); ++a) {
    const ApprenticeIndex apprentice(a);
    AddOptions(apprentice);
    const std::string& group = problem[apprentice].group;
    if (group.empty()) {
      units_.push_back({apprentice});
    } else {
      groups[group].push_back(apprentice);
    }
  }
  for (auto& [name, members] : groups) units_.push_back(std::move(members));
}

void ExhaustiveMatcher::AddOptions(ApprenticeIndex apprentice) {
  const std::optional<Pin>& pin = problem_.PinOf(apprentice);
  for (std::size_t o = 0; o < problem_.openings().size(); ++o) {
    const OpeningIndex opening(o);
    if (pin && pin->opening != opening) continue;
    if (!IsFeasible(rules_, problem_.View(apprentice), problem_.View(opening))) continue;
    const std::optional<LastPlacement>& last = problem_.LastOf(apprentice);
    options_[apprentice.value].push_back({opening, PointsOf(rules_, problem_.View(apprentice), problem_.View(opening)),
                                          LotteryOfPair(problem_, apprentice, opening),
                                          last.has_value() && last->opening == opening});
  }
  WALZ_CHECK(options_[apprentice.value].size() <= SCHAR_MAX);
}

const std::vector<DayRange>& ExhaustiveMatcher::StaysOf(ApprenticeIndex apprentice, OpeningIndex opening,
                                                        int length) const {
  const auto [at, fresh] = stays_.try_emplace({apprentice, opening, length});
  std::vector<DayRange>& stays = at->second;
  if (!fresh) return stays;
  const std::optional<Pin>& pin = problem_.PinOf(apprentice);
  const DayRange round = problem_.round().dates;
  for (Day first = round.first; first + (length - 1) <= round.last; first = first + 1) {
    const DayRange stay{first, first + (length - 1)};
    if (pin && pin->stay && *pin->stay != stay) continue;
    if (IsLawfulStay(rules_, problem_.View(apprentice), problem_.View(opening), stay)) stays.push_back(stay);
  }
  return stays;
}

// ------------------------------------------------------------------------------------------------- best

ExhaustiveMatcher::Best ExhaustiveMatcher::FindBest() const {
  std::vector<Assignment> assignments = AllAssignments();
  for (Assignment& assignment : assignments) Rate(assignment);
  std::stable_sort(assignments.begin(), assignments.end(), [](const Assignment& a, const Assignment& b) {
    return std::tie(b.score, b.lottery_sum) < std::tie(a.score, a.lottery_sum);
  });
  for (const Assignment& assignment : assignments) {
    std::optional<Matching> matching = Arrange(assignment);
    if (matching) return {assignment.score, assignment.lottery_sum, *std::move(matching)};
  }
  return {};  // Not reached: nobody placed is lawful.
}

std::vector<ExhaustiveMatcher::Assignment> ExhaustiveMatcher::AllAssignments() const {
  std::vector<Assignment> assignments(1);
  for (const std::vector<Option>& options : options_) {
    std::vector<Assignment> longer;
    for (const Assignment& assignment : assignments) {
      for (int option = -1; option < static_cast<int>(options.size()); ++option) {
        longer.push_back(assignment);
        longer.back().option_of.push_back(static_cast<std::int8_t>(option));
      }
    }
    assignments = std::move(longer);
  }
  assignments.erase(std::remove_if(assignments.begin(), assignments.end(),
                                   [this](const Assignment& a) { return !KeepsGroupsTogether(a); }),
                    assignments.end());
  return assignments;
}

bool ExhaustiveMatcher::KeepsGroupsTogether(const Assignment& assignment) const {
  for (const std::vector<ApprenticeIndex>& unit : units_) {
    std::optional<std::optional<CompanyIndex>> shared;  // The company of all so far; of nobody placed: none.
    for (const ApprenticeIndex member : unit) {
      const int option = assignment.option_of[member.value];
      std::optional<CompanyIndex> company;
      if (option >= 0) {
        company = problem_.CompanyOf(options_[member.value][static_cast<std::size_t>(option)].opening);
      }
      if (shared && *shared != company) return false;
      shared = company;
    }
  }
  return true;
}

void ExhaustiveMatcher::Rate(Assignment& assignment) const {
  std::map<std::string, int> placed_by_centre;
  Score& score = assignment.score;
  for (std::size_t a = 0; a < options_.size(); ++a) {
    if (assignment.option_of[a] < 0) continue;
    const Option& option = options_[a][static_cast<std::size_t>(assignment.option_of[a])];
    const Apprentice& apprentice = problem_[ApprenticeIndex(a)];
    if (problem_.PinOf(ApprenticeIndex(a))) ++score.pins_kept;
    ++score.placed_by_tier[static_cast<std::size_t>(apprentice.tier)];
    score.points += option.points;
    if (option.is_kept) ++score.kept;
    assignment.lottery_sum += option.lottery;
    ++placed_by_centre[apprentice.centre];
  }
  for (const auto& [centre, least] : problem_.round().quotas.least_per_centre) {
    if (placed_by_centre[centre] >= least) ++score.centres_at_least;
  }
}

// ------------------------------------------------------------------------------------------------- stays

std::optional<Matching> ExhaustiveMatcher::Arrange(const Assignment& assignment) const {
  Matching matching;
  if (!ArrangeFrom(0, assignment, matching.placements)) return std::nullopt;
  std::sort(matching.placements.begin(), matching.placements.end(),
            [](const Placement& a, const Placement& b) { return a.apprentice < b.apprentice; });
  return matching;
}

bool ExhaustiveMatcher::ArrangeFrom(std::size_t unit, const Assignment& assignment,
                                    std::vector<Placement>& placed) const {
  if (unit == units_.size()) return true;
  const std::vector<ApprenticeIndex>& members = units_[unit];
  if (assignment.option_of[members.front().value] < 0) return ArrangeFrom(unit + 1, assignment, placed);
  for (const DayRange stay : StaysOfUnit(members, assignment)) {
    const std::size_t placed_before = placed.size();
    bool fits = true;
    for (const ApprenticeIndex member : members) {
      const auto option = static_cast<std::size_t>(assignment.option_of[member.value]);
      const Placement placement{member, options_[member.value][option].opening, stay};
      fits = fits && FitsBeside(placed, placement);
      placed.push_back(placement);
    }
    if (fits && ArrangeFrom(unit + 1, assignment, placed)) return true;
    placed.resize(placed_before);
  }
  return false;
}

// The stays that all members can share, at the shortest length that all can share.
std::vector<DayRange> ExhaustiveMatcher::StaysOfUnit(const std::vector<ApprenticeIndex>& unit,
                                                     const Assignment& assignment) const {
  int length = 1;
  int length_max = INT_MAX;
  for (const ApprenticeIndex member : unit) {
    const OpeningIndex opening =
        options_[member.value][static_cast<std::size_t>(assignment.option_of[member.value])].opening;
    const std::optional<LengthRange> lengths =
        rules_.stays.permitted_lengths(problem_.View(member), problem_.View(opening));
    WALZ_CHECK(lengths.has_value());
    const std::optional<Pin>& pin = problem_.PinOf(member);
    length = std::max(length, pin && pin->stay ? pin->stay->days() : lengths->min);
    length_max = std::min(length_max, lengths->max);
  }
  std::optional<std::vector<DayRange>> shared;
  for (const ApprenticeIndex member : unit) {
    if (length > length_max) return {};
    const OpeningIndex opening =
        options_[member.value][static_cast<std::size_t>(assignment.option_of[member.value])].opening;
    const std::vector<DayRange> stays = StaysOf(member, opening, length);
    if (!shared) {
      shared = stays;
      continue;
    }
    std::vector<DayRange> both;
    std::set_intersection(shared->begin(), shared->end(), stays.begin(), stays.end(), std::back_inserter(both));
    shared = both;
  }
  return *shared;
}

bool ExhaustiveMatcher::FitsBeside(const std::vector<Placement>& placed, const Placement& placement) const {
  for (const Quota& quota : rules_.quotas) {
    const auto group = quota.group(problem_, placement.apprentice, placement.opening);
    if (!group) continue;
    const std::optional<std::int64_t> limit = quota.limit(problem_, *group);
    if (!limit) continue;
    const auto amount_of = [&](const Placement& p) {
      return quota.amount(problem_.View(p.apprentice), problem_.View(p.opening), p.stay);
    };
    std::vector<Placement> same_group;
    for (const Placement& other : placed) {
      if (quota.group(problem_, other.apprentice, other.opening) == group) same_group.push_back(other);
    }
    const DayRange days = quota.daily ? placement.stay : DayRange{placement.stay.first, placement.stay.first};
    for (Day day = days.first; day <= days.last; day = day + 1) {
      std::int64_t used = amount_of(placement);
      for (const Placement& other : same_group) {
        if (!quota.daily || other.stay.Contains(day)) used += amount_of(other);
      }
      if (used > *limit) return false;
    }
  }
  return true;
}

// ------------------------------------------------------------------------------------------------- stable, serial

bool ExhaustiveMatcher::Prefers(ApprenticeIndex apprentice, const Option& one, const Option& other) const {
  const std::optional<Wish> wish_one = WishOf(problem_, apprentice, one.opening);
  const std::optional<Wish> wish_other = WishOf(problem_, apprentice, other.opening);
  if (wish_one.has_value() != wish_other.has_value()) return wish_one.has_value();
  if (wish_one && wish_one->rank != wish_other->rank) return wish_one->rank < wish_other->rank;
  if (wish_one && wish_one->kind != wish_other->kind) return wish_one->kind < wish_other->kind;
  if (one.points != other.points) return one.points > other.points;
  if (one.lottery != other.lottery) return one.lottery > other.lottery;
  return one.opening < other.opening;
}

bool ExhaustiveMatcher::HostPrefers(OpeningIndex opening, ApprenticeIndex one, ApprenticeIndex other) const {
  const auto rank_of = [&](ApprenticeIndex apprentice) {
    for (const HostRank& rank : problem_.HostRanksOf(opening)) {
      if (rank.apprentice == apprentice) return rank.rank;
    }
    return INT_MAX;
  };
  const auto points_of = [&](ApprenticeIndex apprentice) {
    return PointsOf(rules_, problem_.View(apprentice), problem_.View(opening));
  };
  if (rank_of(one) != rank_of(other)) return rank_of(one) < rank_of(other);
  if (points_of(one) != points_of(other)) return points_of(one) > points_of(other);
  const std::uint64_t number_one = LotteryOf(problem_.round().seed, problem_[one].id);
  const std::uint64_t number_other = LotteryOf(problem_.round().seed, problem_[other].id);
  return std::tie(number_one, problem_[one].id) < std::tie(number_other, problem_[other].id);
}

std::vector<Matching> ExhaustiveMatcher::FindAllStable() const {
  std::vector<Matching> stable;
  for (const Assignment& assignment : AllAssignments()) {
    if (!IsStable(assignment)) continue;
    std::optional<Matching> matching = Arrange(assignment);
    if (matching) stable.push_back(*std::move(matching));
  }
  return stable;
}

bool ExhaustiveMatcher::IsStable(const Assignment& assignment) const {
  for (std::size_t a = 0; a < options_.size(); ++a) {
    for (const Option& option : options_[a]) {
      if (Blocks(ApprenticeIndex(a), option, assignment)) return false;
    }
  }
  return true;
}

bool ExhaustiveMatcher::Blocks(ApprenticeIndex apprentice, const Option& option, const Assignment& assignment) const {
  const bool is_pinned = problem_.PinOf(apprentice).has_value();
  const int own = assignment.option_of[apprentice.value];
  if (own >= 0 && !Prefers(apprentice, option, options_[apprentice.value][static_cast<std::size_t>(own)])) return false;
  if (is_pinned) {
    const auto lengths = rules_.stays.permitted_lengths(problem_.View(apprentice), problem_.View(option.opening));
    const std::optional<DayRange>& days = problem_.PinOf(apprentice)->stay;
    if (StaysOf(apprentice, option.opening, days ? days->days() : lengths->min).empty()) return false;
  }
  int placed = 0;
  for (std::size_t other = 0; other < options_.size(); ++other) {
    const int choice = assignment.option_of[other];
    if (choice < 0 || options_[other][static_cast<std::size_t>(choice)].opening != option.opening) continue;
    ++placed;
    if (problem_.PinOf(ApprenticeIndex(other))) continue;  // Nobody displaces a pinned one.
    if (is_pinned || HostPrefers(option.opening, apprentice, ApprenticeIndex(other))) return true;
  }
  return placed < problem_[option.opening].places;
}

Matching ExhaustiveMatcher::FindSerial() const {
  std::vector<std::tuple<bool, int, std::uint64_t, std::string, ApprenticeIndex>> turns;
  for (std::size_t a = 0; a < options_.size(); ++a) {
    const Apprentice& apprentice = problem_[ApprenticeIndex(a)];
    WALZ_CHECK(apprentice.group.empty());
    turns.emplace_back(!problem_.PinOf(ApprenticeIndex(a)), apprentice.tier,
                       LotteryOf(problem_.round().seed, apprentice.id), apprentice.id, ApprenticeIndex(a));
  }
  std::sort(turns.begin(), turns.end());
  Matching matching;
  for (const auto& turn : turns) {
    const std::optional<Placement> placement = FirstThatFits(std::get<ApprenticeIndex>(turn), matching.placements);
    if (placement) matching.placements.push_back(*placement);
  }
  std::sort(matching.placements.begin(), matching.placements.end(),
            [](const Placement& a, const Placement& b) { return a.apprentice < b.apprentice; });
  return matching;
}

std::optional<Placement> ExhaustiveMatcher::FirstThatFits(ApprenticeIndex apprentice,
                                                          const std::vector<Placement>& placed) const {
  std::vector<Option> options = options_[apprentice.value];
  std::sort(options.begin(), options.end(),
            [&](const Option& a, const Option& b) { return Prefers(apprentice, a, b); });
  for (const Option& option : options) {
    const auto lengths = rules_.stays.permitted_lengths(problem_.View(apprentice), problem_.View(option.opening));
    WALZ_CHECK(lengths.has_value());
    for (int length = lengths->max; length >= lengths->min; --length) {
      for (const DayRange stay : StaysOf(apprentice, option.opening, length)) {
        const Placement placement{apprentice, option.opening, stay};
        if (FitsBeside(placed, placement)) return placement;
      }
    }
  }
  return std::nullopt;
}

}  // namespace walz
