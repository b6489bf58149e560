#include "tools/walz/progress_view.h"

#include <algorithm>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <unistd.h>

#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr absl::Duration kBarInterval = absl::Milliseconds(100);
constexpr absl::Duration kLineInterval = absl::Seconds(5);
constexpr std::int64_t kProgressBarWidth = 24;

}  // namespace

ProgressView::ProgressView(bool quiet)
    : quiet_(quiet), bar_(!quiet && IsTerminal(STDERR_FILENO)), stage_start_(absl::Now()), last_shown_(absl::Now()) {}

void ProgressView::Tell(absl::string_view stage, std::int64_t done, std::int64_t total) {
  if (stage != stage_) {
    Finish();
    stage_ = std::string(stage);
  }
  const absl::Time now = absl::Now();
  if (quiet_ || now - last_shown_ < (bar_ ? kBarInterval : kLineInterval)) return;
  last_shown_ = now;
  Show(stage, done, total);
  shown_ = true;
}

Progress ProgressView::AsProgress() {
  return [this](absl::string_view stage, std::int64_t done, std::int64_t total) { Tell(stage, done, total); };
}

void ProgressView::Finish() {
  const absl::Time now = absl::Now();
  if (!stage_.empty()) seconds_by_stage_[stage_] += absl::ToDoubleSeconds(now - stage_start_);
  stage_.clear();
  stage_start_ = now;
  Clear();
}

void ProgressView::Show(absl::string_view stage, std::int64_t done, std::int64_t total) const {
  std::string text = absl::StrCat("walz: ", stage);
  if (total > 0) {
    const std::int64_t filled = std::clamp<std::int64_t>(kProgressBarWidth * done / total, 0, kProgressBarWidth);
    if (bar_) {
      absl::StrAppend(&text, " [", std::string(static_cast<std::size_t>(filled), '#'),
                      std::string(static_cast<std::size_t>(kProgressBarWidth - filled), '.'), "]");
    }
    absl::StrAppend(&text, " ", 100 * done / total, " %, ", Grouped(done), " of ", Grouped(total));
  } else if (done > 0) {
    absl::StrAppend(&text, " ", Grouped(done));
  }
  if (bar_) {
    PrintError(absl::StrCat("\r\x1b[K", CutTo(text, TerminalWidth(STDERR_FILENO) - 1)));
  } else {
    PrintError(absl::StrCat(text, "\n"));
  }
}

void ProgressView::Clear() {
  if (shown_ && bar_) PrintError("\r\x1b[K");
  shown_ = false;
}

}  // namespace walz
