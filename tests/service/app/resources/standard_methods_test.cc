#include "service/app/resources/standard_methods.h"

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

class StandardMethodsTest : public KindsTest {};

TEST_P(StandardMethodsTest, CreatesWhatGetFinds) {
  Message created;
  ASSERT_TRUE(Create(CreateText("X/1 ä"), &created).ok());
  EXPECT_EQ(NameOf(*created), NameOfId("X%2F1 ä"));
  EXPECT_NE(TextField(*created, "etag"), "");
  EXPECT_FALSE(IsDeleted(*created));
  Message found;
  ASSERT_TRUE(Get("X%2F1 ä", &found).ok());
  EXPECT_EQ(found->DebugString(), created->DebugString());
  EXPECT_NE(found->DebugString().find("create_time"), std::string::npos);
  EXPECT_NE(found->DebugString().find("update_time"), std::string::npos);
}

TEST_P(StandardMethodsTest, RefusesNamesThatAreNone) {
  for (const std::string& name : {std::string(), NameOfId(""), NameOfId("X") + "/", "x/" + NameOfId("X"),
                                  NameOfId("X/Y"), NameOfId("%2f"), NameOfId("%"), std::string("tokens/X")}) {
    for (const char* verb : {"Get", "Delete", "Undelete"}) {
      const absl::Status status =
          Run(absl::StrCat(Service(), verb, kind_case().singular), absl::StrCat("name: '", name, "'"), nullptr);
      EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BAD_NAME) << verb << " " << name << ": " << status;
    }
    EXPECT_EQ(ReasonOf(Update(absl::StrCat(kind().singular, " { name: '", name, "' }"))), v1::ERROR_REASON_BAD_NAME);
    EXPECT_EQ(ReasonOf(Batch("Get", absl::StrCat("names: '", name, "'"))), v1::ERROR_REASON_BAD_NAME);
  }
}

TEST_P(StandardMethodsTest, RefusesIdsThatCannotBe) {
  for (const std::string& id : {std::string(), std::string("-"), std::string(257, 'x')}) {
    const absl::Status status = Create(CreateText(id));
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID) << id;
    EXPECT_EQ(MetadataOf(status, "field"), absl::StrCat(kind().singular, "_id"));
  }
  EXPECT_TRUE(Create(CreateText(std::string(256, 'x'))).ok());
}

TEST_P(StandardMethodsTest, NothingIsFoundWhereNothingIs) {
  for (const absl::Status& status :
       {Get("none"), Update(UpdateText("none", "v")), Delete(NameText("none")), Undelete(NameText("none")),
        Batch("Get", absl::StrCat("names: '", NameOfId("none"), "'"))}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << status;
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_EQ(MetadataOf(status, "name"), NameOfId("none"));
  }
}

TEST_P(StandardMethodsTest, ANameIsTakenOnceAlsoByADeletedOne) {
  ASSERT_TRUE(Create(CreateText("X")).ok());
  absl::Status status = Create(CreateText("X"));
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_EXISTS);
  ASSERT_TRUE(Delete(NameText("X")).ok());
  status = Create(CreateText("X"));
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_NE(status.message().find("undelete"), std::string::npos) << status;
}

TEST_P(StandardMethodsTest, UpdatesWhatTheMaskSays) {
  Message before;
  ASSERT_TRUE(Create(CreateText("X"), &before).ok());
  Advance(absl::Seconds(5));
  Message after;
  // Without mask: what is set.
  ASSERT_TRUE(Update(UpdateText("X", "one"), &after).ok());
  EXPECT_EQ(Text(*after), "one");
  EXPECT_NE(TextField(*after, "etag"), TextField(*before, "etag"));
  // With the mask: that field, also to nothing.
  ASSERT_TRUE(Update(absl::StrCat(kind().singular, " { name: '", NameOfId("X"), "' } update_mask { paths: '",
                                  kind_case().text, "' }"),
                     &after)
                  .ok());
  EXPECT_EQ(Text(*after), "");
  // All but what changed is as before.
  const auto* update_time = after->GetDescriptor()->FindFieldByName("update_time");
  EXPECT_EQ(after->GetReflection()->GetMessage(*after, update_time).DebugString(), TimestampOf(now()).DebugString());
  after->GetReflection()->ClearField(after.get(), update_time);
  before->GetReflection()->ClearField(before.get(), update_time);
  SetEtag(*after, "");
  SetEtag(*before, "");
  EXPECT_EQ(after->DebugString(), before->DebugString());
  // `*`: everything, given or not.
  ASSERT_TRUE(Update(UpdateText("X", "two", "update_mask { paths: '*' }", kind_case().fields), &after).ok());
  EXPECT_EQ(Text(*after), "two");
}

