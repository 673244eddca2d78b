#include "services/rendering/domain/json_schema.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "tests/support/golden.h"

namespace sennight::rendering {
namespace {

TEST(JsonSchemaTest, IsTheOneThatIsPublished) {
  EXPECT_TRUE(testing::MatchesGolden(DigestJsonSchema(),
                                     "../../protos/sennight/digest/v1/digest.schema.json"));
}

TEST(JsonSchemaTest, DefinesEveryMessageThatItRefersTo) {
  google::protobuf::Struct schema;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(DigestJsonSchema(), &schema).ok());
  const auto& definitions = schema.fields().at("$defs").struct_value().fields();
  EXPECT_TRUE(definitions.contains("sennight.digest.v1.Digest"));
  const std::string text = DigestJsonSchema();
  const std::string mark = "\"$ref\": \"#/$defs/";
  int references = 0;
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
    const std::size_t begin = at + mark.size();
    EXPECT_TRUE(definitions.contains(text.substr(begin, text.find('"', begin) - begin)));
    ++references;
  }
  EXPECT_GT(references, 20);
}

}  // namespace
}  // namespace sennight::rendering
