#include "service/app/transfer/importer.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <stop_token>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <walz/v1/round.pb.h>

#include "service/call/errors.h"
#include "service/convert/folder_reader.h"
#include "tests/service/app/transfer/transfer_case.h"

namespace walz {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kCentres[] = "id,name,country\nC-1,One,ES\nC-2,Two,ES\n";
constexpr char kCompanies[] = "id,name,country\nE-1,Employer,ES\nH-1,Host,DE\n";
constexpr char kOpenings[] =
    "id,company,fields,places,windows\nO-1,H-1,0713,2,2027-03-01..2027-05-31\n"
    "O-2,H-1,0713,2,2027-03-01..2027-05-31\n";
constexpr char kApprenticeColumns[] = "id,centre,scheme,field,windows,min_days,max_days,employer,given_name\n";

std::string ApprenticeRow(absl::string_view id, absl::string_view centre = "C-1", absl::string_view name = "Ana") {
  return absl::StrCat(id, ",", centre, ",es-general,0713,2027-03-01..2027-05-31,14,21,E-1,", name, "\n");
}

std::string Apprentices(int count) {
  std::string text = kApprenticeColumns;
  for (int i = 1; i <= count; ++i) text += ApprenticeRow(absl::StrCat("A-", i));
  return text;
}

class ImporterTest : public testing::Test {
 protected:
  ImporterTest() { Prepare(transfer_); }

  static void Prepare(TransferCase& transfer) {
    transfer.ImportSchemes();
    transfer.Import(v1::IMPORT_TABLE_CENTRES, kCentres);
    transfer.Import(v1::IMPORT_TABLE_COMPANIES, kCompanies);
    transfer.Import(v1::IMPORT_TABLE_OPENINGS, kOpenings);
  }

  v1::ImportResponse ImportApprentices(absl::string_view text, const ImportOptions& options = {}) {
    return transfer_.Import(v1::IMPORT_TABLE_APPRENTICES, text, options);
  }
  v1::Apprentice Stored(absl::string_view id, absl::string_view centre = "C-1") {
    return transfer_.Stored<v1::Apprentice>(KeyOf({Collection::kApprentices, {std::string(centre), std::string(id)}}));
  }

