// The rules that all contracts keep, and the names that others rely on (DESIGN §4.1).
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/support/checkout.h"

namespace sennight {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using google::protobuf::SourceLocation;
using ::testing::ContainerEq;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

class ContractTest : public ::testing::Test {
 protected:
  ContractTest() {
    google::protobuf::FileDescriptorSet set;
    std::ifstream file(SENNIGHT_CONTRACT_SET, std::ios::binary);
    EXPECT_TRUE(set.ParseFromIstream(&file));
    for (const google::protobuf::FileDescriptorProto& contract : set.file()) {
      const FileDescriptor* built = pool_.BuildFile(contract);
      EXPECT_NE(built, nullptr) << contract.name();
      if (absl::StartsWith(contract.name(), "sennight/")) files_.push_back(built);
    }
  }

  void ForEachMessage(const std::function<void(const Descriptor&)>& visit) const {
    for (const FileDescriptor* file : files_) {
      for (int i = 0; i < file->message_type_count(); ++i) Visit(*file->message_type(i), visit);
    }
  }

  void ForEachEnum(const std::function<void(const EnumDescriptor&)>& visit) const {
    for (const FileDescriptor* file : files_) {
      for (int i = 0; i < file->enum_type_count(); ++i) visit(*file->enum_type(i));
    }
    ForEachMessage([&visit](const Descriptor& message) {
      for (int i = 0; i < message.enum_type_count(); ++i) visit(*message.enum_type(i));
    });
  }

  void ForEachMethod(const std::function<void(const MethodDescriptor&)>& visit) const {
    for (const FileDescriptor* file : files_) {
      for (int i = 0; i < file->service_count(); ++i) {
        for (int j = 0; j < file->service(i)->method_count(); ++j) {
          visit(*file->service(i)->method(j));
        }
      }
    }
  }

  const Descriptor& Message(const std::string& name) const {
    const Descriptor* message = pool_.FindMessageTypeByName(name);
    EXPECT_NE(message, nullptr) << name;
    return *message;
  }

  DescriptorPool pool_;
  std::vector<const FileDescriptor*> files_;

 private:
  static void Visit(const Descriptor& message,
                    const std::function<void(const Descriptor&)>& visit) {
    if (message.options().map_entry()) return;
    visit(message);
    for (int i = 0; i < message.nested_type_count(); ++i) Visit(*message.nested_type(i), visit);
  }
};

// Returns the comment above a declaration.
template <typename Declaration>
std::string CommentOf(const Declaration& declaration) {
  SourceLocation location;
  if (!declaration.GetSourceLocation(&location)) return "";
  return std::string(absl::StripAsciiWhitespace(location.leading_comments));
}

// Follows a path of JSON names such as `sections.stories.lead`; null if there is no such field.
const FieldDescriptor* FindByJsonPath(const Descriptor& message, const std::string& path) {
  const Descriptor* at = &message;
  const FieldDescriptor* field = nullptr;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    if (at == nullptr) return nullptr;
    field = nullptr;
    for (int i = 0; i < at->field_count(); ++i) {
      if (at->field(i)->json_name() == name) field = at->field(i);
    }
    if (field == nullptr) return nullptr;
    at = field->message_type();
  }
  return field;
}

TEST_F(ContractTest, CoversEveryContract) {
  const fs::path root = fs::path(SENNIGHT_SOURCE_DIR) / "protos";
  std::set<std::string> there;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / "sennight")) {
    if (entry.path().extension() == ".proto") {
      there.insert(fs::relative(entry.path(), root).string());
    }
  }
  std::set<std::string> covered;
  for (const FileDescriptor* file : files_) covered.insert(file->name());

  EXPECT_THAT(covered, ContainerEq(there));
}

TEST_F(ContractTest, PackagesAreVersionedAndNameTheirFolder) {
  for (const FileDescriptor* file : files_) {
    EXPECT_TRUE(absl::StartsWith(file->package(), "sennight.") &&
                absl::EndsWith(file->package(), ".v1"))
        << file->package();
    EXPECT_EQ(fs::path(file->name()).parent_path().string(),
              absl::StrReplaceAll(file->package(), {{".", "/"}}))
        << file->name();
  }
}

TEST_F(ContractTest, MethodsHaveMessagesOfTheirOwn) {
  ForEachMethod([](const MethodDescriptor& method) {
    EXPECT_EQ(method.input_type()->name(), method.name() + "Request") << method.full_name();
    EXPECT_EQ(method.output_type()->name(), method.name() + "Response") << method.full_name();
    EXPECT_EQ(method.input_type()->file(), method.file()) << method.full_name();
    EXPECT_EQ(method.output_type()->file(), method.file()) << method.full_name();
  });
}

