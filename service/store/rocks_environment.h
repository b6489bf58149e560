// RocksEnvironment: the files below the store; only this folder's .cc files and tests include it.

#ifndef SERVICE_STORE_ROCKS_ENVIRONMENT_H_
#define SERVICE_STORE_ROCKS_ENVIRONMENT_H_

#include <memory>

#include <rocksdb/env.h>

#include "service/store/store_options.h"

namespace walz {

struct RocksEnvironment {
  std::shared_ptr<rocksdb::Env> env;
  bool is_on_disk = true;  // No ballast and no free space where it is not.
};

inline rocksdb::Env& EnvOf(const StoreOptions& options) {
  return options.rocks_environment ? *options.rocks_environment->env : *rocksdb::Env::Default();
}

inline bool IsOnDisk(const StoreOptions& options) {
  return !options.rocks_environment || options.rocks_environment->is_on_disk;
}

}  // namespace walz

#endif  // SERVICE_STORE_ROCKS_ENVIRONMENT_H_