  TransferCase transfer_;
};

std::string Counts(const v1::ImportResponse& response) {
  return absl::StrCat(response.created(), " created, ", response.changed(), " changed, ", response.same(), " same, ",
                      response.rejected(), " rejected");
}

TEST_F(ImporterTest, CountsNewChangedSameAndRejectedRows) {
  EXPECT_EQ(Counts(ImportApprentices(Apprentices(3))), "3 created, 0 changed, 0 same, 0 rejected");
  const v1::ImportResponse again =
      ImportApprentices(absl::StrCat(kApprenticeColumns, ApprenticeRow("A-1"), ApprenticeRow("A-2", "C-1", "Eva"),
                                     ApprenticeRow("A-4"), ApprenticeRow("A-5", "C-9")),
                        {.keep_good = true});
  EXPECT_EQ(Counts(again), "1 created, 1 changed, 1 same, 1 rejected");
  EXPECT_THAT(WordsOf(again), ElementsAre("apprentices.csv:5 centre 'C-9' unknown_reference: no centre has this id"));
  EXPECT_EQ(Stored("A-2").given_name(), "Eva");
  EXPECT_EQ(Stored("A-3").given_name(), "Ana") << "a row that is not named stays";
}

TEST_F(ImporterTest, WritesNothingWhereARowIsRejected) {
  const Revision revision = transfer_.NewestRevision();
  const v1::ImportResponse response =
      ImportApprentices(absl::StrCat(Apprentices(1200), ApprenticeRow("A-2000", "C-9")));
  EXPECT_EQ(Counts(response), "1200 created, 0 changed, 0 same, 1 rejected");
  EXPECT_EQ(response.revision(), 0);
  EXPECT_EQ(transfer_.NewestRevision(), revision);
}

TEST_F(ImporterTest, ADryRunSaysWhatThenHappens) {
  const std::string text = absl::StrCat(Apprentices(700), ApprenticeRow("A-2000", "C-9"), ApprenticeRow("A-7"));
  const Revision revision = transfer_.NewestRevision();
  v1::ImportResponse dry = ImportApprentices(text, {.keep_good = true, .validate_only = true});
  EXPECT_EQ(transfer_.NewestRevision(), revision);
  v1::ImportResponse done = ImportApprentices(text, {.keep_good = true});
  EXPECT_GT(done.revision(), revision);
  done.clear_revision();
  EXPECT_EQ(dry.SerializeAsString(), done.SerializeAsString());
}

// Behind the header: what other tables of the dry run bring.
std::vector<v1::ImportRequest> WithComing(std::vector<v1::ImportRequest> requests, v1::ImportTable table,
                                          const std::vector<std::string>& ids) {
  v1::ImportRequest request;
  request.mutable_coming()->set_table(table);
  request.mutable_coming()->mutable_ids()->Assign(ids.begin(), ids.end());
  requests.insert(requests.begin() + 1, request);
  return requests;
}

TEST_F(ImporterTest, ADryRunCountsReferencesToWhatOtherTablesBring) {
  ImportApprentices(Apprentices(2));
  transfer_.Import(v1::IMPORT_TABLE_WISHES, "apprentice,rank,kind,target\nA-1,1,opening,O-1\n");
  const auto dry = [&](v1::ImportTable table, const std::string& text, v1::ImportTable brought, const std::string& id) {
    const auto response =
        transfer_.TryImport(WithComing(TransferCase::Requests(table, text, {.validate_only = true}), brought, {id}));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? Counts(*response) : "";
  };
  EXPECT_EQ(dry(v1::IMPORT_TABLE_APPRENTICES,
                absl::StrCat(Apprentices(2), ApprenticeRow("A-3", "C-9"), ApprenticeRow("A-4", "C-8")),
                v1::IMPORT_TABLE_CENTRES, "C-9"),
            "1 created, 0 changed, 2 same, 1 rejected");
  // A stored row that now refers to something new is changed.
  EXPECT_EQ(dry(v1::IMPORT_TABLE_APPRENTICES,
                "id,centre,scheme,field,windows,min_days,max_days,employer\n"
                "A-1,C-1,es-general,0713,2027-03-01..2027-05-31,14,21,E-new\n",
                v1::IMPORT_TABLE_COMPANIES, "E-new"),
            "0 created, 1 changed, 0 same, 0 rejected");
  // A list is replaced as a whole, so its old row changes too; that of an owner who comes is new to her.
  const std::string wishes = "apprentice,rank,kind,target\nA-1,1,opening,O-1\nA-1,2,opening,O-new\n";
  EXPECT_EQ(dry(v1::IMPORT_TABLE_WISHES, wishes, v1::IMPORT_TABLE_OPENINGS, "O-new"),
            "0 created, 2 changed, 0 same, 0 rejected");
  EXPECT_EQ(dry(v1::IMPORT_TABLE_WISHES, wishes, v1::IMPORT_TABLE_COMPANIES, "O-new"),
            "0 created, 0 changed, 1 same, 1 rejected");
  EXPECT_EQ(dry(v1::IMPORT_TABLE_WISHES, "apprentice,rank,kind,target\nA-9,1,opening,O-1\n",
                v1::IMPORT_TABLE_APPRENTICES, "A-9"),
            "0 created, 1 changed, 0 same, 0 rejected");
  EXPECT_EQ(dry(v1::IMPORT_TABLE_ROUND,
                R"({"id": "r", "firstDay": "2027-03-01", "lastDay": "2027-06-30",
                    "quotas": {"placementsPerCentre": {"C-9": 1}}})",
                v1::IMPORT_TABLE_CENTRES, "C-9"),
            "1 created, 0 changed, 0 same, 0 rejected");
}

