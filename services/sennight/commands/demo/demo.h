// A sample week becomes a digest.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sennight/rendering/v1/rendering_service.pb.h"
#include "services/sennight/cli/command.h"
#include "services/sennight/commands/demo/samples.h"

namespace sennight::demo {

// Shows the suite at work, through the gateway at the end of `channel`, and says in a few lines
// what it did. Not safe for concurrent use.
class Demo {
 public:
  // `samples` is the folder of the sample files, `out` that of the renditions.
  Demo(std::shared_ptr<grpc::Channel> channel, std::filesystem::path samples,
       std::filesystem::path out, cli::Console& console);

  // Stores the reports of a sample.
  absl::Status Import(const Sample& sample);

  // Composes the digest of a sample in each language of its topic and writes it in every format.
  absl::Status ComposeAll(const Sample& sample);

 private:
  // The renditions of one digest.
  struct Files {
    std::string names;
    std::string stem;  // What all names begin with.
    std::string times;
    size_t bytes = 0;
    bool all_unchanged = true;
  };

  absl::Status Compose(const Sample& sample, const std::string& language);
  absl::StatusOr<Files> RenderAll(const Sample& sample, const std::string& language);
  absl::Status Write(const rendering::v1::Rendition& rendition, Files& files);

  std::shared_ptr<grpc::Channel> channel_;
  std::filesystem::path samples_;
  std::filesystem::path out_;
  cli::Console& console_;
};

}  // namespace sennight::demo
