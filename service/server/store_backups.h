// StoreBackups: backups of the open store in the configured folder.

#ifndef SERVICE_SERVER_STORE_BACKUPS_H_
#define SERVICE_SERVER_STORE_BACKUPS_H_

#include <string>
#include <utility>

#include "service/app/admin/admin_methods.h"
#include "service/store/store.h"

namespace walz {

class StoreBackups : public BackupMaker {
 public:
  // `store` has to outlive this.
  StoreBackups(Store& store, std::string folder) : store_(store), folder_(std::move(folder)) {}

  absl::StatusOr<v1::BackupReport> Create() override;
  absl::StatusOr<std::vector<v1::BackupReport>> List() override;

 private:
  Store& store_;
  const std::string folder_;
};

}  // namespace walz

#endif  // SERVICE_SERVER_STORE_BACKUPS_H_
