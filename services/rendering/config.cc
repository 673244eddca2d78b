#include "services/rendering/config.h"

#include "common/rpc/server_settings.h"

namespace sennight::rendering {
namespace {

constexpr int kMostThreads = 256;
constexpr int kMostQueued = 100'000;

}  // namespace

absl::Status ReadConfig(config::Reader& read, Config& config) {
  const RenderingOptions defaults;
  config.server = rpc::ReadServerOptions(read, "127.0.0.1:7103");
  config.options.threads = read.Int("threads", defaults.threads, 0, kMostThreads,
                                    "Threads that render; 0 means one for each core.");
  config.options.queue =
      read.Int("queue", defaults.queue, 1, kMostQueued, "Most calls that wait for a thread.");
  config.options.fonts = read.String(
      "fonts", defaults.fonts,
      "Folder of the fonts of PDF and pictures; empty means share/sennight/fonts in one of the "
      "folders above the program.");
  config.options.themes = read.String(
      "themes", defaults.themes, "Folder of themes of one's own (*.textproto); empty means none.");
  return read.WantsHelp() ? absl::OkStatus() : read.Finish();
}

}  // namespace sennight::rendering
