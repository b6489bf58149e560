#include "service/app/mirror/outcome_names.h"

#include "service/app/mirror/round_facts.h"

namespace walz {

void NameApprentice(const Problem& problem, std::string& id) {
  if (const std::optional<ApprenticeIndex> i = problem.FindApprentice(id)) id = NameOfApprentice(problem[*i]);
}

void NameOpening(const Problem& problem, std::string& id) {
  if (const std::optional<OpeningIndex> i = problem.FindOpening(id)) id = NameOfOpening(problem[*i]);
}

void NameIn(const Problem& problem, v1::OutcomeReport& report) {
  NameOpening(problem, *report.mutable_placed_at());
  for (std::string& id : *report.mutable_holders()) NameApprentice(problem, id);
  for (v1::PlaceRejection& step : *report.mutable_rejections()) {
    NameOpening(problem, *step.mutable_opening());
    NameApprentice(problem, *step.mutable_rejected());
    NameApprentice(problem, *step.mutable_holder());
  }
  for (std::string& id : *report.mutable_competing()->mutable_openings()) NameOpening(problem, id);
  for (std::string& id : *report.mutable_competing()->mutable_apprentices()) NameApprentice(problem, id);
  if (report.competing().people() == 0) report.clear_competing();
}

}  // namespace walz
