#include "services/rendering/domain/json_writer.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

#include "common/text/utf8.h"
#include "sennight/event/v1/event.pb.h"
#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string OfProtobuf(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  return json;
}

std::string Json(const Message& message) {
  std::string json;
  AppendJson(message, &json);
  return json;
}

// A digest in which each field is set, or not, or many times over, to whatever it may hold.
class AnyDigest {
 public:
  explicit AnyDigest(unsigned seed) : random_(seed) {}

  void Fill(Message* message, int depth = 0) {
    const Reflection& reflection = *message->GetReflection();
    for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = message->GetDescriptor()->field(i);
      for (unsigned n = random_() % (field->is_repeated() ? 3 : 2); n > 0; --n) {
        FillOne(message, reflection, field, depth);
      }
    }
  }

 private:
  void FillOne(Message* message, const Reflection& reflection, const FieldDescriptor* field,
               int depth) {
    const bool repeated = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        Message* inner = repeated ? reflection.AddMessage(message, field)
                                  : reflection.MutableMessage(message, field);
        if (depth < 6) Fill(inner, depth + 1);
        break;
      }
      case FieldDescriptor::CPPTYPE_STRING:
        repeated ? reflection.AddString(message, field, Text())
                 : reflection.SetString(message, field, Text());
        break;
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number = static_cast<int>(random_() % 40);  // Some of them unknown.
        repeated ? reflection.AddEnumValue(message, field, number)
                 : reflection.SetEnumValue(message, field, number);
        break;
      }
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(message, field, static_cast<int>(random_()));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        reflection.SetInt64(message, field, static_cast<std::int64_t>(random_()) << 20);
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection.SetBool(message, field, random_() % 2 == 0);
        break;
      case FieldDescriptor::CPPTYPE_DOUBLE: {
        const double values[] = {
            0.1, 1e300, -2, 0, 1.0 / 3, 1e-7, std::numeric_limits<double>::infinity()};
        reflection.SetDouble(message, field, values[random_() % std::size(values)]);
        break;
      }
      default:
        ADD_FAILURE() << "no value for " << field->full_name();
    }
  }

  std::string Text() {
    std::string text;
    for (unsigned n = random_() % 6; n > 0; --n) {
      // Half of them ASCII, then Chinese, then any character at all.
      const char32_t c = random_() % 2 == 0   ? random_() % 0x80
                         : random_() % 2 == 0 ? 0x2000 + random_() % 0x8000
                                              : random_() % 0x10FFFF;
      text::AppendUtf8(c, text);
    }
    return text;
  }

  std::mt19937 random_;
};

TEST(JsonWriterTest, WritesDigestsAsProtobufDoes) {
  EXPECT_EQ(Json(digest::v1::Digest()), OfProtobuf(digest::v1::Digest()));
  for (const char* language : {"zh-CN", "en"}) {
    EXPECT_EQ(Json(SampleDigest(language)), OfProtobuf(SampleDigest(language)));
  }
  for (unsigned seed = 0; seed < 300; ++seed) {
    digest::v1::Digest digest;
    AnyDigest(seed).Fill(&digest);
    ASSERT_EQ(Json(digest), OfProtobuf(digest)) << seed;
  }
}

TEST(JsonWriterTest, KnowsWhatItCannotWrite) {
  EXPECT_TRUE(HasPlainJson(digest::v1::Digest::descriptor()));
  EXPECT_FALSE(HasPlainJson(google::protobuf::Struct::descriptor()));
  EXPECT_FALSE(HasPlainJson(event::v1::Event::descriptor()));  // It has labels and times.
}

}  // namespace
}  // namespace sennight::rendering
