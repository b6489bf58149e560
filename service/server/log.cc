#include "service/server/log.h"

#include <exception>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace walz {
namespace {

constexpr absl::string_view kLevelWords[] = {"debug", "info", "warn", "error"};
constexpr std::size_t kValueBytesMax = 1024;

absl::string_view WordOf(LogLevel level) { return kLevelWords[static_cast<std::size_t>(level)]; }

LogLevel LevelOf(absl::string_view word) {
  for (const LogLevel level : {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarn}) {
    if (word == WordOf(level)) return level;
  }
  return LogLevel::kError;
}

// JSON's and, so that a line stays a line, the text format's quotes.
void AppendQuoted(std::string& line, absl::string_view value) {
  line += '"';
  const bool cut = value.size() > kValueBytesMax;
  for (const char c : value.substr(0, kValueBytesMax)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      absl::StrAppend(&line, "\\u", absl::Hex(byte, absl::kZeroPad4));
    } else {
      line += c;
    }
  }
  if (cut) line += "...";
  line += '"';
}

bool NeedsQuotes(absl::string_view value) {
  if (value.empty()) return true;
  for (const char c : value) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c)) || c == '"' || c == '=') return true;
  }
  return false;
}

void AppendValue(std::string& line, bool json, const LogValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    absl::StrAppend(&line, *number);
  } else if (const auto& text = std::get<std::string>(value); json || NeedsQuotes(text)) {
    AppendQuoted(line, text);
  } else {
    absl::StrAppend(&line, text);
  }
}

spdlog::level::level_enum SinkLevelOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarn:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

std::string FormatLogLine(bool json, absl::Time time, LogLevel level, absl::string_view event,
                          const LogFields& fields) {
  const std::string stamp = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
  std::string line =
      json ? absl::StrCat("{\"time\":\"", stamp, "\",\"level\":\"", WordOf(level), "\",\"event\":\"", event, "\"")
           : absl::StrCat(stamp, " ", WordOf(level), " ", event);
  for (const auto& [key, value] : fields) {
    absl::StrAppend(&line, json ? ",\"" : " ", key, json ? "\":" : "=");
    AppendValue(line, json, value);
  }
  if (json) line += '}';
  return line;
}

absl::StatusOr<std::unique_ptr<Log>> Log::Open(const Config& config) {
  std::shared_ptr<spdlog::logger> logger;
  try {
    spdlog::sink_ptr sink;
    if (config.log_file.empty()) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(config.log_file);
    }
    logger = std::make_shared<spdlog::logger>("walzd", std::move(sink));
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(
        absl::StrCat("log.file: \"", config.log_file, "\" cannot be written: ", error.what()));
  }
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::trace);
  logger->flush_on(spdlog::level::trace);
  return std::unique_ptr<Log>(new Log(LevelOf(config.log_level), config.log_format == "json", std::move(logger)));
}

Log::Log(LogLevel level, bool json, std::shared_ptr<spdlog::logger> logger)
    : level_(level), json_(json), logger_(std::move(logger)) {}

Log::~Log() = default;

void Log::Write(LogLevel level, absl::string_view event, const LogFields& fields) {
  if (!Wants(level)) return;
  logger_->log(SinkLevelOf(level), FormatLogLine(json_, absl::Now(), level, event, fields));
}

}  // namespace walz
