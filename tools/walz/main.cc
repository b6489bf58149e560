// walz, the admin client.

#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>

#include "tools/walz/command.h"
#include "tools/walz/exit_code.h"

int main(int argc, char** argv) {
  int code = walz::kExitFailed;
  try {
    code = walz::RunCommandLine(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("walz: not enough memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "walz: %s\n", error.what());
  }
  // A reader that has seen enough (`walz ... | head`) is no failure; a full disk is.
  if (std::fflush(stdout) != 0 && errno != EPIPE) {
    std::perror("walz: cannot write the output");
    return walz::kExitFailed;
  }
  return code;
}
