#include "service/app/resources/filter_lexer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "service/convert/utf8.h"

namespace walz {
namespace {

constexpr std::size_t kNearBytesMax = 20;  // Of the text that an error shows.

bool IsSpace(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }

// Whatever is no space, no quote, no parenthesis and no operator; bytes of other alphabets belong to words.
bool IsWord(char c) {
  return !IsSpace(c) && static_cast<unsigned char>(c) >= 0x20 && c != 0x7f &&
         absl::string_view("()\"'=!<>:,").find(c) == absl::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(absl::string_view text) : text_(text) {}

  absl::StatusOr<std::vector<FilterToken>> Run() {
    std::vector<FilterToken> tokens;
    while (true) {
      while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
      FilterToken token;
      token.position = at_;
      if (at_ < text_.size()) {
        WALZ_RETURN_IF_ERROR(ReadToken(token));
      }
      tokens.push_back(std::move(token));
      if (tokens.back().kind == FilterToken::Kind::kEnd) return tokens;
    }
  }

 private:
  absl::Status ReadToken(FilterToken& token) {
    const char c = text_[at_];
    if (c == '(' || c == ')') {
      token.kind = c == '(' ? FilterToken::Kind::kOpen : FilterToken::Kind::kClose;
      token.text = std::string(1, c);
      ++at_;
      return absl::OkStatus();
    }
    if (c == '"' || c == '\'') return ReadQuoted(token);
    if (IsWord(c)) {
      token.kind = FilterToken::Kind::kWord;
      while (at_ < text_.size() && IsWord(text_[at_])) token.text += text_[at_++];
      return absl::OkStatus();
    }
    return ReadOperator(token);
  }

  absl::Status ReadQuoted(FilterToken& token) {
    token.kind = FilterToken::Kind::kQuoted;
    const char quote = text_[at_++];
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == quote) {
        ++at_;
        return absl::OkStatus();
      }
      if (text_[at_] == '\\') {
        ++at_;
        if (at_ >= text_.size()) break;
        if (absl::string_view("\\\"'").find(text_[at_]) == absl::string_view::npos) {
          return BadFilter(text_, at_ - 1, "a backslash stands only before a quote or a backslash");
        }
      }
      token.text += text_[at_];
    }
    return BadFilter(text_, token.position, "this quote is never closed");
  }

  absl::Status ReadOperator(FilterToken& token) {
    token.kind = FilterToken::Kind::kOperator;
    for (const absl::string_view word : {"!=", "<=", ">=", "=", "<", ">", ":"}) {
      if (text_.substr(at_, word.size()) != word) continue;
      token.text = std::string(word);
      at_ += word.size();
      return absl::OkStatus();
    }
    return BadFilter(text_, at_, "this character means nothing here; put texts into quotes");
  }

  const absl::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

absl::Status BadFilter(absl::string_view filter, std::size_t position, absl::string_view words) {
  // Up to the end of a character, so that the error is well-formed text itself.
  absl::string_view near = filter.substr(std::min(position, filter.size()));
  near = near.substr(0, std::min(near.size(), kNearBytesMax));
  near = near.substr(0, FindInvalidUtf8(near));
  const std::string character = absl::StrCat(CountCharacters(filter.substr(0, position)) + 1);
  return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_FILTER,
                absl::StrCat("filter, character ", character, ": ", words),
                {{"position", character}, {"near", std::string(near)}});
}

absl::StatusOr<std::vector<FilterToken>> ReadFilterTokens(absl::string_view filter) {
  const std::size_t invalid = FindInvalidUtf8(filter);
  if (invalid != filter.size()) {
    return BadFilter(filter.substr(0, invalid), invalid, "what follows is not UTF-8");
  }
  if (CountCharacters(filter) > kFilterCharactersMax) {
    return BadFilter(filter, 0, absl::StrCat("a filter has at most ", kFilterCharactersMax, " characters"));
  }
  return Lexer(filter).Run();
}

}  // namespace walz
