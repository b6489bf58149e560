#include "service/app/resources/page_token.h"

#include <limits>
#include <string>
#include <vector>

#include <absl/strings/escaping.h>
#include <gtest/gtest.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/error_reason.pb.h>

#include "service/call/errors.h"
#include "tests/service/app/resources/resources_fixture.h"

namespace walz {
namespace {

TEST(PageTokenTest, ReadsWhatItWrote) {
  for (const PageToken& token :
       {PageToken{}, PageToken{1, 2, "c"}, PageToken{std::numeric_limits<Revision>::max(), ~std::uint64_t{0}, "aC/A"},
        PageToken{7, 9, std::string("a\0b\xff", 4)}, PageToken{7, 9, std::string(3'000, 'x')}}) {
    const std::string text = FormatPageToken(token);
    EXPECT_EQ(text.find_first_of("+/ \n"), std::string::npos) << text;
    const absl::StatusOr<PageToken> read = ParsePageToken(text);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, token);
  }
}

TEST(PageTokenTest, RefusesWhatItDidNotWrite) {
  const std::string good = FormatPageToken({4711, 99, "cC-1"});
  std::vector<std::string> bad = {"",
                                  "x",
                                  "1",
                                  "AAAA",
                                  "not a token",
                                  std::string(40'000, 'A'),
                                  good + "AAAA",
                                  good.substr(0, good.size() - 4),
                                  "AAAA" + good,
                                  good + good,
                                  "\xff\xfe"};
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(good, &bytes));
  for (std::size_t i = 0; i < bytes.size(); ++i) {  // Every byte counts.
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    bad.push_back(absl::WebSafeBase64Escape(changed));
    bad.push_back(absl::WebSafeBase64Escape(bytes.substr(0, i)));
  }
  for (const std::string& text : bad) {
    const absl::Status status = ParsePageToken(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BAD_PAGE_TOKEN) << text;
  }
}

TEST(PageTokenTest, TheHashIsOfAllThatChoosesRows) {
  const std::string base = "parent: 'centres/-' filter: 'eqf = 4'";
  const auto hash = [](const std::string& text) {
    return HashOfListRequest(FromText<v1::ListApprenticesRequest>(text));
  };
  for (const char* same : {"page_size: 7", "page_token: 'abc'", "page_size: 1000 page_token: 'x'"}) {
    EXPECT_EQ(hash(base), hash(base + same)) << same;
  }
  for (const char* other : {"order_by: 'field'", "show_deleted: true", "view: VIEW_FULL"}) {
    EXPECT_NE(hash(base), hash(base + other)) << other;
  }
  EXPECT_NE(hash(base), hash("parent: 'centres/C-1' filter: 'eqf = 4'"));
  EXPECT_NE(HashOfListRequest(v1::ListCentresRequest()), HashOfListRequest(v1::ListApprenticesRequest()));
}

}  // namespace
}  // namespace walz
