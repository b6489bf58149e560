// Stop and progress: how long work is told to end early and tells how far it is.
//
// Thread rule: Progress may be called from the thread that called the working function only.

#ifndef ENGINE_BASE_STOP_H_
#define ENGINE_BASE_STOP_H_

#include <cstdint>
#include <functional>
#include <stop_token>

#include <absl/strings/string_view.h>

namespace walz {

// Told at most a few hundred times a stage: stage name, units done, units in all (0 = not known).
using Progress = std::function<void(absl::string_view stage, std::int64_t done, std::int64_t total)>;

struct WorkOptions {
  int thread_count = 1;         // >= 1; never changes a result.
  std::stop_token stop;         // Asked between steps; stopped work returns what is lawful so far.
  std::stop_token abandon;      // Nobody waits for the result: asked where stopped work would still round it off.
  Progress progress = nullptr;  // May be null.
};

}  // namespace walz

#endif  // ENGINE_BASE_STOP_H_
