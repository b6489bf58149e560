#include "engine/matching/repair.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_set.h>

#include "engine/base/check.h"
#include "engine/matching/neighbourhood.h"
#include "engine/matching/placed_units.h"
#include "engine/solve/nested_assignment.h"

namespace walz {
namespace {

using absl::int128;

constexpr std::size_t kStartsWhenPlacing = 400;  // All of them, in practice.
constexpr std::size_t kStartsWhenTrying = 8;
constexpr std::int64_t kNodesInAll = 3'000'000;  // A few seconds.
constexpr std::size_t kUnitsAsAWhole = 7;
constexpr std::size_t kOpeningsTried = 6;
constexpr std::size_t kCompetitors = 3;
constexpr std::size_t kCompetitorsSeen = 1'000;  // Companies seldom have more; what is looked at takes turns.

int128 BaseOf(const Arrangement& arrangement, UnitIndex unit) {
  int128 base = 0;
  for (const ApprenticeIndex member : arrangement.MembersOf(unit)) base += arrangement.objective().BaseOf(member);
  return base;
}

// Options of a unit's first member, best value first.  Seldom are many asked for.
class BestFirst {
 public:
  BestFirst(const Arrangement& arrangement, UnitIndex unit) {
    const ApprenticeIndex first = arrangement.MembersOf(unit)[0];
    for (const PairOption& option : arrangement.options().Of(first)) {
      heap_.push_back({arrangement.objective().ValueOf(first, option), option});
    }
    std::make_heap(heap_.begin(), heap_.end());
  }

  // Null after the last one; valid until the next call.
  const PairOption* Next() {
    if (heap_.empty()) return nullptr;
    std::pop_heap(heap_.begin(), heap_.end());
    next_ = heap_.back().option;
    heap_.pop_back();
    return &next_;
  }

 private:
  struct Candidate {
    int128 value;
    PairOption option;
    friend bool operator<(const Candidate& a, const Candidate& b) {  // Best on top; openings decide between equals.
      return a.value != b.value ? a.value < b.value : b.option.opening < a.option.opening;
    }
  };

  std::vector<Candidate> heap_;
  PairOption next_;
};

bool PlaceAt(UnitIndex unit, const PairOption& option, std::size_t starts, Arrangement& arrangement) {
  const std::vector<Choice> choices = arrangement.ChoicesAt(unit, option, starts);
  return std::any_of(choices.begin(), choices.end(),
                     [&](const Choice& choice) { return arrangement.Place(unit, choice); });
}

// Those of `units` that could be placed but are not, most at stake first.
std::vector<UnitIndex> LeftOutOf(const std::vector<UnitIndex>& units, const Arrangement& arrangement) {
  std::vector<UnitIndex> left_out;
  for (const UnitIndex unit : units) {
    if (!arrangement.IsPlaced(unit)) left_out.push_back(unit);
  }
  std::stable_sort(left_out.begin(), left_out.end(),
                   [&](UnitIndex a, UnitIndex b) { return BaseOf(arrangement, a) > BaseOf(arrangement, b); });
  return left_out;
}

// The unit and up to kCompetitors units at the company of `opening`, the opening's own first.
std::vector<UnitIndex> Competitors(const Arrangement& arrangement, UnitIndex unit, OpeningIndex opening,
                                   const PlacedUnits& occupants, std::size_t turn) {
  const Problem& problem = arrangement.problem();
  std::vector<UnitIndex> found;
  absl::flat_hash_set<std::size_t> known = {unit.value};
  const auto add_from = [&](OpeningIndex at) {
    for (const UnitIndex other : occupants.At(at)) {
      if (found.size() == kCompetitorsSeen) return;
      if (arrangement.IsPlaced(other) && known.insert(other.value).second) found.push_back(other);
    }
  };
  add_from(opening);
  for (const OpeningIndex sister : problem.OpeningsOf(problem.CompanyOf(opening))) add_from(sister);
  if (found.size() > kCompetitors) {
    std::rotate(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(turn % found.size()), found.end());
    found.resize(kCompetitors);
  }
  found.insert(found.begin(), unit);
  return found;
}

// Employers whose absences are bounded: their apprentices compete wherever they go.
std::vector<std::vector<UnitIndex>> UnitsByEmployer(const Arrangement& arrangement) {
  const Problem& problem = arrangement.problem();
  std::vector<std::vector<UnitIndex>> units(problem.companies().size());
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    const std::optional<CompanyIndex> employer = problem.EmployerOf(apprentice);
    if (employer && problem[*employer].absent_max && !arrangement.options().Of(apprentice).empty()) {
      units[employer->value].push_back(arrangement.UnitOf(apprentice));
    }
  }
  return units;
}

}  // namespace

