#include "engine/matching/stay_program.h"

#include <algorithm>
#include <utility>

#include <absl/container/flat_hash_set.h>
#include <absl/container/inlined_vector.h>

#include "engine/matching/joint_options.h"
#include "engine/rulebook/stay_frame.h"

namespace walz {
namespace {

using Levels = LevelFigures<std::int64_t>;

// Of a travel group with its first member at one opening.
constexpr std::size_t kJointOptionsMax = 64;

}  // namespace

ChoiceProblem::Use StayProgram::GroupRows::UseOf(DayRange stay, std::int32_t amount) const {
  if (rows_before.empty()) return {first_row, 1, amount};
  const std::uint32_t begin = rows_before[static_cast<std::size_t>(stay.first - first_day)];
  const std::uint32_t end = rows_before[static_cast<std::size_t>(stay.last - first_day) + 1];
  return {first_row + begin, end - begin, amount};
}

StayProgram::StayProgram(const PartFacts& facts, std::vector<ApprenticeIndex> apprentices, Groups groups,
                         const OthersUse* others)
    : facts_(facts), others_(others), apprentices_(std::move(apprentices)) {
  absl::flat_hash_map<std::size_t, const std::vector<ApprenticeIndex>*> group_of;  // By first member.
  absl::flat_hash_set<std::size_t> followers;
  if (groups == Groups::kTogether) {
    for (const std::vector<ApprenticeIndex>& group : facts.problem.groups()) {
      group_of[group[0].value] = &group;
      for (std::size_t m = 1; m < group.size(); ++m) followers.insert(group[m].value);
    }
  }
  for (const ApprenticeIndex apprentice : apprentices_) {
    if (followers.contains(apprentice.value)) continue;
    const auto group = group_of.find(apprentice.value);
    if (group == group_of.end()) {
      people_.push_back({.members = {apprentice}});
    } else {
      people_.push_back({.members = {group->second->begin(), group->second->end()}});
    }
  }
}

bool StayProgram::Build(std::int64_t columns_max, const std::stop_token& stop) {
  for (Person& person : people_) {
    if (stop.stop_requested() || !FindKinds(person)) return false;
  }
  FindRows(stop);
  for (const Person& person : people_) {
    if (stop.stop_requested() || !AddColumns(person, columns_max)) return false;
  }
  AddLeasts();
  return true;
}

bool StayProgram::FindKinds(Person& person) {
  person.first_kind = person.last_kind = kinds_.size();
  for (const ApprenticeIndex member : person.members) {
    if (!facts_.options.Of(member).empty()) continue;
    // A travel group stays at home with whoever can go nowhere.
    return person.members.size() > 1;
  }
  const ApprenticeIndex first = person.members[0];
  const int days_min = LearnerLengthsOf(facts_.problem.View(first)).min;
  for (const PairOption& option : facts_.options.Of(first)) {
    const RoomDays* const room = others_ == nullptr ? nullptr : &others_->RoomAt(option.opening);
    if (room != nullptr && room->longest < days_min) continue;
    const DaySet* const free = room == nullptr ? nullptr : &room->days;
    if (person.members.size() == 1) {
      AddKind(person, {option}, facts_.stays.ShortestOf(first, option.opening), free);
      continue;
    }
    for (JointOption& joint :
         JointOptionsAt(facts_.problem, facts_.options, facts_.stays, person.members, option, kJointOptionsMax)) {
      own_stays_.push_back(std::move(joint.stays));
      AddKind(person, {joint.options.begin(), joint.options.end()}, own_stays_.back(), free);
    }
  }
  person.last_kind = kinds_.size();
  return true;
}

// `free`, where not null: days on which others leave room.
void StayProgram::AddKind(const Person& person, absl::InlinedVector<PairOption, 1> options, const StaySet& stays,
                          const DaySet* free) {
  Kind kind{.options = std::move(options), .stays = &stays};
  if (free != nullptr) {
    std::vector<DayRange> left;
    auto starts = stays.starts.begin();
    for (auto days = free->ranges().begin(); days != free->ranges().end() && starts != stays.starts.end();) {
      const Day last_start = days->last - (stays.days - 1);
      const DayRange both{std::max(days->first, starts->first), std::min(last_start, starts->last)};
      if (both.first <= both.last) left.push_back(both);
      if (last_start < starts->last) {
        ++days;
      } else {
        ++starts;
      }
    }
    if (left.empty()) return;
    if (left != stays.starts) {
      own_stays_.push_back({stays.days, std::move(left)});
      kind.stays = &own_stays_.back();
    }
  }
  for (std::size_t m = 0; m < person.members.size(); ++m) {
    const ApprenticeIndex member = person.members[m];
    if (facts_.problem.PinOf(member)) ++kind.levels[kPinLevel];
    ++kind.levels[kTierLevel + static_cast<std::size_t>(facts_.problem[member].tier)];
    kind.levels[kPointLevel] += kind.options[m].points;
    if (facts_.objective.IsKept(member, kind.options[m].opening)) ++kind.levels[kKeptLevel];
  }
  kinds_.push_back(std::move(kind));
}

absl::Span<const StayProgram::Kind> StayProgram::KindsOf(const Person& person) const {
  return absl::MakeConstSpan(kinds_).subspan(person.first_kind, person.last_kind - person.first_kind);
}

// use(group, amount) for each group of the quota that the kind makes use of.
template <typename Use>
void StayProgram::ForEachUse(std::size_t q, const Person& person, const Kind& kind, const Use& use) const {
  const QuotaGroups& groups = facts_.quotas[q];
  const Day first = kind.stays->starts.front().first;
  const DayRange stay{first, first + (kind.stays->days - 1)};
  absl::InlinedVector<std::pair<std::uint32_t, std::int64_t>, 4> uses;
  for (std::size_t m = 0; m < person.members.size(); ++m) {
    const ApprenticeIndex member = person.members[m];
    const OpeningIndex opening = kind.options[m].opening;
    const std::uint32_t group = groups.GroupOf(member, opening);
    if (group == QuotaGroups::kNone) continue;
    const std::int64_t amount = groups.quota().amount(facts_.problem.View(member), facts_.problem.View(opening), stay);
    const auto at = std::find_if(uses.begin(), uses.end(), [&](const auto& of) { return of.first == group; });
    if (at != uses.end()) {
      at->second += amount;
    } else {
      uses.emplace_back(group, amount);
    }
  }
  for (const auto& [group, amount] : uses) use(group, amount);
}

void StayProgram::FindRows(const std::stop_token& stop) {
  FindLeasts();
  rows_of_.resize(facts_.quotas.size());
  for (std::size_t q = 0; q < facts_.quotas.size() && !stop.stop_requested(); ++q) {
    const bool is_daily = facts_.quotas[q].quota().daily;
    ByGroup<std::int64_t> room;  // Of groups that can bind.
    std::vector<std::uint32_t> groups;
    for (const auto& [group, demand] : DemandOf(q)) {
      const std::int64_t room_of_group = RoomOf(q, group);
      if (demand <= room_of_group) continue;
      room[group] = room_of_group;
      groups.push_back(group);
    }
    std::sort(groups.begin(), groups.end());
    ByGroup<Calendar> calendars;
    if (is_daily) calendars = CalendarsOf(q, room);
    for (const std::uint32_t group : groups) {
      rows_of_[q][group].first_row = static_cast<std::uint32_t>(rows_.size());
      if (is_daily) {
        AddDays(q, group, calendars[group]);
      } else {
        AddRow(room[group], {static_cast<std::uint32_t>(q), group, std::nullopt});
      }
    }
  }
}

void StayProgram::AddRow(std::int64_t limit, const Row& row) {
  base_.limits.push_back(limit);
  rows_.push_back(row);
}

void StayProgram::FindLeasts() {
  for (const auto& [centre, least] : facts_.objective.leasts()) {
    const bool is_here = std::any_of(apprentices_.begin(), apprentices_.end(),
                                     [&, c = centre](ApprenticeIndex i) { return facts_.problem.CentreOf(i) == c; });
    if (!is_here) continue;
    const auto row = static_cast<std::uint32_t>(rows_.size());
    leasts_.push_back({centre, least, row});
    row_of_least_[centre.value] = row;
    AddRow(others_ == nullptr ? 0 : others_->PlacedOf(centre), {});
  }
}

// What all people together could use of each group.
StayProgram::ByGroup<std::int64_t> StayProgram::DemandOf(std::size_t q) const {
  ByGroup<std::int64_t> demand;
  ByGroup<std::int64_t> most_of_group;
  for (const Person& person : people_) {
    most_of_group.clear();
    for (const Kind& kind : KindsOf(person)) {
      ForEachUse(q, person, kind, [&](std::uint32_t group, std::int64_t amount) {
        std::int64_t& most = most_of_group[group];
        most = std::max(most, amount);
      });
    }
    for (const auto& [group, amount] : most_of_group) demand[group] += amount;
  }
  return demand;
}

// What is left for these apprentices on every day.
std::int64_t StayProgram::RoomOf(std::size_t q, std::uint32_t group) const {
  const std::int64_t limit = facts_.quotas[q].limit(group);
  if (others_ == nullptr) return limit;
  if (!facts_.quotas[q].quota().daily) return limit - others_->UsedOverRound(q, group);
  const absl::Span<const std::int32_t> used = UsedByDay(q, group);
  return used.empty() ? limit : limit - *std::max_element(used.begin(), used.end());
}

// By others; empty: nothing.
absl::Span<const std::int32_t> StayProgram::UsedByDay(std::size_t q, std::uint32_t group) const {
  return others_ == nullptr ? absl::Span<const std::int32_t>() : others_->UsedByDay(q, group);
}

// Of the groups that `room` names.
StayProgram::ByGroup<StayProgram::Calendar> StayProgram::CalendarsOf(std::size_t q,
                                                                     const ByGroup<std::int64_t>& room) const {
  const DayRange horizon = facts_.problem.horizon();
  const auto days = static_cast<std::size_t>(horizon.last - horizon.first) + 1;
  ByGroup<Calendar> calendars;
  for (const Person& person : people_) {
    for (const Kind& kind : KindsOf(person)) {
      ForEachUse(q, person, kind, [&](std::uint32_t group, std::int64_t) {
        if (!room.contains(group)) return;
        Calendar& calendar = calendars[group];
        calendar.begins.resize(days + 1, 0);
        calendar.ends.resize(days + 1, 0);
        for (const DayRange& starts : kind.stays->starts) {
          const auto first = static_cast<std::size_t>(starts.first - horizon.first);
          const auto last = static_cast<std::size_t>(starts.last - horizon.first);
          const auto shift = static_cast<std::size_t>(kind.stays->days - 1);
          ++calendar.begins[first];
          --calendar.begins[last + 1];
          ++calendar.ends[first + shift];
          --calendar.ends[last + shift + 1];
        }
      });
    }
  }
  return calendars;
}

// A day says no more than another if whoever stays then stays on the other day too, and the other has no more room.
// Where all days have the same room, what is left is the last day before an end, once something has begun (the cliques
// of intervals).
void StayProgram::AddDays(std::size_t q, std::uint32_t group, const Calendar& calendar) {
  GroupRows& rows = rows_of_[q][group];
  rows.first_day = facts_.problem.horizon().first;
  const std::size_t days = calendar.begins.size() - 1;
  const std::int64_t limit = facts_.quotas[q].limit(group);
  const absl::Span<const std::int32_t> used = UsedByDay(q, group);
  const auto room_on = [&](std::size_t day) { return used.empty() ? limit : limit - used[day]; };
  std::vector<std::size_t> said;  // Days that have a row.
  std::int32_t begins = 0;
  std::int32_t ends = 0;
  std::int32_t present = 0;
  std::optional<std::size_t> candidate;
  std::int64_t room = 0;  // On that day.
  bool has_ended = false;
  bool has_begun = false;
  for (std::size_t day = 0; day < days; ++day) {
    begins += calendar.begins[day];
    has_ended = has_ended || ends > 0;
    present += begins - ends;  // Those who end on a day are there on that day.
    ends += calendar.ends[day];
    has_begun = has_begun || begins > 0;
    if (present == 0) continue;
    const std::int64_t room_then = room_on(day);
    if (candidate && !has_begun && room_then >= room) continue;
    if (candidate && (has_ended || room_then > room)) said.push_back(*candidate);
    candidate = day;
    room = room_then;
    has_ended = false;
    has_begun = false;
  }
  if (candidate) said.push_back(*candidate);
  rows.rows_before = {0};
  auto next = said.begin();
  for (std::size_t day = 0; day < days; ++day) {
    if (next != said.end() && *next == day) {
      const Day that_day = rows.first_day + static_cast<int>(day);
      AddRow(room_on(day), {static_cast<std::uint32_t>(q), group, that_day});
      ++next;
    }
    rows.rows_before.push_back(static_cast<std::uint32_t>(next - said.begin()));
  }
}

bool StayProgram::Fits(const ChoiceProblem::Use& use) const {
  const auto first = base_.limits.begin() + use.row;
  return std::all_of(first, first + use.count, [&](std::int64_t limit) { return use.amount <= limit; });
}

bool StayProgram::AddColumns(const Person& person, std::int64_t columns_max) {
  base_.AddPerson();
  Levels most{};
  std::vector<ChoiceProblem::Use> uses;
  ByGroup<std::int32_t> of_leasts;  // By row: members whose centre has a least.
  for (const ApprenticeIndex member : person.members) {
    const auto least = row_of_least_.find(facts_.problem.CentreOf(member).value);
    if (least != row_of_least_.end()) ++of_leasts[least->second];
  }
  for (std::size_t k = person.first_kind; k < person.last_kind; ++k) {
    const Kind& kind = kinds_[k];
    absl::InlinedVector<std::pair<const GroupRows*, std::int32_t>, 6> groups;  // And what is used of them.
    for (std::size_t q = 0; q < facts_.quotas.size(); ++q) {
      ForEachUse(q, person, kind, [&](std::uint32_t group, std::int64_t amount) {
        const auto rows = rows_of_[q].find(group);
        if (rows == rows_of_[q].end() || amount <= 0) return;
        groups.emplace_back(&rows->second, static_cast<std::int32_t>(amount));
      });
    }
    const std::size_t before = stays_.size();
    for (const DayRange& starts : kind.stays->starts) {
      for (Day first = starts.first; first <= starts.last; first = first + 1) {
        const DayRange stay{first, first + (kind.stays->days - 1)};
        uses.clear();
        for (const auto& [rows, amount] : groups) uses.push_back(rows->UseOf(stay, amount));
        if (others_ != nullptr &&
            !std::all_of(uses.begin(), uses.end(), [&](const ChoiceProblem::Use& use) { return Fits(use); })) {
          continue;
        }
        for (const auto& [row, members] : of_leasts) uses.push_back({row, 1, -members});
        base_.AddColumn(static_cast<std::uint32_t>(kind.options[0].opening.value), 0, uses);
        stays_.push_back(stay);
        kind_of_.push_back(static_cast<std::uint32_t>(k));
      }
    }
    if (static_cast<std::int64_t>(stays_.size()) > columns_max) return false;
    if (stays_.size() == before) continue;
    for (std::size_t l = 0; l < kLevelCount; ++l) most[l] = std::max(most[l], kind.levels[l]);
  }
  for (std::size_t l = 0; l < kLevelCount; ++l) ranges_[l] += most[l];
  return true;
}

// A centre reaches its least or not: a column that so many placements make room for.
void StayProgram::AddLeasts() {
  for (const Least& least : leasts_) {
    base_.AddPerson();
    base_.AddColumn(0, 0, {{{least.row, 1, least.least}}});
    kind_of_.push_back(static_cast<std::uint32_t>(kinds_.size()));
    kinds_.emplace_back();
    kinds_.back().levels[kLeastLevel] = 1;
    ++ranges_[kLeastLevel];
  }
}

std::optional<std::vector<std::uint32_t>> StayProgram::ColumnsOf(const std::vector<Placement>& placements) const {
  absl::flat_hash_map<std::size_t, const Placement*> placement_of;  // By apprentice.
  absl::flat_hash_map<std::size_t, std::int64_t> placed_of_centre;
  for (const Placement& placement : placements) {
    placement_of[placement.apprentice.value] = &placement;
    ++placed_of_centre[facts_.problem.CentreOf(placement.apprentice).value];
  }
  std::vector<std::uint32_t> column_of(base_.person_count(), ChoiceProblem::kNone);
  std::size_t found = 0;
  for (std::size_t p = 0; p < people_.size(); ++p) {
    const Person& person = people_[p];
    const auto first = placement_of.find(person.members[0].value);
    if (first == placement_of.end()) continue;
    const auto is_there = [&](const Kind& kind) {
      for (std::size_t m = 0; m < person.members.size(); ++m) {
        const auto at = placement_of.find(person.members[m].value);
        if (at == placement_of.end() || at->second->opening != kind.options[m].opening) return false;
      }
      return true;
    };
    for (std::uint32_t c = base_.person_starts[p]; c < base_.person_starts[p + 1]; ++c) {
      // A travel group's stay may be longer; then a part of it is meant.
      if (stays_[c].first == first->second->stay.first && is_there(kinds_[kind_of_[c]])) column_of[p] = c;
    }
    if (column_of[p] != ChoiceProblem::kNone) found += person.members.size();
  }
  if (found != placements.size()) return std::nullopt;
  for (std::size_t l = 0; l < leasts_.size(); ++l) {
    const std::int64_t placed = placed_of_centre[leasts_[l].centre.value] + base_.limits[leasts_[l].row];
    if (placed >= leasts_[l].least) column_of[people_.size() + l] = base_.person_starts[people_.size() + l];
  }
  return column_of;
}

std::vector<Placement> StayProgram::PlacementsOf(const std::vector<std::uint32_t>& column_of) const {
  std::vector<Placement> placements;
  for (std::size_t p = 0; p < people_.size(); ++p) {
    if (column_of[p] == ChoiceProblem::kNone) continue;
    for (std::size_t m = 0; m < people_[p].members.size(); ++m) {
      placements.push_back(
          {people_[p].members[m], kinds_[kind_of_[column_of[p]]].options[m].opening, stays_[column_of[p]]});
    }
  }
  std::sort(placements.begin(), placements.end(),
            [](const Placement& a, const Placement& b) { return a.apprentice < b.apprentice; });
  return placements;
}

Levels StayProgram::LevelsOf(const std::vector<std::uint32_t>& column_of) const {
  Levels sum{};
  for (const std::uint32_t column : column_of) {
    if (column == ChoiceProblem::kNone) continue;
    for (std::size_t l = 0; l < kLevelCount; ++l) sum[l] += kinds_[kind_of_[column]].levels[l];
  }
  return sum;
}

}  // namespace walz