TEST_F(ImporterTest, OnlyADryRunBelievesWhatComes) {
  const auto refused = [&](std::vector<v1::ImportRequest> requests) {
    const auto response = transfer_.TryImport(std::move(requests));
    return response.ok() ? "" : std::string(response.status().message());
  };
  const auto requests = TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, Apprentices(1), {.validate_only = true});
  EXPECT_THAT(refused(WithComing(TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, Apprentices(1)),
                                 v1::IMPORT_TABLE_CENTRES, {"C-9"})),
              HasSubstr("dry run"));
  EXPECT_THAT(refused(WithComing(requests, v1::IMPORT_TABLE_WISHES, {"C-9"})), HasSubstr("nothing else"));
  EXPECT_THAT(refused(WithComing(requests, v1::IMPORT_TABLE_CENTRES, std::vector<std::string>(10'001, "C"))),
              HasSubstr("10000"));
  EXPECT_EQ(refused(WithComing(requests, v1::IMPORT_TABLE_CENTRES, std::vector<std::string>(10'000, "C"))), "");
  auto late = requests;
  late.push_back(WithComing(requests, v1::IMPORT_TABLE_CENTRES, {"C-9"})[1]);
  EXPECT_THAT(refused(late), HasSubstr("behind the header"));
}

TEST_F(ImporterTest, KeepsWishesPairsAndTimes) {
  ImportApprentices(Apprentices(2));
  transfer_.Import(v1::IMPORT_TABLE_WISHES, "apprentice,rank,kind,target\nA-1,1,opening,O-1\n");
  transfer_.Import(v1::IMPORT_TABLE_PAIRS, "apprentice,opening,kind\nA-1,O-2,forbid\n");
  const v1::Apprentice before = Stored("A-1");
  transfer_.now += absl::Hours(1);
  EXPECT_EQ(Counts(ImportApprentices(absl::StrCat(kApprenticeColumns, ApprenticeRow("A-1", "C-1", "Eva")))),
            "0 created, 1 changed, 0 same, 0 rejected");
  const v1::Apprentice after = Stored("A-1");
  EXPECT_EQ(after.given_name(), "Eva");
  EXPECT_THAT(after.wishes(), SizeIs(1));
  EXPECT_THAT(after.pairs(), SizeIs(1));
  EXPECT_EQ(after.create_time().seconds(), before.create_time().seconds());
  EXPECT_EQ(after.update_time().seconds(), before.update_time().seconds() + 3600);
}

TEST_F(ImporterTest, UndeletesWhatComesAgain) {
  ImportApprentices(Apprentices(1));
  v1::Apprentice apprentice = Stored("A-1");
  apprentice.mutable_delete_time()->set_seconds(1);
  CommitRequest commit;
  commit.mutations.push_back({KeyOf(*ParseName(apprentice.name())), apprentice.SerializeAsString(), std::nullopt});
  ASSERT_TRUE(transfer_.store->Commit(std::move(commit)).ok());
  EXPECT_EQ(Counts(ImportApprentices(Apprentices(1))), "0 created, 1 changed, 0 same, 0 rejected");
  EXPECT_FALSE(Stored("A-1").has_delete_time());
}

TEST_F(ImporterTest, GivesWayToQuestionsAndGoesOn) {
  const RightOfWay::Question question = transfer_.way.Ask();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(ImportApprentices(Apprentices(3)).created(), 3);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, RightOfWay::kPatience);
}

TEST_F(ImporterTest, AnIdIsTakenOnceOverAllCentres) {
  ImportApprentices(Apprentices(1));
  const v1::ImportResponse response = ImportApprentices(absl::StrCat(kApprenticeColumns, ApprenticeRow("A-1", "C-2")));
  EXPECT_THAT(WordsOf(response), ElementsAre(AllOf(HasSubstr("apprentices.csv:2 id 'A-1' duplicate_id"),
                                                   HasSubstr("centres/C-1/apprentices/A-1"))));
}

TEST_F(ImporterTest, ListsReplaceThoseOfTheOwnersThatTheyName) {
  ImportApprentices(Apprentices(3));
  constexpr char kColumns[] = "apprentice,rank,kind,target\n";
  transfer_.Import(v1::IMPORT_TABLE_WISHES,
                   absl::StrCat(kColumns, "A-1,2,company,H-1\nA-2,1,country,el\nA-1,1,opening,O-1\n"));
  EXPECT_THAT(Stored("A-1").wishes(), SizeIs(2));
  EXPECT_EQ(Stored("A-2").wishes(0).target(), "GR");
  const v1::ImportResponse again = transfer_.Import(
      v1::IMPORT_TABLE_WISHES, absl::StrCat(kColumns, "A-1,1,opening,O-2\nA-3,1,opening,O-1\nA-2,1,country,GR\n"));
  EXPECT_EQ(Counts(again), "0 created, 2 changed, 1 same, 0 rejected");
  EXPECT_THAT(Stored("A-1").wishes(), SizeIs(1));
  EXPECT_THAT(Stored("A-2").wishes(), SizeIs(1));
  EXPECT_EQ(Stored("A-1").given_name(), "Ana");
}

TEST_F(ImporterTest, TypedResourcesComeInBatches) {
  ImportApprentices(Apprentices(2));
  std::vector<v1::ImportRequest> requests = TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, "");
  v1::Apprentice changed = Stored("A-1");
  changed.set_given_name("Eva");
  v1::Wish& wish = *changed.add_wishes();
  wish.set_rank(1);
  wish.set_kind(v1::WISH_KIND_OPENING);
  wish.set_target("O-1");
  *requests.emplace_back().mutable_batch()->add_apprentices() = changed;
  *requests.back().mutable_batch()->add_apprentices() = Stored("A-2");
  v1::Apprentice bad = changed;
  bad.set_name("centres/C-1/apprentices/A-3");
  bad.add_windows("soon");
  *requests.emplace_back().mutable_batch()->add_apprentices() = bad;
  const auto refused = transfer_.TryImport(requests);
  ASSERT_TRUE(refused.ok());
  EXPECT_THAT(WordsOf(*refused), ElementsAre(HasSubstr("apprentices.csv:3 windows[1] '' bad_interval")));
  EXPECT_EQ(Stored("A-1").given_name(), "Ana");
  requests[0].mutable_header()->set_keep_good(true);
  const auto done = transfer_.TryImport(requests);
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(Counts(*done), "0 created, 1 changed, 1 same, 1 rejected");
  EXPECT_EQ(Stored("A-1").given_name(), "Eva");
  EXPECT_THAT(Stored("A-1").wishes(), SizeIs(1));
}

TEST_F(ImporterTest, RefusesStreamsThatAreNone) {
  const auto reason = [&](std::vector<v1::ImportRequest> requests) {
    return ReasonOf(transfer_.TryImport(std::move(requests)).status());
  };
  EXPECT_EQ(reason({}), v1::ERROR_REASON_BAD_STREAM);
  v1::ImportRequest bytes;
  bytes.set_csv("id\n");
  EXPECT_EQ(reason({bytes}), v1::ERROR_REASON_BAD_STREAM);
  EXPECT_EQ(reason(TransferCase::Requests(v1::IMPORT_TABLE_UNSPECIFIED, "id\n")), v1::ERROR_REASON_BAD_STREAM);
  EXPECT_EQ(reason(TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, "")), v1::ERROR_REASON_BAD_STREAM);
  EXPECT_EQ(reason(TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, "\n\n")), v1::ERROR_REASON_BAD_STREAM);
  std::vector<v1::ImportRequest> mixed = TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, Apprentices(1));
  mixed.emplace_back().mutable_batch();
  EXPECT_EQ(reason(mixed), v1::ERROR_REASON_BAD_STREAM);
  std::vector<v1::ImportRequest> other = TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, "");
  other.emplace_back().mutable_batch()->add_centres();
  EXPECT_EQ(reason(other), v1::ERROR_REASON_BAD_STREAM);
  std::vector<v1::ImportRequest> header_twice = TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, "");
  header_twice.push_back(header_twice[0]);
  EXPECT_EQ(reason(header_twice), v1::ERROR_REASON_BAD_STREAM);
}

