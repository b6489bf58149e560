// Call: what every use case knows of the call that it serves, beside the request.
//
// No transport: tests and the nightly batch make Calls of their own.

#ifndef SERVICE_CALL_CALL_H_
#define SERVICE_CALL_CALL_H_

#include <functional>
#include <stop_token>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>

#include "service/call/principal.h"

namespace walz {

struct Call {
  Principal principal;
  std::string method;  // `walz.v1.ApprenticeService/UpdateApprentice`.
  absl::Time now;      // When it came in.
  absl::Time deadline = absl::InfiniteFuture();
  std::stop_token stop;  // Asked to stop when the client is gone or the deadline is over.

  // What the authoriser grants.  Use cases that answer with many resources leave out those that the caller may not see.
  std::function<bool(absl::string_view name)> may_see;  // By resource name; null: everything.
  bool personal = false;                                // Personal fields may be read.
  // Null: what may be seen.  Names in the request are checked before the handler runs; imports ask for every row.
  std::function<bool(absl::string_view name, const google::protobuf::Message* resource)> may_write;

  bool MaySee(absl::string_view name) const { return !may_see || may_see(name); }
  // `resource`, where given, is what is to be stored under `name`: its scope may not leave that of the caller.
  bool MayWrite(absl::string_view name, const google::protobuf::Message* resource = nullptr) const {
    return may_write ? may_write(name, resource) : MaySee(name);
  }
};

}  // namespace walz

#endif  // SERVICE_CALL_CALL_H_
