#include "service/rpc/stream_calls.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "service/rpc/grpc_status.h"
#include "service/rpc/message_bytes.h"
#include "service/rpc/peer.h"

namespace walz {
namespace {

// A peer that neither takes nor sends for so long loses its stream.
absl::Status RefuseStalled() {
  return Refuse(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_STOPPED,
                absl::StrCat("the stream stood still for ", absl::FormatDuration(kStreamStallMax), " and was ended"));
}

// One write is on its way while the handler makes the next message.
class ServerStreamCall final : public grpc::ServerWriteReactor<grpc::ByteBuffer>, private AnyWriter {
 public:
  ServerStreamCall(const ServedMethod& method, grpc::CallbackServerContext& context)
      : method_(method), context_(context), scope_(method, PeerOf(context), context.peer(), DeadlineOf(context)) {
    if (method.endless) drain_.emplace(method.serving->endless_stop.get_token(), Drain{this});
  }

  void Run(grpc::ByteBuffer request_bytes) {
    scope_.CountRequest(request_bytes.Length());
    const absl::Status status = CallScope::Guard([&] { return Open(request_bytes); });
    if (!status.ok()) return Answer(status);
    if (!method_.serving->streams->TryRun([this] { Work(); })) {
      Answer(RefuseLimit("streams_max", method_.serving->limits.streams_max));
    }
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok) broken_ = true;
    changed_.notify_all();
  }
  void OnCancel() override { scope_.RequestStop(); }
  void OnDone() override { delete this; }

 private:
  struct Drain {
    ServerStreamCall* call;
    void operator()() const {
      call->draining_.store(true);
      call->scope_.RequestStop();
    }
  };

  absl::Status Open(grpc::ByteBuffer& bytes) {
    WALZ_RETURN_IF_ERROR(scope_.Enter());
    request_.reset(method_.method->request->New());
    if (!ParseMessage(bytes, *request_)) return RefuseMalformed(*request_);
    WALZ_RETURN_IF_ERROR(scope_.Admit(request_.get()));
    return scope_.OpenStream();
  }

  void Work() {
    const Call call = scope_.TakeCall();
    absl::Status status = CallScope::Guard(
        [&] { return method_.method->server_stream(call, *request_, static_cast<AnyWriter&>(*this)); });
    AwaitWrite();
    if (!fault_.ok()) status = fault_;
    if (draining_.load() && absl::IsCancelled(status)) {
      status = Refuse(absl::StatusCode::kUnavailable, v1::ERROR_REASON_NOT_SERVING, "the daemon is ending; try again");
    }
    Answer(std::move(status));
  }

  bool Write(const AnyMessage& response) override {
    if (!AwaitWrite() || scope_.stop_requested() || !fault_.ok()) return false;
    fault_ = scope_.Recheck();
    const std::size_t size = response.ByteSizeLong();
    if (fault_.ok() && size > static_cast<std::size_t>(method_.serving->limits.send_bytes_max)) {
      fault_ = absl::InternalError("a message of the stream is larger than send_bytes_max");
    }
    if (!fault_.ok()) return false;
    outgoing_ = SerializeMessage(response);
    scope_.CountResponse(size);
    {
      const std::lock_guard lock(mutex_);
      writing_ = true;
    }
    StartWrite(&outgoing_);
    return true;
  }

  // False: the client is gone.
  bool AwaitWrite() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, absl::ToChronoSeconds(kStreamStallMax), [this] { return !writing_; })) {
      fault_ = RefuseStalled();
      context_.TryCancel();  // Then the write fails.
      changed_.wait(lock, [this] { return !writing_; });
    }
    return !broken_;
  }

  void Answer(absl::Status status) {
    drain_.reset();
    const absl::Status told = scope_.End(std::move(status));
    Finish(StatusToGrpc(told));
  }

  const ServedMethod& method_;
  grpc::CallbackServerContext& context_;
  CallScope scope_;
  std::unique_ptr<AnyMessage> request_;
  grpc::ByteBuffer outgoing_;
  absl::Status fault_;  // Of this side; ends the stream whatever the handler says.
  std::atomic<bool> draining_{false};
  std::optional<std::stop_callback<Drain>> drain_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool writing_ = false;
  bool broken_ = false;
};

