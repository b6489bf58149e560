// Parents, references, ids that are taken once, and deletions of what is in use.

#include "service/app/resources/references.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/error_reason.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/round_service.pb.h>
#include <walz/v1/scheme_service.pb.h>

#include "service/app/resources/resource_kind.h"
#include "service/call/errors.h"
#include "tests/service/app/resources/resources_fixture.h"

namespace walz {
namespace {

class ReferencesTest : public testing::Test, public ResourcesFixture {
 protected:
  void SetUp() override {
    EXPECT_TRUE(Scheme("S", "").ok());
    EXPECT_TRUE(Centre("C").ok());
    EXPECT_TRUE(Centre("C2").ok());
    EXPECT_TRUE(Company("H").ok());
  }

  absl::Status Scheme(const std::string& id, const std::string& fields) {
    return Ask<v1::CreateSchemeRequest, v1::Scheme>("SchemeService/CreateScheme",
                                                    absl::StrCat("scheme_id: '", id, "' scheme { ", fields, " }"))
        .status();
  }
  absl::Status Centre(const std::string& id) {
    return Ask<v1::CreateCentreRequest, v1::Centre>("CentreService/CreateCentre", absl::StrCat("centre_id: '", id, "'"))
        .status();
  }
  absl::Status Company(const std::string& id) {
    return Ask<v1::CreateCompanyRequest, v1::Company>("CompanyService/CreateCompany",
                                                      absl::StrCat("company_id: '", id, "'"))
        .status();
  }
  absl::Status Apprentice(const std::string& id, const std::string& parent = "centres/C",
                          const std::string& fields = "scheme: 'S'") {
    return Ask<v1::CreateApprenticeRequest, v1::Apprentice>(
               "ApprenticeService/CreateApprentice",
               absl::StrCat("parent: '", parent, "' apprentice_id: '", id, "' apprentice { ", fields, " }"))
        .status();
  }
  absl::Status Change(const std::string& id, const std::string& fields) {
    return Ask<v1::UpdateApprenticeRequest, v1::Apprentice>(
               "ApprenticeService/UpdateApprentice",
               absl::StrCat("apprentice { name: 'centres/C/apprentices/", id, "' ", fields, " }"))
        .status();
  }
  absl::Status Opening(const std::string& id, const std::string& parent = "companies/H") {
    return Ask<v1::CreateOpeningRequest, v1::Opening>("OpeningService/CreateOpening",
                                                      absl::StrCat("parent: '", parent, "' opening_id: '", id, "'"))
        .status();
  }
  template <typename Request, typename Resource>
  absl::Status Remove(const std::string& method, const std::string& name) {
    return Ask<Request, Resource>(method, absl::StrCat("name: '", name, "'")).status();
  }
  absl::Status RemoveCentre(const std::string& id) {
    return Remove<v1::DeleteCentreRequest, v1::Centre>("CentreService/DeleteCentre", "centres/" + id);
  }
  absl::Status RemoveCompany(const std::string& id) {
    return Remove<v1::DeleteCompanyRequest, v1::Company>("CompanyService/DeleteCompany", "companies/" + id);
  }
  absl::Status RemoveScheme(const std::string& id) {
    return Remove<v1::DeleteSchemeRequest, v1::Scheme>("SchemeService/DeleteScheme", "schemes/" + id);
  }
  absl::Status RemoveApprentice(const std::string& id) {
    return Remove<v1::DeleteApprenticeRequest, v1::Apprentice>("ApprenticeService/DeleteApprentice",
                                                               "centres/C/apprentices/" + id);
  }
};

TEST_F(ReferencesTest, WhatIsReferredToHasToBeThere) {
  struct Case {
    std::string parent, fields, missing, field;
  };
  const auto before = Dump();
  for (const Case& c : std::vector<Case>{
           {"centres/none", "scheme: 'S'", "centres/none", "parent"},
           {"centres/C", "scheme: 'none'", "schemes/none", "scheme"},
           {"centres/C", "scheme: 'S' employer: 'none'", "companies/none", "employer"},
       }) {
    const absl::Status status = Apprentice("A", c.parent, c.fields);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_REFERENCE_MISSING);
    EXPECT_EQ(MetadataOf(status, "name"), c.missing);
    EXPECT_EQ(MetadataOf(status, "field"), c.field);
  }
  for (const char* parent : {"", "centres/-", "companies/H", "centres/C/apprentices/A", "centres"}) {
    EXPECT_EQ(ReasonOf(Apprentice("A", parent)), v1::ERROR_REASON_BAD_NAME) << parent;
  }
  EXPECT_EQ(ReasonOf(Opening("O", "companies/none")), v1::ERROR_REASON_REFERENCE_MISSING);
  const absl::Status job =
      Ask<v1::CreateJobRequest, v1::Job>("JobService/CreateJob", "job_id: 'J' job { round: 'rounds/none' }").status();
  EXPECT_EQ(MetadataOf(job, "name"), "rounds/none");
  EXPECT_EQ(Dump(), before);
}

TEST_F(ReferencesTest, AnUpdateLooksAtWhatItChanges) {
  ASSERT_TRUE(Apprentice("A", "centres/C", "scheme: 'S' employer: 'H'").ok());
  EXPECT_EQ(MetadataOf(Change("A", "employer: 'none'"), "name"), "companies/none");
  EXPECT_TRUE(Change("A", "group: 'g'").ok());
}

TEST_F(ReferencesTest, WhatIsDeletedIsNotThere) {
  ASSERT_TRUE(RemoveCompany("H").ok());
  EXPECT_EQ(MetadataOf(Apprentice("A", "centres/C", "scheme: 'S' employer: 'H'"), "name"), "companies/H");
  EXPECT_EQ(MetadataOf(Opening("O"), "name"), "companies/H");
  ASSERT_TRUE(RemoveCentre("C").ok());
  EXPECT_EQ(MetadataOf(Apprentice("A"), "name"), "centres/C");
  // Neither can what needs it come back before it.
  ASSERT_TRUE(Apprentice("B", "centres/C2").ok());
  ASSERT_TRUE((Remove<v1::DeleteApprenticeRequest, v1::Apprentice>("ApprenticeService/DeleteApprentice",
                                                                   "centres/C2/apprentices/B"))
                  .ok());
  ASSERT_TRUE(RemoveCentre("C2").ok());
  const auto undelete = [&] {
    return Remove<v1::UndeleteApprenticeRequest, v1::Apprentice>("ApprenticeService/UndeleteApprentice",
                                                                 "centres/C2/apprentices/B");
  };
  EXPECT_EQ(ReasonOf(undelete()), v1::ERROR_REASON_REFERENCE_MISSING);
  ASSERT_TRUE((Remove<v1::UndeleteCentreRequest, v1::Centre>("CentreService/UndeleteCentre", "centres/C2")).ok());
  EXPECT_TRUE(undelete().ok());
}

TEST_F(ReferencesTest, WhatIsInUseIsNotDeleted) {
  ASSERT_TRUE(Apprentice("A1", "centres/C", "scheme: 'S' employer: 'H'").ok());
  ASSERT_TRUE(Apprentice("A2").ok());
  ASSERT_TRUE(Opening("O").ok());
  const auto before = Dump();
  for (const absl::Status& status : {RemoveCentre("C"), RemoveScheme("S"), RemoveCompany("H")}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_IN_USE) << status;
    EXPECT_NE(status.message().find("by 2 resources"), std::string::npos) << status;
    google::rpc::PreconditionFailure failure;
    failure.ParseFromString(std::string(*status.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure")));
    ASSERT_EQ(failure.violations_size(), 2);
    EXPECT_EQ(failure.violations(0).subject(), "centres/C/apprentices/A1");
  }
  EXPECT_EQ(Dump(), before);
  // Only those whom the caller may see are named.
  call().may_see = [](absl::string_view name) { return name == "companies/H"; };
  EXPECT_EQ(RemoveCompany("H").message().find("A1"), absl::string_view::npos);
  call().may_see = nullptr;

  ASSERT_TRUE(RemoveApprentice("A1").ok());
  EXPECT_EQ(ReasonOf(RemoveCompany("H")), v1::ERROR_REASON_RESOURCE_IN_USE);  // The opening.
  ASSERT_TRUE(
      (Remove<v1::DeleteOpeningRequest, v1::Opening>("OpeningService/DeleteOpening", "companies/H/openings/O")).ok());
  EXPECT_TRUE(RemoveCompany("H").ok());
  ASSERT_TRUE(RemoveApprentice("A2").ok());
  EXPECT_TRUE(RemoveCentre("C").ok());
  EXPECT_TRUE(RemoveScheme("S").ok());
}

TEST_F(ReferencesTest, ARoundOfAJobIsNotDeleted) {
  ASSERT_TRUE((Ask<v1::CreateRoundRequest, v1::Round>("RoundService/CreateRound", "round_id: 'R'")).ok());
  ASSERT_TRUE(
      (Ask<v1::CreateJobRequest, v1::Job>("JobService/CreateJob", "job_id: 'J' job { round: 'rounds/R' }")).ok());
  EXPECT_EQ(ReasonOf(Remove<v1::DeleteRoundRequest, v1::Round>("RoundService/DeleteRound", "rounds/R")),
            v1::ERROR_REASON_RESOURCE_IN_USE);
  ASSERT_TRUE((Remove<v1::DeleteJobRequest, v1::Job>("JobService/DeleteJob", "jobs/J")).ok());
  EXPECT_TRUE((Remove<v1::DeleteRoundRequest, v1::Round>("RoundService/DeleteRound", "rounds/R")).ok());
}

TEST_F(ReferencesTest, IdsOfApprenticesAreTakenOnceOverAllCentres) {
  ASSERT_TRUE(Apprentice("A").ok());
  absl::Status status = Apprentice("A", "centres/C2");
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_EXISTS) << status;
  EXPECT_EQ(MetadataOf(status, "name"), "centres/C/apprentices/A");
  // Whoever may not see the holder learns only that it is taken.
  call().may_see = [](absl::string_view name) { return name.find("centres/C2/") == 0; };
  status = Apprentice("A", "centres/C2");
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_EQ(MetadataOf(status, "name"), "centres/C2/apprentices/A");
  EXPECT_EQ(status.message().find("centres/C/"), absl::string_view::npos) << status;
  call().may_see = nullptr;
  // A deleted one keeps it.
  ASSERT_TRUE(RemoveApprentice("A").ok());
  EXPECT_EQ(ReasonOf(Apprentice("A", "centres/C2")), v1::ERROR_REASON_RESOURCE_EXISTS);
  // An opening is no apprentice.
  EXPECT_TRUE(Opening("A").ok());
  // Nor twice in one batch.
  status = Ask<v1::BatchCreateApprenticesRequest, v1::BatchCreateApprenticesResponse>(
               "ApprenticeService/BatchCreateApprentices",
               "parent: 'centres/-'"
               "requests { parent: 'centres/C' apprentice_id: 'B' apprentice { scheme: 'S' } }"
               "requests { parent: 'centres/C2' apprentice_id: 'B' apprentice { scheme: 'S' } }")
               .status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RESOURCE_EXISTS);
}

