#include "service/app/access/role_table.h"

#include <algorithm>
#include <map>

namespace walz {
namespace {

constexpr Cell kNo{};
constexpr Cell kAll{Permission::kFree};
constexpr Cell kAllP{Permission::kFree, true};
constexpr Cell kWide{Permission::kUnscoped};
constexpr Cell kSee{Permission::kSee};
constexpr Cell kSeeP{Permission::kSee, true};
constexpr Cell kWrite{Permission::kWrite};
constexpr Cell kWriteP{Permission::kWrite, true};

// clang-format off
constexpr MethodRow kRows[] = {
    // method                                                names                                coordinator centre  host    batch   auditor admin
    {"walz.v1.AdminService/GetStatus",                       "",                                  {kWide,   kNo,     kNo,     kWide,  kWide,  kAll}},
    {"walz.v1.AdminService/CreateBackup",                    "",                                  {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.AdminService/ListBackups",                     "",                                  {kNo,     kNo,     kNo,     kNo,    kWide,  kAll}},
    {"walz.v1.AdminService/Scrub",                           "",                                  {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.AdminService/Compact",                         "",                                  {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.AdminService/VerifyAudit",                     "",                                  {kNo,     kNo,     kNo,     kNo,    kWide,  kAll}},
    {"walz.v1.AdminService/ListAuditEntries",                "",                                  {kNo,     kNo,     kNo,     kNo,    kWide,  kAll}},
    {"walz.v1.AdminService/CreateToken",                     "",                                  {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.AdminService/ListTokens",                      "",                                  {kNo,     kNo,     kNo,     kNo,    kWide,  kAll}},
    {"walz.v1.AdminService/RevokeToken",                     "",                                  {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.AdminService/WhoAmI",                          "",                                  {kAll,    kAll,    kAll,    kAll,   kAll,   kAll}},

    {"walz.v1.ApprenticeService/GetApprentice",              "name",                              {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.ApprenticeService/ListApprentices",            "parent",                            {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.ApprenticeService/CreateApprentice",           "parent/apprentices/apprentice_id",  {kWriteP, kWriteP, kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.ApprenticeService/UpdateApprentice",           "apprentice.name",                   {kWriteP, kWriteP, kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.ApprenticeService/DeleteApprentice",           "name",                              {kWriteP, kWriteP, kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.ApprenticeService/UndeleteApprentice",         "name",                              {kWriteP, kWriteP, kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.ApprenticeService/BatchGetApprentices",        "parent, names",                     {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.ApprenticeService/BatchCreateApprentices",     "requests.parent/apprentices/apprentice_id", {kWriteP, kWriteP, kNo, kNo, kNo,  kAllP}},
    {"walz.v1.ApprenticeService/BatchUpdateApprentices",     "requests.apprentice.name",          {kWriteP, kWriteP, kNo,     kNo,    kNo,    kAllP}},

    {"walz.v1.CentreService/GetCentre",                      "name",                              {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.CentreService/ListCentres",                    "",                                  {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.CentreService/CreateCentre",                   "centres/centre_id",                 {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.CentreService/UpdateCentre",                   "centre.name",                       {kWriteP, kWriteP, kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.CentreService/DeleteCentre",                   "name",                              {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.CentreService/UndeleteCentre",                 "name",                              {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.CentreService/BatchGetCentres",                "names",                             {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.CentreService/BatchCreateCentres",             "requests.centres/centre_id",        {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.CentreService/BatchUpdateCentres",             "requests.centre.name",              {kWriteP, kWriteP, kNo,     kNo,    kNo,    kAllP}},

    {"walz.v1.CompanyService/GetCompany",                    "name",                              {kSeeP,   kSee,    kSeeP,   kSee,   kSee,   kAllP}},
    {"walz.v1.CompanyService/ListCompanies",                 "",                                  {kSeeP,   kSee,    kSeeP,   kSee,   kSee,   kAllP}},
    {"walz.v1.CompanyService/CreateCompany",                 "companies/company_id",              {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.CompanyService/UpdateCompany",                 "company.name",                      {kWriteP, kNo,     kWriteP, kNo,    kNo,    kAllP}},
    {"walz.v1.CompanyService/DeleteCompany",                 "name",                              {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.CompanyService/UndeleteCompany",               "name",                              {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.CompanyService/BatchGetCompanies",             "names",                             {kSeeP,   kSee,    kSeeP,   kSee,   kSee,   kAllP}},
    {"walz.v1.CompanyService/BatchCreateCompanies",          "requests.companies/company_id",     {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.CompanyService/BatchUpdateCompanies",          "requests.company.name",             {kWriteP, kNo,     kWriteP, kNo,    kNo,    kAllP}},

    {"walz.v1.ExecutionService/GetExecution",                "name",                              {kSee,    kNo,     kNo,     kSee,   kSee,   kAll}},
    {"walz.v1.ExecutionService/ListExecutions",              "parent",                            {kSee,    kNo,     kNo,     kSee,   kSee,   kAll}},
    {"walz.v1.ExecutionService/RunJob",                      "name",                              {kWrite,  kNo,     kNo,     kWrite, kNo,    kAll}},

    {"walz.v1.ExportService/ExportFile",                     "round",                             {kSeeP,   kSeeP,   kSeeP,   kSeeP,  kSee,   kAllP}},
    {"walz.v1.ImportService/Import",                         "",                                  {kWriteP, kWriteP, kWriteP, kWriteP, kNo,   kAllP}},

    {"walz.v1.JobService/GetJob",                            "name",                              {kSee,    kNo,     kNo,     kSee,   kSee,   kAll}},
    {"walz.v1.JobService/ListJobs",                          "",                                  {kSee,    kNo,     kNo,     kSee,   kSee,   kAll}},
    {"walz.v1.JobService/CreateJob",                         "jobs/job_id",                       {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.JobService/UpdateJob",                         "job.name",                          {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.JobService/DeleteJob",                         "name",                              {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.JobService/UndeleteJob",                       "name",                              {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.JobService/BatchGetJobs",                      "names",                             {kSee,    kNo,     kNo,     kSee,   kSee,   kAll}},
    {"walz.v1.JobService/BatchCreateJobs",                   "requests.jobs/job_id",              {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.JobService/BatchUpdateJobs",                   "requests.job.name",                 {kNo,     kNo,     kNo,     kNo,    kNo,    kAll}},

    // Explanations without + leave out the figures of personal requirements.
    {"walz.v1.MatchingService/StartRun",                     "parent, last_run, restart_of",      {kWrite,  kNo,     kNo,     kWrite, kNo,    kAll}},
    {"walz.v1.MatchingService/GetRun",                       "name",                              {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.MatchingService/ListRuns",                     "parent",                            {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.MatchingService/WatchRun",                     "name",                              {kSee,    kSee,    kNo,     kSee,   kSee,   kAll}},
    {"walz.v1.MatchingService/CancelRun",                    "name",                              {kWrite,  kNo,     kNo,     kWrite, kNo,    kAll}},
    {"walz.v1.MatchingService/PublishRun",                   "name",                              {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.MatchingService/ListProposals",                "parent",                            {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.MatchingService/CompareRuns",                  "base_run, name",                    {kSee,    kNo,     kNo,     kSee,   kSee,   kAll}},
    {"walz.v1.MatchingService/ReadRunFile",                  "name",                              {kSee,    kNo,     kNo,     kSee,   kSee,   kAll}},
    {"walz.v1.MatchingService/ExplainPair",                  "round, apprentice, opening",        {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.MatchingService/ExplainApprentice",            "round, apprentice",                 {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.MatchingService/SuggestOpenings",              "round, apprentice",                 {kSee,    kSee,    kNo,     kSee,   kSee,   kAll}},
    {"walz.v1.MatchingService/SuggestApprentices",           "round, opening",                    {kSee,    kNo,     kNo,     kSee,   kSee,   kAll}},
    {"walz.v1.MatchingService/TryPlacement",                 "round, apprentice, opening, run",   {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},

    {"walz.v1.OpeningService/GetOpening",                    "name",                              {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.OpeningService/ListOpenings",                  "parent",                            {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.OpeningService/CreateOpening",                 "parent/openings/opening_id",        {kWrite,  kNo,     kWrite,  kNo,    kNo,    kAll}},
    {"walz.v1.OpeningService/UpdateOpening",                 "opening.name",                      {kWrite,  kNo,     kWrite,  kNo,    kNo,    kAll}},
    {"walz.v1.OpeningService/DeleteOpening",                 "name",                              {kWrite,  kNo,     kWrite,  kNo,    kNo,    kAll}},
    {"walz.v1.OpeningService/UndeleteOpening",               "name",                              {kWrite,  kNo,     kWrite,  kNo,    kNo,    kAll}},
    {"walz.v1.OpeningService/BatchGetOpenings",              "parent, names",                     {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.OpeningService/BatchCreateOpenings",           "requests.parent/openings/opening_id", {kWrite, kNo,    kWrite,  kNo,    kNo,    kAll}},
    {"walz.v1.OpeningService/BatchUpdateOpenings",           "requests.opening.name",             {kWrite,  kNo,     kWrite,  kNo,    kNo,    kAll}},

    // Without + small groups are folded.
    {"walz.v1.ReportService/ReportFunnel",                   "name",                              {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.ReportService/ReportBarriers",                 "name",                              {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.ReportService/ExplainOutcome",                 "name, apprentice, opening",         {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.ReportService/ReportOccupancy",                "name",                              {kSeeP,   kNo,     kSee,    kSee,   kSee,   kAllP}},
    {"walz.v1.ReportService/ReportPoints",                   "name",                              {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.ReportService/ReportWishes",                   "name",                              {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},
    {"walz.v1.ReportService/ReportFairness",                 "name",                              {kSeeP,   kSeeP,   kNo,     kSee,   kSee,   kAllP}},

    {"walz.v1.RoundService/GetRound",                        "name",                              {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.RoundService/ListRounds",                      "",                                  {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.RoundService/CreateRound",                     "rounds/round_id",                   {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.RoundService/UpdateRound",                     "round.name",                        {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.RoundService/DeleteRound",                     "name",                              {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.RoundService/UndeleteRound",                   "name",                              {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.RoundService/BatchGetRounds",                  "names",                             {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.RoundService/BatchCreateRounds",               "requests.rounds/round_id",          {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.RoundService/BatchUpdateRounds",               "requests.round.name",               {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},

    {"walz.v1.ScenarioService/GetScenario",                  "name",                              {kSeeP,   kNo,     kNo,     kNo,    kSee,   kAllP}},
    {"walz.v1.ScenarioService/ListScenarios",                "parent",                            {kSeeP,   kNo,     kNo,     kNo,    kSee,   kAllP}},
    {"walz.v1.ScenarioService/CreateScenario",               "parent/scenarios/scenario_id",      {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.ScenarioService/ChangeScenario",               "name",                              {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.ScenarioService/RunScenario",                  "name",                              {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.ScenarioService/CompareScenario",              "name",                              {kSee,    kNo,     kNo,     kNo,    kSee,   kAll}},
    {"walz.v1.ScenarioService/ApplyScenario",                "name",                              {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},
    {"walz.v1.ScenarioService/DeleteScenario",               "name",                              {kWriteP, kNo,     kNo,     kNo,    kNo,    kAllP}},

    {"walz.v1.SchemeService/GetScheme",                      "name",                              {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.SchemeService/ListSchemes",                    "",                                  {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.SchemeService/CreateScheme",                   "schemes/scheme_id",                 {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.SchemeService/UpdateScheme",                   "scheme.name",                       {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.SchemeService/DeleteScheme",                   "name",                              {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.SchemeService/UndeleteScheme",                 "name",                              {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.SchemeService/BatchGetSchemes",                "names",                             {kSee,    kSee,    kSee,    kSee,   kSee,   kAll}},
    {"walz.v1.SchemeService/BatchCreateSchemes",             "requests.schemes/scheme_id",        {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},
    {"walz.v1.SchemeService/BatchUpdateSchemes",             "requests.scheme.name",              {kWrite,  kNo,     kNo,     kNo,    kNo,    kAll}},

    {"walz.v1.WatchService/Watch",                           "",                                  {kSeeP,   kSee,    kSee,    kSee,   kSee,   kAllP}},
};
// clang-format on

constexpr absl::string_view kRoleWords[] = {"nobody", "coordinator", "centre", "host", "batch", "auditor", "admin"};

}  // namespace

absl::Span<const MethodRow> RoleTable() { return kRows; }

const MethodRow* FindMethodRow(absl::string_view method) {
  static const auto* const rows = [] {
    auto* by_method = new std::map<absl::string_view, const MethodRow*>;
    for (const MethodRow& row : kRows) by_method->emplace(row.method, &row);
    return by_method;
  }();
  const auto at = rows->find(method);
  return at == rows->end() ? nullptr : at->second;
}

Cell CellOf(const MethodRow& row, Role role) {
  if (role == Role::kNobody) return kNo;
  return row.cells[static_cast<std::size_t>(role) - 1];
}

absl::string_view RoleWord(Role role) { return kRoleWords[static_cast<std::size_t>(role)]; }

Role FindRole(absl::string_view word) {
  for (std::size_t i = 1; i < std::size(kRoleWords); ++i) {
    if (kRoleWords[i] == word) return static_cast<Role>(i);
  }
  return Role::kNobody;
}

}  // namespace walz
