// WALZ_CHECK: a broken invariant stops the process and says where.
//
// For programmer errors only; wrong input is an absl::Status.

#ifndef ENGINE_BASE_CHECK_H_
#define ENGINE_BASE_CHECK_H_

#include <cstdio>
#include <cstdlib>

#define WALZ_CHECK(condition)                                                                      \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      std::fprintf(stderr, "%s:%d: broken invariant: %s\n", __FILE__, __LINE__, #condition);       \
      std::abort();                                                                                \
    }                                                                                              \
  } while (false)

#endif  // ENGINE_BASE_CHECK_H_
