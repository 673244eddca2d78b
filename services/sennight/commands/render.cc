#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/process/termination.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "sennight/rendering/v1/rendering_service.grpc.pb.h"
#include "services/rendering/wiring.h"
#include "services/sennight/cli/digest_file.h"
#include "services/sennight/cli/files.h"
#include "services/sennight/cli/format.h"
#include "services/sennight/cli/render_options.h"
#include "services/sennight/commands/commands.h"
#include "services/sennight/commands/gallery.h"
#include "services/sennight/suite/installation.h"

namespace sennight::commands {
namespace {

using rendering::v1::RenderingService;

// The service in this process: a digest and nothing else is needed.
class Renderer {
 public:
  static absl::StatusOr<std::unique_ptr<Renderer>> Start(const cli::Arguments& arguments) {
    const std::string themes = arguments.Text("themes");
    absl::Status status = rendering::Rendering::CheckThemes(themes);
    if (!status.ok()) return status;
    std::string fonts;
    if (const auto deploy = suite::FindDeployFolder(); deploy.ok()) {
      std::error_code error;
      const bool is_there = std::filesystem::is_directory(*deploy / "fonts", error);
      if (is_there) fonts = (*deploy / "fonts").string();
    }
    auto renderer = std::unique_ptr<Renderer>(new Renderer({.fonts = fonts, .themes = themes}));
    auto server = rpc::Server::Start({.service_names = {rendering::kServiceName}},
                                     {.services = {&renderer->service_.service()}});
    if (!server.ok()) return server.status();
    renderer->server_ = *std::move(server);
    renderer->stub_ = RenderingService::NewStub(renderer->server_->InProcessChannel());
    return renderer;
  }

  RenderingService::Stub& stub() { return *stub_; }

 private:
  explicit Renderer(rendering::RenderingOptions options) : service_(std::move(options), access_) {}

  rpc::Access access_;
  rendering::Rendering service_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<RenderingService::Stub> stub_;
};

absl::StatusOr<std::vector<rendering::v1::RenderAllResponse>> RenderAll(
    RenderingService::Stub& stub, const rendering::v1::RenderAllRequest& request) {
  grpc::ClientContext context;
  const auto reader = stub.RenderAll(&context, request);
  std::vector<rendering::v1::RenderAllResponse> answers;
  for (rendering::v1::RenderAllResponse answer; reader->Read(&answer);) answers.push_back(answer);
  if (const grpc::Status status = reader->Finish(); !status.ok()) {
    return rpc::FromGrpcStatus(status);
  }
  return answers;
}

absl::StatusOr<int> ShowAll(const cli::Arguments& arguments, const digest::v1::Digest& digest,
                            const rendering::v1::RenderOptions& options,
                            RenderingService::Stub& stub, cli::Console& console) {
  grpc::ClientContext context;
  rendering::v1::ListThemesResponse themes;
  const grpc::Status listed = stub.ListThemes(&context, {}, &themes);
  if (!listed.ok()) return rpc::FromGrpcStatus(listed);
  rendering::v1::RenderAllRequest request;
  *request.mutable_digest() = digest;
  *request.mutable_options() = options;
  std::vector<ThemeShow> shows;
  for (const rendering::v1::Theme& theme : themes.themes()) {
    if (arguments.Has("theme") && theme.theme_id() != arguments.Text("theme")) continue;
    request.mutable_options()->set_theme(theme.theme_id());
    auto answers = RenderAll(stub, request);
    if (!answers.ok()) return answers.status();
    shows.push_back({.theme = theme, .answers = *std::move(answers)});
  }
  const std::filesystem::path folder = arguments.Text("gallery");
  if (absl::Status status = WriteGallery(shows, digest.language(), folder); !status.ok()) {
    return status;
  }
  console.err << "wrote " << (folder / "index.html").string() << "\n";
  return process::kExitOk;
}

std::vector<cli::Option> Options() {
  std::vector<cli::Option> options = {
      {.name = "format",
       .value = "FORMAT",
       .purpose = "One of " + cli::FormatNames() + "; default: web."},
      {.name = "out",
       .value = "FILE",
       .purpose = "Where the rendition goes; default: standard output."},
      {.name = "gallery",
       .value = "FOLDER",
       .purpose = "Instead: every format in every theme, and a page that shows them."},
      {.name = "themes",
       .value = "FOLDER",
       .purpose = "Themes of one's own (*.textproto), beside those that are shipped."}};
  for (cli::Option& option : cli::RenderOptionList()) options.push_back(std::move(option));
  return options;
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<digest::v1::Digest> digest = cli::ReadDigest(arguments.operands()[0]);
  if (!digest.ok()) return digest.status();
  const absl::StatusOr<std::unique_ptr<Renderer>> renderer = Renderer::Start(arguments);
  if (!renderer.ok()) return renderer.status();
  const absl::StatusOr<rendering::v1::RenderOptions> options = cli::ReadRenderOptions(arguments);
  if (!options.ok()) return options.status();
  if (arguments.Has("gallery")) {
    return ShowAll(arguments, *digest, *options, (*renderer)->stub(), console);
  }

  const absl::StatusOr<rendering::v1::Format> format =
      cli::ParseFormat(arguments.Text("format", "web"));
  if (!format.ok()) return format.status();
  rendering::v1::RenderDigestRequest request;
  *request.mutable_digest() = *digest;
  request.set_format(*format);
  *request.mutable_options() = *options;
  rendering::v1::RenderDigestResponse response;
  grpc::ClientContext context;
  const grpc::Status status = (*renderer)->stub().RenderDigest(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  for (const digest::v1::Finding& finding : response.rendition().findings()) {
    console.err << finding.rule_id() << ": " << finding.message() << "\n";
  }
  const std::string& content = response.rendition().content();
  const std::string path = arguments.Text("out", "-");
  if (path == "-") {
    console.out << content;
    return process::kExitOk;
  }
  if (absl::Status written = cli::WriteFile(path, content); !written.ok()) return written;
  console.err << "wrote " << path << " (" << content.size() << " bytes)\n";
  return process::kExitOk;
}

}  // namespace

cli::Command Render() {
  return {.usage = {.name = "render",
                    .summary = "Renders a digest that is in a file.",
                    .options = Options(),
                    .operand = "FILE",
                    .least_operands = 1,
                    .most_operands = 1,
                    .description =
                        "FILE is a digest in JSON, as `compose --format json` writes it; - is "
                        "standard input. Nothing else is\nneeded, no running suite either. What "
                        "the format's checks find is said on standard error."},
          .run = Run};
}

}  // namespace sennight::commands