TEST_P(StandardMethodsTest, RefusesMasksOfOtherFields) {
  ASSERT_TRUE(Create(CreateText("X")).ok());
  const auto before = Dump();
  for (const char* path : {"nothing", "name", "etag", "create_time", "update_time", "delete_time", "", "*.x", "x.*"}) {
    const absl::Status status = Update(UpdateText("X", "v", absl::StrCat("update_mask { paths: '", path, "' }")));
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BAD_MASK) << path << ": " << status;
    EXPECT_EQ(MetadataOf(status, "path"), path);
  }
  EXPECT_EQ(ReasonOf(Update(UpdateText("X", "v", "update_mask { paths: '*' paths: '*' }"))), v1::ERROR_REASON_BAD_MASK);
  EXPECT_EQ(Dump(), before);
}

TEST_P(StandardMethodsTest, AStaleEtagChangesNothing) {
  ASSERT_TRUE(Create(CreateText("X")).ok());
  const std::string old = Etag("X");
  ASSERT_TRUE(Update(UpdateText("X", "one", "", absl::StrCat("etag: '", old, "'"))).ok());
  const auto before = Dump();
  for (const std::string& etag : {old, std::string("nonsense"), std::string("0"), "0" + Etag("X")}) {
    for (const absl::Status& status : {Update(UpdateText("X", "two", "", absl::StrCat("etag: '", etag, "'"))),
                                       Delete(NameText("X", absl::StrCat("etag: '", etag, "'")))}) {
      EXPECT_EQ(status.code(), absl::StatusCode::kAborted) << status;
      EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_ETAG_MISMATCH);
      EXPECT_EQ(MetadataOf(status, "etag"), Etag("X"));
    }
  }
  EXPECT_EQ(Dump(), before);
  EXPECT_TRUE(Delete(NameText("X", absl::StrCat("etag: '", Etag("X"), "'"))).ok());
}

TEST_P(StandardMethodsTest, AllowMissingCreates) {
  Message created;
  ASSERT_TRUE(Update(UpdateText("X", "v", "allow_missing: true", kind_case().fields), &created).ok());
  EXPECT_EQ(Text(*created), "v");
  EXPECT_NE(created->DebugString().find("create_time"), std::string::npos);
  ASSERT_TRUE(Update(UpdateText("X", "w", "allow_missing: true"), &created).ok());
  EXPECT_EQ(Text(*created), "w");
  // Not with an etag, of which there is none; not over a deleted one.
  EXPECT_EQ(Update(UpdateText("Y", "v", "allow_missing: true", kind_case().fields + " etag: '1'")).code(),
            absl::StatusCode::kNotFound);
  ASSERT_TRUE(Delete(NameText("X")).ok());
  EXPECT_EQ(Update(UpdateText("X", "v", "allow_missing: true")).code(), absl::StatusCode::kNotFound);
}

TEST_P(StandardMethodsTest, DeletedTakesPartInNothingUntilUndeleted) {
  ASSERT_TRUE(Create(CreateText("X")).ok());
  Message deleted;
  ASSERT_TRUE(Delete(NameText("X"), &deleted).ok());
  EXPECT_TRUE(IsDeleted(*deleted));
  for (const absl::Status& status : {Get("X"), Update(UpdateText("X", "v")), Delete(NameText("X")),
                                     Batch("Get", absl::StrCat("names: '", NameOfId("X"), "'"))}) {
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_NOT_FOUND) << status;
  }
  const auto contains = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), NameOfId("X")) != names.end();
  };
  EXPECT_FALSE(contains(List("")));
  EXPECT_TRUE(contains(List("show_deleted: true")));
  EXPECT_TRUE(contains(List("show_deleted: true filter: 'delete_time:*'")));

  Message undeleted;
  ASSERT_TRUE(Undelete(NameText("X", absl::StrCat("etag: '", TextField(*deleted, "etag"), "'")), &undeleted).ok());
  EXPECT_FALSE(IsDeleted(*undeleted));
  EXPECT_TRUE(contains(List("")));
  EXPECT_TRUE(Get("X").ok());
  EXPECT_EQ(ReasonOf(Undelete(NameText("X"))), v1::ERROR_REASON_RESOURCE_EXISTS);
}

