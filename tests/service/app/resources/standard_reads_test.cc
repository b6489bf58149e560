#include "service/app/resources/standard_reads.h"

#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/error_reason.pb.h>
#include <walz/v1/matching_service.pb.h>
#include <walz/v1/run.pb.h>

#include "service/app/resources/list_query.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"
#include "tests/service/app/resources/resources_fixture.h"

namespace walz {
namespace {

class StandardReadsTest : public testing::Test, public ResourcesFixture {
 protected:
  void SetUp() override {
    CommitRequest commit;
    commit.mutations.push_back(PutMutation(FromText<v1::Centre>("name: 'centres/C' title: 'T' coordinator: 'Eva'")));
    commit.mutations.push_back(PutMutation(FromText<v1::Centre>("name: 'centres/D' title: 'U'")));
    for (int i = 0; i < 25; ++i) {
      commit.mutations.push_back(PutMutation(FromText<v1::Apprentice>(
          absl::StrCat("name: 'centres/", i % 5 == 4 ? "D" : "C", "/apprentices/A-", 10 + i, "' given_name: 'N", i,
                       "' birth_date: '2009-01-0", 1 + i % 9, "' field: '", i % 3, "' priority: ", i % 7))));
    }
    ASSERT_TRUE(store().Commit(std::move(commit)).ok());
  }

