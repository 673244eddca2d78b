// The rendering service as a process of its own.
#include "common/rpc/program.h"
#include "services/rendering/config.h"
#include "services/rendering/wiring.h"

int main(int argc, char** argv) {
  namespace rendering = sennight::rendering;
  namespace rpc = sennight::rpc;

  rendering::Config config;
  return rpc::RunProgram(
      "rendering", "SENNIGHT_RENDERING", {argv + 1, argv + argc},
      [&config](sennight::config::Reader& read) { return rendering::ReadConfig(read, config); },
      config.server,
      [&config](rpc::Program& program) {
        const absl::Status themes = rendering::Rendering::CheckThemes(config.options.themes);
        if (!themes.ok()) return sennight::process::Fail(themes);
        rendering::Rendering service(config.options, program.access, &program.metrics);
        return rpc::Serve(program.termination, config.server,
                          {.services = {&service.service()}, .metrics = &program.metrics});
      });
}