TEST_F(ReferencesTest, PartsOfABatchLieInItsParent) {
  const auto batch = [&](const std::string& parent, const std::string& part_parent) {
    return Ask<v1::BatchCreateApprenticesRequest, v1::BatchCreateApprenticesResponse>(
               "ApprenticeService/BatchCreateApprentices",
               absl::StrCat("validate_only: true parent: '", parent, "' requests { parent: '", part_parent,
                            "' apprentice_id: 'B' apprentice { scheme: 'S' } }"))
        .status();
  };
  EXPECT_TRUE(batch("", "centres/C").ok());
  EXPECT_TRUE(batch("centres/C", "").ok());
  EXPECT_TRUE(batch("centres/C", "centres/C").ok());
  EXPECT_TRUE(batch("centres/-", "centres/C").ok());
  EXPECT_EQ(MetadataOf(batch("centres/C", "centres/C2"), "field"), "requests[0].parent");
  EXPECT_EQ(ReasonOf(batch("centres/-", "")), v1::ERROR_REASON_BAD_NAME);
  EXPECT_EQ(ReasonOf(batch("", "")), v1::ERROR_REASON_BAD_NAME);
  EXPECT_EQ(ReasonOf(batch("rounds/R", "")), v1::ERROR_REASON_BAD_NAME);
}

