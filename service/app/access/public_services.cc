#include "service/app/access/public_services.h"

#include <algorithm>

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

namespace walz {

const std::vector<const google::protobuf::ServiceDescriptor*>& PublicServices() {
  // One message of each file with a service: the linker then keeps the file.
  static const auto* const services = [] {
    auto* all = new std::vector<const google::protobuf::ServiceDescriptor*>;
    for (const google::protobuf::Descriptor* message :
         {v1::WhoAmIRequest::descriptor(), v1::Apprentice::descriptor(), v1::Centre::descriptor(),
          v1::Company::descriptor(), v1::Job::descriptor(), v1::StartRunRequest::descriptor(),
          v1::Opening::descriptor(), v1::GetRoundRequest::descriptor(), v1::GetSchemeRequest::descriptor(),
          v1::GetScenarioRequest::descriptor(), v1::ReportRequest::descriptor(), v1::ImportRequest::descriptor(),
          v1::WatchRequest::descriptor()}) {
      const google::protobuf::FileDescriptor* const file = message->file();
      for (int i = 0; i < file->service_count(); ++i) all->push_back(file->service(i));
    }
    std::sort(all->begin(), all->end(), [](const auto* a, const auto* b) { return a->full_name() < b->full_name(); });
    return all;
  }();
  return *services;
}

}  // namespace walz
