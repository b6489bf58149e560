// walz report: what a run looks like as a whole, as a picture in the terminal, as SVG, or as data.

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <unistd.h>
#include <walz/v1/report_service.pb.h>

#include "engine/base/status_macros.h"
#include "engine/rules/standard_rulebook.h"
#include "service/convert/output_folder.h"
#include "service/convert/run_reader.h"
#include "service/report/barrier_messages.h"
#include "service/report/occupancy_report.h"
#include "service/report/run_reports.h"
#include "tools/pictures/occupancy_picture.h"
#include "tools/pictures/plain_text.h"
#include "tools/pictures/report_charts.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/data_source.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/report_rows.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr std::size_t kApprenticesMax = 1'000'000;
// Rows of a table that people read; -o json has all.
constexpr std::size_t kActsShown = 20;
constexpr std::size_t kWideActsShown = 5;
constexpr std::size_t kSumsShown = 20;

struct ReportOptions {
  DataOptions data;
  ConnectionOptions connection;
  std::string run;
  std::string output = "table";
  std::string svg_file;
  bool ascii = false;
};

// Whether the environment says that the terminal shows UTF-8; the first variable that is set decides.
bool SpeaksUtf8() {
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string locale = absl::AsciiStrToLower(value);
    return absl::StrContains(locale, "utf-8") || absl::StrContains(locale, "utf8");
  }
  return false;
}

PictureStyle StyleOf(const ReportOptions& options) {
  PictureStyle style;
  const std::size_t width = TerminalWidth(STDOUT_FILENO);
  if (width != kWidthUnlimited) style.width = width;
  style.ascii = options.ascii || !SpeaksUtf8();
  return style;
}

// One kind of report: where it comes from and how it looks.
template <typename Report>
struct ReportKind {
  absl::string_view method;
  Report (*make)(const ReportFacts& facts, const WorkOptions& work);
  std::string (*text)(const Report& report, const PictureStyle& style);
  std::string (*svg)(const Report& report, const PictureStyle& style);
};

template <BarChart (*kChart)(const v1::HistogramReport&)>
ReportKind<v1::HistogramReport> HistogramKind(absl::string_view method,
                                              v1::HistogramReport (*make)(const ReportFacts&, const WorkOptions&)) {
  return {method, make,
          [](const v1::HistogramReport& report, const PictureStyle& style) { return ChartText(kChart(report), style); },
          [](const v1::HistogramReport& report, const PictureStyle&) { return ChartSvg(kChart(report)); }};
}

void AppendPart(const std::string& title, ShownTable table, std::size_t rows_max, std::size_t width,
                std::string& text) {
  if (table.rows.empty()) return;
  if (table.rows.size() > rows_max) table.rows.resize(rows_max);
  absl::StrAppend(&text, "\n", Wrapped(title, width), "\n\n", TableText(table, width));
}

// The barriers, then what would help.
std::string BarrierText(const v1::BarrierReport& report, const PictureStyle& style) {
  std::string text = ChartText(BarrierChart(report), style);
  const std::string bound =
      report.exact() ? "" : absl::StrCat(" (at most: ", absl::StrJoin(report.relaxed(), "; "), ")");
  AppendPart(absl::StrCat("What would help: persons more by each act, and together with those above it", bound),
             ActRows(report.acts(), ""), kActsShown, style.width, text);
  for (const auto& [kind, whom] : {std::pair("centre_relaxes", "a centre"), std::pair("field_relaxes", "a field"),
                                   std::pair("language_reached", "everybody")}) {
    AppendPart(absl::StrCat("For all of ", whom, " who have no place, at once"), ActRows(report.wide_acts(), kind),
               kWideActsShown, style.width, text);
  }
  for (const auto& [kind, what] :
       {std::pair("requirement", "requirement falls"), std::pair("language", "language and level is reached"),
        std::pair("employer", "employer consents")}) {
    AppendPart(absl::StrCat("Apprentices for each of whom alone one more is placed if the ", what),
               HelpRows(report, kind), kSumsShown, style.width, text);
  }
  return text;
}

absl::Status WriteSvg(const std::string& path, const std::string& svg) {
  if (path == "-") {
    Print(svg);
    return absl::OkStatus();
  }
  OutputFile file(path);
  WALZ_RETURN_IF_ERROR(file.Open());
  WALZ_RETURN_IF_ERROR(file.Append(svg));
  return file.Close();
}

template <typename Report>
absl::StatusOr<int> Show(const ReportKind<Report>& kind, const Report& report, const ReportOptions& options) {
  const Form form = FormOf(options.output);
  if (!options.svg_file.empty()) WALZ_RETURN_IF_ERROR(WriteSvg(options.svg_file, kind.svg(report, StyleOf(options))));
  if (options.svg_file == "-") return kExitOk;
  switch (form) {
    case Form::kTable:
    case Form::kWide:
      Print(kind.text(report, StyleOf(options)));
      break;
    case Form::kJson:
      Print(JsonOf(report, /*one_line=*/false));
      break;
    case Form::kJsonl:
      Print(JsonOf(report, /*one_line=*/true) + "\n");
      break;
    case Form::kCsv:
    case Form::kName:
      Print(TableCsv(ReportRows(report)));
      break;
  }
  return kExitOk;
}

