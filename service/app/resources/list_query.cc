#include "service/app/resources/list_query.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/page_token.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

class PageReader {
 public:
  PageReader(const ListQuery& query, const Call& call, const StoreSnapshot& snapshot)
      : query_(query), call_(call), snapshot_(snapshot) {}

  absl::StatusOr<ListPage> ByName() {
    KeyRange range = query_.range;
    if (!query_.after_key.empty()) range.first = absl::StrCat(query_.after_key, absl::string_view("\0", 1));
    std::string last_key;
    bool more = false;
    std::unique_ptr<pb::Message> row = NewRow();
    WALZ_RETURN_IF_ERROR(Scan(range, [&](absl::string_view key, absl::string_view value, Revision revision) {
      if (IsFull(value.size())) {
        more = true;
        return false;
      }
      status_ = FillOutput(value, revision, *row);
      if (!status_.ok()) return false;
      if (!IsShown(*row)) return true;
      Add(std::move(row), value.size());
      row = NewRow();
      last_key = std::string(key);
      return true;
    }));
    if (more) page_.last_key = std::move(last_key);
    return std::move(page_);
  }

  // Scans everything, keeps the keys of one page and of one row more.
  absl::StatusOr<ListPage> Sorted() {
    WALZ_ASSIGN_OR_RETURN(const std::optional<SortKey> after, After());
    std::set<SortKey> first;
    std::size_t row_count = 0;
    const std::unique_ptr<pb::Message> row = NewRow();
    WALZ_RETURN_IF_ERROR(Scan(query_.range, [&](absl::string_view key, absl::string_view value, Revision revision) {
      status_ = FillOutput(value, revision, *row);
      if (!status_.ok()) return false;
      if (!IsShown(*row)) return true;
      if (++row_count > query_.sorted_rows_max) {
        status_ = TooMany();
        return false;
      }
      SortKey sort_key(query_.order.KeyOf(*row), std::string(key));
      if (after && sort_key <= *after) return true;
      first.insert(std::move(sort_key));
      if (first.size() > query_.row_count_max + 1) first.erase(std::prev(first.end()));
      return true;
    }));
    return ReadRows(first);
  }

 private:
  using SortKey = std::pair<std::string, std::string>;  // By the order, then by name.

  std::unique_ptr<pb::Message> NewRow() const { return std::unique_ptr<pb::Message>(query_.kind->prototype->New()); }

  bool IsFull(std::size_t next_bytes) const {
    return page_.rows.size() >= query_.row_count_max || (!page_.rows.empty() && bytes_ + next_bytes > kPageBytesMax);
  }

  bool IsShown(const pb::Message& row) const {
    return (query_.show_deleted || !IsDeleted(row)) && query_.filter.Matches(row) &&
           (!call_.may_see || call_.may_see(NameOf(row)));
  }

  void Add(std::unique_ptr<pb::Message> row, std::size_t bytes) {
    bytes_ += bytes;
    page_.rows.push_back(std::move(row));
  }

  absl::Status Scan(const KeyRange& range, StoreSnapshot::Visit visit) {
    const absl::Status status = snapshot_.Scan(range, visit, call_.stop);
    if (absl::IsCancelled(status)) return Stopped();
    if (!status.ok()) return status;
    return status_;
  }

  // Where the page before ended; its row is as it was, since the revision is.
  absl::StatusOr<std::optional<SortKey>> After() const {
    if (query_.after_key.empty()) return std::optional<SortKey>();
    WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot_.Get(query_.after_key));
    if (!record) return BadPageToken("its last row is not there; start again without it");
    const std::unique_ptr<pb::Message> row = NewRow();
    WALZ_RETURN_IF_ERROR(FillOutput(record->value, record->revision, *row));
    return std::optional<SortKey>(SortKey(query_.order.KeyOf(*row), query_.after_key));
  }

  absl::StatusOr<ListPage> ReadRows(const std::set<SortKey>& first) {
    std::vector<std::string> keys;
    for (const SortKey& sort_key : first) keys.push_back(sort_key.second);
    WALZ_ASSIGN_OR_RETURN(const auto records, snapshot_.MultiGet(keys));
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!records[i]) return absl::InternalError("a row went missing within one revision");
      if (IsFull(records[i]->value.size())) {
        page_.last_key = keys[i - 1];
        break;
      }
      std::unique_ptr<pb::Message> row = NewRow();
      WALZ_RETURN_IF_ERROR(FillOutput(records[i]->value, records[i]->revision, *row));
      Add(std::move(row), records[i]->value.size());
    }
    return std::move(page_);
  }

  absl::Status TooMany() const {
    return Refuse(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_LIMIT_REACHED,
                  absl::StrCat("order_by sorts at most ", query_.sorted_rows_max, " ", query_.kind->plural,
                               "; ask for fewer by `filter`, or leave order_by out for the order of names"),
                  {{"limit", "sorted_rows_max"}, {"value", absl::StrCat(query_.sorted_rows_max)}});
  }

  const ListQuery& query_;
  const Call& call_;
  const StoreSnapshot& snapshot_;
  ListPage page_;
  std::size_t bytes_ = 0;
  absl::Status status_;  // What a visit found.
};

}  // namespace

absl::Status Stopped() {
  return Refuse(absl::StatusCode::kCancelled, v1::ERROR_REASON_STOPPED,
                "the call was ended before its work was; nothing was changed");
}

absl::StatusOr<ListPage> ReadPage(const ListQuery& query, const Call& call, const StoreSnapshot& snapshot) {
  PageReader reader(query, call, snapshot);
  return query.order.by_name() ? reader.ByName() : reader.Sorted();
}

}  // namespace walz