TEST_F(ImporterTest, HostileBytesGiveErrorsOrNothing) {
  const Revision revision = transfer_.NewestRevision();
  for (const std::string& text :
       {std::string("id\n"), std::string(3000, 'x'), absl::StrCat(kApprenticeColumns, "\xff\xfe\n"),
        absl::StrCat(kApprenticeColumns, std::string("A-1\0", 4)), absl::StrCat(kApprenticeColumns, "\"A-1\n"),
        absl::StrCat(kApprenticeColumns, ApprenticeRow("-")), absl::StrCat(kApprenticeColumns, ApprenticeRow("")),
        absl::StrCat(kApprenticeColumns, ApprenticeRow(std::string(300, 'a')))}) {
    const auto response = transfer_.TryImport(TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, text));
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_GT(response->error_count(), 0) << text;
  }
  for (const char* text : {"", "[]", "{\"schemes\": 1}", "{\"id\": 1}", "{"}) {
    for (const v1::ImportTable table : {v1::IMPORT_TABLE_SCHEMES, v1::IMPORT_TABLE_ROUND}) {
      const auto response = transfer_.TryImport(TransferCase::Requests(table, text));
      EXPECT_TRUE(!response.ok() || response->error_count() > 0) << text;
    }
  }
  EXPECT_EQ(transfer_.NewestRevision(), revision);
}

