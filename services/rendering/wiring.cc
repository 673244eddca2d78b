#include "services/rendering/wiring.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "common/rpc/dispatcher.h"
#include "services/rendering/adapters/rendering_service.h"
#include "services/rendering/adapters/theme_folder.h"

namespace sennight::rendering {
namespace {

int ThreadsOf(const RenderingOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::vector<v1::Theme> ThemesOf(const RenderingOptions& options) {
  const auto themes = LoadThemes(options.themes);
  return themes.ok() ? *themes : *LoadThemes("");
}

std::string FontsOf(const RenderingOptions& options) {
  if (!options.fonts.empty()) return options.fonts;
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  // Installed, one step up; tests of the build stand deeper.
  for (fs::path folder = program.parent_path(); folder.has_relative_path();
       folder = folder.parent_path()) {
    const fs::path fonts = folder / "share" / "sennight" / "fonts";
    if (fs::is_directory(fonts, error)) return fonts.string();
  }
  return (program.parent_path().parent_path() / "share" / "sennight" / "fonts").string();
}

}  // namespace

// In the order in which they are made: the service borrows the dispatcher.
struct Rendering::Parts {
  Parts(const RenderingOptions& options, const rpc::Access& access, telemetry::Metrics* metrics)
      : dispatcher(ThreadsOf(options), static_cast<std::size_t>(options.queue), access, metrics),
        service(dispatcher, FontsOf(options), ThemesOf(options)) {}

  rpc::Dispatcher dispatcher;
  RenderingService service;
};

Rendering::Rendering(const RenderingOptions& options, const rpc::Access& access,
                     telemetry::Metrics* metrics)
    : parts_(std::make_unique<Parts>(options, access, metrics)) {}

Rendering::~Rendering() = default;

absl::Status Rendering::CheckThemes(const std::string& folder) {
  return LoadThemes(folder).status();
}

grpc::Service& Rendering::service() { return parts_->service; }

}  // namespace sennight::rendering
