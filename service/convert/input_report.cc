#include "service/convert/input_report.h"

#include <utility>

#include <absl/strings/str_cat.h>

namespace walz {
namespace {

constexpr std::size_t kValueCharactersMax = 80;

}  // namespace

void ReadReport::Add(InputError error) {
  ++error_count;
  if (errors.size() >= kReportedErrorsMax) return;
  error.value = Shorten(error.value);
  errors.push_back(std::move(error));
}

void ReadReport::Add(std::vector<InputError> others, std::int64_t count) {
  error_count += count;
  for (InputError& error : others) {
    if (errors.size() >= kReportedErrorsMax) return;
    errors.push_back(std::move(error));
  }
}

std::string Shorten(absl::string_view value) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool starts_character = (static_cast<unsigned char>(value[i]) & 0xC0) != 0x80;
    if (starts_character && ++characters > kValueCharactersMax) return absl::StrCat(value.substr(0, i), "...");
  }
  return std::string(value);
}

std::string FormatError(const InputError& error) {
  std::string text = error.file;
  if (error.row > 0) absl::StrAppend(&text, ":", error.row);
  absl::StrAppend(&text, ": ");
  if (!error.column.empty()) absl::StrAppend(&text, error.column, " ");
  if (!error.value.empty()) absl::StrAppend(&text, "'", error.value, "' ");
  absl::StrAppend(&text, error.hint, " [", error.code, "]");
  return text;
}

}  // namespace walz
