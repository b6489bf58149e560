// cermat_convert: real admissions to check policy `stable` with: which of 12,051 applicants got which seat.
//
//   cermat_convert SOURCE_DIR OUT_DIR             writes a data folder
//   walz match --data OUT_DIR --out RUN_DIR       matches it
//   cermat_convert --compare SOURCE_DIR RUN_DIR   exits 1 if one applicant differs from the real outcome, 2 without
//   data
//
// SOURCE_DIR holds offers.csv and pairs.csv of the Czech admissions of 2024 (not shipped: the licence is not
// confirmed). Each school becomes a company abroad, each offer an opening with its effective seats, each choice a wish;
// the round takes only wishes.  A choice with `conditions_not_met` is a forbidden pair.  A school ranks `admitted` and
// `admitted_higher_priority` first and `no_capacity` second; within a rank any order gives the real outcome.  All other
// facts are dummies that every requirement allows, and every stay is the same fortnight.

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "engine/base/status_macros.h"
#include "service/convert/csv_writer.h"
#include "service/convert/output_folder.h"
#include "tools/synth/visit_rows.h"

namespace walz {
namespace {

constexpr char kStay[] = "2024-09-02..2024-09-15";
constexpr char kField[] = "0011";

constexpr char kRound[] = R"({
  "id": "cermat-2024", "firstDay": "2024-09-02", "lastDay": "2024-09-15", "callYear": 2024, "activity": "SHORT_TERM",
  "onlyWishes": true, "policy": "stable", "seed": 1, "weights": {"wishRank": 1}
}
)";

constexpr char kSchemes[] = R"({"schemes": [{
  "id": "dummy", "country": "SK", "homePay": "none", "hostPay": "ALLOWED", "employerConsent": "NOT_NEEDED",
  "monthsAfterGraduation": {"school": 12, "chamber": 12}, "grant": "ELIGIBLE", "source": "dummy: allows everything"
}]}
)";

struct Choice {
  int priority = 0;
  std::string offer;
  std::string status;
};
using ChoicesByApplicant = std::map<std::string, std::vector<Choice>>;

absl::StatusOr<ChoicesByApplicant> ReadChoices(const std::string& source_dir) {
  ChoicesByApplicant choices;
  WALZ_RETURN_IF_ERROR(
      VisitRows(source_dir + "/pairs.csv", {"applicant", "priority", "offer", "status"}, [&](const CsvRow& row) {
        int priority = 0;
        if (!absl::SimpleAtoi(row[1], &priority)) {
          return absl::InvalidArgumentError(absl::StrCat("no priority: ", row[1]));
        }
        choices[row[0]].push_back({priority, row[2], row[3]});
        return absl::OkStatus();
      }));
  return choices;
}

