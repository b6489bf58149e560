#include "service/rpc/unary_call.h"

#include <atomic>
#include <memory>
#include <utility>

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

class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(const ServedMethod& method, grpc::CallbackServerContext& context, grpc::ByteBuffer& response_bytes)
      : method_(method),
        scope_(method, PeerOf(context), context.peer(), DeadlineOf(context)),
        response_bytes_(response_bytes) {}

  void Run(grpc::ByteBuffer request_bytes) {
    scope_.CountRequest(request_bytes.Length());
    const absl::Status status = CallScope::Guard([&] { return Open(request_bytes); });
    if (!status.ok()) return Answer(status);
    if (method_.method->where == Where::kInline) return Handle();
    if (!method_.serving->workers->TryRun([this] { Handle(); })) {
      Answer(RefuseLimit("worker_queue_max", method_.serving->limits.worker_queue_max));
    }
  }

  void OnCancel() override { scope_.RequestStop(); }
  void OnDone() override { delete this; }

 private:
  // Answers once; also where the handler loses its Done.
  class Answerer {
   public:
    explicit Answerer(UnaryCall* call) : call_(call) {}
    Answerer(const Answerer&) = delete;
    Answerer& operator=(const Answerer&) = delete;
    ~Answerer() { Answer(absl::InternalError("the handler ended without an answer")); }
    void Answer(absl::Status status) {
      if (UnaryCall* const call = call_.exchange(nullptr); call != nullptr) call->Answer(std::move(status));
    }

   private:
    std::atomic<UnaryCall*> call_;
  };

  absl::Status Open(grpc::ByteBuffer& bytes) {
    WALZ_RETURN_IF_ERROR(scope_.Enter());
    request_.reset(method_.method->request->New());
    response_.reset(method_.method->response->New());
    if (!ParseMessage(bytes, *request_)) return RefuseMalformed(*request_);
    return scope_.Admit(request_.get());
  }

  void Handle() {
    if (scope_.stop_requested()) return Answer(absl::CancelledError());
    // The handler may answer, and this be gone, before it returns: what it still looks at stands here.
    const Call call = scope_.TakeCall();
    const auto answerer = std::make_shared<Answerer>(this);
    const absl::Status thrown = CallScope::Guard([&] {
      method_.method->unary(call, *request_, *response_,
                            [answerer](absl::Status status) { answerer->Answer(std::move(status)); });
      return absl::OkStatus();
    });
    if (!thrown.ok()) answerer->Answer(thrown);
  }

  void Answer(absl::Status status) {
    if (status.ok()) {
      const std::size_t size = response_->ByteSizeLong();
      if (size > static_cast<std::size_t>(method_.serving->limits.send_bytes_max)) {
        status = RefuseLimit("send_bytes_max", method_.serving->limits.send_bytes_max);
      } else {
        response_bytes_ = SerializeMessage(*response_);
        scope_.CountResponse(size);
      }
    }
    const absl::Status told = scope_.End(std::move(status));
    Finish(StatusToGrpc(told));
  }

  const ServedMethod& method_;
  CallScope scope_;
  grpc::ByteBuffer& response_bytes_;
  std::unique_ptr<AnyMessage> request_;
  std::unique_ptr<AnyMessage> response_;
};

}  // namespace

grpc::ServerUnaryReactor* ServeUnary(const ServedMethod& method, grpc::CallbackServerContext& context,
                                     const grpc::ByteBuffer& request, grpc::ByteBuffer& response) {
  auto* const call = new UnaryCall(method, context, response);
  call->Run(request);
  return call;
}

}  // namespace walz
