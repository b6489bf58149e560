// MessageScope: what reading many messages shares: the catalogue, the pools of interned values, each distinct text
// once.
//
//   MessageScope scope(catalogue);
//   Apprentice row;
//   std::vector<FieldFault> faults;
//   if (!ReadApprentice(message, scope, row, faults)) return RefuseFields(faults);
//
// Making one costs some allocations: for one call make a fresh one, so that no client can make the pools grow.  The
// pools outlive every fact that was read through them.  Thread rule: not for concurrent use.

#ifndef SERVICE_MESSAGES_MESSAGE_SCOPE_H_
#define SERVICE_MESSAGES_MESSAGE_SCOPE_H_

#include <memory>
#include <utility>

#include "engine/model/facts.h"
#include "service/convert/fact_tables.h"

namespace walz {

class MessageScope {
 public:
  explicit MessageScope(std::shared_ptr<const Catalogue> catalogue,
                        std::shared_ptr<FactPools> pools = std::make_shared<FactPools>())
      : catalogue_(std::move(catalogue)),
        pools_(std::move(pools)),
        centres(CentreShape(*pools_)),
        companies(CompanyShape(*pools_)),
        openings(OpeningShape(*pools_)),
        apprentices(ApprenticeShape(*pools_)) {
    read_.catalogue = catalogue_.get();
    read_.pools = pools_.get();
  }
  MessageScope(const MessageScope&) = delete;
  MessageScope& operator=(const MessageScope&) = delete;

  const std::shared_ptr<const Catalogue>& catalogue() const { return catalogue_; }
  const std::shared_ptr<FactPools>& pools() const { return pools_; }
  ReadScope& read() { return read_; }

 private:
  std::shared_ptr<const Catalogue> catalogue_;
  std::shared_ptr<FactPools> pools_;
  ReadScope read_;

 public:
  // Columns and blank rows, the latter with values of these pools.
  const TableShape<Centre> centres;
  const TableShape<Company> companies;
  const TableShape<Opening> openings;
  const TableShape<Apprentice> apprentices;
};

}  // namespace walz

#endif  // SERVICE_MESSAGES_MESSAGE_SCOPE_H_
