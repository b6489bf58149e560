#include "service/server/call_metrics.h"

#include <absl/status/status.h>

namespace walz {
namespace {

constexpr char kOther[] = "other";

const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const auto* const buckets = new prometheus::Histogram::BucketBoundaries{
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60};
  return *buckets;
}

}  // namespace

CallMetrics::CallMetrics(prometheus::Registry& registry, const std::vector<std::string>& methods)
    : seconds_(prometheus::BuildHistogram()
                   .Name("walz_call_seconds")
                   .Help("How long calls took, streams from first to last.")
                   .Register(registry)),
      open_(prometheus::BuildGauge().Name("walz_calls_open").Help("Calls under way.").Register(registry)),
      ended_(prometheus::BuildCounter().Name("walz_calls_total").Help("Calls ended, by code.").Register(registry)),
      received_bytes_(prometheus::BuildCounter()
                          .Name("walz_received_bytes_total")
                          .Help("Bytes of requests.")
                          .Register(registry)
                          .Add({})),
      sent_bytes_(prometheus::BuildCounter()
                      .Name("walz_sent_bytes_total")
                      .Help("Bytes of responses.")
                      .Register(registry)
                      .Add({})) {
  for (const std::string& method : methods) AddRow(method);
  AddRow(kOther);
}

void CallMetrics::AddRow(const std::string& method) {
  Row& row = rows_[method];
  row.seconds = &seconds_.Add({{"method", method}}, Buckets());
  row.open = &open_.Add({{"method", method}});
}

CallMetrics::Rows::value_type& CallMetrics::RowOf(absl::string_view method) {
  const auto row = rows_.find(std::string(method));
  return row == rows_.end() ? *rows_.find(kOther) : *row;
}

prometheus::Counter& CallMetrics::EndedOf(Rows::value_type& row, absl::StatusCode code) {
  const auto index = static_cast<std::size_t>(code);
  std::atomic<prometheus::Counter*>& place =
      row.second.ended[index < kCodes ? index : static_cast<std::size_t>(absl::StatusCode::kUnknown)];
  prometheus::Counter* counter = place.load();
  if (counter == nullptr) {
    // Adding it twice gives the same counter.
    counter = &ended_.Add({{"method", row.first}, {"code", absl::StatusCodeToString(code)}});
    place.store(counter);
  }
  return *counter;
}

void CallMetrics::OnCallStart(absl::string_view method) { RowOf(method).second.open->Increment(); }

void CallMetrics::OnCallEnd(const CallEnd& end) {
  Rows::value_type& row = RowOf(end.method);
  row.second.open->Decrement();
  row.second.seconds->Observe(absl::ToDoubleSeconds(end.duration));
  EndedOf(row, end.code).Increment();
  received_bytes_.Increment(static_cast<double>(end.request_bytes));
  sent_bytes_.Increment(static_cast<double>(end.response_bytes));
}

}  // namespace walz
