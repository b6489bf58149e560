// MethodSet: what the use cases offer, by method name, without transport.
//
//   methods.Unary<v1::GetCentreRequest, v1::Centre>("walz.v1.CentreService/GetCentre", {}, handler);
//
// rpc/ serves every method that stands here; one that the role table does not name is refused.  Fill it before serving;
// const after that.
//
// Thread rule: handlers are called from many threads at once.  An inline handler runs on a gRPC thread and must end
// within a millisecond without blocking; others run on the worker pool.  Streams run on a worker thread each and may
// block in Read and Write.

#ifndef SERVICE_CALL_METHOD_SET_H_
#define SERVICE_CALL_METHOD_SET_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <absl/functional/any_invocable.h>
#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/message.h>

#include "service/call/call.h"

namespace walz {

// Ends a unary call; to be called once, from any thread.
using Done = absl::AnyInvocable<void(absl::Status)>;

// Messages to the client.
template <typename Response>
class Writer {
 public:
  virtual ~Writer() = default;
  // Blocks until the client can take more.  False: the client is gone or the call is over; end the work.
  virtual bool Write(const Response& response) = 0;
};

// Messages from the client.
template <typename Request>
class Reader {
 public:
  virtual ~Reader() = default;
  // Blocks.  False at the end of the stream, or when the call is over (then call.stop says so).
  virtual bool Read(Request& request) = 0;
};

using AnyMessage = google::protobuf::Message;
using AnyWriter = Writer<AnyMessage>;
using AnyReader = Reader<AnyMessage>;

enum class Where : bool { kInline, kWorker };

struct Method {
  const AnyMessage* request = nullptr;  // Prototypes.
  const AnyMessage* response = nullptr;
  Where where = Where::kInline;
  // Exactly one is set.
  std::function<void(const Call&, const AnyMessage& request, AnyMessage& response, Done done)> unary;
  std::function<absl::Status(const Call&, const AnyMessage& request, AnyWriter& writer)> server_stream;
  std::function<absl::Status(const Call&, AnyReader& reader, AnyMessage& response)> client_stream;
};

class MethodSet {
 public:
  // `name` such as `walz.v1.CentreService/GetCentre`.
  // The handler answers at once.
  template <typename Request, typename Response>
  void Unary(absl::string_view name, Where where,
             std::function<absl::Status(const Call&, const Request&, Response&)> handler) {
    Method& method = Add<Request, Response>(name, where);
    method.unary = [handler = std::move(handler)](const Call& call, const AnyMessage& request, AnyMessage& response,
                                                  Done done) {
      done(handler(call, static_cast<const Request&>(request), static_cast<Response&>(response)));
    };
  }

  // The handler may answer later, from another thread; request and response live until it does.  `call` lives only
  // until the handler returns.
  template <typename Request, typename Response>
  void UnaryAsync(absl::string_view name, Where where,
                  std::function<void(const Call&, const Request&, Response&, Done)> handler) {
    Method& method = Add<Request, Response>(name, where);
    method.unary = [handler = std::move(handler)](const Call& call, const AnyMessage& request, AnyMessage& response,
                                                  Done done) {
      handler(call, static_cast<const Request&>(request), static_cast<Response&>(response), std::move(done));
    };
  }

  template <typename Request, typename Response>
  void ServerStream(absl::string_view name,
                    std::function<absl::Status(const Call&, const Request&, Writer<Response>&)> handler) {
    Method& method = Add<Request, Response>(name, Where::kWorker);
    method.server_stream = [handler = std::move(handler)](const Call& call, const AnyMessage& request,
                                                          AnyWriter& writer) {
      struct Typed : Writer<Response> {
        explicit Typed(AnyWriter& any) : writer(any) {}
        bool Write(const Response& response) override { return writer.Write(response); }
        AnyWriter& writer;
      } typed(writer);
      return handler(call, static_cast<const Request&>(request), typed);
    };
  }

  template <typename Request, typename Response>
  void ClientStream(absl::string_view name,
                    std::function<absl::Status(const Call&, Reader<Request>&, Response&)> handler) {
    Method& method = Add<Request, Response>(name, Where::kWorker);
    method.client_stream = [handler = std::move(handler)](const Call& call, AnyReader& reader, AnyMessage& response) {
      struct Typed : Reader<Request> {
        explicit Typed(AnyReader& any) : reader(any) {}
        bool Read(Request& request) override { return reader.Read(request); }
        AnyReader& reader;
      } typed(reader);
      return handler(call, typed, static_cast<Response&>(response));
    };
  }

  // A method whose types only its descriptors know.
  Method& Any(absl::string_view name, const AnyMessage& request, const AnyMessage& response, Where where) {
    Method& method = methods_[std::string(name)];
    method.request = &request;
    method.response = &response;
    method.where = where;
    return method;
  }

  // Null if nobody offers it.
  const Method* Find(absl::string_view name) const {
    const auto at = methods_.find(std::string(name));
    return at == methods_.end() ? nullptr : &at->second;
  }
  const std::map<std::string, Method>& methods() const { return methods_; }

 private:
  template <typename Request, typename Response>
  Method& Add(absl::string_view name, Where where) {
    return Any(name, Request::default_instance(), Response::default_instance(), where);
  }

  std::map<std::string, Method> methods_;
};

}  // namespace walz

#endif  // SERVICE_CALL_METHOD_SET_H_