// One message is read while the handler works on the one before.
class ClientStreamCall final : public grpc::ServerReadReactor<grpc::ByteBuffer>, private AnyReader {
 public:
  ClientStreamCall(const ServedMethod& method, grpc::CallbackServerContext& context, grpc::ByteBuffer& response_bytes)
      : method_(method),
        context_(context),
        scope_(method, PeerOf(context), context.peer(), DeadlineOf(context)),
        response_bytes_(response_bytes) {}

  void Run() {
    const absl::Status status = CallScope::Guard([&] {
      WALZ_RETURN_IF_ERROR(scope_.Enter());
      response_.reset(method_.method->response->New());
      WALZ_RETURN_IF_ERROR(scope_.Admit(nullptr));
      return scope_.OpenStream();
    });
    if (!status.ok()) return Answer(status);
    reading_ = true;
    StartRead(&incoming_);
    if (!method_.serving->streams->TryRun([this] { Work(); })) {
      Answer(RefuseLimit("streams_max", method_.serving->limits.streams_max));
    }
  }

  void OnReadDone(bool ok) override {
    // The end of the stream, or of the call?  The handler has to know before it takes the messages for all.
    if (!ok && context_.IsCancelled()) scope_.RequestStop();
    const std::lock_guard lock(mutex_);
    reading_ = false;
    if (!ok) ended_ = true;
    changed_.notify_all();
  }
  void OnCancel() override { scope_.RequestStop(); }
  void OnDone() override { delete this; }

 private:
  void Work() {
    const Call call = scope_.TakeCall();
    absl::Status status = CallScope::Guard(
        [&] { return method_.method->client_stream(call, static_cast<AnyReader&>(*this), *response_); });
    if (!fault_.ok()) status = fault_;
    Answer(std::move(status));
  }

  bool Read(AnyMessage& request) override {
    if (!fault_.ok() || scope_.stop_requested()) return false;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait_for(lock, absl::ToChronoSeconds(kStreamStallMax), [this] { return !reading_; })) {
        fault_ = RefuseStalled();
        scope_.RequestStop();
        return false;
      }
      if (ended_) return false;
      reading_ = true;
    }
    if (scope_.stop_requested()) return false;
    grpc::ByteBuffer bytes;
    bytes.Swap(&incoming_);
    StartRead(&incoming_);
    scope_.CountRequest(bytes.Length());
    fault_ = scope_.Recheck();
    if (fault_.ok() && !ParseMessage(bytes, request)) fault_ = RefuseMalformed(request);
    // The handler must not take what came before for the whole.
    if (!fault_.ok()) scope_.RequestStop();
    return fault_.ok();
  }

  void Answer(absl::Status status) {
    if (status.ok()) {
      response_bytes_ = SerializeMessage(*response_);
      scope_.CountResponse(response_bytes_.Length());
    }
    const absl::Status told = scope_.End(std::move(status));
    Finish(StatusToGrpc(told));
  }

  const ServedMethod& method_;
  grpc::CallbackServerContext& context_;
  CallScope scope_;
  grpc::ByteBuffer& response_bytes_;
  std::unique_ptr<AnyMessage> response_;
  grpc::ByteBuffer incoming_;
  absl::Status fault_;  // Of this side or the client; ends the stream whatever the handler says.
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reading_ = false;
  bool ended_ = false;
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* ServeServerStream(const ServedMethod& method,
                                                              grpc::CallbackServerContext& context,
                                                              const grpc::ByteBuffer& request) {
  auto* const call = new ServerStreamCall(method, context);
  call->Run(request);
  return call;
}

grpc::ServerReadReactor<grpc::ByteBuffer>* ServeClientStream(const ServedMethod& method,
                                                             grpc::CallbackServerContext& context,
                                                             grpc::ByteBuffer& response) {
  auto* const call = new ClientStreamCall(method, context, response);
  call->Run();
  return call;
}

}  // namespace walz
