// What the standard methods promise of several calls: all or nothing, once only, one revision, nobody else's.

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>
#include <walz/v1/error_reason.pb.h>

#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"
#include "tests/service/app/resources/kinds_fixture.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

class StandardPromisesTest : public KindsTest {};

TEST_P(StandardPromisesTest, BatchesAreAllOrNothing) {
  const auto part = [&](const std::string& text) { return absl::StrCat("requests { ", text, " } "); };
  Message answer;
  ASSERT_TRUE(Batch("Create", part(CreateText("X")) + part(CreateText("Y")) + part(CreateText("Z")), &answer).ok());
  ASSERT_EQ(Rows(*answer).size(), 3u);
  EXPECT_EQ(NameOf(*Rows(*answer)[2]), NameOfId("Z"));
  EXPECT_EQ(TextField(*Rows(*answer)[0], "etag"), Etag("X"));
  EXPECT_EQ(Etag("X"), Etag("Z"));  // One commit.

  ASSERT_TRUE(Batch("Get", absl::StrCat("names: '", NameOfId("Z"), "' names: '", NameOfId("X"), "'"), &answer).ok());
  EXPECT_EQ(NameOf(*Rows(*answer)[0]), NameOfId("Z"));
  EXPECT_EQ(NameOf(*Rows(*answer)[1]), NameOfId("X"));

  ASSERT_TRUE(Batch("Update", part(UpdateText("Y", "y")) + part(UpdateText("X", "x")), &answer).ok());
  EXPECT_EQ(Text(*Rows(*answer)[0]), "y");
  EXPECT_EQ(Text(*Rows(*answer)[1]), "x");

  const auto before = Dump();
  absl::Status status =
      Batch("Update", part(UpdateText("X", "2")) + part(UpdateText("Y", "bad")) + part(UpdateText("Z", "bad")));
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID) << status;
  EXPECT_EQ(MetadataOf(status, "field"), absl::StrCat("requests[1].", kind().singular, ".", kind_case().text));
  EXPECT_NE(status.message().find("and 1 more"), std::string::npos) << status;
  status = Batch("Create", part(CreateText("N")) + part(CreateText("Y")));
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_EXISTS);
  status = Batch("Create", part(CreateText("N")) + part(CreateText("N")));
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID);
  status = Batch("Update", part(UpdateText("X", "1")) + part(UpdateText("X", "2")));
  EXPECT_EQ(MetadataOf(status, "field"), absl::StrCat("requests[1].", kind().singular, ".name"));
  EXPECT_EQ(ReasonOf(Batch("Update", part(UpdateText("X", "1")) + part(UpdateText("none", "2")))),
            v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  for (const char* verb : {"Get", "Create", "Update"}) {
    EXPECT_EQ(ReasonOf(Batch(verb, "")), v1::ERROR_REASON_FIELD_INVALID) << verb;
  }
  EXPECT_EQ(Dump(), before);
}

TEST_P(StandardPromisesTest, AnUpdateThatChangesNothingWritesNothing) {
  ASSERT_TRUE(Create(CreateText("X")).ok());
  ASSERT_TRUE(Create(CreateText("Y")).ok());
  ASSERT_TRUE(Update(UpdateText("X", "v")).ok());
  const auto before = Dump();
  const Revision revision = store().Stats().revision;
  const std::string etag = Etag("X");
  Message answer;
  ASSERT_TRUE(Update(UpdateText("X", "v"), &answer).ok());
  EXPECT_EQ(TextField(*answer, "etag"), etag);
  EXPECT_EQ(Dump(), before);
  EXPECT_EQ(store().Stats().revision, revision);
  // With a request_id the answer is kept, and the resource stays.
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Update(UpdateText("X", "v", "request_id: 'same'"), &answer).ok());
    EXPECT_EQ(TextField(*answer, "etag"), etag);
  }
  EXPECT_EQ(Etag("X"), etag);
  // Beside one that changes.
  const auto part = [&](const std::string& text) { return absl::StrCat("requests { ", text, " } "); };
  ASSERT_TRUE(Batch("Update", part(UpdateText("X", "v")) + part(UpdateText("Y", "w")), &answer).ok());
  EXPECT_EQ(TextField(*Rows(*answer)[0], "etag"), etag);
  EXPECT_EQ(Etag("X"), etag);
  EXPECT_EQ(TextField(*Rows(*answer)[1], "etag"), Etag("Y"));
  EXPECT_NE(Etag("Y"), etag);
}

