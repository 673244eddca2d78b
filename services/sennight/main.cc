#include <unistd.h>

#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "services/sennight/commands/commands.h"

int main(int argc, char** argv) {
  // A reader that has gone, as in `sennight events | head`, is told by the stream.
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);
  sennight::cli::Console console{
      .out = std::cout, .err = std::cerr, .shows_progress = isatty(STDERR_FILENO) == 1};
  return sennight::cli::Run(sennight::commands::All(),
                            std::vector<std::string>(argv + 1, argv + argc), console);
}
