#include "tools/walz/remote_explanation.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <unistd.h>
#include <walz/v1/matching_service.pb.h>
#include <walz/v1/report_service.pb.h>
#include <walz/v1/round_service.pb.h>

#include "engine/base/status_macros.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

ShownTable VerdictTable(const v1::ExplainPairResponse& answer, bool for_people) {
  ShownTable table{{"requirement", "verdict", "words"}, {}, {}};
  if (!for_people) table.header = {"requirement", "verdict", "refuses", "words"};
  for (const v1::RequirementVerdict& verdict : answer.verdicts()) {
    const bool marked = for_people && verdict.refuses();
    table.rows.push_back({verdict.requirement(), verdict.verdict() + (marked ? " !" : ""), verdict.action_or_reason()});
    if (!for_people) table.rows.back().insert(table.rows.back().begin() + 2, verdict.refuses() ? "yes" : "no");
  }
  return table;
}

ShownTable PointsTable(const v1::ExplainPairResponse& answer) {
  ShownTable table{{"criterion", "points", "weight", "weighted"}, {}, {1, 2, 3}};
  for (const v1::CriterionPoints& points : answer.points()) {
    table.rows.push_back({points.criterion(), absl::StrCat(points.points()), absl::StrCat(points.weight()),
                          absl::StrCat(points.points() * points.weight())});
  }
  return table;
}

std::string PairAnswer(const v1::ExplainPairResponse& answer) {
  if (answer.feasible()) {
    const std::string stay =
        answer.start().empty() ? "" : absl::StrCat("; a stay: ", answer.start(), "..", answer.end());
    return absl::StrCat(Coloured(Colour::kGreen, "feasible"), ", ", Grouped(answer.points_total()), " points", stay,
                        "\n");
  }
  std::vector<std::string> refusing;
  for (const v1::RequirementVerdict& verdict : answer.verdicts()) {
    if (verdict.refuses()) refusing.push_back(verdict.requirement());
  }
  return absl::StrCat(Coloured(Colour::kRed, "refused"), " by ", absl::StrJoin(refusing, ", "), "\n");
}

// The run that is asked about; empty: none was, and none is published.
absl::StatusOr<std::string> RunOf(const Client& client, const RemoteQuestion& question) {
  if (!question.run.empty()) return RunName(question.run, question.round);
  v1::GetRoundRequest request;
  request.set_name(TopName(NounCalled("round"), question.round));
  v1::Round round;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.RoundService/GetRound", request, round));
  return round.published_run();
}

// Why the run did not choose the pair, in words; empty where nothing is to be said.
absl::StatusOr<v1::OutcomeReport> OutcomeOf(const Client& client, const v1::ExplainPairRequest& pair,
                                            const RemoteQuestion& question) {
  WALZ_ASSIGN_OR_RETURN(const std::string run, RunOf(client, question));
  v1::OutcomeReport outcome;
  if (run.empty()) return outcome;
  v1::ExplainOutcomeRequest request;
  request.set_name(run);
  request.set_apprentice(pair.apprentice());
  request.set_opening(pair.opening());
  const absl::Status status = client.Call("walz.v1.ReportService/ExplainOutcome", request, outcome);
  // Nobody asked for the published run: what can be said without it is said.
  if (!status.ok() && !question.run.empty()) return status;
  if (!status.ok()) outcome.set_words(std::string(status.message()));
  return outcome;
}