TEST_P(StandardPromisesTest, ValidateOnlyChangesNothing) {
  ASSERT_TRUE(Create(CreateText("X")).ok());
  ASSERT_TRUE(Create(CreateText("Gone")).ok());
  ASSERT_TRUE(Delete(NameText("Gone")).ok());
  const auto before = Dump();
  const Revision revision = store().Stats().revision;
  const std::string only = "validate_only: true request_id: 'r'";
  Message answer;
  EXPECT_TRUE(Create(CreateText("Y", only), &answer).ok());
  EXPECT_EQ(NameOf(*answer), NameOfId("Y"));
  EXPECT_TRUE(Update(UpdateText("X", "v", only), &answer).ok());
  EXPECT_EQ(Text(*answer), "v");
  EXPECT_TRUE(Update(UpdateText("Y", "v", only + " allow_missing: true", kind_case().fields)).ok());
  EXPECT_TRUE(Delete(NameText("X", only), &answer).ok());
  EXPECT_TRUE(IsDeleted(*answer));
  EXPECT_TRUE(Undelete(NameText("Gone", only)).ok());
  EXPECT_TRUE(Batch("Create", absl::StrCat("requests { ", CreateText("Y"), " } ", only)).ok());
  EXPECT_TRUE(Batch("Update", absl::StrCat("requests { ", UpdateText("X", "v"), " } ", only)).ok());
  EXPECT_EQ(Dump(), before);
  EXPECT_EQ(store().Stats().revision, revision);
  // What would be refused is.
  EXPECT_EQ(ReasonOf(Create(CreateText("X", only))), v1::ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_EQ(ReasonOf(Update(UpdateText("X", "bad", only))), v1::ERROR_REASON_FIELD_INVALID);
}

TEST_P(StandardPromisesTest, ARequestSentAgainIsAnsweredAgain) {
  const auto twice = [&](const std::string& what, const std::function<absl::Status(Message*)>& send) {
    Message first;
    Message second;
    ASSERT_TRUE(send(&first).ok()) << what;
    const auto before = Dump();
    const Revision revision = store().Stats().revision;
    Advance(absl::Minutes(1));
    const absl::Status status = send(&second);
    ASSERT_TRUE(status.ok()) << what << ": " << status;
    EXPECT_EQ(second->DebugString(), first->DebugString()) << what;
    EXPECT_EQ(Dump(), before) << what;
    EXPECT_EQ(store().Stats().revision, revision) << what;
  };
  twice("create", [&](Message* answer) { return Create(CreateText("X", "request_id: '1'"), answer); });
  const std::string etag = Etag("X");
  twice("update", [&](Message* answer) {
    return Update(UpdateText("X", "v", "request_id: '2'", absl::StrCat("etag: '", etag, "'")), answer);
  });
  twice("delete", [&](Message* answer) { return Delete(NameText("X", "request_id: '3'"), answer); });
  twice("undelete", [&](Message* answer) { return Undelete(NameText("X", "request_id: '4'"), answer); });
  twice("batch create", [&](Message* answer) {
    return Batch("Create", absl::StrCat("requests { ", CreateText("Y"), " } request_id: '5'"), answer);
  });
  twice("batch update", [&](Message* answer) {
    return Batch("Update", absl::StrCat("requests { ", UpdateText("Y", "v"), " } request_id: '6'"), answer);
  });
  // Later changes do not change what was answered then.
  Message again;
  ASSERT_TRUE(Update(UpdateText("X", "v", "request_id: '2'", absl::StrCat("etag: '", etag, "'")), &again).ok());
  EXPECT_EQ(Text(*again), "v");
  // The same id for something else.
  EXPECT_EQ(ReasonOf(Create(CreateText("X", "request_id: '1'", "etag: 'other'"))), v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(ReasonOf(Update(UpdateText("X", "w", "request_id: '2'"))), v1::ERROR_REASON_REQUEST_ID_REUSED);
  // Of somebody else it is another id.
  call().principal.name = "bert";
  EXPECT_EQ(ReasonOf(Create(CreateText("X", "request_id: '1'"))), v1::ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_EQ(MetadataOf(Create(CreateText("Q", absl::StrCat("request_id: '", std::string(65, 'r'), "'"))), "field"),
            "request_id");
}

TEST_P(StandardPromisesTest, CallersSeeTheirsAlone) {
  for (const char* id : {"X1", "X2", "X3", "X4"}) ASSERT_TRUE(Create(CreateText(id)).ok());
  call().may_see = [this](absl::string_view name) { return name != NameOfId("X2") && name != NameOfId("X4"); };
  const std::vector<std::string> names = List(R"(filter: 'name : "/X"')", 1);
  EXPECT_EQ(names, (std::vector<std::string>{NameOfId("X1"), NameOfId("X3")}));
  const auto before = Dump();
  for (const absl::Status& status :
       {Get("X2"), Update(UpdateText("X2", "v")), Delete(NameText("X2")), Undelete(NameText("X2")),
        Batch("Get", absl::StrCat("names: '", NameOfId("X2"), "'")), Create(CreateText("X2")),
        Batch("Update", absl::StrCat("requests { ", UpdateText("X2", "v"), " }"))}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << status;
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_NOT_PERMITTED);
  }
  EXPECT_EQ(Dump(), before);
}

TEST_P(StandardPromisesTest, ThePagesOfAListShowOneRevision) {
  for (int i = 10; i < 30; ++i) ASSERT_TRUE(Create(CreateText(absl::StrCat("X", i))).ok());
  const std::string filter = R"(filter: 'name : "/X"' )";
  std::vector<std::string> names;
  std::string token;
  int page_count = 0;
  do {
    Message page;
    ASSERT_TRUE(Run(absl::StrCat(Service(), "List", kind_case().plural),
                    absl::StrCat(ParentText(), filter, "page_size: 6 page_token: '", token, "'"), &page)
                    .ok());
    for (const pb::Message* row : Rows(*page)) names.push_back(NameOf(*row));
    token = TextField(*page, "next_page_token");
    // Whatever happens in between.
    ASSERT_TRUE(Create(CreateText(absl::StrCat("X2", page_count, "new"))).ok());
    ASSERT_TRUE(Delete(NameText(absl::StrCat("X2", page_count))).ok());
    ++page_count;
  } while (!token.empty());
  ASSERT_EQ(names.size(), 20u);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(names[static_cast<std::size_t>(i)], NameOfId(absl::StrCat("X", 10 + i)));
  EXPECT_EQ(page_count, 4);
  EXPECT_EQ(List(filter + "order_by: 'name desc'", 7).front(), NameOfId("X29"));
  EXPECT_EQ(List(filter + "order_by: 'name desc'", 7).size(), 20u);
}

INSTANTIATE_TEST_SUITE_P(Kinds, StandardPromisesTest, testing::ValuesIn(KindCases()),
                         [](const auto& instance) { return instance.param.plural; });

}  // namespace
}  // namespace walz