TEST_F(ReferencesTest, VersionsOfASchemeShareItsIdAndNoDay) {
  ASSERT_TRUE(Scheme("V", "valid_to: '2027-02-28'").ok());
  EXPECT_EQ(ReasonOf(Scheme("V@2027-02-28", "")), v1::ERROR_REASON_FIELD_INVALID);
  ASSERT_TRUE(Scheme("V@2027-03-01", "").ok());
  EXPECT_EQ(ReasonOf(Scheme("V@2028-03-01", "")), v1::ERROR_REASON_FIELD_INVALID);
  // The name says id and first day; fields must not say something else.
  const auto version = Ask<v1::GetSchemeRequest, v1::Scheme>("SchemeService/GetScheme", "name: 'schemes/V@2027-03-01'");
  EXPECT_EQ(version->id(), "V");
  EXPECT_EQ(version->valid_from(), "2027-03-01");
  EXPECT_EQ(MetadataOf(Scheme("W", "id: 'X'"), "field"), "scheme.id");
  EXPECT_EQ(MetadataOf(Scheme("W", "id: 'W' valid_from: '2027-03-01'"), "field"), "scheme.id");
  EXPECT_TRUE(Scheme("W@2027-03-01", "id: 'W' valid_from: '2027-03-01'").ok());
  EXPECT_TRUE(Scheme("", "id: 'Y' valid_from: '2027-03-01'").ok());  // The id may be left to the fields.
  const auto change = Ask<v1::UpdateSchemeRequest, v1::Scheme>(
      "SchemeService/UpdateScheme", "scheme { name: 'schemes/V@2027-03-01' valid_from: '2027-04-01' }");
  EXPECT_EQ(ReasonOf(change.status()), v1::ERROR_REASON_FIELD_INVALID);
  const auto longer = Ask<v1::UpdateSchemeRequest, v1::Scheme>("SchemeService/UpdateScheme",
                                                               "scheme { name: 'schemes/V' valid_to: '2027-03-01' }");
  EXPECT_EQ(ReasonOf(longer.status()), v1::ERROR_REASON_FIELD_INVALID);
  // Any version makes the id known; the last one in use stays.
  ASSERT_TRUE(Apprentice("A", "centres/C", "scheme: 'V'").ok());
  EXPECT_TRUE(RemoveScheme("V").ok());
  EXPECT_EQ(ReasonOf(RemoveScheme("V@2027-03-01")), v1::ERROR_REASON_RESOURCE_IN_USE);
}

TEST_F(ReferencesTest, LookingForUsersEndsWhenTheCallDoes) {
  ASSERT_TRUE(Apprentice("A").ok());
  std::stop_source source;
  source.request_stop();
  call().stop = source.get_token();
  EXPECT_EQ(ReasonOf(RemoveScheme("S")), v1::ERROR_REASON_STOPPED);
}

}  // namespace
}  // namespace walz
