#include "service/convert/folder_reader.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/convert/folder_tables.h"
#include "service/convert/input_hash.h"

namespace walz {
namespace {

template <typename Row>
void DropBadRows(Table<Row>& table) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (table.bad[i] != 0) continue;
    if (kept != i) {
      table.rows[kept] = std::move(table.rows[i]);
      table.row_numbers[kept] = table.row_numbers[i];
    }
    ++kept;
  }
  table.rows.resize(kept);
  table.row_numbers.resize(kept);
  table.bad.assign(kept, 0);
}

// From tables to a problem: strict (any error refuses the folder) or keeping what is good.
class FolderLinker {
 public:
  FolderLinker(FolderTables tables, ReadReport& report) : tables_(std::move(tables)), report_(report) {}

  std::optional<Problem> LinkAll() {
    const bool clean = report_.error_count == 0;
    Facts facts = TakeFacts();
    if (clean) report_.input_hash = InputHash(facts);
    Problem::CreateResult result = Problem::Create(std::move(facts));
    for (const FactError& error : result.errors) {
      if (!FollowsFromAnother(error)) Report(error);
    }
    if (report_.error_count > 0) {
      report_.input_hash.clear();
      return std::nullopt;
    }
    return std::move(result.problem);
  }

  // Leaving rows out can make other rows bad, so it goes on until a problem stands.
  std::optional<Problem> LinkGood() {
    if (!tables_.round || !IsComplete()) return std::nullopt;
    while (true) {
      tables_.VisitTables([](FactTable, const std::string&, auto& table) { DropBadRows(table); });
      DropBadRows(tables_.last_run);
      Facts facts = CopyFacts();
      report_.input_hash = InputHash(facts);
      Problem::CreateResult result = Problem::Create(std::move(facts));
      if (result.problem) return std::move(result.problem);
      for (const FactError& error : result.errors) {
        Report(error);
        if (error.table == FactTable::kRound) report_.input_hash.clear();
      }
      if (report_.input_hash.empty()) return std::nullopt;
    }
  }

 private:
  bool IsComplete() {
    bool complete = tables_.last_run.complete;
    tables_.VisitTables([&](FactTable, const std::string&, const auto& table) { complete &= table.complete; });
    return complete;
  }

  Facts TakeFacts() {
    Facts facts;
    facts.catalogue = tables_.catalogue;
    facts.pools = tables_.pools;
    facts.schemes = std::move(tables_.schemes.rows);
    facts.centres = std::move(tables_.centres.rows);
    facts.companies = std::move(tables_.companies.rows);
    facts.openings = std::move(tables_.openings.rows);
    facts.apprentices = std::move(tables_.apprentices.rows);
    facts.wishes = std::move(tables_.wishes.rows);
    facts.host_ranks = std::move(tables_.host_ranks.rows);
    facts.pairs = std::move(tables_.pairs.rows);
    facts.later_worth = std::move(tables_.later_worth.rows);
    facts.last_run = std::move(tables_.last_run.rows);
    if (tables_.round) facts.round = *tables_.round;
    return facts;
  }

  Facts CopyFacts() const {
    FolderLinker copy(tables_, report_);
    return copy.TakeFacts();
  }

  // Does an error between records only echo what was reported of a file or a cell?
  bool FollowsFromAnother(const FactError& error) const {
    // The cell was empty or could not be read.
    if (error.value.empty()) return true;
    if (error.column == "scheme") return !tables_.round || !tables_.schemes.complete;
    if (error.code != "unknown_reference") return error.table == FactTable::kRound && !tables_.round;
    if (error.table == FactTable::kRound || error.column == "centre") return !tables_.centres.complete;
    if (error.column == "apprentice") return !tables_.apprentices.complete;
    if (error.column == "opening") return !tables_.openings.complete;
    if (error.column == "target") return !tables_.openings.complete || !tables_.companies.complete;
    return !tables_.companies.complete;  // company, employer
  }

  // Adds the error to the report and marks its row.
  void Report(const FactError& error) {
    InputError input{tables_.round_file, 0, error.column, error.value, error.code, error.hint};
    tables_.VisitTables([&](FactTable which, const std::string& file, auto& table) {
      if (which != error.table) return;
      const std::uint32_t number = table.row_numbers[error.position];
      table.bad[error.position] = 1;
      input.file = file;
      if (which == FactTable::kSchemes) {
        input.column = absl::StrCat("schemes[", number, "].", error.column);
      } else {
        input.row = number;
      }
    });
    report_.Add(std::move(input));
  }

  FolderTables tables_;
  ReadReport& report_;
};

