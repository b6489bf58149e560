// RecordReader: a stored value becomes a row of a View.
//
// Internal to service/app/mirror.  Thread rule: one thread; readers of several threads may share pools.

#ifndef SERVICE_APP_MIRROR_RECORD_READER_H_
#define SERVICE_APP_MIRROR_RECORD_READER_H_

#include <memory>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "service/app/mirror/view.h"
#include "service/call/errors.h"
#include "service/messages/message_scope.h"

namespace walz {

class RecordReader {
 public:
  RecordReader(std::shared_ptr<const Catalogue> catalogue, std::shared_ptr<FactPools> pools);
  ~RecordReader();

  // Null if the resource is deleted, or cannot be read: then `error` says why.
  template <typename Row>
  std::shared_ptr<const Row> Read(absl::string_view value, std::string& error);

 private:
  struct Messages;

  template <typename Message, typename Row, typename Fill>
  std::shared_ptr<const Row> ReadWith(absl::string_view value, Message& message, std::string& error, const Fill& fill);

  MessageScope scope_;
  std::unique_ptr<Messages> messages_;  // Reused: parsing into a used message allocates little.
  std::vector<FieldFault> faults_;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_RECORD_READER_H_