// A table as text, the header first.
class Table {
 public:
  explicit Table(const CsvRow& columns) { Add(columns); }
  void Add(const CsvRow& row) { AppendCsvRow(text_, row); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::Status WriteHosts(const std::string& source_dir, OutputFolder& folder) {
  Table companies({"id", "name", "country", "city", "mentor"});
  Table openings({"id", "company", "title", "fields", "places", "windows", "min_days", "max_days"});
  std::map<std::string, std::string> town_by_school;
  WALZ_RETURN_IF_ERROR(
      VisitRows(source_dir + "/offers.csv", {"offer", "seats_effective", "town", "programme"}, [&](const CsvRow& row) {
        const std::string school =
            std::pair<std::string, std::string>(absl::StrSplit(row[0], absl::MaxSplits('_', 1))).first;
        town_by_school.emplace(school, row[2]);
        openings.Add({row[0], school, row[3], kField, row[1], kStay, "14", "14"});
        return absl::OkStatus();
      }));
  for (const auto& [school, town] : town_by_school) companies.Add({school, "School " + school, "CZ", town, "dummy"});
  WALZ_RETURN_IF_ERROR(folder.Write("companies.csv", companies.text()));
  return folder.Write("openings.csv", openings.text());
}

absl::Status WriteApplicants(const ChoicesByApplicant& choices_by_applicant, OutputFolder& folder) {
  Table apprentices(
      {"id", "centre", "birth_date", "scheme", "field", "windows", "min_days", "max_days", "graduation_date"});
  Table wishes({"apprentice", "rank", "kind", "target"});
  Table ranks({"opening", "rank", "apprentice"});
  Table pairs({"apprentice", "opening", "kind", "reason"});
  for (const auto& [applicant, choices] : choices_by_applicant) {
    apprentices.Add({applicant, "Z", "2000-01-01", "dummy", kField, kStay, "14", "14", "2030-01-01"});
    for (const Choice& choice : choices) {
      wishes.Add({applicant, absl::StrCat(choice.priority), "opening", choice.offer});
      if (choice.status == "conditions_not_met") {
        pairs.Add({applicant, choice.offer, "forbid", choice.status});
      } else {
        ranks.Add({choice.offer, choice.status == "no_capacity" ? "2" : "1", applicant});
      }
    }
  }
  WALZ_RETURN_IF_ERROR(folder.Write("apprentices.csv", apprentices.text()));
  WALZ_RETURN_IF_ERROR(folder.Write("wishes.csv", wishes.text()));
  WALZ_RETURN_IF_ERROR(folder.Write("host_ranks.csv", ranks.text()));
  return folder.Write("pairs.csv", pairs.text());
}

absl::Status Convert(const std::string& source_dir, const std::string& out_dir) {
  WALZ_ASSIGN_OR_RETURN(const ChoicesByApplicant choices, ReadChoices(source_dir));
  WALZ_ASSIGN_OR_RETURN(OutputFolder folder, OutputFolder::Open(out_dir));
  Table centres({"id", "name", "country", "coordinator"});
  centres.Add({"Z", "All applicants", "SK", "dummy"});
  WALZ_RETURN_IF_ERROR(folder.Write("centres.csv", centres.text()));
  WALZ_RETURN_IF_ERROR(WriteHosts(source_dir, folder));
  WALZ_RETURN_IF_ERROR(WriteApplicants(choices, folder));
  WALZ_RETURN_IF_ERROR(folder.Write("schemes.json", kSchemes));
  WALZ_RETURN_IF_ERROR(folder.Write("round.json", kRound));
  WALZ_RETURN_IF_ERROR(folder.Close());
  return folder.Commit();
}

// How many applicants did not get what they really got.
absl::StatusOr<std::int64_t> CountDifferences(const std::string& source_dir, const std::string& run_dir) {
  WALZ_ASSIGN_OR_RETURN(const ChoicesByApplicant choices_by_applicant, ReadChoices(source_dir));
  std::map<std::string, std::string> proposed;
  WALZ_RETURN_IF_ERROR(VisitRows(run_dir + "/proposals.csv", {"apprentice", "opening"}, [&](const CsvRow& row) {
    proposed[row[0]] = row[1];
    return absl::OkStatus();
  }));
  std::int64_t differences = 0;
  for (const auto& [applicant, choices] : choices_by_applicant) {
    std::string real;
    for (const Choice& choice : choices) {
      if (choice.status == "admitted") real = choice.offer;
    }
    const auto at = proposed.find(applicant);
    const std::string got = at == proposed.end() ? "" : at->second;
    if (got == real) continue;
    if (++differences <= 10)
      std::printf("applicant %s: '%s', really '%s'\n", applicant.c_str(), got.c_str(), real.c_str());
  }
  std::printf("%zu applicants, %lld differ from the real outcome\n", choices_by_applicant.size(),
              static_cast<long long>(differences));
  return differences;
}

int Run(const std::vector<std::string>& arguments) {
  absl::Status status;
  std::int64_t differences = 0;
  if (arguments.size() == 3 && arguments[0] == "--compare") {
    const absl::StatusOr<std::int64_t> counted = CountDifferences(arguments[1], arguments[2]);
    status = counted.status();
    differences = counted.value_or(0);
  } else if (arguments.size() == 2 && !absl::StartsWith(arguments[0], "-")) {
    status = Convert(arguments[0], arguments[1]);
  } else {
    std::fprintf(stderr,
                 "usage: cermat_convert SOURCE_DIR OUT_DIR\n"
                 "       cermat_convert --compare SOURCE_DIR RUN_DIR\n");
    return 2;
  }
  if (!status.ok()) {
    std::fprintf(stderr, "cermat_convert: %s\n", std::string(status.message()).c_str());
    return 2;
  }
  return differences == 0 ? 0 : 1;
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) { return walz::Run({argv + 1, argv + argc}); }