// File by file in the order of reading, row by row.
void SortErrors(ReadReport& report) {
  const auto rank = [](const InputError& error) {
    static constexpr std::array<absl::string_view, 8> kOrder = {"centres.csv",     "companies.csv",  "openings.csv",
                                                                "apprentices.csv", "wishes.csv",     "host_ranks.csv",
                                                                "pairs.csv",       "later_worth.csv"};
    const auto at = std::find(kOrder.begin(), kOrder.end(), error.file);
    return at == kOrder.end() ? std::ptrdiff_t{-1} : at - kOrder.begin();  // JSON first.
  };
  std::stable_sort(report.errors.begin(), report.errors.end(), [&](const InputError& a, const InputError& b) {
    return std::tuple(rank(a), absl::string_view(a.file), a.row) <
           std::tuple(rank(b), absl::string_view(b.file), b.row);
  });
}

// Rows that nothing refers to: often a misspelt id.
template <typename Row>
void WarnOfUnused(absl::string_view file, absl::string_view who, absl::Span<const Row> rows,
                  const std::vector<bool>& used, ReadReport& report) {
  const auto count = std::count(used.begin(), used.end(), false);
  if (count == 0) return;
  const auto first = static_cast<std::size_t>(std::find(used.begin(), used.end(), false) - used.begin());
  report.warnings.push_back(absl::StrCat(file, ": ", count, count == 1 ? " row is" : " rows are", " used by ", who,
                                         ", such as '", Shorten(rows[first].id), "'"));
}

void WarnOfUnusedRows(const Problem& problem, ReadReport& report) {
  std::vector<bool> centre_used(problem.centres().size());
  std::vector<bool> company_used(problem.companies().size());
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    centre_used[problem.CentreOf(ApprenticeIndex(i)).value] = true;
    const auto employer = problem.EmployerOf(ApprenticeIndex(i));
    if (employer) company_used[employer->value] = true;
  }
  for (std::size_t i = 0; i < problem.openings().size(); ++i) {
    company_used[problem.CompanyOf(OpeningIndex(i)).value] = true;
  }
  WarnOfUnused("centres.csv", "no apprentice", problem.centres(), centre_used, report);
  WarnOfUnused("companies.csv", "no opening and no apprentice", problem.companies(), company_used, report);
}

// An estimate and the weight that asks for it are nothing without each other.
void WarnOfLaterWorth(const Problem& problem, ReadReport& report) {
  const bool is_weighed = problem.round().weights[static_cast<std::size_t>(CriterionId::kLaterWorth)] > 0;
  bool is_estimated = false;
  for (std::size_t i = 0; i < problem.openings().size() && !is_estimated; ++i) {
    is_estimated = problem.LaterWorthOf(OpeningIndex(i)) > 0;
  }
  if (is_weighed && !is_estimated) {
    report.warnings.push_back(
        "later_worth.csv: no place is said to be worth anything later, so weights.laterWorth "
        "changes nothing; `walz future` makes the file");
  }
  if (is_estimated && !is_weighed) {
    report.warnings.push_back("later_worth.csv: it changes nothing, as weights.laterWorth of the round is 0");
  }
}

// Two facts are read of everybody: without them, and without a round that accepts it, nobody can be placed.
void WarnOfUnplaceable(const Problem& problem, ReadReport& report) {
  const auto warn = [&](Action action, absl::string_view column, auto is_missing) {
    if (problem.round().accepted_actions.Has(action)) return;
    const auto count = std::count_if(problem.apprentices().begin(), problem.apprentices().end(), is_missing);
    if (count == 0) return;
    report.warnings.push_back(
        absl::StrCat(count, count == 1 ? " apprentice" : " apprentices", " cannot be placed: no ", column));
  };
  warn(Action::kEnterGraduationDate, "graduation_date", [](const Apprentice& a) { return !a.graduation_date; });
  warn(Action::kEnterBirthDate, "birth_date", [](const Apprentice& a) { return !a.birth_date; });
}

}  // namespace

absl::StatusOr<ReadResult> ReadFolder(absl::string_view dir, const ReadOptions& options, const WorkOptions& work) {
  ReadResult result;
  ReadReport& report = result.report;
  WALZ_ASSIGN_OR_RETURN(FolderTables tables, ReadFolderTables(std::string(dir), options, work, report));
  if (report.stopped) return result;
  FolderLinker linker(std::move(tables), report);
  result.problem = options.keep_good ? linker.LinkGood() : linker.LinkAll();
  SortErrors(report);
  if (result.problem) {
    WarnOfUnusedRows(*result.problem, report);
    WarnOfUnplaceable(*result.problem, report);
    WarnOfLaterWorth(*result.problem, report);
  }
  return result;
}

}  // namespace walz
