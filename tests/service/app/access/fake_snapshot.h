// A snapshot over a map, for tests that need no store.

#ifndef TESTS_SERVICE_APP_ACCESS_FAKE_SNAPSHOT_H_
#define TESTS_SERVICE_APP_ACCESS_FAKE_SNAPSHOT_H_

#include <map>
#include <memory>
#include <string>

#include <google/protobuf/message.h>

#include "service/app/access/authorizer.h"
#include "service/store/keys.h"

namespace walz {

using FakeRecords = std::map<std::string, std::string>;

class FakeSnapshot final : public StoreSnapshot {
 public:
  explicit FakeSnapshot(const FakeRecords& records) : records_(records) {}

  Revision revision() const override { return 1; }
  absl::StatusOr<std::optional<Record>> Get(absl::string_view key) const override {
    const auto at = records_.find(std::string(key));
    if (at == records_.end()) return std::optional<Record>();
    return std::optional<Record>(Record{at->second, 1});
  }
  absl::StatusOr<std::vector<std::optional<Record>>> MultiGet(absl::Span<const std::string> keys) const override {
    std::vector<std::optional<Record>> records;
    for (const std::string& key : keys) records.push_back(*Get(key));
    return records;
  }
  absl::Status Scan(const KeyRange& range, Visit visit, std::stop_token) const override {
    for (auto at = records_.lower_bound(range.first); at != records_.end(); ++at) {
      if (!range.last.empty() && at->first >= range.last) break;
      if (!visit(at->first, at->second, 1)) break;
    }
    return absl::OkStatus();
  }

 private:
  const FakeRecords& records_;
};

// `records` has to outlive the source.
inline SnapshotSource SnapshotsOf(const FakeRecords& records) {
  return [&records] { return std::make_unique<FakeSnapshot>(records); };
}

inline void Put(FakeRecords& records, const std::string& name, google::protobuf::Message& resource) {
  resource.GetReflection()->SetString(&resource, resource.GetDescriptor()->FindFieldByName("name"), name);
  records[KeyOf(*ParseName(name))] = resource.SerializeAsString();
}

}  // namespace walz

#endif  // TESTS_SERVICE_APP_ACCESS_FAKE_SNAPSHOT_H_