TEST_F(ContractTest, ListsArePaged) {
  // A handful of constants.
  const std::set<std::string> unpaged = {"sennight.rendering.v1.RenderingService.ListFormats",
                                         "sennight.rendering.v1.RenderingService.ListThemes"};
  int lists = 0;
  ForEachMethod([&](const MethodDescriptor& method) {
    if (!absl::StartsWith(method.name(), "List")) return;
    ++lists;
    if (unpaged.count(method.full_name()) == 1) return;
    const Descriptor& request = *method.input_type();
    const Descriptor& response = *method.output_type();
    ASSERT_NE(request.FindFieldByName("page_size"), nullptr) << method.full_name();
    ASSERT_NE(request.FindFieldByName("page_token"), nullptr) << method.full_name();
    ASSERT_NE(response.FindFieldByName("next_page_token"), nullptr) << method.full_name();
    EXPECT_EQ(request.FindFieldByName("page_size")->type(), FieldDescriptor::TYPE_INT32);
    EXPECT_EQ(request.FindFieldByName("page_token")->type(), FieldDescriptor::TYPE_STRING);
    EXPECT_EQ(response.FindFieldByName("next_page_token")->type(), FieldDescriptor::TYPE_STRING);
    EXPECT_TRUE(response.field(0)->is_repeated()) << method.full_name();
  });
  EXPECT_GE(lists, 3);
}

TEST_F(ContractTest, EnumsBeginUnspecifiedAndCarryTheirName) {
  ForEachEnum([](const EnumDescriptor& it) {
    // SourceKind → SOURCE_KIND_.
    std::string prefix;
    for (const char c : it.name()) {
      if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
      prefix += absl::ascii_toupper(c);
    }
    prefix += '_';
    EXPECT_EQ(it.value(0)->number(), 0) << it.full_name();
    EXPECT_EQ(it.value(0)->name(), prefix + "UNSPECIFIED") << it.full_name();
    for (int i = 0; i < it.value_count(); ++i) {
      EXPECT_TRUE(absl::StartsWith(it.value(i)->name(), prefix)) << it.value(i)->full_name();
    }
  });
}

TEST_F(ContractTest, EverythingHasAComment) {
  const auto expect_comment = [](const auto& declaration) {
    EXPECT_NE(CommentOf(declaration), "") << declaration.full_name();
  };
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->service_count(); ++i) expect_comment(*file->service(i));
  }
  ForEachMethod(expect_comment);
  ForEachMessage([&expect_comment](const Descriptor& message) {
    expect_comment(message);
    for (int i = 0; i < message.field_count(); ++i) expect_comment(*message.field(i));
    for (int i = 0; i < message.real_oneof_decl_count(); ++i) {
      expect_comment(*message.oneof_decl(i));
    }
  });
  ForEachEnum([&expect_comment](const EnumDescriptor& it) {
    expect_comment(it);
    for (int i = 0; i < it.value_count(); ++i) expect_comment(*it.value(i));
  });
}

TEST_F(ContractTest, CommentsAreSentences) {
  ForEachMessage([](const Descriptor& message) {
    for (int i = 0; i < message.field_count(); ++i) {
      const std::string comment = CommentOf(*message.field(i));
      EXPECT_TRUE(absl::EndsWith(comment, ".")) << message.field(i)->full_name();
      EXPECT_TRUE(absl::ascii_isupper(comment.front()) || comment.front() == '`' ||
                  absl::ascii_isdigit(comment.front()))
          << message.field(i)->full_name() << ": " << comment;
    }
  });
}

TEST_F(ContractTest, RequestFieldsSayWhetherTheyAreRequired) {
  ForEachMethod([](const MethodDescriptor& method) {
    const Descriptor& request = *method.input_type();
    for (int i = 0; i < request.field_count(); ++i) {
      if (request.field(i)->real_containing_oneof() != nullptr) continue;  // The oneof says it.
      const std::string comment = CommentOf(*request.field(i));
      EXPECT_TRUE(absl::StartsWith(comment, "Required") || absl::StartsWith(comment, "Optional."))
          << request.field(i)->full_name() << ": " << comment;
    }
  });
}

TEST_F(ContractTest, MethodsListTheirErrors) {
  ForEachMethod([](const MethodDescriptor& method) {
    EXPECT_THAT(CommentOf(method), HasSubstr("Errors:")) << method.full_name();
  });
}

TEST_F(ContractTest, NoFieldIsAFloat) {
  ForEachMessage([](const Descriptor& message) {
    for (int i = 0; i < message.field_count(); ++i) {
      EXPECT_NE(message.field(i)->type(), FieldDescriptor::TYPE_FLOAT)
          << message.field(i)->full_name();
    }
  });
}

