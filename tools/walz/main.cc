// walz, the admin client.

#include <cstdio>
#include <exception>
#include <new>

#include "tools/walz/command.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/terminal.h"

int main(int argc, char** argv) {
  int code = walz::kExitFailed;
  try {
    code = walz::RunCommandLine(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("walz: not enough memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "walz: %s\n", error.what());
  }
  if (!walz::FlushOutput()) {
    std::fputs("walz: cannot write to standard output; is the disk full?\n", stderr);
    return walz::kExitFailed;
  }
  return code;
}
