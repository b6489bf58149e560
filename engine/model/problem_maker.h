// ProblemMaker: checks facts against each other, links them and puts them in canonical order.
//
// Internal to engine/model: use Problem::Create.

#ifndef ENGINE_MODEL_PROBLEM_MAKER_H_
#define ENGINE_MODEL_PROBLEM_MAKER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"

namespace walz {

// A row on its way into Rows: its group, and the position that it came from.
template <typename T>
struct Linked {
  std::uint32_t group;
  T value;
  std::size_t position;
};

class ProblemMaker {
 public:
  explicit ProblemMaker(Facts facts);
  ProblemMaker(const Problem& hosts, Facts few);

  Problem::CreateResult Make();
  Problem::CreateResult MakeJoined();

 private:
  // What was where in the facts as handed over, so that errors name the caller's positions.
  struct Positions {
    std::vector<std::uint32_t> centres, companies, openings, apprentices;
  };

  void Report(FactTable table, std::size_t position, absl::string_view column, absl::string_view value,
              absl::string_view code, std::string hint);
  // Fills `rows` from `linked`.  REQUIRES: sorted by group.  O(linked + groups), O(linked) where they are few.
  template <typename T>
  static void MoveGrouped(std::vector<Linked<T>>& linked, std::size_t group_count, Problem::Rows<T>& rows) {
    constexpr std::size_t kFewShare = 16;
    const bool are_few = linked.size() * kFewShare < group_count;
    if (!are_few) rows.starts.assign(group_count + 1, 0);
    rows.values.reserve(linked.size());
    for (Linked<T>& row : linked) {
      if (!are_few) {
        ++rows.starts[row.group + 1];
      } else if (rows.groups.empty() || rows.groups.back() != row.group) {
        rows.groups.push_back(row.group);
        rows.starts.push_back(rows.values.size());
      }
      rows.values.push_back(std::move(row.value));
    }
    if (are_few) rows.starts.push_back(rows.values.size());
    for (std::size_t i = 0; i < group_count && !are_few; ++i) rows.starts[i + 1] += rows.starts[i];
  }

  Problem::CreateResult Finish();
  void SortById();
  void CheckDuplicates();
  void BringAlikeTogether();
  template <typename Row>
  void CheckDuplicatesOf(const std::vector<Row>& rows, const std::vector<std::uint32_t>& positions, FactTable table);
  void ChooseSchemes();
  void CheckRound();
  void LinkOpenings();
  void LinkApprentices();
  void LinkWishes();
  void LinkHostRanks();
  void LinkPairs();
  void LinkLaterWorth();
  void LinkGroups();
  void LinkLastRun();
  void ListHostLabels();
  void SpanHorizon();

  // The index of `id`, or none and an error at that column.
  std::optional<CentreIndex> ResolveCentre(FactTable table, std::size_t position, const std::string& id);
  std::optional<CompanyIndex> ResolveCompany(FactTable table, std::size_t position, absl::string_view column,
                                             const std::string& id);
  std::optional<ApprenticeIndex> ResolveApprentice(FactTable table, std::size_t position, const std::string& id);
  std::optional<OpeningIndex> ResolveOpening(FactTable table, std::size_t position, absl::string_view column,
                                             const std::string& id);
  // Reports an unknown reference and passes `index` on.
  template <typename IndexType>
  std::optional<IndexType> Known(std::optional<IndexType> index, absl::string_view noun, FactTable table,
                                 std::size_t position, absl::string_view column, const std::string& id);

  Problem problem_;
  std::shared_ptr<Problem::HostSide> hosts_;  // Null where they are another problem's.
  Facts& facts_;                              // The apprentices' part of it.
  const Facts& host_facts_;                   // All other parts.
  Positions positions_;
  std::vector<FactError> errors_;
};

}  // namespace walz

#endif  // ENGINE_MODEL_PROBLEM_MAKER_H_
