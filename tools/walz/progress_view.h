// ProgressView: shows how far a command is, and measures its stages.
//
// A bar on a terminal; otherwise a plain line now and then, so that quick commands say nothing.  On standard error.

#ifndef TOOLS_WALZ_PROGRESS_VIEW_H_
#define TOOLS_WALZ_PROGRESS_VIEW_H_

#include <cstdint>
#include <map>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "engine/base/stop.h"

namespace walz {

class ProgressView {
 public:
  explicit ProgressView(bool quiet);
  ~ProgressView() { Clear(); }
  ProgressView(const ProgressView&) = delete;
  ProgressView& operator=(const ProgressView&) = delete;

  // Starts a stage, or tells how far it is; total 0 = not known.
  void Tell(absl::string_view stage, std::int64_t done, std::int64_t total);
  // Tell as a function; this object must outlive it.
  Progress AsProgress();
  // Ends the last stage and takes the bar away.
  void Finish();

  const std::map<std::string, double>& seconds_by_stage() const { return seconds_by_stage_; }

 private:
  void Clear();
  void Show(absl::string_view stage, std::int64_t done, std::int64_t total) const;

  bool quiet_;
  bool bar_;
  bool shown_ = false;
  std::string stage_;
  absl::Time stage_start_;
  absl::Time last_shown_;
  std::map<std::string, double> seconds_by_stage_;
};

}  // namespace walz

#endif  // TOOLS_WALZ_PROGRESS_VIEW_H_
