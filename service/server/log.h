// Log: what happened, one line each, for journald or a file.
//
//   log.Write(LogLevel::kInfo, "run_ended", {{"run", name}, {"seconds", 12}});
//   {"time":"2027-01-31T02:30:12.004Z","level":"info","event":"run_ended","run":"rounds/r/runs/4","seconds":12}
//
// Names of principals, methods, resources and codes may stand in a line; personal values and secrets never.  A name
// holds an id, and ids of people are the centres' own numbers.
//
// Thread rule: all methods may be called from any thread.

#ifndef SERVICE_SERVER_LOG_H_
#define SERVICE_SERVER_LOG_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "service/server/config.h"

namespace spdlog {
class logger;
}

namespace walz {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarn, kError };

using LogValue = std::variant<std::string, std::int64_t>;
using LogFields = std::vector<std::pair<absl::string_view, LogValue>>;

// The line, without its end.  Text: `2027-01-31T02:30:12.004Z info run_ended run=rounds/r/runs/4 seconds=12`.
std::string FormatLogLine(bool json, absl::Time time, LogLevel level, absl::string_view event, const LogFields& fields);

class Log {
 public:
  // log.level, log.format, log.file.  InvalidArgument: the file cannot be written.
  static absl::StatusOr<std::unique_ptr<Log>> Open(const Config& config);
  ~Log();

  bool Wants(LogLevel level) const { return level >= level_; }
  void Write(LogLevel level, absl::string_view event, const LogFields& fields);

 private:
  Log(LogLevel level, bool json, std::shared_ptr<spdlog::logger> logger);

  const LogLevel level_;
  const bool json_;
  const std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace walz

#endif  // SERVICE_SERVER_LOG_H_
