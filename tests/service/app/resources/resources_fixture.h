// What the tests of resources share: a memory store, a validator that refuses one word, calls by method name.

#ifndef TESTS_SERVICE_APP_RESOURCES_RESOURCES_FIXTURE_H_
#define TESTS_SERVICE_APP_RESOURCES_RESOURCES_FIXTURE_H_

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "service/app/resources/resource_validator.h"
#include "service/app/resources/snapshot_keeper.h"
#include "service/app/resources/standard_methods.h"
#include "service/call/errors.h"
#include "service/store/memory_store.h"

namespace walz {

// Refuses texts that say `bad`, in the field where they stand.
class StrictValidator : public ResourceValidator {
 public:
  void Validate(const ResourceKind&, google::protobuf::Message& resource,
                std::vector<FieldFault>& faults) const override {
    const google::protobuf::Reflection& reflection = *resource.GetReflection();
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    reflection.ListFields(resource, &fields);
    for (const auto* field : fields) {
      if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING || field->is_repeated()) continue;
      if (reflection.GetString(resource, field) == "bad") faults.push_back({field->name(), "bad", "says bad"});
    }
  }
};

template <typename Proto>
Proto FromText(const std::string& text) {
  Proto message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

class ResourcesFixture {
 public:
  explicit ResourcesFixture(std::unique_ptr<Store> other = nullptr, SnapshotLimits limits = {})
      : store_(other ? std::move(other) : MakeMemoryStore()),
        keeper_(
            *store_, [this] { return now_; }, limits),
        standard_(*store_, validator_, keeper_, [this] { return now_; }) {
    standard_.Register(methods_);
    call_.principal.name = "anna";
    call_.principal.role = Role::kCoordinator;
    call_.personal = true;
  }

  // `CentreService/GetCentre`.
  absl::Status Do(const std::string& method, const google::protobuf::Message& request,
                  google::protobuf::Message& response) {
    const Method* found = methods_.Find(absl::StrCat("walz.v1.", method));
    if (found == nullptr) return absl::UnimplementedError(method);
    Call call = call_;
    call.method = absl::StrCat("walz.v1.", method);
    call.now = now_;
    std::promise<absl::Status> promise;
    std::future<absl::Status> answer = promise.get_future();
    found->unary(call, request, response, [&](absl::Status status) { promise.set_value(std::move(status)); });
    return answer.get();
  }

  // The same in text format.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(const std::string& method, const std::string& text) {
    Response response;
    const absl::Status status = Do(method, FromText<Request>(text), response);
    if (!status.ok()) return status;
    return response;
  }

  // Every record, as bytes.
  std::map<std::string, std::string> Dump() const {
    std::map<std::string, std::string> records;
    EXPECT_TRUE(store_->OpenSnapshot()
                    ->Scan({},
                           [&](absl::string_view key, absl::string_view value, Revision revision) {
                             records[std::string(key)] = absl::StrCat(revision, " ", value);
                             return true;
                           })
                    .ok());
    return records;
  }

  Store& store() { return *store_; }
  SnapshotKeeper& keeper() { return keeper_; }
  MethodSet& methods() { return methods_; }
  Call& call() { return call_; }
  absl::Time now() const { return now_; }
  void Advance(absl::Duration duration) { now_ += duration; }

 private:
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  std::unique_ptr<Store> store_;
  StrictValidator validator_;
  SnapshotKeeper keeper_;
  StandardMethods standard_;
  MethodSet methods_;
  Call call_;
};

}  // namespace walz

#endif  // TESTS_SERVICE_APP_RESOURCES_RESOURCES_FIXTURE_H_
