// StayProgram: who can stay where and when, as an integer program (choice_problem.h).
//
// A person is an apprentice, or a travel group where it counts as one.  Each lawful stay of the shortest length is a
// column; each group of a quota that can bind has a row for each day that
// says more than its neighbours, or one over the round; each centre with a least is a person of its own, whose column
// needs so many placements.  Goals are put together to programs of whole numbers (GoalStage).
// Thread rule: immutable once built; StayFinder is the caller's while building.

#ifndef ENGINE_MATCHING_STAY_PROGRAM_H_
#define ENGINE_MATCHING_STAY_PROGRAM_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>
#include <absl/types/span.h>

#include "engine/base/day_set.h"
#include "engine/matching/matching.h"
#include "engine/matching/objective.h"
#include "engine/matching/others_use.h"
#include "engine/matching/pair_options.h"
#include "engine/matching/quota_groups.h"
#include "engine/matching/stay_finder.h"
#include "engine/solve/choice_problem.h"

namespace walz {

struct PartFacts {
  const Problem& problem;
  const PairOptions& options;  // All there are; those of an apprentice may be missing as a whole.
  const Objective& objective;
  const std::vector<QuotaGroups>& quotas;
  StayFinder& stays;
};

// Goals of one program: it decides [first, decided_end); those up to `end` are weighed beside them.
struct GoalStage {
  std::size_t first;
  std::size_t decided_end;
  std::size_t end;
  LevelFigures<std::int64_t> weights{};
};

// A program of the goals of a stage, and which of its rows keep what was reached of the goals above.
struct StageProgram {
  ChoiceProblem problem;
  LevelFigures<std::uint32_t> goal_row{};  // ChoiceProblem::kNone: no row.
};

class StayProgram {
 public:
  struct Row {
    std::uint32_t quota;
    std::uint32_t group;
    std::optional<Day> day;
  };
  struct Least {
    CentreIndex centre;
    std::int32_t least;
    std::uint32_t row;
  };

  enum class Groups { kApart, kTogether };

  // `apprentices`, ascending.  Travel groups may be taken apart, which bounds what they reach, or stay together; then
  // all their members have to be there.  `others`, where not null, is what all but these apprentices use;
  // stays are of what is left.  It and what `facts` names must outlive Build().
  StayProgram(const PartFacts& facts, std::vector<ApprenticeIndex> apprentices, Groups groups,
              const OthersUse* others = nullptr);

  // False: more than `columns_max` stays, options are missing, or stopped.
  bool Build(std::int64_t columns_max, const std::stop_token& stop);

  const std::vector<ApprenticeIndex>& apprentices() const { return apprentices_; }
  std::size_t stay_count() const { return stays_.size(); }
  const std::vector<Least>& leasts() const { return leasts_; }
  // The rows of leasts() stand first.
  const Row& row(std::uint32_t row) const { return rows_[row]; }
  // The most that each goal can reach.
  const LevelFigures<std::int64_t>& ranges() const { return ranges_; }
  // Of a column of an apprentice; of a travel group, of its first member.
  OpeningIndex OpeningOf(std::uint32_t column) const { return OpeningIndex(base_.block[column]); }
  DayRange StayOf(std::uint32_t column) const { return stays_[column]; }
  std::int64_t PointsOf(std::uint32_t column) const { return kinds_[kind_of_[column]].levels[kPointLevel]; }

  // The columns of placements, by person; none if one of them is not among the stays to choose from.
  std::optional<std::vector<std::uint32_t>> ColumnsOf(const std::vector<Placement>& placements) const;
  // The other way round; by apprentice.
  std::vector<Placement> PlacementsOf(const std::vector<std::uint32_t>& column_of) const;
  LevelFigures<std::int64_t> LevelsOf(const std::vector<std::uint32_t>& column_of) const;

