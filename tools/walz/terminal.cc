#include "tools/walz/terminal.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace walz {
namespace {

int output_error = 0;  // Of standard output; 0: none.

bool ShowsColour() {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  return IsTerminal(STDOUT_FILENO) && (no_color == nullptr || *no_color == '\0') &&
         (terminal == nullptr || absl::string_view(terminal) != "dumb");
}

absl::string_view CodeOf(Colour colour) {
  switch (colour) {
    case Colour::kBold:
      return "1";
    case Colour::kDim:
      return "2";
    case Colour::kRed:
      return "31";
    case Colour::kGreen:
      return "32";
    case Colour::kYellow:
      return "33";
  }
  return "0";
}

}  // namespace

bool IsTerminal(int descriptor) { return isatty(descriptor) == 1; }

std::size_t TerminalWidth(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* const columns = std::getenv("COLUMNS");
  int width = 0;
  if (columns != nullptr && absl::SimpleAtoi(columns, &width) && width > 0) return static_cast<std::size_t>(width);
  return kWidthUnlimited;
}

std::string Coloured(Colour colour, absl::string_view text) {
  static const bool shows = ShowsColour();
  return shows ? absl::StrCat("\x1b[", CodeOf(colour), "m", text, "\x1b[0m") : std::string(text);
}

std::string Counted(std::int64_t count, absl::string_view noun) {
  return absl::StrCat(Grouped(count), " ", noun, count == 1 ? "" : "s");
}

void Print(absl::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) < text.size()) output_error = errno;
}

void PrintError(absl::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

bool FlushOutput() {
  if (std::fflush(stdout) != 0) output_error = errno;
  return output_error == 0 || output_error == EPIPE;
}

}  // namespace walz
