// Tests of every kind, over requests made by name, so that no kind can be forgotten.

#ifndef TESTS_SERVICE_APP_RESOURCES_KINDS_FIXTURE_H_
#define TESTS_SERVICE_APP_RESOURCES_KINDS_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/resource_kind.h"
#include "tests/service/app/resources/resources_fixture.h"

namespace walz {

struct KindCase {
  Collection collection;
  std::string parent;    // Empty for kinds without.
  std::string fields;    // Of a resource that can stand.
  std::string text;      // A field with text that may change.
  std::string singular;  // As methods say it.
  std::string plural;
};

inline const std::vector<KindCase>& KindCases() {
  static const auto* const cases = new std::vector<KindCase>{
      {Collection::kSchemes, "", "country: 'ES'", "region", "Scheme", "Schemes"},
      {Collection::kCentres, "", "title: 'T' country: 'ES'", "city", "Centre", "Centres"},
      {Collection::kApprentices, "centres/C", "scheme: 'S' field: '0413' employer: 'H'", "group", "Apprentice",
       "Apprentices"},
      {Collection::kCompanies, "", "title: 'T' country: 'DE'", "city", "Company", "Companies"},
      {Collection::kOpenings, "companies/H", "title: 'T' places: 2", "pay", "Opening", "Openings"},
      {Collection::kRounds, "", "first_day: '2027-01-01'", "consortium", "Round", "Rounds"},
      {Collection::kJobs, "", "round: 'rounds/R' at: '02:30'", "time_zone", "Job", "Jobs"},
  };
  return *cases;
}

class KindsTest : public testing::TestWithParam<KindCase>, public ResourcesFixture {
 protected:
  using Message = std::unique_ptr<google::protobuf::Message>;

  void SetUp() override {
    for (const auto& [method, text] : std::vector<std::pair<std::string, std::string>>{
             {"SchemeService/CreateScheme", "scheme_id: 'S' scheme {}"},
             {"CentreService/CreateCentre", "centre_id: 'C' centre {}"},
             {"CompanyService/CreateCompany", "company_id: 'H' company {}"},
             {"RoundService/CreateRound", "round_id: 'R' round {}"},
         }) {
      ASSERT_TRUE(Run(method, text, nullptr).ok()) << method;
    }
  }

  const KindCase& kind_case() const { return GetParam(); }
  const ResourceKind& kind() const { return KindOf(kind_case().collection); }
  std::string Service() const { return absl::StrCat(kind_case().singular, "Service/"); }
  std::string NameOfId(const std::string& id) const {
    return absl::StrCat(kind_case().parent.empty() ? "" : kind_case().parent + "/", kind().plural, "/", id);
  }
  std::string ParentText() const {
    return kind_case().parent.empty() ? "" : absl::StrCat("parent: '", kind_case().parent, "' ");
  }

  absl::Status Run(const std::string& method, const std::string& text, Message* answer) {
    const Method* found = methods().Find(absl::StrCat("walz.v1.", method));
    if (found == nullptr) return absl::UnimplementedError(method);
    const Message request(found->request->New());
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.get())) << method << ": " << text;
    Message response(found->response->New());
    const absl::Status status = Do(method, *request, *response);
    if (answer != nullptr) *answer = std::move(response);
    return status;
  }

  // Each standard method's request, in text; `more` are further fields of the request.
  std::string CreateText(const std::string& id, const std::string& more = "", const std::string& fields = "") const {
    return absl::StrCat(ParentText(), kind().singular, "_id: '", id, "' ", kind().singular, " { ", kind_case().fields,
                        " ", fields, " } ", more);
  }
  std::string UpdateText(const std::string& id, const std::string& value, const std::string& more = "",
                         const std::string& fields = "") const {
    return absl::StrCat(kind().singular, " { name: '", NameOfId(id), "' ", kind_case().text, ": '", value, "' ", fields,
                        " } ", more);
  }
  std::string NameText(const std::string& id, const std::string& more = "") const {
    return absl::StrCat("name: '", NameOfId(id), "' ", more);
  }

  absl::Status Create(const std::string& text, Message* answer = nullptr) {
    return Run(absl::StrCat(Service(), "Create", kind_case().singular), text, answer);
  }
  absl::Status Update(const std::string& text, Message* answer = nullptr) {
    return Run(absl::StrCat(Service(), "Update", kind_case().singular), text, answer);
  }
  absl::Status Delete(const std::string& text, Message* answer = nullptr) {
    return Run(absl::StrCat(Service(), "Delete", kind_case().singular), text, answer);
  }
  absl::Status Undelete(const std::string& text, Message* answer = nullptr) {
    return Run(absl::StrCat(Service(), "Undelete", kind_case().singular), text, answer);
  }
  absl::Status Get(const std::string& id, Message* answer = nullptr) {
    return Run(absl::StrCat(Service(), "Get", kind_case().singular), NameText(id), answer);
  }
  absl::Status Batch(const std::string& verb, const std::string& text, Message* answer = nullptr) {
    return Run(absl::StrCat(Service(), "Batch", verb, kind_case().plural), text, answer);
  }

  // The names of all pages.
  std::vector<std::string> List(const std::string& more, int page_size = 0) {
    std::vector<std::string> names;
    std::string token;
    do {
      Message page;
      const absl::Status status =
          Run(absl::StrCat(Service(), "List", kind_case().plural),
              absl::StrCat(ParentText(), more, " page_size: ", page_size, " page_token: '", token, "'"), &page);
      EXPECT_TRUE(status.ok()) << status;
      if (!status.ok()) return names;
      for (const google::protobuf::Message* row : Rows(*page)) names.push_back(NameOf(*row));
      token = TextField(*page, "next_page_token");
    } while (!token.empty());
    return names;
  }

  std::vector<const google::protobuf::Message*> Rows(const google::protobuf::Message& answer) const {
    const auto* field = answer.GetDescriptor()->FindFieldByName(std::string(kind().plural));
    std::vector<const google::protobuf::Message*> rows;
    for (int i = 0; i < answer.GetReflection()->FieldSize(answer, field); ++i) {
      rows.push_back(&answer.GetReflection()->GetRepeatedMessage(answer, field, i));
    }
    return rows;
  }

  std::string Text(const google::protobuf::Message& resource) const { return TextField(resource, kind_case().text); }
  std::string Etag(const std::string& id) {
    Message resource;
    EXPECT_TRUE(Get(id, &resource).ok());
    return TextField(*resource, "etag");
  }
};

}  // namespace walz

#endif  // TESTS_SERVICE_APP_RESOURCES_KINDS_FIXTURE_H_
