#include "service/app/mirror/mirror_load.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/parallel.h"
#include "engine/base/status_macros.h"
#include "service/app/mirror/record_reader.h"
#include "service/store/keys.h"

namespace walz {
namespace {

// Ranges for each thread, so that threads end at about the same time.
constexpr std::size_t kRangesPerThread = 8;

template <typename Row>
using Rows = std::vector<std::shared_ptr<const Row>>;

// What one range holds, by id.
template <typename Row>
struct Loaded {
  Rows<Row> rows;
  std::vector<std::shared_ptr<const UnreadableRow>> unreadable;
  absl::Status status;
};

template <typename Pointer>
bool IdLess(const Pointer& a, const Pointer& b) {
  return a->id() < b->id();
}

template <typename Row>
Loaded<Row> LoadRange(const StoreSnapshot& snapshot, const KeyRange& range, RecordReader& reader,
                      std::stop_token stop) {
  Loaded<Row> loaded;
  loaded.status = snapshot.Scan(
      range,
      [&](absl::string_view key, absl::string_view value, Revision) {
        std::string error;
        std::shared_ptr<const Row> row = reader.Read<Row>(value, error);
        if (row != nullptr) loaded.rows.push_back(std::move(row));
        if (!error.empty()) {
          const std::optional<ResourceName> name = NameOfKey(key);
          loaded.unreadable.push_back(std::make_shared<UnreadableRow>(
              UnreadableRow{name ? FormatName(*name) : std::string(key), std::move(error)}));
        }
        return true;
      },
      stop);
  if (!std::is_sorted(loaded.rows.begin(), loaded.rows.end(), IdLess<std::shared_ptr<const Row>>)) {
    std::sort(loaded.rows.begin(), loaded.rows.end(), IdLess<std::shared_ptr<const Row>>);
  }
  return loaded;
}

// Merges neighbours until one is left.
template <typename Row>
Rows<Row> MergeAll(std::vector<Rows<Row>> parts, int thread_count) {
  while (parts.size() > 1) {
    std::vector<Rows<Row>> merged((parts.size() + 1) / 2);
    ParallelFor(merged.size(), 1, thread_count, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        Rows<Row>& a = parts[2 * i];
        if (2 * i + 1 == parts.size()) {
          merged[i] = std::move(a);
          continue;
        }
        Rows<Row>& b = parts[2 * i + 1];
        if (a.empty() || b.empty() || IdLess(a.back(), b.front())) {
          a.insert(a.end(), std::make_move_iterator(b.begin()), std::make_move_iterator(b.end()));
          merged[i] = std::move(a);
          continue;
        }
        merged[i].reserve(a.size() + b.size());
        std::merge(std::make_move_iterator(a.begin()), std::make_move_iterator(a.end()),
                   std::make_move_iterator(b.begin()), std::make_move_iterator(b.end()), std::back_inserter(merged[i]),
                   IdLess<std::shared_ptr<const Row>>);
      }
    });
    parts = std::move(merged);
  }
  return parts.empty() ? Rows<Row>() : std::move(parts[0]);
}

class Loader {
 public:
  Loader(const StoreSnapshot& snapshot, const WorkOptions& work, View& view)
      : snapshot_(snapshot), work_(work), view_(view) {}

  // One range for the whole collection.
  template <typename Row>
  absl::Status LoadSmall(Collection collection, RowTable<Row>& table) {
    return LoadRanges({RangeOf(collection)}, table);
  }

  // Ranges that begin at some of the parents.
  template <typename Row, typename Parent>
  absl::Status LoadNested(Collection collection, const RowTable<Parent>& parents, RowTable<Row>& table) {
    std::vector<std::string> ids;
    ids.reserve(parents.size());
    parents.ForEach([&](const Parent& parent) { ids.push_back(parent.id()); });
    const KeyRange all = RangeOf(collection);
    const std::size_t count = std::max<std::size_t>(1, static_cast<std::size_t>(work_.thread_count) * kRangesPerThread);
    std::vector<std::string> starts = {all.first};
    for (std::size_t i = 1; i < count && i < ids.size(); ++i) {
      starts.push_back(RangeOf(collection, {ids[i * ids.size() / count]}).first);
    }
    // Keys escape ids: they need not stand in the order of ids.
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    std::vector<KeyRange> ranges;
    for (std::size_t i = 0; i < starts.size(); ++i) {
      ranges.push_back({starts[i], i + 1 < starts.size() ? starts[i + 1] : all.last});
    }
    return LoadRanges(std::move(ranges), table);
  }

 private:
  template <typename Row>
  absl::Status LoadRanges(std::vector<KeyRange> ranges, RowTable<Row>& table) {
    std::vector<Loaded<Row>> loaded(ranges.size());
    ParallelFor(ranges.size(), 1, work_.thread_count, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        std::unique_ptr<RecordReader> reader = TakeReader();
        loaded[i] = LoadRange<Row>(snapshot_, ranges[i], *reader, work_.stop);
        GiveBack(std::move(reader));
      }
    });
    std::vector<Rows<Row>> parts;
    for (Loaded<Row>& part : loaded) {
      WALZ_RETURN_IF_ERROR(part.status);
      for (auto& row : part.unreadable) view_.unreadable.Put(std::move(row), 0);
      parts.push_back(std::move(part.rows));
    }
    table = RowTable<Row>::Of(MergeAll(std::move(parts), work_.thread_count));
    return absl::OkStatus();
  }

  std::unique_ptr<RecordReader> TakeReader() {
    const std::lock_guard lock(mutex_);
    if (readers_.empty()) return std::make_unique<RecordReader>(view_.catalogue, view_.pools);
    std::unique_ptr<RecordReader> reader = std::move(readers_.back());
    readers_.pop_back();
    return reader;
  }
  void GiveBack(std::unique_ptr<RecordReader> reader) {
    const std::lock_guard lock(mutex_);
    readers_.push_back(std::move(reader));
  }

  const StoreSnapshot& snapshot_;
  const WorkOptions& work_;
  View& view_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<RecordReader>> readers_;  // Not in use; as many as threads.
};

}  // namespace

absl::StatusOr<View> LoadView(const StoreSnapshot& snapshot, std::shared_ptr<const Catalogue> catalogue,
                              const WorkOptions& work) {
  View view;
  view.revision = snapshot.revision();
  view.hosts_revision = snapshot.revision();
  view.facts_revision = snapshot.revision();
  view.catalogue = std::move(catalogue);
  view.pools = std::make_shared<FactPools>();
  Loader loader(snapshot, work, view);
  WALZ_RETURN_IF_ERROR(loader.LoadSmall(Collection::kSchemes, view.schemes));
  WALZ_RETURN_IF_ERROR(loader.LoadSmall(Collection::kRounds, view.rounds));
  WALZ_RETURN_IF_ERROR(loader.LoadSmall(Collection::kCentres, view.centres));
  WALZ_RETURN_IF_ERROR(loader.LoadSmall(Collection::kCompanies, view.companies));
  WALZ_RETURN_IF_ERROR(loader.LoadNested(Collection::kOpenings, view.companies, view.openings));
  WALZ_RETURN_IF_ERROR(loader.LoadNested(Collection::kApprentices, view.centres, view.apprentices));
  return view;
}

}  // namespace walz
