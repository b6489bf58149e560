#include "tools/walz/run_summary.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <unistd.h>

#include "service/convert/run_record.h"
#include "tools/walz/table.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr std::int64_t kTierBarWidth = 30;

std::string InputLine(const Problem& problem) {
  return absl::StrCat("round ", Printable(problem.round().id), ", policy ", PolicyName(problem.round().policy), ": ",
                      Counted(static_cast<std::int64_t>(problem.apprentices().size()), "apprentice"), " of ",
                      Counted(static_cast<std::int64_t>(problem.centres().size()), "centre"), ", ",
                      Counted(static_cast<std::int64_t>(problem.openings().size()), "opening"), "\n");
}

std::string PlacedLine(const RunOutcome& outcome, std::int64_t unmatched) {
  const std::int64_t placed = outcome.score.placed();
  const std::int64_t all = placed + unmatched;
  const std::string share =
      all > 0 ? absl::StrFormat(" (%.1f %%)", 100.0 * static_cast<double>(placed) / static_cast<double>(all)) : "";
  return absl::StrCat("placed    ", Coloured(Colour::kGreen, Grouped(placed)), " of ", Grouped(all), share,
                      ", unmatched ", unmatched > 0 ? Coloured(Colour::kYellow, Grouped(unmatched)) : "0", "\n");
}

std::string PointsLine(const RunOutcome& outcome) {
  const std::string bound =
      outcome.policy == Policy::kBest ? absl::StrCat(", at most ", Grouped(outcome.points_bound)) : "";
  return absl::StrCat("points    ", Grouped(outcome.score.points), bound, "\n");
}

// What "proven" means under each policy.
std::string ProofLine(const RunOutcome& outcome) {
  if (outcome.stopped) {
    return absl::StrCat("proof     ", Coloured(Colour::kYellow, "stopped early"),
                        ": lawful, but better ones may exist\n");
  }
  if (!outcome.proven) {
    const Gap gap = GapOf(outcome);
    const std::string where =
        gap.goal.empty() ? "every goal is at its bound; the choice among equals is not proven"
                         : absl::StrCat("at most ", absl::StrFormat("%.4f", static_cast<double>(gap.millionths) / 1e4),
                                        " % below the bound of ", gap.goal);
    return absl::StrCat("proof     ", Coloured(Colour::kYellow, "not proven"), ": ", where, "\n");
  }
  switch (outcome.policy) {
    case Policy::kBest:
      return absl::StrCat("proof     ", Coloured(Colour::kGreen, "proven"), ": no lawful matching is better\n");
    case Policy::kStable:
      return absl::StrCat("proof     ", Coloured(Colour::kGreen, "proven"),
                          ": no apprentice and host would both rather have each other\n");
    case Policy::kSerial:
      return absl::StrCat("proof     ", Coloured(Colour::kGreen, "proven"), ": each has its best of what was left\n");
  }
  return "";
}

std::string StableLines(const RunOutcome& outcome) {
  if (!outcome.stable) return "";
  const StableFigures& figures = *outcome.stable;
  const bool by_lottery = figures.size == StableSize::kLottery;
  std::string text = absl::StrCat("ties      ", by_lottery ? "by lottery" : "so that many are placed",
                                  ", best for the ", figures.side == StableSide::kHosts ? "hosts" : "apprentices");
  if (figures.placed_at_most)
    absl::StrAppend(&text, "; no matching places more than ", Grouped(*figures.placed_at_most));
  if (figures.could_improve) {
    absl::StrAppend(&text, "\n          ", Counted(*figures.could_improve, "apprentice"),
                    " would be better off if ties were broken for them, at nobody's cost");
  }
  absl::StrAppend(&text, "\n");
  if (figures.rolling_openings > 0) {
    absl::StrAppend(&text, "slots     ", Counted(figures.rolling_openings, "opening"),
                    " that take stays one after another cut into ", Counted(figures.fixed_slots, "fixed slot"), "; ",
                    Counted(figures.options_without_slot, "option"), " whose stays lie in none\n");
  }
  return text;
}

std::string PinLine(const RunOutcome& outcome) {
  if (outcome.score.pins_kept + outcome.pins_broken == 0) return "";
  return absl::StrCat("pins      ", Grouped(outcome.score.pins_kept), " kept, ", Grouped(outcome.pins_broken),
                      " broken\n");
}

std::string BarrierTable(const RunReport& report) {
  if (report.record.barriers.empty()) return "";
  std::vector<std::pair<std::string, std::int64_t>> barriers = report.record.barriers;
  std::stable_sort(barriers.begin(), barriers.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  ShownTable table{{"barrier", "unmatched", ""}, {}, {1}};
  for (const auto& [name, count] : barriers) {
    const std::int64_t bar = std::max<std::int64_t>(1, kTierBarWidth * count / barriers.front().second);
    table.rows.push_back({name, absl::StrCat(count), std::string(static_cast<std::size_t>(bar), '#')});
  }
  return absl::StrCat("\n", TableText(table, TerminalWidth(STDOUT_FILENO)));
}

std::string EmptyFactLines(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) absl::StrAppend(&text, "\n", Printable(sentence));
  return text.empty() ? text : text + "\n";
}

}  // namespace

std::string RunSummary(const Problem& problem, const RunOutcome& outcome, const RunReport& report,
                       const std::vector<std::string>& empty_facts, absl::string_view out_dir) {
  const std::string dir = Printable(out_dir);
  return absl::StrCat(InputLine(problem), "\n", PlacedLine(outcome, report.record.unmatched), PointsLine(outcome),
                      PinLine(outcome), ProofLine(outcome), StableLines(outcome), BarrierTable(report),
                      EmptyFactLines(empty_facts), "\n", "proposals in ", dir, "/", kProposalsFile,
                      ", reasons of the unmatched in ", dir, "/", kUnmatchedFile, "\n");
}

}  // namespace walz
