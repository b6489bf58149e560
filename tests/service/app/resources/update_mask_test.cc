#include "service/app/resources/update_mask.h"

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/error_reason.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/round.pb.h>
#include <walz/v1/scheme.pb.h>

#include "service/call/errors.h"
#include "tests/service/app/resources/resources_fixture.h"

namespace walz {
namespace {

template <typename Resource>
absl::StatusOr<std::string> Fields(const std::vector<std::string>& paths, const std::string& given = "",
                                   bool personal = true) {
  google::protobuf::FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  const auto fields = FieldsToUpdate(*FindKind(Resource::descriptor()), &mask, FromText<Resource>(given), personal);
  if (!fields.ok()) return fields.status();
  std::string names;
  for (const auto* field : *fields) absl::StrAppend(&names, field->name(), " ");
  return names;
}

TEST(UpdateMaskTest, NamesTheFieldsToReplace) {
  EXPECT_EQ(*Fields<v1::Centre>({"title", "lat"}), "title lat ");
  EXPECT_EQ(*Fields<v1::Centre>({}, "name: 'centres/C' title: 'T' etag: '1' create_time {} lat: 0"), "title lat ");
  EXPECT_EQ(*Fields<v1::Centre>({}, "name: 'centres/C'"), "");
  EXPECT_EQ(*Fields<v1::Centre>({"*"}),
            "title country city lat lon sender_kind consortium coordinator technologies excellence blackouts ");
  EXPECT_EQ(*Fields<v1::Centre>({"*"}, "", /*personal=*/false),
            "title country city lat lon sender_kind consortium technologies excellence blackouts ");
  EXPECT_EQ(*Fields<v1::Scheme>({}, "id: 'S' valid_from: '2027-03-01' region: 'R'"), "region ");
  EXPECT_EQ(FieldsToUpdate(*FindKind(v1::Centre::descriptor()), nullptr, v1::Centre(), true)->size(), 0u);
}

TEST(UpdateMaskTest, RefusesWhatNobodyReplaces) {
  for (const std::string& path : std::vector<std::string>{"", " ", "titel", "Title", "title ", "title.x", "title,city",
                                                          "name", "etag", "create_time", "update_time", "delete_time",
                                                          "senderKind", "1", "**", "*.title", "blackouts[0]"}) {
    const absl::Status status = Fields<v1::Centre>({path}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << path;
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_BAD_MASK) << path;
    EXPECT_EQ(MetadataOf(status, "path"), path);
    EXPECT_FALSE(Fields<v1::Centre>({"title", path}).ok()) << path;
  }
  EXPECT_FALSE(Fields<v1::Centre>({"title", "*"}).ok());
  for (const char* path : {"id", "valid_from", "months_after_graduation.school"}) {
    EXPECT_FALSE(Fields<v1::Scheme>({path}).ok()) << path;
  }
  for (const char* path : {"id", "published_run", "quotas.budget_eur", "weights.wish_rank"}) {
    EXPECT_FALSE(Fields<v1::Round>({path}).ok()) << path;
  }
  for (const char* path : {"next_start", "last_execution", "alerts.moved_above"}) {
    EXPECT_FALSE(Fields<v1::Job>({path}).ok()) << path;
  }
  EXPECT_NE(Fields<v1::Round>({"quotas.budget_eur"}).status().message().find("take `quotas` as a whole"),
            std::string::npos);
  EXPECT_NE(Fields<v1::Centre>({"titel"}).status().message().find("did you mean title?"), std::string::npos);
}

TEST(UpdateMaskTest, CopiesWholeFields) {
  const auto given = FromText<v1::Apprentice>("windows: 'w' eqf: 0 wishes { rank: 1 } group: 'g'");
  auto stored = FromText<v1::Apprentice>(
      "windows: 'a' windows: 'b' eqf: 4 priority: 2 wishes { rank: 2 } wishes { rank: 3 } group: 'h' field: 'f'");
  const auto& kind = *FindKind(v1::Apprentice::descriptor());
  google::protobuf::FieldMask mask;
  for (const char* path : {"windows", "eqf", "priority", "wishes", "windows"}) mask.add_paths(path);
  CopyFields(*FieldsToUpdate(kind, &mask, given, true), given, stored);
  EXPECT_EQ(
      stored.ShortDebugString(),
      FromText<v1::Apprentice>("windows: 'w' eqf: 0 wishes { rank: 1 } group: 'h' field: 'f'").ShortDebugString());
}

}  // namespace
}  // namespace walz