TEST_F(ImporterTest, StrangeIdsKeepTheirBytes) {
  const std::string row = absl::StrReplaceAll(ApprenticeRow("x"), {{"x,", "\"a/b%2F;\"\"\nü\","}});
  EXPECT_EQ(Counts(ImportApprentices(absl::StrCat(kApprenticeColumns, row))),
            "1 created, 0 changed, 0 same, 0 rejected");
  EXPECT_EQ(Counts(ImportApprentices(absl::StrCat(kApprenticeColumns, row))),
            "0 created, 0 changed, 1 same, 0 rejected");
  EXPECT_EQ(Stored("a/b%2F;\"\nü").given_name(), "Ana");
}

TEST_F(ImporterTest, WarnsOfUnknownColumns) {
  const v1::ImportResponse response =
      transfer_.Import(v1::IMPORT_TABLE_CENTRES, "id,name,country,consortum\nC-1,One,ES,north\n");
  EXPECT_THAT(response.warnings(), ElementsAre(HasSubstr("did you mean consortium?")));
}

TEST_F(ImporterTest, WarnsOfTravelGroupsOfOne) {
  std::string text = "id,centre,scheme,field,windows,min_days,max_days,employer,group\n";
  for (const char* end : {"1,C-1", "2,C-1", "3,C-2"}) {
    absl::StrAppend(&text, "A-", end, ",es-general,0713,2027-03-01..2027-05-31,14,21,E-1,",
                    absl::string_view(end)[0] == '3' ? "alone" : "both", "\n");
  }
  EXPECT_THAT(ImportApprentices(text).warnings(), ElementsAre(HasSubstr("row 4: travel group 'alone' has one member")));
}

TEST_F(ImporterTest, ACentreImportsItsOwnAlone) {
  transfer_.call.may_write = [](absl::string_view name, const google::protobuf::Message*) {
    return absl::StartsWith(name, "centres/C-1");
  };
  const v1::ImportResponse response = ImportApprentices(
      absl::StrCat(kApprenticeColumns, ApprenticeRow("A-1"), ApprenticeRow("A-2", "C-2")), {.keep_good = true});
  EXPECT_EQ(Counts(response), "1 created, 0 changed, 0 same, 1 rejected");
  EXPECT_THAT(WordsOf(response), ElementsAre(HasSubstr("apprentices.csv:3 id 'A-2' not_permitted")));
  EXPECT_THAT(WordsOf(transfer_.Import(v1::IMPORT_TABLE_HOST_RANKS, "opening,rank,apprentice\nO-1,1,A-1\n")),
              ElementsAre(HasSubstr("host_ranks.csv:2 opening 'O-1' not_permitted")));
  EXPECT_THAT(WordsOf(transfer_.Import(v1::IMPORT_TABLE_ROUND,
                                       R"({"id": "r", "firstDay": "2027-03-01", "lastDay": "2027-06-30"})")),
              ElementsAre(HasSubstr("round.json:0 id 'r' not_permitted")));
}

TEST_F(ImporterTest, WhoMayNotReadPersonalFieldsDoesNotWipeThem) {
  ImportApprentices(Apprentices(1));
  transfer_.call.personal = false;
  const std::string exported = *transfer_.Export(v1::IMPORT_TABLE_APPRENTICES, "");
  EXPECT_THAT(exported, testing::Not(HasSubstr("Ana")));
  EXPECT_EQ(Counts(ImportApprentices(exported)), "0 created, 0 changed, 1 same, 0 rejected");
  EXPECT_EQ(Stored("A-1").given_name(), "Ana");
}

TEST_F(ImporterTest, BoundsWhatWaits) {
  TransferCase small({.kept_bytes_max = 100'000});
  Prepare(small);
  const Revision revision = small.NewestRevision();
  const auto response = small.TryImport(TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, Apprentices(2000)));
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_LIMIT_REACHED);
  EXPECT_EQ(small.NewestRevision(), revision);
}

