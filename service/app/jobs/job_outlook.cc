#include "service/app/jobs/job_outlook.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/jobs/execution_io.h"
#include "service/app/jobs/schedule.h"
#include "service/app/resources/resource_io.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

// Most jobs have an execution in so many days; of the others all are looked at.
constexpr int kRecentDays = 40;

// The first night after `now` that has not run yet; one that did while the clock stood ahead will not again.
absl::StatusOr<absl::Time> NextStart(const StoreSnapshot& snapshot, const v1::Job& job, const Schedule& schedule,
                                     absl::Time now) {
  for (Night night = schedule.FirstAfter(now);; night = schedule.FirstAfter(night.start)) {
    WALZ_ASSIGN_OR_RETURN(const std::optional<StoredExecution> stored,
                          FindExecution(snapshot, NightName(job.name(), night.date)));
    if (!stored || stored->execution.state() == v1::EXECUTION_STATE_SKIPPED) return night.start;
  }
}

absl::StatusOr<std::string> LastExecution(const StoreSnapshot& snapshot, const v1::Job& job, absl::CivilDay from) {
  WALZ_ASSIGN_OR_RETURN(const std::vector<StoredExecution> executions, ReadExecutions(snapshot, job.name(), from));
  for (auto at = executions.rbegin(); at != executions.rend(); ++at) {
    if (at->execution.state() != v1::EXECUTION_STATE_SKIPPED) return at->execution.name();
  }
  return std::string();
}

absl::Status FillAnswer(const Store& store, absl::Time now, AnyMessage& answer) {
  const std::unique_ptr<StoreSnapshot> snapshot = store.OpenSnapshot();
  if (answer.GetDescriptor() == v1::Job::descriptor()) {
    return FillJobOutlook(*snapshot, now, static_cast<v1::Job&>(answer));
  }
  const pb::FieldDescriptor* jobs = answer.GetDescriptor()->FindFieldByName("jobs");
  if (jobs == nullptr) return absl::OkStatus();
  for (int i = 0; i < answer.GetReflection()->FieldSize(answer, jobs); ++i) {
    AnyMessage& job = *answer.GetReflection()->MutableRepeatedMessage(&answer, jobs, i);
    WALZ_RETURN_IF_ERROR(FillJobOutlook(*snapshot, now, static_cast<v1::Job&>(job)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FillJobOutlook(const StoreSnapshot& snapshot, absl::Time now, v1::Job& job) {
  job.clear_next_start();
  // What is only to be checked may have no name that can be stored yet.
  if (!ParseName(job.name())) return absl::OkStatus();
  const absl::StatusOr<Schedule> schedule = Schedule::Create(job.at(), job.time_zone());
  if (schedule.ok() && !job.paused() && !IsDeleted(job)) {
    WALZ_ASSIGN_OR_RETURN(const absl::Time next, NextStart(snapshot, job, *schedule, now));
    *job.mutable_next_start() = TimestampOf(next);
  }
  const absl::CivilDay recent = absl::ToCivilDay(now, absl::UTCTimeZone()) - kRecentDays;
  WALZ_ASSIGN_OR_RETURN(std::string last, LastExecution(snapshot, job, recent));
  if (last.empty()) {
    WALZ_ASSIGN_OR_RETURN(last, LastExecution(snapshot, job, absl::CivilDay::min()));
  }
  job.set_last_execution(std::move(last));
  return absl::OkStatus();
}

void OfferJobOutlook(const Store& store, std::function<absl::Time()> now, MethodSet& methods) {
  const pb::ServiceDescriptor& service = *v1::Job::descriptor()->file()->FindServiceByName("JobService");
  for (int i = 0; i < service.method_count(); ++i) {
    const std::string name = absl::StrCat(service.full_name(), "/", service.method(i)->name());
    if (methods.Find(name) == nullptr) continue;
    const Method inner = *methods.Find(name);
    methods.Any(name, *inner.request, *inner.response, inner.where).unary = [&store, now, answer = inner.unary](
                                                                                const Call& call,
                                                                                const AnyMessage& request,
                                                                                AnyMessage& response, Done done) {
      answer(call, request, response, [&store, now, &response, done = std::move(done)](absl::Status status) mutable {
        done(status.ok() ? FillAnswer(store, now(), response) : status);
      });
    };
  }
}

}  // namespace walz
