// ListQuery: one page of a collection, filtered and ordered, at one revision.
//
// By name, a page scans no more than its rows and what the filter leaves out between them.  In another order it scans
// the whole range for each page and keeps the page alone, so there is a limit on how many rows may be sorted.
//
// Thread rule: a query serves one call.

#ifndef SERVICE_APP_RESOURCES_LIST_QUERY_H_
#define SERVICE_APP_RESOURCES_LIST_QUERY_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <google/protobuf/message.h>

#include "service/app/resources/filter.h"
#include "service/app/resources/order_by.h"
#include "service/app/resources/resource_kind.h"
#include "service/call/call.h"
#include "service/store/store.h"

namespace walz {

inline constexpr std::size_t kPageRowsMax = 1'000;
inline constexpr std::size_t kPageRowsDefault = 100;
inline constexpr std::size_t kPageBytesMax = std::size_t{3} << 20;  // Of values; a page holds at least one row.
inline constexpr std::size_t kSortedRowsMax = 100'000;              // Rows that a filter may leave to be sorted.

struct ListQuery {
  const ResourceKind* kind = nullptr;
  KeyRange range;
  Filter filter;
  OrderBy order;
  bool show_deleted = false;
  std::size_t row_count_max = kPageRowsDefault;
  std::string after_key;  // The last row of the page before; empty: the first page.
  std::size_t sorted_rows_max = kSortedRowsMax;
};

struct ListPage {
  std::vector<std::unique_ptr<google::protobuf::Message>> rows;  // With etags and personal fields.
  std::string last_key;                                          // Of the last row; empty: this is the last page.
};

//   Cancelled           STOPPED: call.stop asked
//   ResourceExhausted   LIMIT_REACHED: too many rows to sort
absl::StatusOr<ListPage> ReadPage(const ListQuery& query, const Call& call, const StoreSnapshot& snapshot);

// CANCELLED, STOPPED.
absl::Status Stopped();

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_LIST_QUERY_H_
