// docs/explanations.md shows rows of the demo's run: they are what a run writes.

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <absl/strings/match.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <gtest/gtest.h>

#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "service/convert/folder_reader.h"
#include "service/convert/run_writer.h"

namespace walz {
namespace {

TEST(ExplanationsDocTest, ShowsRowsThatTheDemosRunWrites) {
  const std::string root = WALZ_SOURCE_DIR;
  auto read = ReadFolder(root + "/data/demo", {.catalogue_dir = root + "/data"}, {});
  ASSERT_TRUE(read.ok() && read->problem.has_value());
  const Problem& problem = *read->problem;
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  const RunFacts facts{problem, rules, sieve, "", ""};
  std::set<std::string> written;
  for (const RunFile& file : MakeRunFiles(facts, *outcome, MakeRunReport(facts, *outcome, {}))) {
    if (file.name == kCertificateFile) continue;
    for (const absl::string_view line : absl::StrSplit(file.bytes, '\n')) {
      const absl::string_view row = absl::StripSuffix(absl::StripAsciiWhitespace(line), ",");
      written.emplace(row);
    }
  }
  std::ifstream doc(root + "/docs/explanations.md");
  std::string line;
  int row_count = 0;
  while (std::getline(doc, line)) {
    if (!absl::StartsWith(line, "    ") || absl::StartsWith(line, "    $")) continue;
    const absl::string_view row = absl::StripSuffix(absl::StripAsciiWhitespace(line), ",");
    EXPECT_TRUE(written.contains(std::string(row))) << "no run of the demo writes: " << line;
    ++row_count;
  }
  EXPECT_GT(row_count, 15);
}

}  // namespace
}  // namespace walz
