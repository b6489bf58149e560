#include "service/call/niceness.h"

#include <sched.h>

namespace walz {

// Linux keeps the policy by thread, and new threads take that of their maker.  A processor that only such threads keep
// busy counts as free: who wakes up is put there at once, which niceness alone does not bring about.
void BeNice() {
  const sched_param none{};
  sched_setscheduler(0, SCHED_IDLE, &none);
}

}  // namespace walz