  // Goals at which nothing can be won are passed over.
  std::size_t FirstLevelFrom(std::size_t level) const;
  // As many goals from `first` on as fit into one program.  If one at a time, the first alone is decided above points,
  // so that a part of one more that the relaxation promises counts for nothing; the others guide, so that of choices
  // that are alike in it one is better.  REQUIRES: first < kLevelCount.
  GoalStage StageFrom(std::size_t first, bool one_at_a_time) const;
  // All goals down to points at once, where one placement outweighs one that counts for the next goal, whatever points
  // it has: nearly their order, in numbers that relaxations can tell apart.  None: they would be too large.
  std::optional<GoalStage> RoughStage() const;
  // Of the goals above the stage no less than `reached`.
  StageProgram ProgramOf(const GoalStage& stage, const LevelFigures<std::int64_t>& reached) const;
  // As many of the goals above points as fit, below them whoever keeps the opening of the last run, and below that the
  // sum of `beside`: by column of an apprentice, >= 0, at most 2^30 for all.
  ChoiceProblem ProgramBeside(const std::vector<std::int64_t>& beside) const;

 private:
  // Rows of one group: over the round one, else one for each day that says more than its neighbours.
  struct GroupRows {
    std::uint32_t first_row = 0;
    std::vector<std::uint32_t> rows_before;  // By day from first_day: how many of its rows are of earlier days.
    Day first_day;

    ChoiceProblem::Use UseOf(DayRange stay, std::int32_t amount) const;
  };
  // On which days stays of a group begin, and on which they end: counts that change from day to day.
  struct Calendar {
    std::vector<std::int32_t> begins;
    std::vector<std::int32_t> ends;
  };
  // Columns that differ in days alone: who of a person is where.
  struct Kind {
    absl::InlinedVector<PairOption, 1> options;  // By member; of a least none.
    const StaySet* stays = nullptr;
    LevelFigures<std::int64_t> levels{};
  };
  struct Person {
    absl::InlinedVector<ApprenticeIndex, 1> members;
    std::size_t first_kind = 0;
    std::size_t last_kind = 0;
  };
  template <typename Figure>
  using ByGroup = absl::flat_hash_map<std::uint32_t, Figure>;

  bool FindKinds(Person& person);
  void AddKind(const Person& person, absl::InlinedVector<PairOption, 1> options, const StaySet& stays,
               const DaySet* free);
  absl::Span<const Kind> KindsOf(const Person& person) const;
  template <typename Use>
  void ForEachUse(std::size_t q, const Person& person, const Kind& kind, const Use& use) const;
  void FindRows(const std::stop_token& stop);
  void FindLeasts();
  ByGroup<std::int64_t> DemandOf(std::size_t q) const;
  ByGroup<Calendar> CalendarsOf(std::size_t q, const ByGroup<std::int64_t>& room) const;
  std::int64_t RoomOf(std::size_t q, std::uint32_t group) const;
  absl::Span<const std::int32_t> UsedByDay(std::size_t q, std::uint32_t group) const;
  void AddRow(std::int64_t limit, const Row& row);
  void AddDays(std::size_t q, std::uint32_t group, const Calendar& calendar);
  bool Fits(const ChoiceProblem::Use& use) const;
  bool AddColumns(const Person& person, std::int64_t columns_max);
  void AddLeasts();
  void SetWeights(std::int64_t least, GoalStage& stage) const;

  const PartFacts facts_;
  const OthersUse* others_;
  std::vector<ApprenticeIndex> apprentices_;
  std::vector<Person> people_;     // Behind them, in base_, those of leasts.
  std::vector<Kind> kinds_;        // By person.
  std::deque<StaySet> own_stays_;  // Of travel groups, and what others leave of the days of some.
  ChoiceProblem base_;             // Without values and goals; the rows of leasts, then those of groups.
  std::vector<Row> rows_;
  std::vector<ByGroup<GroupRows>> rows_of_;  // By quota; of groups that can bind.
  std::vector<Least> leasts_;
  absl::flat_hash_map<std::size_t, std::uint32_t> row_of_least_;  // By centre.
  std::vector<DayRange> stays_;                                   // By column of a person with members.
  std::vector<std::uint32_t> kind_of_;                            // By column.
  LevelFigures<std::int64_t> ranges_{};
};

}  // namespace walz

#endif  // ENGINE_MATCHING_STAY_PROGRAM_H_