  absl::StatusOr<v1::ListApprenticesResponse> List(const std::string& text) {
    return Ask<v1::ListApprenticesRequest, v1::ListApprenticesResponse>("ApprenticeService/ListApprentices", text);
  }
};

TEST_F(StandardReadsTest, ListsOneParentOrAll) {
  EXPECT_EQ(List("parent: 'centres/C'")->apprentices_size(), 20);
  EXPECT_EQ(List("parent: 'centres/D'")->apprentices_size(), 5);
  EXPECT_EQ(List("parent: 'centres/-'")->apprentices_size(), 25);
  EXPECT_EQ(List("parent: 'centres/-'")->revision(), store().Stats().revision);
  EXPECT_EQ(ReasonOf(List("parent: 'centres/none'").status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  for (const char* parent : {"", "centres", "companies/H", "centres/C/apprentices/A", "-", "centres/C/"}) {
    EXPECT_EQ(ReasonOf(List(absl::StrCat("parent: '", parent, "'")).status()), v1::ERROR_REASON_BAD_NAME) << parent;
  }
}

TEST_F(StandardReadsTest, PagesHaveTheSizeAsked) {
  EXPECT_EQ(List("parent: 'centres/-' page_size: 7")->apprentices_size(), 7);
  EXPECT_EQ(List("parent: 'centres/-' page_size: 25")->next_page_token(), "");
  EXPECT_EQ(List("parent: 'centres/-' page_size: 1000000")->apprentices_size(), 25);
  EXPECT_EQ(MetadataOf(List("parent: 'centres/-' page_size: -1").status(), "field"), "page_size");
}

TEST_F(StandardReadsTest, ATokenBelongsToItsList) {
  const std::string token = List("parent: 'centres/-' page_size: 7")->next_page_token();
  EXPECT_EQ(List(absl::StrCat("parent: 'centres/-' page_token: '", token, "'"))->apprentices_size(), 18);
  for (const char* other : {"parent: 'centres/C'", "parent: 'centres/-' filter: 'priority = 1'",
                            "parent: 'centres/-' order_by: 'priority'", "parent: 'centres/-' show_deleted: true"}) {
    const absl::Status status = List(absl::StrCat(other, " page_token: '", token, "'")).status();
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BAD_PAGE_TOKEN) << other;
  }
  EXPECT_EQ(ReasonOf(List("parent: 'centres/-' page_token: 'x'").status()), v1::ERROR_REASON_BAD_PAGE_TOKEN);
  // For a while only.
  Advance(absl::Minutes(6));
  EXPECT_EQ(ReasonOf(List(absl::StrCat("parent: 'centres/-' page_token: '", token, "'")).status()),
            v1::ERROR_REASON_REVISION_COMPACTED);
}

TEST_F(StandardReadsTest, OrdersAcrossPages) {
  const std::string list = "parent: 'centres/-' order_by: 'field desc, priority' page_size: 4";
  std::string token;
  std::vector<std::string> rows;
  do {
    const auto page = List(absl::StrCat(list, " page_token: '", token, "'"));
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Apprentice& row : page->apprentices()) {
      rows.push_back(absl::StrCat('9' - row.field()[0], row.priority(), row.name()));
    }
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(rows.size(), 25u);
  EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
}

TEST_F(StandardReadsTest, SortsNoMoreThanTheLimit) {
  ListQuery query;
  query.kind = &KindOf(Collection::kApprentices);
  query.range = RangeOf(Collection::kApprentices);
  query.order = *OrderBy::Parse("priority", *v1::Apprentice::descriptor());
  query.sorted_rows_max = 25;
  const auto snapshot = store().OpenSnapshot();
  EXPECT_TRUE(ReadPage(query, call(), *snapshot).ok());
  query.sorted_rows_max = 24;
  const absl::Status status = ReadPage(query, call(), *snapshot).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_LIMIT_REACHED);
  EXPECT_NE(status.message().find("filter"), absl::string_view::npos);
  query.filter = *Filter::Parse("field = 1", *v1::Apprentice::descriptor());
  EXPECT_TRUE(ReadPage(query, call(), *snapshot).ok());
}

TEST_F(StandardReadsTest, AListEndsWhenTheCallDoes) {
  std::stop_source source;
  source.request_stop();
  call().stop = source.get_token();
  EXPECT_EQ(ReasonOf(List("parent: 'centres/-' filter: 'priority = 99'").status()), v1::ERROR_REASON_STOPPED);
  EXPECT_EQ(ReasonOf(List("parent: 'centres/-' order_by: 'priority'").status()), v1::ERROR_REASON_STOPPED);
}

TEST_F(StandardReadsTest, BigRowsMakeSmallPages) {
  for (int i = 0; i < 4; ++i) {
    v1::Centre centre;
    centre.set_name(absl::StrCat("centres/X", i));
    centre.set_title(std::string(kPageBytesMax * 2 / 5, 'x'));
    ASSERT_TRUE(store().Commit({.mutations = {PutMutation(centre)}}).ok());
  }
  std::vector<int> sizes;
  for (const char* order : {"", "country"}) {
    std::string token;
    do {
      const auto page = Ask<v1::ListCentresRequest, v1::ListCentresResponse>(
          "CentreService/ListCentres",
          absl::StrCat("order_by: '", order, "' filter: 'name : \"/X\"' page_token: '", token, "'"));
      ASSERT_TRUE(page.ok()) << page.status();
      sizes.push_back(page->centres_size());
      token = page->next_page_token();
    } while (!token.empty());
  }
  EXPECT_EQ(sizes, (std::vector<int>{2, 2, 2, 2}));
}

TEST_F(StandardReadsTest, PersonalFieldsAreForWhomTheyAreFor) {
  const std::string name = "name: 'centres/C/apprentices/A-10' ";
  const auto get = [&](const std::string& more) {
    return Ask<v1::GetApprenticeRequest, v1::Apprentice>("ApprenticeService/GetApprentice", name + more);
  };
  EXPECT_EQ(get("")->given_name(), "N0");
  EXPECT_EQ(get("view: VIEW_FULL")->given_name(), "N0");
  EXPECT_EQ(get("view: VIEW_BASIC")->given_name(), "");
  EXPECT_EQ(List("parent: 'centres/C'")->apprentices(0).given_name(), "");
  EXPECT_EQ(List("parent: 'centres/C' view: VIEW_FULL")->apprentices(0).given_name(), "N0");
  EXPECT_EQ(List("parent: 'centres/C' filter: 'birth_date < 2009-01-02'")->apprentices_size(), 2);

  call().personal = false;
  EXPECT_EQ(get("")->given_name(), "");
  EXPECT_EQ(get("")->birth_date(), "");
  EXPECT_EQ(get("")->field(), "0");
  EXPECT_EQ(ReasonOf(get("view: VIEW_FULL").status()), v1::ERROR_REASON_NOT_PERMITTED);
  EXPECT_EQ(ReasonOf(List("parent: 'centres/C' view: VIEW_FULL").status()), v1::ERROR_REASON_NOT_PERMITTED);
  // Nor learn by asking.
  EXPECT_EQ(ReasonOf(List("parent: 'centres/C' filter: 'birth_date < 2009-01-02'").status()),
            v1::ERROR_REASON_NOT_PERMITTED);
  EXPECT_EQ(ReasonOf(List("parent: 'centres/C' filter: 'priority = 1 OR NOT needs:*'").status()),
            v1::ERROR_REASON_NOT_PERMITTED);
  EXPECT_EQ(ReasonOf(List("parent: 'centres/C' order_by: 'family_name'").status()), v1::ERROR_REASON_NOT_PERMITTED);
  const auto batch = Ask<v1::BatchGetApprenticesRequest, v1::BatchGetApprenticesResponse>(
      "ApprenticeService/BatchGetApprentices", "names: 'centres/C/apprentices/A-10'");
  EXPECT_EQ(batch->apprentices(0).given_name(), "");
  EXPECT_EQ((Ask<v1::GetCentreRequest, v1::Centre>("CentreService/GetCentre", "name: 'centres/C'"))->coordinator(), "");
  EXPECT_EQ(
      (Ask<v1::ListCentresRequest, v1::ListCentresResponse>("CentreService/ListCentres", ""))->centres(0).coordinator(),
      "");
}

TEST_F(StandardReadsTest, WhoDoesNotSeePersonalFieldsDoesNotChangeThem) {
  call().personal = false;
  const auto update = [&](const std::string& fields, const std::string& mask) {
    return Ask<v1::UpdateCentreRequest, v1::Centre>(
        "CentreService/UpdateCentre",
        absl::StrCat("centre { name: 'centres/C' ", fields, " } update_mask { ", mask, " }"));
  };
  const auto all = update("title: 'New'", "paths: '*'");
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->coordinator(), "");
  EXPECT_EQ(ReasonOf(update("coordinator: 'Me'", "").status()), v1::ERROR_REASON_NOT_PERMITTED);
  EXPECT_EQ(ReasonOf(update("", "paths: 'coordinator'").status()), v1::ERROR_REASON_NOT_PERMITTED);
  call().personal = true;
  const auto centre = Ask<v1::GetCentreRequest, v1::Centre>("CentreService/GetCentre", "name: 'centres/C'");
  EXPECT_EQ(centre->coordinator(), "Eva");
  EXPECT_EQ(centre->title(), "New");
}

TEST_F(StandardReadsTest, BatchGetStaysInItsParent) {
  const auto batch = [&](const std::string& text) {
    return Ask<v1::BatchGetApprenticesRequest, v1::BatchGetApprenticesResponse>("ApprenticeService/BatchGetApprentices",
                                                                                text)
        .status();
  };
  EXPECT_TRUE(batch("parent: 'centres/C' names: 'centres/C/apprentices/A-10'").ok());
  EXPECT_TRUE(batch("parent: 'centres/-' names: 'centres/D/apprentices/A-14'").ok());
  EXPECT_EQ(
      MetadataOf(batch("parent: 'centres/C' names: 'centres/C/apprentices/A-10' names: 'centres/D/apprentices/A-14'"),
                 "field"),
      "names[1]");
  std::string many;
  for (int i = 0; i < 1'001; ++i) many += "names: 'centres/C/apprentices/A-10' ";
  EXPECT_EQ(ReasonOf(batch(many)), v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(StandardReadsTest, ServesWhatTheServiceMakesToo) {
  StandardReads reads(store(), keeper());
  reads.Register(methods(), *v1::GetRunRequest::descriptor()->file()->FindServiceByName("MatchingService"),
                 KindOf(Collection::kRuns));
  reads.Register(methods(), *v1::GetRunRequest::descriptor()->file()->FindServiceByName("MatchingService"),
                 KindOf(Collection::kProposals));
  CommitRequest commit;
  commit.mutations.push_back(PutMutation(FromText<v1::Round>("name: 'rounds/R' id: 'R'")));
  for (int i = 1; i <= 3; ++i) {
    commit.mutations.push_back(
        PutMutation(FromText<v1::Run>(absl::StrCat("name: 'rounds/R/runs/", i, "' state: RUN_STATE_FAILED"))));
    commit.mutations.push_back(
        PutMutation(FromText<v1::Proposal>(absl::StrCat("name: 'rounds/R/runs/", i, "/proposals/A' days: ", i))));
  }
  ASSERT_TRUE(store().Commit(std::move(commit)).ok());
  const auto run = Ask<v1::GetRunRequest, v1::Run>("MatchingService/GetRun", "name: 'rounds/R/runs/2'");
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_NE(run->etag(), "");
  EXPECT_EQ((Ask<v1::ListRunsRequest, v1::ListRunsResponse>("MatchingService/ListRuns",
                                                            "parent: 'rounds/-' filter: 'state = FAILED'"))
                ->runs_size(),
            3);
  const auto proposals = [&](const std::string& parent) {
    return Ask<v1::ListProposalsRequest, v1::ListProposalsResponse>("MatchingService/ListProposals",
                                                                    absl::StrCat("parent: '", parent, "'"));
  };
  EXPECT_EQ(proposals("rounds/R/runs/2")->proposals(0).days(), 2);
  EXPECT_EQ(proposals("rounds/R/runs/-")->proposals_size(), 3);
  EXPECT_EQ(proposals("rounds/-/runs/-")->proposals_size(), 3);
  EXPECT_EQ(ReasonOf(proposals("rounds/-/runs/2").status()), v1::ERROR_REASON_BAD_NAME);
  EXPECT_EQ(ReasonOf(proposals("rounds/R/runs/4").status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace walz
