// WALZ_RETURN_IF_ERROR and WALZ_ASSIGN_OR_RETURN: errors leave early.

#ifndef ENGINE_BASE_STATUS_MACROS_H_
#define ENGINE_BASE_STATUS_MACROS_H_

#include <utility>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#define WALZ_RETURN_IF_ERROR(expression)                        \
  do {                                                          \
    if (absl::Status walz_status_ = (expression); !walz_status_.ok()) { \
      return walz_status_;                                      \
    }                                                           \
  } while (false)

#define WALZ_CONCAT_INNER_(a, b) a##b
#define WALZ_CONCAT_(a, b) WALZ_CONCAT_INNER_(a, b)

#define WALZ_ASSIGN_OR_RETURN(declaration, expression) \
  WALZ_ASSIGN_OR_RETURN_(WALZ_CONCAT_(walz_result_, __LINE__), declaration, expression)
#define WALZ_ASSIGN_OR_RETURN_(result, declaration, expression) \
  auto result = (expression);                                   \
  if (!result.ok()) return std::move(result).status();          \
  declaration = *std::move(result)

#endif  // ENGINE_BASE_STATUS_MACROS_H_
