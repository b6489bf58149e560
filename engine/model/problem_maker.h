// ProblemMaker: checks facts against each other, links them and puts them in canonical order.
//
// Internal to engine/model: use Problem::Create.

#ifndef ENGINE_MODEL_PROBLEM_MAKER_H_
#define ENGINE_MODEL_PROBLEM_MAKER_H_

#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"

namespace walz {

class ProblemMaker {
 public:
  explicit ProblemMaker(Facts facts);

  Problem::CreateResult Make();

 private:
  // What was where in the facts as handed over, so that errors name the caller's positions.
  struct Positions {
    std::vector<std::uint32_t> centres, companies, openings, apprentices;
  };

  void Report(FactTable table, std::size_t position, absl::string_view column, absl::string_view value,
              absl::string_view code, std::string hint);
  void SortById();
  void CheckDuplicates();
  void ChooseSchemes();
  void CheckRound();
  void LinkOpenings();
  void LinkApprentices();
  void LinkWishes();
  void LinkHostRanks();
  void LinkPairs();
  void LinkGroups();
  void LinkLastRun();
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
  Facts& facts_;
  Positions positions_;
  std::vector<FactError> errors_;
};

}  // namespace walz

#endif  // ENGINE_MODEL_PROBLEM_MAKER_H_
