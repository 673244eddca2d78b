#include "services/sennight/commands/demo/demo.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "common/window/civil_date.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "services/sennight/cli/digest_text.h"
#include "services/sennight/cli/files.h"
#include "services/sennight/cli/format.h"
#include "services/sennight/client/event_upload.h"
#include "services/sennight/client/import_file.h"
#include "services/sennight/client/topic.h"

namespace sennight::demo {
namespace {

namespace fs = std::filesystem;
using gateway::v1::ComposeDigestRequest;
using gateway::v1::ComposeDigestResponse;
using gateway::v1::DigestService;
using gateway::v1::GetWeeklyDigestRequest;
using gateway::v1::GetWeeklyDigestResponse;

constexpr absl::Duration kPatience = absl::Seconds(60);

void Prepare(grpc::ClientContext& context) {
  rpc::PrepareContext(context, absl::Now() + kPatience, "");
}

// The days of a window as people write them, both inclusive.
std::string DaysOf(const event::v1::Window& window) {
  const absl::StatusOr<absl::CivilDay> end = window::ParseCivilDay(window.end());
  if (!end.ok()) return window.start();
  return absl::StrCat(window.start(), " to ", window::FormatCivilDay(*end - 1));
}

std::string ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace

Demo::Demo(std::shared_ptr<grpc::Channel> channel, fs::path samples, fs::path out,
           cli::Console& console)
    : channel_(std::move(channel)),
      samples_(std::move(samples)),
      out_(std::move(out)),
      console_(console) {}

absl::Status Demo::Import(const Sample& sample) {
  const absl::Time start = absl::Now();
  const absl::StatusOr<topic::v1::Topic> topic =
      client::FetchTopic(channel_, sample.topic, start + kPatience);
  if (!topic.ok()) return topic.status();
  client::EventUpload upload(channel_, Prepare);
  client::ReadCounts read;
  absl::Status sent =
      client::ImportFile((samples_ / sample.file).string(), client::ImportOptionsOf(*topic),
                         client::OnChange::kReport, upload, read, console_);
  if (sent.ok()) sent = upload.Finish();
  if (!sent.ok()) return Annotate(sent, "importing " + sample.file);
  const client::UploadCounts& counts = upload.counts();
  console_.out << absl::StrFormat(
      "%s: %s read, %s, %d stored, %d stored before, %d in conflict, %d rejected; %.0f ms\n",
      sample.file, cli::Counted(read.events + read.rejected, "report"),
      cli::Counted(read.repairs(), "repair"), counts.stored, counts.duplicates, counts.conflicts,
      read.rejected + counts.rejected, absl::ToDoubleMilliseconds(absl::Now() - start));
  // The samples are meant to need repairs, so that only what was rejected is told.
  for (const client::FileRemark& remark : read.remarks) {
    if (remark.is_error) console_.out << "  " << client::RemarkLine(remark);
  }
  return absl::OkStatus();
}

absl::Status Demo::ComposeAll(const Sample& sample) {
  const absl::StatusOr<topic::v1::Topic> topic =
      client::FetchTopic(channel_, sample.topic, absl::Now() + kPatience);
  if (!topic.ok()) return topic.status();
  for (const std::string& language : topic->languages()) {
    if (absl::Status done = Compose(sample, language); !done.ok()) {
      return Annotate(done, absl::StrCat("composing ", sample.topic, " in ", language));
    }
  }
  return absl::OkStatus();
}

absl::Status Demo::Compose(const Sample& sample, const std::string& language) {
  ComposeDigestRequest request;
  request.set_topic(sample.topic);
  request.set_week(sample.week);
  request.set_language(language);
  ComposeDigestResponse composed;
  grpc::ClientContext context;
  Prepare(context);
  const grpc::Status status =
      DigestService::NewStub(channel_)->ComposeDigest(&context, request, &composed);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  const absl::StatusOr<Files> files = RenderAll(sample, language);
  if (!files.ok()) return files.status();

  const digest::v1::Digest& digest = composed.digest();
  const std::string rules = cli::GraveRulesOf(composed.findings());
  console_.out << "\n"
               << digest.topic_name() << ", " << DaysOf(digest.window()) << ", " << language << "\n"
               << "  " << cli::CountsOf(digest) << "\n"
               << "  left out: " << cli::LeftOutCountsOf(composed) << "\n"
               << "  findings: " << cli::FindingCountsOf(composed.findings())
               << (rules.empty() ? "" : ": " + rules) << "\n"
               << "  ms: " << cli::StepTimesOf(composed) << "; as " << files->times
               << " (round trips)\n"
               << "  " << files->names
               << absl::StrFormat(" (%.0f kB%s)\n", static_cast<double>(files->bytes) / 1000,
                                  files->all_unchanged ? ", unchanged" : "");
  return absl::OkStatus();
}

absl::StatusOr<Demo::Files> Demo::RenderAll(const Sample& sample, const std::string& language) {
  Files files;
  const auto stub = DigestService::NewStub(channel_);
  const auto* formats = rendering::v1::Format_descriptor();
  for (int i = 0; i < formats->value_count(); ++i) {
    const auto format = static_cast<rendering::v1::Format>(formats->value(i)->number());
    if (format == rendering::v1::FORMAT_UNSPECIFIED) continue;
    GetWeeklyDigestRequest request;
    request.set_topic(sample.topic);
    request.set_week(sample.week);
    request.set_language(language);
    request.set_format(format);
    GetWeeklyDigestResponse response;
    grpc::ClientContext context;
    Prepare(context);
    const absl::Time start = absl::Now();
    const grpc::Status status = stub->GetWeeklyDigest(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    if (response.has_rendition_error()) {
      return absl::InternalError(response.rendition_error().message());
    }
    absl::StrAppendFormat(&files.times, "%s%s %.1f", files.times.empty() ? "" : ", ",
                          cli::FormatName(format), absl::ToDoubleMilliseconds(absl::Now() - start));
    absl::Status written = Write(response.rendition(), files);
    if (!written.ok()) return written;
  }
  return files;
}

absl::Status Demo::Write(const rendering::v1::Rendition& rendition, Files& files) {
  const fs::path path = out_ / rendition.file_name();
  const std::string& content = rendition.content();
  // Of the first file the whole path is told, of the others what differs.
  if (files.names.empty()) {
    files.names = path.string();
    files.stem = path.stem().string();
  } else {
    absl::StrAppend(&files.names, " ", absl::StripPrefix(rendition.file_name(), files.stem));
  }
  files.bytes += content.size();
  if (ContentOf(path) == content) return absl::OkStatus();
  files.all_unchanged = false;
  return cli::WriteFile(path, content);
}

}  // namespace sennight::demo
