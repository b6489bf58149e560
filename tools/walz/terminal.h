// The terminal: how wide it is, whether it shows colour, and text that is safe to show there.

#ifndef TOOLS_WALZ_TERMINAL_H_
#define TOOLS_WALZ_TERMINAL_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include <absl/strings/string_view.h>

#include "tools/pictures/plain_text.h"

namespace walz {

bool IsTerminal(int descriptor);

// Columns of the terminal at `descriptor`; $COLUMNS or no limit where there is none.
std::size_t TerminalWidth(int descriptor);
inline constexpr std::size_t kWidthUnlimited = 100'000;

enum class Colour { kBold, kDim, kRed, kGreen, kYellow };

// `text` in a colour, if standard output is a terminal and NO_COLOR is not set; else as it is.
std::string Coloured(Colour colour, absl::string_view text);

// `1 apprentice`, `1,234 apprentices`.
std::string Counted(std::int64_t count, absl::string_view noun);

// Writes to standard output and to standard error.
void Print(absl::string_view text);
void PrintError(absl::string_view text);

// Brings everything printed out.  False if some of it is lost, unless only because the reader has seen enough
// (`walz rules | head`).
bool FlushOutput();

}  // namespace walz

#endif  // TOOLS_WALZ_TERMINAL_H_