TEST_F(ImporterTest, AStreamThatBreaksIsSentAgain) {
  for (const bool keep_good : {false, true}) {
    std::vector<v1::ImportRequest> requests =
        TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, Apprentices(3000), {.keep_good = keep_good});
    const Revision revision = transfer_.NewestRevision();
    std::stop_source stop;
    transfer_.call.stop = stop.get_token();
    ListReader reader(requests);
    reader.before_read = [&](std::size_t next) {
      if (next == requests.size() - 10) stop.request_stop();
    };
    v1::ImportResponse response;
    const absl::Status status = transfer_.importer.Import(transfer_.call, reader, response);
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_STOPPED);
    EXPECT_EQ(transfer_.NewestRevision() > revision, keep_good);
    transfer_.call.stop = {};
  }
  const v1::ImportResponse again = ImportApprentices(Apprentices(3000));
  EXPECT_EQ(again.created() + again.same(), 3000);
  EXPECT_GT(again.same(), 0);
  EXPECT_EQ(again.rejected(), 0);
}

TEST_F(ImporterTest, PlansAgainWhereSomebodyWasFaster) {
  ImportApprentices(Apprentices(10));
  transfer_.Import(v1::IMPORT_TABLE_WISHES, "apprentice,rank,kind,target\nA-1,1,opening,O-1\n");
  bool wrote = false;
  // Asked when the importer has read what is stored.
  transfer_.call.may_write = [&](absl::string_view, const google::protobuf::Message*) {
    if (std::exchange(wrote, true)) return true;
    v1::Apprentice other = Stored("A-1");
    other.mutable_wishes(0)->set_target("O-2");
    CommitRequest commit;
    commit.mutations.push_back({KeyOf(*ParseName(other.name())), other.SerializeAsString(), std::nullopt});
    EXPECT_TRUE(transfer_.store->Commit(std::move(commit)).ok());
    return true;
  };
  EXPECT_EQ(Counts(ImportApprentices(absl::StrReplaceAll(Apprentices(10), {{",Ana", ",Eva"}}))),
            "0 created, 10 changed, 0 same, 0 rejected");
  EXPECT_EQ(Stored("A-1").given_name(), "Eva");
  EXPECT_EQ(Stored("A-1").wishes(0).target(), "O-2") << "what the other wrote stays";
}

TEST_F(ImporterTest, WhatIsReferredToCannotBeDeletedMeanwhile) {
  bool wrote = false;
  transfer_.call.may_write = [&](absl::string_view, const google::protobuf::Message*) { return true; };
  std::vector<v1::ImportRequest> requests = TransferCase::Requests(v1::IMPORT_TABLE_APPRENTICES, Apprentices(600));
  ListReader reader(requests);
  reader.before_read = [&](std::size_t next) {  // 500 rows are planned, and their centre is known.
    if (next != requests.size() || std::exchange(wrote, true)) return;
    v1::Centre centre = transfer_.Stored<v1::Centre>(KeyOf({Collection::kCentres, {"C-1"}}));
    centre.mutable_delete_time()->set_seconds(1);
    CommitRequest commit;
    commit.mutations.push_back({KeyOf(*ParseName(centre.name())), centre.SerializeAsString(), std::nullopt});
    EXPECT_TRUE(transfer_.store->Commit(std::move(commit)).ok());
  };
  v1::ImportResponse response;
  ASSERT_TRUE(transfer_.importer.Import(transfer_.call, reader, response).ok());
  EXPECT_EQ(Counts(response), "0 created, 0 changed, 0 same, 600 rejected");
  EXPECT_EQ(response.error_count(), 600);
  EXPECT_EQ(response.revision(), 0);
}

TEST_F(ImporterTest, ARoundKeepsWhatWasPublished) {
  const std::string text = R"({"id": "r", "firstDay": "2027-03-01", "lastDay": "2027-06-30", "seed": 1})";
  transfer_.Import(v1::IMPORT_TABLE_ROUND, text);
  const std::string key = KeyOf({Collection::kRounds, {"r"}});
  v1::Round round = transfer_.Stored<v1::Round>(key);
  round.set_published_run("rounds/r/runs/1");
  CommitRequest commit;
  commit.mutations.push_back({key, round.SerializeAsString(), std::nullopt});
  ASSERT_TRUE(transfer_.store->Commit(std::move(commit)).ok());
  EXPECT_EQ(Counts(transfer_.Import(v1::IMPORT_TABLE_ROUND, text)), "0 created, 0 changed, 1 same, 0 rejected");
  transfer_.Import(v1::IMPORT_TABLE_ROUND, absl::StrReplaceAll(text, {{"\"seed\": 1", "\"seed\": 2"}}));
  EXPECT_EQ(transfer_.Stored<v1::Round>(key).published_run(), "rounds/r/runs/1");
  EXPECT_EQ(transfer_.Stored<v1::Round>(key).seed(), 2);
}

