#include "service/app/transfer/exporter.h"

#include <stop_token>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/call/errors.h"
#include "tests/service/app/transfer/transfer_case.h"
#include "tests/support/demo.h"

namespace walz {
namespace {

using testing::HasSubstr;
using testing::Not;

class ExporterTest : public testing::Test {
 protected:
  ExporterTest() { transfer_.ImportSchemes(); }

  void ImportDemo() { transfer_.ImportFolder(kDemo); }

  v1::ErrorReason ReasonFor(v1::ImportTable table, absl::string_view round, Revision revision = 0) {
    return ReasonOf(transfer_.Export(table, round, revision).status());
  }

  TransferCase transfer_;
};

TEST_F(ExporterTest, AnEmptyStoreGivesHeaders) {
  EXPECT_EQ(*transfer_.Export(v1::IMPORT_TABLE_WISHES, ""), "apprentice,rank,kind,target\n");
  EXPECT_EQ(*transfer_.Export(v1::IMPORT_TABLE_CENTRES, ""),
            "id,name,country,city,lat,lon,sender_kind,consortium,coordinator,technologies,excellence,blackouts\n");
}

TEST_F(ExporterTest, RefusesWhatIsNoFile) {
  EXPECT_EQ(ReasonFor(v1::IMPORT_TABLE_UNSPECIFIED, ""), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ReasonFor(v1::IMPORT_TABLE_ROUND, ""), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ReasonFor(v1::IMPORT_TABLE_ROUND, "rounds/none"), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ReasonFor(v1::IMPORT_TABLE_CENTRES, "centres/C-1"), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ExporterTest, FilesOfOneRevisionShowIt) {
  ImportDemo();
  const std::string before = *transfer_.Export(v1::IMPORT_TABLE_CENTRES, "");
  const Revision revision = transfer_.NewestRevision();
  transfer_.Import(v1::IMPORT_TABLE_CENTRES, "id,name,country\nC-new,New,ES\n");
  EXPECT_EQ(*transfer_.Export(v1::IMPORT_TABLE_CENTRES, "", revision), before);
  EXPECT_THAT(*transfer_.Export(v1::IMPORT_TABLE_CENTRES, ""), HasSubstr("C-new"));
  transfer_.now += absl::Hours(2);
  EXPECT_EQ(ReasonFor(v1::IMPORT_TABLE_CENTRES, "", revision), v1::ERROR_REASON_REVISION_COMPACTED);
}

TEST_F(ExporterTest, LeavesOutWhatTheCallerMayNotSee) {
  transfer_.Import(v1::IMPORT_TABLE_CENTRES, "id,name,country,coordinator\nC-1,One,ES,Eva\nC-2,Two,ES,Max\n");
  transfer_.Import(v1::IMPORT_TABLE_APPRENTICES,
                   "id,centre,scheme,field,windows,min_days,max_days,given_name,birth_date,needs\n"
                   "A-1,C-1,es-general,0713,2027-03-01..2027-05-31,14,21,Ana,2009-01-02,lift\n"
                   "A-2,C-2,es-general,0713,2027-03-01..2027-05-31,14,21,Ben,,\n");
  transfer_.call.may_see = [](absl::string_view name) { return absl::StartsWith(name, "centres/C-1"); };
  transfer_.call.personal = false;
  EXPECT_EQ(*transfer_.Export(v1::IMPORT_TABLE_CENTRES, ""),
            "id,name,country,city,lat,lon,sender_kind,consortium,coordinator,technologies,excellence,blackouts\n"
            "C-1,One,ES,,,,school,,,,none,\n");
  const std::string apprentices = *transfer_.Export(v1::IMPORT_TABLE_APPRENTICES, "");
  EXPECT_THAT(apprentices, HasSubstr("\nA-1,C-1,"));
  for (const char* hidden : {"Ana", "2009-01-02", "lift", "A-2", "Ben"}) {
    EXPECT_THAT(apprentices, Not(HasSubstr(hidden)));
  }
}

TEST_F(ExporterTest, DeletedProfilesAndRowsAboutThemStayHere) {
  ImportDemo();
  const std::string wishes = *transfer_.Export(v1::IMPORT_TABLE_WISHES, "");
  const std::size_t at = wishes.find(",opening,") + 9;
  const std::string id = wishes.substr(at, wishes.find('\n', at) - at);
  const auto holder = *transfer_.store->OpenSnapshot()->Get(UniqueIdKey(Collection::kOpenings, id));
  const std::string key = KeyOf(*ParseName(holder->value));
  v1::Opening opening = transfer_.Stored<v1::Opening>(key);
  opening.mutable_delete_time()->set_seconds(1);
  CommitRequest commit;
  commit.mutations.push_back({key, opening.SerializeAsString(), std::nullopt});
  ASSERT_TRUE(transfer_.store->Commit(std::move(commit)).ok());
  for (const v1::ImportTable table :
       {v1::IMPORT_TABLE_OPENINGS, v1::IMPORT_TABLE_WISHES, v1::IMPORT_TABLE_HOST_RANKS, v1::IMPORT_TABLE_PAIRS}) {
    const std::string text = *transfer_.Export(table, "");
    EXPECT_THAT(text, Not(HasSubstr(absl::StrCat(",", id, "\n"))));
    EXPECT_THAT(text, Not(HasSubstr(absl::StrCat("\n", id, ","))));
    EXPECT_THAT(text, Not(HasSubstr(absl::StrCat(",", id, ","))));
  }
}

TEST_F(ExporterTest, EndsWhenTheClientIsGone) {
  ImportDemo();
  struct GoneWriter : Writer<v1::ExportFileResponse> {
    bool Write(const v1::ExportFileResponse&) override { return false; }
  } gone;
  v1::ExportFileRequest request;
  request.set_table(v1::IMPORT_TABLE_APPRENTICES);
  EXPECT_EQ(ReasonOf(transfer_.exporter.ExportFile(transfer_.call, request, gone)), v1::ERROR_REASON_STOPPED);
  std::stop_source stop;
  stop.request_stop();
  transfer_.call.stop = stop.get_token();
  EXPECT_EQ(ReasonFor(v1::IMPORT_TABLE_APPRENTICES, ""), v1::ERROR_REASON_STOPPED);
}

}  // namespace
}  // namespace walz
