#include "service/store/read_only_folder.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/store/rocks_db.h"

namespace walz {
namespace {

class SilentLogger : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

absl::StatusOr<std::unique_ptr<rocksdb::DB>> OpenDbReadOnly(rocksdb::Env& env, const std::string& db_path) {
  rocksdb::Options rocks = RocksOptions({});
  rocks.env = &env;
  rocks.create_if_missing = false;
  rocks.info_log = std::make_shared<SilentLogger>();
  rocksdb::DB* db = nullptr;
  WALZ_RETURN_IF_ERROR(
      StatusOfRocks(rocksdb::DB::OpenForReadOnly(rocks, db_path, &db), absl::StrCat("opening ", db_path)));
  return std::unique_ptr<rocksdb::DB>(db);
}

absl::StatusOr<ReadOnlyFolder> OpenReadOnly(rocksdb::Env& env, const std::string& folder) {
  if (!env.FileExists(absl::StrCat(DbPath(folder), "/CURRENT")).ok()) {
    return absl::FailedPreconditionError(absl::StrCat(folder, " holds no store"));
  }
  ReadOnlyFolder opened;
  WALZ_ASSIGN_OR_RETURN(opened.lock, LockFolder(env, folder));
  WALZ_ASSIGN_OR_RETURN(opened.db, OpenDbReadOnly(env, DbPath(folder)));
  return opened;
}

}  // namespace walz
