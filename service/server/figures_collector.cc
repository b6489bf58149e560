#include "service/server/figures_collector.h"

namespace walz {
namespace {

using prometheus::MetricType;

prometheus::MetricFamily Single(const char* name, const char* help, MetricType type, double value) {
  prometheus::MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  family.metric.emplace_back();
  (type == MetricType::Counter ? family.metric.back().counter.value : family.metric.back().gauge.value) = value;
  return family;
}

}  // namespace

std::vector<prometheus::MetricFamily> FiguresCollector::Collect() const {
  const DaemonFigures figures = figures_();
  const StoreStats& store = figures.store;
  const auto gauge = [](const char* name, const char* help, auto value) {
    return Single(name, help, MetricType::Gauge, static_cast<double>(value));
  };
  const auto counter = [](const char* name, const char* help, auto value) {
    return Single(name, help, MetricType::Counter, static_cast<double>(value));
  };
  return {
      gauge("walz_store_revision", "The newest revision.", store.revision),
      gauge("walz_store_oldest_revision", "Changes after it are kept.", store.oldest),
      gauge("walz_store_bytes", "Bytes of the store on disk.", store.bytes),
      counter("walz_store_commits_total", "Commits since the start.", store.commits),
      counter("walz_store_commit_groups_total", "Synced batches since the start.", store.commit_groups),
      gauge("walz_store_commits_waiting", "Commits that wait for the committer.", store.waiting),
      counter("walz_store_stall_seconds_total", "Time in which the store held writes back.",
              static_cast<double>(store.stall_micros) / 1e6),
      gauge("walz_disk_free_bytes", "Free on the store's disk.", store.disk_free_bytes),
      gauge("walz_disk_watermark_bytes", "Writes are refused below it.", store.disk_watermark_bytes),
      gauge("walz_writes_refused", "1 while writes are refused.", store.writes_refused ? 1 : 0),
      gauge("walz_mirror_lag_revisions", "Revisions that the facts in memory are behind the store.",
            store.revision - figures.mirror_revision),
      gauge("walz_watch_streams", "Open streams of WatchService.", figures.watch_streams),
      gauge("walz_memory_bytes", "Resident memory of the daemon.", figures.memory_bytes),
      gauge("walz_uptime_seconds", "Since the daemon serves.", absl::ToDoubleSeconds(figures.now - figures.start)),
  };
}

}  // namespace walz
