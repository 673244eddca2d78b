#include "services/rendering/adapters/rendering_service.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/rendering/domain/render.h"
#include "services/rendering/domain/render_options.h"
#include "services/rendering/domain/validate.h"

namespace sennight::rendering {
namespace {

// Returns the formats that a request names, all of them if it names none.
absl::StatusOr<std::vector<v1::Format>> FormatsOf(const v1::RenderAllRequest& request) {
  std::vector<v1::Format> formats;
  std::set<v1::Format> known;
  for (const v1::FormatDescription& format : Formats()) {
    known.insert(format.format());
    if (request.formats().empty()) formats.push_back(format.format());
  }
  FieldViolations violations;
  for (int i = 0; i < request.formats_size(); ++i) {
    if (known.erase(request.formats(i)) > 0) {
      formats.push_back(request.formats(i));
    } else {
      violations.Add(absl::StrCat("formats[", i, "]"),
                     "want one of those that ListFormats lists, each once");
    }
  }
  if (absl::Status status = violations.ToStatus(); !status.ok()) return status;
  return formats;
}

}  // namespace

RenderingService::RenderingService(rpc::Dispatcher& dispatcher, std::string fonts,
                                   std::vector<v1::Theme> themes)
    : TypedService(dispatcher), fonts_(std::move(fonts)), themes_(std::move(themes)) {
  Unary(&RenderingService::Render);
  ServerStream(&RenderingService::All);
  Unary(&RenderingService::List);
  Unary(&RenderingService::ListAllThemes);
}

absl::StatusOr<v1::RenderDigestResponse> RenderingService::Render(
    const rpc::Call& /*call*/, const v1::RenderDigestRequest& request) {
  if (!request.has_digest()) return InvalidField("digest", "want a digest, got none");
  const absl::StatusOr<v1::RenderOptions> options = WithTheme(request.options());
  if (!options.ok()) return options.status();
  absl::StatusOr<v1::Rendition> rendition =
      rendering::RenderDigest(request.digest(), request.format(), *options, fonts_);
  if (!rendition.ok()) return rendition.status();

  v1::RenderDigestResponse response;
  *response.mutable_rendition() = *std::move(rendition);
  return response;
}

absl::StatusOr<std::unique_ptr<rpc::Feed<v1::RenderAllResponse>>> RenderingService::All(
    const rpc::Call& /*call*/, const v1::RenderAllRequest& request) {
  if (!request.has_digest()) return InvalidField("digest", "want a digest, got none");
  absl::StatusOr<std::vector<v1::Format>> formats = FormatsOf(request);
  if (!formats.ok()) return formats.status();
  if (absl::Status status = Validate(request.digest()); !status.ok()) return status;
  absl::StatusOr<v1::RenderOptions> options = WithTheme(request.options());
  if (!options.ok()) return options.status();

  // The request lives as long as its stream.
  auto produce =
      [this, &request, options = *std::move(options), formats = *std::move(formats),
       next = std::size_t{0}](v1::RenderAllResponse* response) mutable -> absl::StatusOr<bool> {
    if (next == formats.size()) return false;
    const v1::Format format = formats[next++];
    response->set_format(format);
    absl::StatusOr<v1::Rendition> rendition =
        rendering::RenderDigest(request.digest(), format, options, fonts_);
    if (rendition.ok()) {
      *response->mutable_rendition() = *std::move(rendition);
    } else {
      response->mutable_error()->set_code(static_cast<int>(rendition.status().code()));
      response->mutable_error()->set_message(std::string(rendition.status().message()));
    }
    return true;
  };
  return std::make_unique<rpc::Producer<v1::RenderAllResponse>>(std::move(produce));
}

absl::StatusOr<v1::ListFormatsResponse> RenderingService::List(
    const rpc::Call& /*call*/, const v1::ListFormatsRequest& /*request*/) {
  v1::ListFormatsResponse response;
  for (v1::FormatDescription& format : Formats()) *response.add_formats() = std::move(format);
  return response;
}

absl::StatusOr<v1::ListThemesResponse> RenderingService::ListAllThemes(
    const rpc::Call& /*call*/, const v1::ListThemesRequest& /*request*/) {
  v1::ListThemesResponse response;
  for (const v1::Theme& theme : themes_) *response.add_themes() = theme;
  return response;
}

absl::StatusOr<v1::RenderOptions> RenderingService::WithTheme(
    const v1::RenderOptions& options) const {
  v1::RenderOptions resolved = options;
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  if (options.has_custom_theme()) return resolved;
  for (const v1::Theme& theme : themes_) {
    if (!options.theme().empty() && theme.theme_id() != options.theme()) continue;
    *resolved.mutable_custom_theme() = theme;
    return resolved;
  }
  return InvalidField("options.theme", "want one of those that ListThemes lists");
}

}  // namespace sennight::rendering