std::vector<UnitIndex> AllUnits(const Arrangement& arrangement) {
  std::vector<UnitIndex> units;
  for (std::size_t u = 0; u < arrangement.unit_count(); ++u) {
    const UnitIndex unit(u);
    if (!arrangement.options().Of(arrangement.MembersOf(unit)[0]).empty()) units.push_back(unit);
  }
  return units;
}

void PlaceLawfully(const std::vector<std::uint32_t>& opening_of, Arrangement& arrangement, const WorkOptions& work) {
  struct Turn {
    int128 base;
    Day latest_end;
    UnitIndex unit;
    PairOption option;
  };
  std::vector<Turn> turns;
  for (std::size_t u = 0; u < arrangement.unit_count() && !work.abandon.stop_requested(); ++u) {
    const UnitIndex unit(u);
    const ApprenticeIndex first = arrangement.MembersOf(unit)[0];
    if (opening_of[first.value] == kNoSlot) continue;
    const PairOption* option = arrangement.options().Find(first, OpeningIndex(opening_of[first.value]));
    const StaySet& stays = arrangement.stays().ShortestOf(first, option->opening);
    turns.push_back({BaseOf(arrangement, unit), stays.starts.back().last + (stays.days - 1), unit, *option});
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
    if (a.base != b.base) return a.base > b.base;
    return std::tie(a.latest_end, a.unit) < std::tie(b.latest_end, b.unit);
  });
  for (const Turn& turn : turns) {
    if (work.abandon.stop_requested()) return;
    PlaceAt(turn.unit, turn.option, kStartsWhenPlacing, arrangement);
  }
}

namespace {

void PlaceAllOf(const std::vector<UnitIndex>& left_out, Arrangement& arrangement, const WorkOptions& work) {
  for (const UnitIndex unit : left_out) {
    if (work.abandon.stop_requested()) return;
    BestFirst options(arrangement, unit);
    for (const PairOption* option = options.Next(); option != nullptr; option = options.Next()) {
      if (PlaceAt(unit, *option, kStartsWhenTrying, arrangement)) break;
    }
  }
}

// Of the shortest length, beginning when the unit's earlier stay began; none if that cannot be had any more.
std::optional<Choice> EarlierChoice(const Arrangement& arrangement, const EarlierPlacements& earlier, UnitIndex unit) {
  const absl::Span<const ApprenticeIndex> members = arrangement.MembersOf(unit);
  const std::optional<LastPlacement>& first = earlier[members[0].value];
  if (!first) return std::nullopt;
  const PairOption* const option = arrangement.options().Find(members[0], first->opening);
  if (option == nullptr) return std::nullopt;
  for (Choice& choice : arrangement.ChoicesFrom(unit, *option, first->stay.first, kStartsWhenPlacing)) {
    const bool is_same =
        std::all_of(choice.placements.begin(), choice.placements.end(), [&](const Placement& placement) {
          const std::optional<LastPlacement>& own = earlier[placement.apprentice.value];
          return own && own->opening == placement.opening && own->stay.first == placement.stay.first;
        });
    if (is_same) return std::move(choice);
  }
  return std::nullopt;
}

using Held = std::vector<std::pair<UnitIndex, Choice>>;  // What units had.

Held RemoveAll(const std::vector<UnitIndex>& units, Arrangement& arrangement) {
  Held held;
  for (const UnitIndex unit : units) {
    if (arrangement.IsPlaced(unit)) held.emplace_back(unit, arrangement.Remove(unit));
  }
  return held;
}

// What `units` held, and nothing else.
void PutBack(const std::vector<UnitIndex>& units, const Held& held, Arrangement& arrangement) {
  RemoveAll(units, arrangement);
  for (const auto& [unit, choice] : held) WALZ_CHECK(arrangement.Place(unit, choice));
}

}  // namespace

void PlaceLeftOut(Arrangement& arrangement, const WorkOptions& work) {
  PlaceAllOf(LeftOutOf(AllUnits(arrangement), arrangement), arrangement, work);
}

