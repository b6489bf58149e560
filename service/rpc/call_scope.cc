#include "service/rpc/call_scope.h"

#include <exception>
#include <utility>

#include <absl/strings/str_cat.h>
#include <google/protobuf/descriptor.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"

namespace walz {
namespace {

// What an expected error has said already; others are told to the log alone.
bool MayBeTold(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return false;
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnavailable:
      return ReasonOf(status) != v1::ERROR_REASON_UNSPECIFIED;
    default:
      return true;
  }
}

// What the log keeps of an id that is too long to be accepted.
constexpr std::size_t kRequestIdBytesKept = 256;

std::string RequestIdOf(const google::protobuf::Message& request) {
  const google::protobuf::FieldDescriptor* const field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) return "";
  return request.GetReflection()->GetString(request, field).substr(0, kRequestIdBytesKept);
}

}  // namespace

void Serving::UncountCall() {
  if (--call_count_ > 0 || !draining) return;
  const std::lock_guard lock(mutex_);
  no_calls_.notify_all();
}

bool Serving::AwaitNoCalls(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  return no_calls_.wait_until(lock, absl::ToChronoTime(deadline), [this] { return call_count_ == 0; });
}

bool Serving::TryOpenStream(const std::string& principal) {
  const std::lock_guard lock(streams_mutex_);
  int& open = streams_of_[principal];
  if (open >= limits.streams_per_principal_max) return false;
  ++open;
  return true;
}

void Serving::CloseStream(const std::string& principal) {
  const std::lock_guard lock(streams_mutex_);
  const auto at = streams_of_.find(principal);
  if (--at->second == 0) streams_of_.erase(at);
}

CallScope::~CallScope() {
  if (has_stream_) method_.serving->CloseStream(principal_.name);
  method_.serving->UncountCall();
}

CallScope::CallScope(const ServedMethod& method, Peer peer, std::string peer_text, absl::Time deadline)
    : method_(method),
      peer_(std::move(peer)),
      peer_text_(std::move(peer_text)),
      start_(method.serving->now()),
      deadline_(deadline) {
  method.serving->CountCall();
  call_.method = method.name;
  call_.now = start_;
  call_.deadline = deadline;
  call_.stop = stop_.get_token();
  end_.method = method.name;
  end_.peer = peer_text_;
  if (method.serving->observer != nullptr) method.serving->observer->OnCallStart(method.name);
}

absl::Status CallScope::Enter() {
  const Serving& serving = *method_.serving;
  if (serving.draining.load(std::memory_order_relaxed)) {
    return Refuse(absl::StatusCode::kUnavailable, v1::ERROR_REASON_NOT_SERVING, "the daemon is ending; try again");
  }
  WALZ_ASSIGN_OR_RETURN(principal_, serving.authenticator->Authenticate(peer_));
  WALZ_RETURN_IF_ERROR(serving.authorizer->MayCall(principal_, method_.name));
  if (method_.method == nullptr) {
    return absl::UnimplementedError(absl::StrCat("this daemon does not offer ", method_.name));
  }
  return absl::OkStatus();
}

absl::Status CallScope::Admit(const google::protobuf::Message* request) {
  if (request != nullptr) request_id_ = RequestIdOf(*request);
  WALZ_ASSIGN_OR_RETURN(Grant grant, method_.serving->authorizer->Authorize(principal_, method_.name, request));
  call_.principal = principal_;
  call_.may_see = std::move(grant.may_see);
  call_.may_write = std::move(grant.may_write);
  call_.personal = grant.personal;
  return absl::OkStatus();
}

absl::Status CallScope::OpenStream() {
  if (!method_.serving->TryOpenStream(principal_.name)) {
    return RefuseLimit("streams_per_principal_max", method_.serving->limits.streams_per_principal_max);
  }
  has_stream_ = true;
  return absl::OkStatus();
}

absl::Status CallScope::Recheck() const { return method_.serving->authenticator->Authenticate(peer_).status(); }

Call CallScope::TakeCall() { return std::move(call_); }

absl::Status CallScope::Guard(absl::FunctionRef<absl::Status()> handler) {
  try {
    return handler();
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("the handler threw: ", error.what()));
  } catch (...) {
    return absl::InternalError("the handler threw what is no exception");
  }
}

void CallScope::CountRequest(std::size_t bytes) {
  ++end_.request_count;
  end_.request_bytes += static_cast<std::int64_t>(bytes);
}

void CallScope::CountResponse(std::size_t bytes) {
  ++end_.response_count;
  end_.response_bytes += static_cast<std::int64_t>(bytes);
}

absl::Status CallScope::End(absl::Status status) {
  const absl::Time now = method_.serving->now();
  if (absl::IsCancelled(status) && now >= deadline_) status = absl::DeadlineExceededError(status.message());
  absl::Status told = status;
  if (!MayBeTold(status)) {
    const absl::StatusCode code =
        status.code() == absl::StatusCode::kUnknown ? absl::StatusCode::kInternal : status.code();
    told = Refuse(code, v1::ERROR_REASON_INTERNAL, "something went wrong inside the daemon; its log says what");
  } else if (ReasonOf(status) == v1::ERROR_REASON_UNSPECIFIED &&
             (status.code() == absl::StatusCode::kCancelled || status.code() == absl::StatusCode::kDeadlineExceeded)) {
    told = Refuse(status.code(), v1::ERROR_REASON_STOPPED, "the call was stopped");
  }
  if (CallObserver* observer = method_.serving->observer; observer != nullptr) {
    constexpr absl::string_view kPrefix = "ERROR_REASON_";
    const v1::ErrorReason reason = ReasonOf(told);
    const std::string reason_name =
        reason == v1::ERROR_REASON_UNSPECIFIED ? "" : v1::ErrorReason_Name(reason).substr(kPrefix.size());
    end_.principal = principal_.name;
    end_.request_id = request_id_;
    end_.code = told.code();
    end_.reason = reason_name;
    const std::string inner(MayBeTold(status) ? "" : status.message());
    end_.internal_error = inner;
    end_.duration = now - start_;
    observer->OnCallEnd(end_);
  }
  return told;
}

absl::Status RefuseLimit(absl::string_view limit, std::int64_t value) {
  return Refuse(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_LIMIT_REACHED,
                absl::StrCat("the daemon is at its limit ", limit, " of ", value, "; try again later"),
                {{"limit", std::string(limit)}, {"value", absl::StrCat(value)}});
}

absl::Status RefuseMalformed(const google::protobuf::Message& message) {
  return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_FIELD_INVALID,
                absl::StrCat("the bytes are no ", message.GetDescriptor()->full_name(),
                             ": check the client's copy of the API and that strings are UTF-8"),
                {{"field", ""}, {"code", "bad_message"}});
}

}  // namespace walz
