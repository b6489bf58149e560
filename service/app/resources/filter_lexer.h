// FilterLexer: a filter's text as tokens; the grammar stands in docs/api.md.
//
// Thread rule: pure functions.

#ifndef SERVICE_APP_RESOURCES_FILTER_LEXER_H_
#define SERVICE_APP_RESOURCES_FILTER_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace walz {

inline constexpr std::size_t kFilterCharactersMax = 2'048;

struct FilterToken {
  enum class Kind : std::uint8_t { kWord, kQuoted, kOperator, kOpen, kClose, kEnd };

  Kind kind = Kind::kEnd;
  std::string text;          // Of a quoted one without quotes and escapes.
  std::size_t position = 0;  // Bytes before it.

  // AND, OR and NOT stand without quotes and in capitals.
  bool IsKeyword(absl::string_view keyword) const { return kind == Kind::kWord && text == keyword; }
};

// The tokens of `filter`, the last of kind kEnd.  INVALID_ARGUMENT: BAD_FILTER.
absl::StatusOr<std::vector<FilterToken>> ReadFilterTokens(absl::string_view filter);

// INVALID_ARGUMENT, BAD_FILTER: `words` say what is wrong at the byte `position` of `filter`.
absl::Status BadFilter(absl::string_view filter, std::size_t position, absl::string_view words);

}  // namespace walz

#endif  // SERVICE_APP_RESOURCES_FILTER_LEXER_H_