TEST_F(ImporterTest, VersionsOfASchemeDoNotOverlap) {
  const auto import = [&](absl::string_view versions) {
    return transfer_.Import(v1::IMPORT_TABLE_SCHEMES, absl::StrCat("{\"schemes\": [", versions, "]}"));
  };
  EXPECT_EQ(import(R"({"id": "s", "country": "ES"})").created(), 1);
  EXPECT_THAT(WordsOf(import(R"({"id": "s", "country": "ES", "validFrom": "2027-01-01"})")),
              ElementsAre(HasSubstr("schemes.json:0 schemes[0].validFrom 's' contradiction")));
  // Both at once, in any order.
  EXPECT_EQ(Counts(import(R"({"id": "s", "country": "ES", "validFrom": "2027-01-01"},
                             {"id": "s", "country": "ES", "validTo": "2026-12-31"})")),
            "1 created, 1 changed, 0 same, 0 rejected");
}

// The same folder, read offline and imported, has the same errors.
TEST_F(ImporterTest, HasTheErrorsOfTheFileReader) {
  const std::map<std::string, std::string> bad_files = {
      {"centres.csv", "id,name,country,lat\nC-1,One,ES,\nC-2,,XX,12\nC-1,Twice,ES,\n"},
      {"companies.csv", "id,name,country,max_absent\nE-1,Employer,ES,\nH-1,Host,DE,3\nH-2,Host,DE,-1\n"},
      {"openings.csv",
       "id,company,fields,places,windows,eqf_min,eqf_max\nO-1,H-1,0713,2,2027-03-01..2027-05-31,,\n"
       "O-2,H-9,0713,x,2027-03-01..2027-05-31,5,4\nO-1,H-1,9,2,2027-03-01..2027-05-31,,\n"},
      {"apprentices.csv",
       absl::StrCat(kApprenticeColumns, ApprenticeRow("A-1"), "A-2,C-9,none-such,0713,,30,21,E-9,\n",
                    ApprenticeRow("A-1"), ApprenticeRow("A-3", ""), "A-4,C-1,es-general,0713,soon,1,2,,\n")},
      {"wishes.csv",
       "apprentice,rank,kind,target\nA-1,1,opening,O-9\nA-9,1,company,H-9\nA-1,0,country,QQ\nA-1,1,country,DE\n"
       "A-1,2,country,de\nA-1,2,planet,Mars\nA-1,3,company,H-1\nA-1,4,company,H-1\n"},
      {"host_ranks.csv", "opening,rank,apprentice\nO-1,1,A-1\nO-1,2,A-1\nO-7,1,A-1\nO-1,3,A-77\n"},
      {"pairs.csv",
       "apprentice,opening,kind,start,end\nA-1,O-1,pin,2027-03-01,\nA-1,O-1,forbid,,\nA-1,O-1,forbid,,\nA-7,O-1,pin,,\n"
       "A-1,O-8,declined,,\nA-1,O-1,pin,2027-03-02,2027-03-01\n"},
      {"round.json", R"({"id": "r", "firstDay": "2027-03-01", "lastDay": "2027-05-30",
              "quotas": {"placementsPerCentre": {"C-9": 1}, "budgetEur": 5}})"},
  };
  const std::string dir = absl::StrCat(testing::TempDir(), "/walz_bad_folder");
  std::filesystem::create_directories(dir);
  for (const auto& [file, text] : bad_files) WriteText(absl::StrCat(dir, "/", file), text);
  const auto read = ReadFolder(dir, {.catalogue_dir = WALZ_SOURCE_DIR "/data"}, {});
  ASSERT_TRUE(read.ok());
  TransferCase empty;
  empty.ImportSchemes();
  std::vector<std::string> imported;
  for (const auto& [table, file] : FolderFiles()) {
    if (!bad_files.contains(file)) continue;
    // Good rows are kept for the tables that refer to them.
    const v1::ImportResponse response = empty.Import(table, bad_files.at(file), {.keep_good = true});
    for (const std::string& words : WordsOf(response)) imported.push_back(words);
  }
  std::vector<std::string> offline = WordsOf(read->report.errors);
  std::sort(offline.begin(), offline.end());
  std::sort(imported.begin(), imported.end());
  EXPECT_THAT(imported, testing::ElementsAreArray(offline));
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace walz
