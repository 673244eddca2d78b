// The summarization service as a process of its own.
#include "common/rpc/program.h"
#include "services/summarization/config.h"
#include "services/summarization/wiring.h"

int main(int argc, char** argv) {
  namespace summarization = sennight::summarization;
  namespace rpc = sennight::rpc;

  summarization::Config config;
  return rpc::RunProgram(
      "summarization", "SENNIGHT_SUMMARIZATION", {argv + 1, argv + argc},
      [&config](sennight::config::Reader& read) { return summarization::ReadConfig(read, config); },
      config.server,
      [&config](rpc::Program& program) {
        summarization::Summarization service(config.options, program.access, &program.metrics);
        return rpc::Serve(program.termination, config.server,
                          {.services = {&service.service()}, .metrics = &program.metrics});
      });
}
