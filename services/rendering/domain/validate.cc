#include "services/rendering/domain/validate.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/window/window.h"
#include "google/rpc/error_details.pb.h"
#include "services/rendering/domain/inline_texts.h"
#include "services/rendering/domain/limits.h"
#include "services/rendering/domain/reference_numbers.h"

namespace sennight::rendering {
namespace {

void CheckReferences(const digest::v1::Digest& digest, const ReferenceNumbers& numbers,
                     FieldViolations* violations) {
  for (int i = 0; i < digest.references_size(); ++i) {
    const std::string& ref_id = digest.references(i).ref_id();
    const std::string field = absl::StrCat("digest.references[", i, "].ref_id");
    if (ref_id.empty()) {
      violations->Add(field, "want an id, got none");
    } else if (numbers.Of(ref_id) != i + 1) {
      violations->Add(field, absl::StrCat("want an id of its own, got that of references[",
                                          numbers.Of(ref_id) - 1, "]"));
    }
  }
}

void CheckCitations(const digest::v1::Digest& digest, const ReferenceNumbers& numbers,
                    FieldViolations* violations) {
  ForEachInlineText(digest, [&](const digest::v1::InlineText& text, FieldPath place) {
    for (int i = 0; i < text.runs_size(); ++i) {
      const auto& ref_ids = text.runs(i).cite().ref_ids();
      for (int k = 0; k < ref_ids.size(); ++k) {
        if (numbers.Of(ref_ids[k]) != 0) continue;
        violations->Add(absl::StrCat(place(), ".runs[", i, "].cite.ref_ids[", k, "]"),
                        "want the id of one of the references");
      }
    }
  });
}

}  // namespace

absl::Status Validate(const digest::v1::Digest& digest) {
  if (digest.ByteSizeLong() > kMaxDigestBytes) {
    return InvalidField("digest", absl::StrCat("want at most ", kMaxDigestBytes, " bytes, got ",
                                               digest.ByteSizeLong()));
  }
  FieldViolations violations;
  if (digest.sections_size() > kMaxSections) {
    violations.Add("digest.sections",
                   absl::StrCat("want at most ", kMaxSections, ", got ", digest.sections_size()));
  }
  if (digest.references_size() > kMaxReferences) {
    violations.Add("digest.references", absl::StrCat("want at most ", kMaxReferences, ", got ",
                                                     digest.references_size()));
  }
  event::v1::Window window = digest.window();
  if (window.time_zone().empty()) window.set_time_zone("UTC");
  if (const auto parsed = window::Window::Parse(window); !parsed.ok()) {
    const google::rpc::BadRequest wrong = BadRequestOf(parsed.status());
    for (const auto& violation : wrong.field_violations()) {
      violations.Add(absl::StrCat("digest.window.", violation.field()), violation.description());
    }
  }
  const ReferenceNumbers numbers(digest);
  CheckReferences(digest, numbers, &violations);
  CheckCitations(digest, numbers, &violations);
  return violations.ToStatus();
}

}  // namespace sennight::rendering