EarlierPlacements PlacementsOfLastRun(const Problem& problem) {
  EarlierPlacements placements;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    placements.push_back(problem.LastOf(ApprenticeIndex(i)));
  }
  return placements;
}

bool StartFromEarlier(const std::vector<UnitIndex>& units, const EarlierPlacements& earlier, Arrangement& arrangement,
                      const WorkOptions& work) {
  Held choices;
  for (const UnitIndex unit : units) {
    if (work.abandon.stop_requested()) return false;
    std::optional<Choice> choice = EarlierChoice(arrangement, earlier, unit);
    if (choice) choices.emplace_back(unit, *std::move(choice));
  }
  if (choices.empty()) return false;
  const int128 value = arrangement.value();
  const Held before = RemoveAll(units, arrangement);
  for (const auto& [unit, choice] : choices) arrangement.Place(unit, choice);
  PlaceAllOf(LeftOutOf(units, arrangement), arrangement, work);
  if (arrangement.value() >= value) return true;
  PutBack(units, before, arrangement);
  return false;
}

bool PlaceFirst(const std::vector<UnitIndex>& units, const PairOptions& options, const std::vector<Placement>& first,
                Arrangement& arrangement, const WorkOptions& work) {
  const auto score = [&] { return arrangement.objective().ScoreOf(arrangement.placements()); };
  const Score score_before = score();
  const Held before = RemoveAll(units, arrangement);
  for (const auto& [unit, choice] : ChoicesOf(options, first, arrangement)) arrangement.Place(unit, choice);
  for (const auto& [unit, choice] : before) {
    if (!arrangement.IsPlaced(unit)) arrangement.Place(unit, choice);
  }
  PlaceAllOf(LeftOutOf(units, arrangement), arrangement, work);
  if (score() > score_before) return true;
  PutBack(units, before, arrangement);
  return false;
}

void Improve(int128 bound, Arrangement& arrangement, const WorkOptions& work) {
  const auto done = [&] { return arrangement.value() >= bound || work.stop.stop_requested(); };
  if (done()) return;
  const std::vector<UnitIndex> all = AllUnits(arrangement);
  if (all.size() <= kUnitsAsAWhole) {
    Reoptimise(all, {.options_most = 64, .starts_most = 64, .nodes_most = kNodesInAll}, arrangement);
    return;
  }
  const std::vector<std::vector<UnitIndex>> by_employer = UnitsByEmployer(arrangement);
  std::int64_t nodes_left = kNodesInAll;
  for (bool better = true; better && !done() && nodes_left > 0;) {
    better = false;
    PlacedUnits occupants(arrangement);
    const std::vector<UnitIndex> left_out = LeftOutOf(all, arrangement);
    // Whoever is out first, then everybody: points can be gained by those who are in, too.
    std::vector<UnitIndex> centres = left_out;
    for (const UnitIndex unit : all) {
      if (arrangement.IsPlaced(unit)) centres.push_back(unit);
    }
    std::size_t turn = 0;
    const auto reoptimise = [&](const std::vector<UnitIndex>& units) {
      const ReoptimiseResult result =
          Reoptimise(units, {.options_most = 12, .starts_most = 8, .nodes_most = 2'000}, arrangement);
      nodes_left -= result.nodes;
      if (!result.better) return;
      better = true;
      for (const UnitIndex unit : units) occupants.Update(unit);
    };
    for (const UnitIndex unit : centres) {
      if (done() || nodes_left <= 0) break;
      BestFirst options(arrangement, unit);
      for (std::size_t o = 0; o < kOpeningsTried && !done() && nodes_left > 0; ++o) {
        const PairOption* const option = options.Next();
        if (option == nullptr) break;
        reoptimise(Competitors(arrangement, unit, option->opening, occupants, turn++));
      }
      const std::optional<CompanyIndex> employer = arrangement.problem().EmployerOf(arrangement.MembersOf(unit)[0]);
      if (employer && by_employer[employer->value].size() > 1) {
        std::vector<UnitIndex> colleagues = {unit};
        for (const UnitIndex other : by_employer[employer->value]) {
          if (other != unit && colleagues.size() <= kCompetitors) colleagues.push_back(other);
        }
        reoptimise(colleagues);
      }
    }
  }
}

}  // namespace walz