TEST_P(StandardMethodsTest, OutputOnlyFieldsAndUnknownOnesAreNotTaken) {
  Message created;
  ASSERT_TRUE(
      Create(CreateText("X", "", "etag: 'e' create_time { seconds: 1 } delete_time { seconds: 2 }"), &created).ok());
  EXPECT_FALSE(IsDeleted(*created));
  EXPECT_EQ(created->DebugString().find("seconds: 1\n"), std::string::npos);
  ASSERT_TRUE(Update(UpdateText("X", "v", "", "delete_time { seconds: 2 } create_time { seconds: 1 }")).ok());
  EXPECT_TRUE(Get("X").ok());
  if (kind_case().collection == Collection::kRounds) {
    ASSERT_TRUE(
        Update(UpdateText("X", "v", "update_mask { paths: '*' }", "published_run: 'rounds/X/runs/1'"), &created).ok());
    EXPECT_EQ(TextField(*created, "published_run"), "");
  }
  // A field of a newer client.
  const Method* method = methods().Find(absl::StrCat("walz.v1.", Service(), "Update", kind_case().singular));
  const Message request(method->request->New());
  ASSERT_TRUE(pb::TextFormat::ParseFromString(UpdateText("X", "w"), request.get()));
  pb::Message* resource = request->GetReflection()->MutableMessage(
      request.get(), request->GetDescriptor()->FindFieldByName(std::string(kind().singular)));
  resource->GetReflection()->MutableUnknownFields(resource)->AddVarint(999, 7);
  const Message response(method->response->New());
  ASSERT_TRUE(Do(absl::StrCat(Service(), "Update", kind_case().singular), *request, *response).ok());
  EXPECT_TRUE(response->GetReflection()->GetUnknownFields(*response).empty());
  Message stored;
  ASSERT_TRUE(Get("X", &stored).ok());
  EXPECT_TRUE(stored->GetReflection()->GetUnknownFields(*stored).empty());
}

TEST_P(StandardMethodsTest, FaultsNameTheFieldAndChangeNothing) {
  ASSERT_TRUE(Create(CreateText("X")).ok());
  const auto before = Dump();
  const std::string path = absl::StrCat(kind().singular, ".", kind_case().text);
  for (const absl::Status& status :
       {Create(CreateText("Y", "", absl::StrCat(kind_case().text, ": 'bad'"))), Update(UpdateText("X", "bad"))}) {
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID) << status;
    EXPECT_EQ(MetadataOf(status, "field"), path);
  }
  EXPECT_EQ(Dump(), before);
}

INSTANTIATE_TEST_SUITE_P(Kinds, StandardMethodsTest, testing::ValuesIn(KindCases()),
                         [](const auto& instance) { return instance.param.plural; });

TEST(StandardMethodsSetTest, OffersAllThatTheServicesDeclare) {
  ResourcesFixture fixture;
  std::size_t count = 0;
  for (const KindCase& c : KindCases()) {
    const auto* service =
        pb::DescriptorPool::generated_pool()->FindServiceByName(absl::StrCat("walz.v1.", c.singular, "Service"));
    ASSERT_NE(service, nullptr) << c.singular;
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string name = absl::StrCat(service->full_name(), "/", service->method(i)->name());
      EXPECT_NE(fixture.methods().Find(name), nullptr) << name;
      ++count;
    }
  }
  EXPECT_EQ(fixture.methods().methods().size(), count);
}

}  // namespace
}  // namespace walz
