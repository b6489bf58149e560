#include "service/call/niceness.h"

#include <sys/resource.h>
#include <unistd.h>

namespace walz {
namespace {

constexpr int kNiceness = 15;  // 0..19.

}  // namespace

// Linux keeps niceness by thread, and new threads take that of their maker.
void BeNice() { setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness); }

}  // namespace walz