template <typename Report>
int ReportOnFiles(const ReportKind<Report>& kind, const ReportOptions& options) {
  ProgressView progress(/*quiet=*/false);
  const WorkOptions work{.thread_count = ThreadCountOf(options.data), .progress = progress.AsProgress()};
  std::variant<Data, int> loaded = LoadData(options.data, progress, {});
  if (const int* const code = std::get_if<int>(&loaded)) return *code;
  const Data& data = std::get<Data>(loaded);
  const RuleBook rules = StandardRuleBook();
  const absl::StatusOr<StoredRun> run = ReadRun(options.run, data.problem, rules, data.report.input_hash);
  if (!run.ok()) return TellFailure(run.status());
  const Sieve sieve(data.problem, rules, work);
  const Report report = kind.make({data.problem, rules, sieve, run->outcome.matching, {}}, work);
  progress.Finish();
  const absl::StatusOr<int> code = Show(kind, report, options);
  return code.ok() ? *code : TellFailure(code.status());
}

template <typename Report>
struct RequestOf {
  using Type = v1::ReportRequest;
};
template <>
struct RequestOf<v1::BarrierReport> {
  using Type = v1::ReportBarriersRequest;
};

template <typename Report>
absl::StatusOr<int> AskForReport(const Client& client, const ReportKind<Report>& kind, const ReportOptions& options) {
  typename RequestOf<Report>::Type request;
  WALZ_ASSIGN_OR_RETURN(*request.mutable_name(), RunName(options.run, options.data.round_file));
  Report report;
  WALZ_RETURN_IF_ERROR(client.Call(absl::StrCat("walz.v1.ReportService/", kind.method), request, report));
  return Show(kind, report, options);
}

template <typename Report>
Run DeclareReport(CLI::App& app, ReportKind<Report> kind) {
  const auto options = std::make_shared<ReportOptions>();
  AddDataOptions(app, options->data);
  app.get_option("--data")->required(false)->description(
      "Folder of CSV files and round.json; without it the daemon is asked.");
  app.get_option("--round")->type_name("ROUND")->description(
      "With --data: file of the round (default: round.json of the folder).  Without: the round whose run is meant.");
  app.add_option("--run", options->run, "The run: with --data its folder, else ROUND/RUN, or RUN with --round.")
      ->type_name("RUN")
      ->required();
  app.add_option("--svg", options->svg_file, "Write the picture as SVG, too; `-`: to standard output, alone.")
      ->type_name("FILE");
  app.add_flag("--ascii", options->ascii, "Draw with ASCII alone (default: where the locale is not UTF-8).");
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return [options, kind] {
    if (!options->data.data_dir.empty()) return ReportOnFiles(kind, *options);
    return WithClient(options->connection, [&](const Client& client) { return AskForReport(client, kind, *options); });
  };
}

}  // namespace

Run DeclareReportFunnel(CLI::App& app) {
  return DeclareReport<v1::FunnelReport>(
      app,
      {"ReportFunnel", &MakeFunnelReport,
       [](const v1::FunnelReport& report, const PictureStyle& style) { return ChartText(FunnelChart(report), style); },
       [](const v1::FunnelReport& report, const PictureStyle&) { return ChartSvg(FunnelChart(report)); }});
}

Run DeclareReportBarriers(CLI::App& app) {
  return DeclareReport<v1::BarrierReport>(
      app, {"ReportBarriers",
            [](const ReportFacts& facts, const WorkOptions& work) {
              return MakeBarrierMessage(facts, {.apprentices_max = kApprenticesMax, .with_gains = true}, work);
            },
            &BarrierText,
            [](const v1::BarrierReport& report, const PictureStyle&) { return ChartSvg(BarrierChart(report)); }});
}

Run DeclareReportOccupancy(CLI::App& app) {
  return DeclareReport<v1::OccupancyReport>(
      app, {"ReportOccupancy",
            [](const ReportFacts& facts, const WorkOptions&) { return MakeOccupancyReport(facts, nullptr); },
            &OccupancyText, &OccupancySvg});
}

Run DeclareReportPoints(CLI::App& app) {
  return DeclareReport(
      app, HistogramKind<&PointsChart>(
               "ReportPoints", [](const ReportFacts& facts, const WorkOptions&) { return PointsHistogram(facts); }));
}

Run DeclareReportWishes(CLI::App& app) {
  return DeclareReport(app, HistogramKind<&WishChart>("ReportWishes", [](const ReportFacts& facts, const WorkOptions&) {
                         return WishHistogram(facts);
                       }));
}

Run DeclareReportFairness(CLI::App& app) {
  return DeclareReport<v1::FairnessReport>(
      app, {"ReportFairness", &MakeFairnessReport,
            [](const v1::FairnessReport& report, const PictureStyle& style) {
              return ChartText(FairnessChart(report), style);
            },
            [](const v1::FairnessReport& report, const PictureStyle&) { return ChartSvg(FairnessChart(report)); }});
}

}  // namespace walz