absl::StatusOr<int> ExplainPair(const Client& client, const v1::ExplainPairRequest& asked,
                                const RemoteQuestion& question, Output output) {
  v1::ExplainPairRequest request = asked;
  v1::ExplainPairResponse answer;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.MatchingService/ExplainPair", request, answer));
  if (output == Output::kJson) {
    // The answer speaks of the published run.
    if (answer.feasible() && !question.run.empty()) {
      WALZ_ASSIGN_OR_RETURN(*answer.mutable_outcome(), OutcomeOf(client, request, question));
    }
    Print(JsonOf(answer, /*one_line=*/false));
    return kExitOk;
  }
  if (output == Output::kCsv) {
    Print(TableCsv(VerdictTable(answer, /*for_people=*/false)));
    return kExitOk;
  }
  const std::size_t width = TerminalWidth(STDOUT_FILENO);
  Print(absl::StrCat(
      Coloured(Colour::kBold, Printable(absl::StrCat(IdOf(request.apprentice()), " at ", IdOf(request.opening()), ", ",
                                                     IdOf(ParentOf(request.opening()))))),
      "\n\n", TableText(VerdictTable(answer, /*for_people=*/true), width), "\n"));
  if (answer.points_size() > 0) Print(absl::StrCat(TableText(PointsTable(answer), width), "\n"));
  Print(PairAnswer(answer));
  if (!answer.feasible()) return kExitOk;
  WALZ_ASSIGN_OR_RETURN(const v1::OutcomeReport outcome, OutcomeOf(client, request, question));
  if (!outcome.words().empty()) Print(absl::StrCat(Printable(outcome.words()), "\n"));
  return kExitOk;
}

ShownTable RefusalTable(const v1::ExplainApprenticeResponse& answer) {
  ShownTable table{{"requirement", "openings_refused", "refused_alone"}, {}, {1, 2}};
  for (const v1::RequirementRefusals& refusals : answer.refusals()) {
    if (refusals.refused() == 0) continue;
    table.rows.push_back(
        {refusals.requirement(), absl::StrCat(refusals.refused()), absl::StrCat(refusals.only_refused())});
  }
  return table;
}

ShownTable NearestTable(const v1::ExplainApprenticeResponse& answer) {
  ShownTable table{{"opening", "refused_by", "words"}, {}, {}};
  for (const v1::NearestOpening& near : answer.nearest()) {
    for (const v1::RequirementVerdict& verdict : near.refusing()) {
      table.rows.push_back({IdOf(near.opening()), verdict.requirement(), verdict.action_or_reason()});
    }
  }
  return table;
}

absl::StatusOr<int> ExplainApprentice(const Client& client, const v1::ExplainPairRequest& asked, Output output) {
  v1::ExplainApprenticeRequest request;
  request.set_round(asked.round());
  request.set_apprentice(asked.apprentice());
  v1::ExplainApprenticeResponse answer;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.MatchingService/ExplainApprentice", request, answer));
  if (output == Output::kJson) {
    Print(JsonOf(answer, /*one_line=*/false));
    return kExitOk;
  }
  if (output == Output::kCsv) {
    Print(TableCsv(RefusalTable(answer)));
    return kExitOk;
  }
  const std::size_t width = TerminalWidth(STDOUT_FILENO);
  Print(absl::StrCat(Coloured(Colour::kBold, Printable(IdOf(request.apprentice()))), ": ",
                     Counted(answer.feasible_openings(), "opening"), " feasible\n"));
  if (!answer.barrier().empty()) {
    Print(absl::StrCat("barrier: ", Coloured(Colour::kYellow, Printable(answer.barrier())), "\n"));
  }
  if (!answer.what_would_help().empty()) Print(absl::StrCat(Printable(answer.what_would_help()), "\n"));
  const ShownTable refusals = RefusalTable(answer);
  if (!refusals.rows.empty()) Print(absl::StrCat("\n", TableText(refusals, width)));
  const ShownTable nearest = NearestTable(answer);
  if (!nearest.rows.empty()) Print(absl::StrCat("\nnearest of the others:\n", TableText(nearest, width)));
  return kExitOk;
}

}  // namespace

int ExplainRemotely(const ConnectionOptions& connection, const RemoteQuestion& question, Output output) {
  return WithClient(connection, [&](const Client& client) -> absl::StatusOr<int> {
    v1::ExplainPairRequest request;
    request.set_round(TopName(NounCalled("round"), question.round));
    WALZ_ASSIGN_OR_RETURN(*request.mutable_apprentice(),
                          FindName(client, NounCalled("apprentice"), question.apprentice));
    if (question.opening.empty()) return ExplainApprentice(client, request, output);
    WALZ_ASSIGN_OR_RETURN(*request.mutable_opening(), FindName(client, NounCalled("opening"), question.opening));
    return ExplainPair(client, request, question, output);
  });
}

}  // namespace walz