TEST_F(ContractTest, TheFieldsOfEventKeepTheirNumbers) {
  const std::map<int, std::string> expected = {
      {1, "event_id"},      {2, "topic"},
      {3, "title"},         {4, "body"},
      {5, "language"},      {6, "occurred"},
      {7, "reported_time"}, {8, "sources"},
      {9, "category"},      {10, "entities"},
      {11, "metrics"},      {12, "read_more_url"},
      {13, "images"},       {14, "labels"},
      {15, "revision"},     {16, "state"},
      {17, "position"},     {18, "recorded_time"},
      {19, "content_hash"}, {20, "near_duplicate_of"},
      {21, "recorded_by"},  {22, "revision_reason"},
  };
  const Descriptor& event = Message("sennight.event.v1.Event");
  std::map<int, std::string> fields;
  for (int i = 0; i < event.field_count(); ++i) {
    fields[event.field(i)->number()] = event.field(i)->name();
  }
  EXPECT_THAT(fields, ContainerEq(expected));
}

TEST_F(ContractTest, TheImportFormatKeepsItsNames) {
  for (const char* path :
       {"title", "body", "language", "occurred.start", "occurred.end", "occurred.basis",
        "reportedTime", "sources.url", "sources.publisher", "sources.title",
        "sources.publishedTime", "sources.kind", "category", "entities.name", "metrics.value",
        "readMoreUrl", "images.url", "labels"}) {
    EXPECT_NE(FindByJsonPath(Message("sennight.event.v1.Event"), path), nullptr) << path;
  }
}

TEST_F(ContractTest, TheJsonOfADigestKeepsItsNames) {
  for (const char* path : {"title",
                           "window.start",
                           "window.end",
                           "window.timeZone",
                           "highlights.sectionId",
                           "highlights.text",
                           "intro",
                           "sections.sectionId",
                           "sections.ordinal",
                           "sections.heading",
                           "sections.category",
                           "sections.stories.storyId",
                           "sections.stories.eventIds",
                           "sections.stories.headline",
                           "sections.stories.lead",
                           "sections.stories.keyPoints.label",
                           "sections.stories.keyPoints.text",
                           "sections.stories.occurred",
                           "sections.stories.metrics",
                           "closing",
                           "references.refId",
                           "references.title",
                           "references.publisher",
                           "references.url",
                           "references.published",
                           "disclaimers",
                           "provenance.asOfPosition",
                           "provenance.topicHash",
                           "provenance.engineVersion",
                           "provenance.contentHash",
                           "intro.runs.text",
                           "intro.runs.cite.refIds",
                           "intro.support.span.eventId",
                           "intro.support.span.revision",
                           "intro.support.span.field",
                           "intro.support.span.start",
                           "intro.support.span.end",
                           "intro.support.computed",
                           "intro.support.template"}) {
    EXPECT_NE(FindByJsonPath(Message("sennight.digest.v1.Digest"), path), nullptr) << path;
  }
}

TEST_F(ContractTest, TheMethodsThatAreDeclaredAreThoseThatWork) {
  std::set<std::string> methods;
  ForEachMethod([&methods](const MethodDescriptor& method) {
    methods.insert(absl::StrCat(method.service()->name(), ".", method.name()));
  });

  EXPECT_THAT(methods, ContainerEq(std::set<std::string>{"EventStoreService.AppendEvents",
                                                         "EventStoreService.ImportEvents",
                                                         "EventStoreService.GetEvent",
                                                         "EventStoreService.BatchGetEvents",
                                                         "EventStoreService.ListEvents",
                                                         "EventStoreService.StreamWindow",
                                                         "EventStoreService.GetHead",
                                                         "EventStoreService.GetWindowHead",
                                                         "EventStoreService.ReviseEvent",
                                                         "EventStoreService.RetractEvent",
                                                         "EventStoreService.ListRevisions",
                                                         "EventStoreService.Subscribe",
                                                         "EventStoreService.SearchEvents",
                                                         "SummarizationService.AnalyzeEvents",
                                                         "SummarizationService.SummarizeWindow",
                                                         "SummarizationService.VerifyDigest",
                                                         "RenderingService.RenderDigest",
                                                         "RenderingService.ListFormats",
                                                         "RenderingService.ListThemes",
                                                         "RenderingService.RenderAll",
                                                         "DigestService.ComposeDigest",
                                                         "DigestService.GetWeeklyDigest",
                                                         "DigestService.ExplainDigest",
                                                         "DigestService.VerifyDigest",
                                                         "TopicService.ListTopics",
                                                         "TopicService.GetTopic"}));
}

}  // namespace
}  // namespace sennight
