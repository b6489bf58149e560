// TransferCase: a store in memory with an importer and an exporter, for tests that send and fetch whole folders.

#ifndef TESTS_SERVICE_APP_TRANSFER_TRANSFER_CASE_H_
#define TESTS_SERVICE_APP_TRANSFER_TRANSFER_CASE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <gtest/gtest.h>

#include "service/app/resources/snapshot_keeper.h"
#include "service/app/transfer/exporter.h"
#include "service/app/transfer/importer.h"
#include "service/convert/input_report.h"
#include "service/store/keys.h"

namespace walz {

// The requests of a stream, one after another.
class ListReader : public Reader<v1::ImportRequest> {
 public:
  explicit ListReader(std::vector<v1::ImportRequest> requests) : requests_(std::move(requests)) {}
  bool Read(v1::ImportRequest& request) override {
    if (before_read) before_read(next_);
    if (next_ == requests_.size()) return false;
    request = requests_[next_++];
    return true;
  }

  std::function<void(std::size_t)> before_read;  // Told which comes.

 private:
  std::vector<v1::ImportRequest> requests_;
  std::size_t next_ = 0;
};

struct ImportOptions {
  bool keep_good = false;
  bool validate_only = false;
  bool day_first = false;
  std::size_t part_bytes = 100;  // So that records are cut.
};

class TransferCase {
 public:
  explicit TransferCase(ImportLimits limits = {});

  static std::vector<v1::ImportRequest> Requests(v1::ImportTable table, absl::string_view bytes,
                                                 const ImportOptions& options = {});

  absl::StatusOr<v1::ImportResponse> TryImport(std::vector<v1::ImportRequest> requests);
  // Fails the test where the call is refused.
  v1::ImportResponse Import(v1::ImportTable table, absl::string_view bytes, const ImportOptions& options = {});
  // All files of the folder, in the order of their references.  Expects nothing wrong.
  void ImportFolder(const std::string& dir);
  // The shipped schemes.
  void ImportSchemes();

  absl::StatusOr<std::string> Export(v1::ImportTable table, absl::string_view round, Revision revision = 0);
  // A folder of all files of the round, at one revision.
  void ExportFolder(absl::string_view round, const std::string& dir);

  template <typename Message>
  Message Stored(const std::string& key) {
    Message message;
    const auto record = store->OpenSnapshot()->Get(key);
    EXPECT_TRUE(record.ok() && record->has_value()) << key;
    if (!record.ok() || !record->has_value()) return message;
    EXPECT_TRUE(message.ParseFromString((*record)->value));
    return message;
  }
  Revision NewestRevision() { return store->OpenSnapshot()->revision(); }

  absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  std::shared_ptr<const Catalogue> catalogue;
  std::unique_ptr<Store> store;
  SnapshotKeeper keeper;
  RightOfWay way;
  Importer importer;
  Exporter exporter;
  Call call;
};

// Such as `apprentices.csv:3 windows bad_interval`.
std::vector<std::string> WordsOf(const v1::ImportResponse& response);
std::vector<std::string> WordsOf(const std::vector<InputError>& errors);

std::string ReadText(const std::string& path);
void WriteText(const std::string& path, absl::string_view text);

// The files of a data folder that have a table, in the order of their references.
const std::vector<std::pair<v1::ImportTable, std::string>>& FolderFiles();

}  // namespace walz

#endif  // TESTS_SERVICE_APP_TRANSFER_TRANSFER_CASE_H_
