// All use cases over one store: every method of the API is offered and has its row in the role table.

#include "service/server/services.h"

#include <memory>
#include <set>
#include <string>

#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>
#include <walz/v1/admin_service.pb.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/matching_service.pb.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/report_service.pb.h>
#include <walz/v1/round_service.pb.h>
#include <walz/v1/scenario_service.pb.h>
#include <walz/v1/scheme_service.pb.h>
#include <walz/v1/transfer_service.pb.h>
#include <walz/v1/watch_service.pb.h>

#include "service/store/memory_store.h"

namespace walz {
namespace {

class ServicesTest : public ::testing::Test {
 protected:
  ServicesTest() {
    config_.catalogue_folder = WALZ_SOURCE_DIR "/data";
    config_.run_threads = 1;
    config_.log_file = "/dev/null";
    log_ = Log::Open(config_).value();
    store_ = MakeMemoryStore();
    services_ = Services::Open(config_, *store_, *log_).value();
  }

  // A method that answers at once, or waits for it.
  template <typename Response>
  absl::StatusOr<Response> Ask(const std::string& method, const google::protobuf::Message& request) {
    const Method* const found = services_->methods().Find(method);
    if (found == nullptr || !found->unary) return absl::UnimplementedError(method);
    Response response;
    absl::Status status = absl::UnknownError("not done");
    absl::Notification done;
    Call call;
    call.principal = {.name = "test", .role = Role::kAdmin};
    call.method = method;
    call.now = absl::Now();
    call.personal = true;
    found->unary(call, request, response, [&](absl::Status ended) {
      status = std::move(ended);
      done.Notify();
    });
    done.WaitForNotification();
    if (!status.ok()) return status;
    return response;
  }

  Config config_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Services> services_;
};

std::set<std::string> DeclaredMethods() {
  const google::protobuf::FileDescriptor* const files[] = {
      v1::GetStatusRequest::descriptor()->file(),
      v1::Apprentice::descriptor()->file(),
      v1::Centre::descriptor()->file(),
      v1::Company::descriptor()->file(),
      v1::Job::descriptor()->file(),
      v1::StartRunRequest::descriptor()->file(),
      v1::Opening::descriptor()->file(),
      v1::GetRoundRequest::descriptor()->file(),
      v1::GetSchemeRequest::descriptor()->file(),
      v1::GetScenarioRequest::descriptor()->file(),
      v1::ReportRequest::descriptor()->file(),
      v1::ImportRequest::descriptor()->file(),
      v1::WatchRequest::descriptor()->file(),
  };
  std::set<std::string> names;
  for (const auto* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        const auto* const method = file->service(i)->method(j);
        names.insert(method->service()->full_name() + "/" + method->name());
      }
    }
  }
  return names;
}

TEST_F(ServicesTest, EveryDeclaredMethodIsOfferedAndNoOther) {
  std::set<std::string> offered;
  for (const auto& [name, method] : services_->methods().methods()) offered.insert(name);
  EXPECT_EQ(offered, DeclaredMethods());
}

TEST_F(ServicesTest, AFreshStoreHasTheShippedSchemes) {
  v1::ListSchemesRequest request;
  request.set_page_size(1000);
  const auto schemes = Ask<v1::ListSchemesResponse>("walz.v1.SchemeService/ListSchemes", request);
  ASSERT_TRUE(schemes.ok()) << schemes.status();
  EXPECT_EQ(schemes->schemes_size(), 37);
  const auto status = Ask<v1::StatusReport>("walz.v1.AdminService/GetStatus", v1::GetStatusRequest());
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->revision(), status->mirror_revision());
  EXPECT_EQ(status->resource_counts().at("schemes"), 37);
}

TEST_F(ServicesTest, AWriteIsInTheMirrorWhenItIsAcknowledged) {
  v1::CreateCentreRequest request;
  request.set_centre_id("C-1");
  request.mutable_centre()->set_country("ES");
  request.mutable_centre()->set_title("Centro Uno");
  request.mutable_centre()->set_sender_kind(v1::SENDER_KIND_SCHOOL);
  const auto centre = Ask<v1::Centre>("walz.v1.CentreService/CreateCentre", request);
  ASSERT_TRUE(centre.ok()) << centre.status();
  EXPECT_EQ(services_->Figures().mirror_revision, services_->Figures().store.revision);
  const auto status = Ask<v1::StatusReport>("walz.v1.AdminService/GetStatus", v1::GetStatusRequest());
  EXPECT_EQ(status->resource_counts().at("centres"), 1);
}

}  // namespace
}  // namespace walz
