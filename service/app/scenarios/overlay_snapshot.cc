#include "service/app/scenarios/overlay_snapshot.h"

#include "engine/base/status_macros.h"

namespace walz {

absl::StatusOr<std::optional<Record>> OverlaySnapshot::Get(absl::string_view key) const {
  const auto laid = laid_.find(key);
  if (laid == laid_.end()) return below_.Get(key);
  if (!laid->second) return std::nullopt;
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, below_.Get(key));
  return Record{*laid->second, record ? record->revision : revision()};
}

absl::StatusOr<std::vector<std::optional<Record>>> OverlaySnapshot::MultiGet(absl::Span<const std::string> keys) const {
  std::vector<std::optional<Record>> records;
  for (const std::string& key : keys) {
    WALZ_ASSIGN_OR_RETURN(records.emplace_back(), Get(key));
  }
  return records;
}

absl::Status OverlaySnapshot::Scan(const KeyRange& range, Visit visit, std::stop_token stop) const {
  auto laid = laid_.lower_bound(range.first);
  const auto in_range = [&] { return laid != laid_.end() && (range.last.empty() || laid->first < range.last); };
  bool goes_on = true;
  // What is laid before `key`, and nothing stands there below.
  const auto visit_new_before = [&](absl::string_view key) {
    for (; goes_on && in_range() && laid->first < key; ++laid) {
      if (laid->second) goes_on = visit(laid->first, *laid->second, revision());
    }
  };
  WALZ_RETURN_IF_ERROR(below_.Scan(
      range,
      [&](absl::string_view key, absl::string_view value, Revision revision) {
        visit_new_before(key);
        if (!goes_on) return false;
        if (!in_range() || laid->first != key) return goes_on = visit(key, value, revision);
        const std::optional<std::string>& instead = (laid++)->second;
        if (instead) goes_on = visit(key, *instead, revision);
        return goes_on;
      },
      stop));
  for (; goes_on && in_range(); ++laid) {
    if (laid->second) goes_on = visit(laid->first, *laid->second, revision());
  }
  return absl::OkStatus();
}

}  // namespace walz
