// docs/api.md says what the code does: its table of errors is that of error_reason.proto, its filters can be read, its
// limits are the constants.

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <gtest/gtest.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/error_reason.pb.h>

#include "service/app/resources/filter.h"
#include "service/app/resources/filter_lexer.h"
#include "service/app/resources/list_query.h"
#include "service/app/resources/order_by.h"
#include "service/app/resources/snapshot_keeper.h"
#include "service/app/resources/write_call.h"

namespace walz {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream in(absl::StrCat(WALZ_SOURCE_DIR, "/", path));
  EXPECT_TRUE(in.good()) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// `12345` as `12,345`.
std::string WithCommas(std::size_t number) {
  std::string text = absl::StrCat(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

TEST(ApiDocsTest, TheTableOfErrorsIsThatOfTheProto) {
  const std::string page = ReadAll("docs/api.md");
  std::vector<std::string> comment;
  int reason_count = 0;
  for (const absl::string_view line : absl::StrSplit(ReadAll("proto/walz/v1/error_reason.proto"), '\n')) {
    absl::string_view text = line;
    if (absl::ConsumePrefix(&text, "  // ")) {
      comment.emplace_back(text);
    } else if (absl::ConsumePrefix(&text, "  ERROR_REASON_")) {
      const std::string reason(text.substr(0, text.find(' ')));
      const std::string words = absl::StrJoin(comment, "  ");
      comment.clear();
      if (reason == "UNSPECIFIED") continue;
      // `CODE: what it means.  {metadata}`
      const std::size_t colon = words.find(": ");
      const std::size_t brace = words.find(".  {");
      ASSERT_NE(colon, std::string::npos) << reason;
      ASSERT_NE(brace, std::string::npos) << reason;
      const std::string row =
          absl::StrCat("| `", reason, "` | `", words.substr(0, colon), "` | ",
                       words.substr(colon + 2, brace - colon - 2), " | `", words.substr(brace + 3), "` |\n");
      EXPECT_TRUE(absl::StrContains(page, row)) << "docs/api.md lacks the row\n" << row;
      ++reason_count;
    }
  }
  EXPECT_EQ(reason_count + 1, v1::ErrorReason_descriptor()->value_count());
}

TEST(ApiDocsTest, ItsFiltersCanBeRead) {
  int filter_count = 0;
  bool in_table = false;
  for (const absl::string_view line : absl::StrSplit(ReadAll("docs/api.md"), '\n')) {
    if (line == "| filter | shows |") in_table = true;
    if (line.empty()) in_table = false;
    absl::string_view text = line;
    if (!in_table || !absl::ConsumePrefix(&text, "| `")) continue;
    const absl::string_view filter = text.substr(0, text.find("` |"));
    EXPECT_TRUE(Filter::Parse(filter, *v1::Apprentice::descriptor()).ok() ||
                Filter::Parse(filter, *v1::Centre::descriptor()).ok())
        << filter;
    ++filter_count;
  }
  EXPECT_EQ(filter_count, 9);
}

TEST(ApiDocsTest, ItsLimitsAreThoseOfTheCode) {
  const std::string page = ReadAll("docs/api.md");
  for (const std::string& words : std::vector<std::string>{
           absl::StrCat("`page_size` is 0..", WithCommas(kPageRowsMax), "; 0 means ", kPageRowsDefault, ","),
           absl::StrCat("page ends at about ", kPageBytesMax >> 20, " MiB"),
           absl::StrCat("held for ", absl::ToInt64Minutes(SnapshotLimits().idle), " minutes after each page"),
           absl::StrCat("among at most ", SnapshotLimits().count_max, " that are held"),
           absl::StrCat("at most ", WithCommas(kFilterCharactersMax), " characters, ", kFilterTermsMax,
                        " comparisons, ", kFilterDepthMax, " levels"),
           absl::StrCat("most ", kOrderFieldsMax, " fields"),
           absl::StrCat("at most ", WithCommas(kSortedRowsMax), " may be left"),
           absl::StrCat("1..", kRequestIdCharactersMax, " characters, such as a"),
           absl::StrCat("(at most ", kFaultsShownMax, ")"),
       }) {
    EXPECT_TRUE(absl::StrContains(page, words)) << words;
  }
  EXPECT_EQ(SnapshotLimits().age, absl::Hours(1));  // "an hour in all"
}

}  // namespace
}  // namespace walz
