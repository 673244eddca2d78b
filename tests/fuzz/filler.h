// Messages of bytes.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>
#include <google/protobuf/message.h>

#include <string>

#include "common/text/utf8.h"

namespace sennight::fuzz {

// Fills messages of any type with values that bytes choose.
class Filler {
 public:
  explicit Filler(FuzzedDataProvider& bytes) : bytes_(bytes) {}

  void Fill(google::protobuf::Message& message, int depth = 0) {
    if (depth == kMostDepth) return;
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const google::protobuf::FieldDescriptor& field = *message.GetDescriptor()->field(i);
      if (bytes_.remaining_bytes() == 0) return;
      const int times =
          bytes_.ConsumeIntegralInRange<int>(0, field.is_repeated() ? kMostRepeats : 1);
      for (int k = 0; k < times; ++k) FillOne(message, field, depth);
    }
  }

 private:
  static constexpr int kMostRepeats = 3;
  static constexpr int kMostDepth = 8;

  void FillOne(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field,
               int depth) {
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    const bool repeated = field.is_repeated();
    switch (field.cpp_type()) {
      case google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE:
        Fill(repeated ? *reflection.AddMessage(&message, &field)
                      : *reflection.MutableMessage(&message, &field),
             depth + 1);
        return;
      case google::protobuf::FieldDescriptor::CPPTYPE_STRING: {
        const std::string text = Text();
        repeated ? reflection.AddString(&message, &field, text)
                 : reflection.SetString(&message, &field, text);
        return;
      }
      case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
        if (!repeated) {
          reflection.SetInt32(&message, &field, bytes_.ConsumeIntegralInRange<int32_t>(-2, 9));
        }
        return;
      case google::protobuf::FieldDescriptor::CPPTYPE_INT64:
        if (!repeated) reflection.SetInt64(&message, &field, bytes_.ConsumeIntegral<int64_t>());
        return;
      case google::protobuf::FieldDescriptor::CPPTYPE_DOUBLE:
        if (!repeated) {
          reflection.SetDouble(&message, &field, bytes_.ConsumeFloatingPoint<double>());
        }
        return;
      case google::protobuf::FieldDescriptor::CPPTYPE_ENUM:
        if (!repeated) {
          reflection.SetEnumValue(&message, &field, bytes_.ConsumeIntegralInRange<int>(0, 9));
        }
        return;
      default:
        return;
    }
  }

  // Strings of a message are UTF-8: protobuf reads no others.
  std::string Text() {
    return text::ToUtf8(text::ToCodePoints(bytes_.ConsumeRandomLengthString(64)));
  }

  FuzzedDataProvider& bytes_;
};

}  // namespace sennight::fuzz
