#include "services/rendering/domain/json_writer.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wrappers.pb.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/characters.h"

namespace sennight::rendering {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// What protobuf itself makes of a value that is seldom met.
template <typename Wrapper, typename Value>
void AppendByProtobuf(const Value& value, std::string* json) {
  Wrapper wrapper;
  wrapper.set_value(value);
  std::string text;
  if (google::protobuf::util::MessageToJsonString(wrapper, &text).ok()) json->append(text);
}

// A message type as it is written: its fields in the order of their numbers.
struct Plan {
  struct Field {
    const FieldDescriptor* field;
    std::string key;  // `"name": `
    const Plan* message = nullptr;
  };
  std::vector<Field> fields;
};

// The plans of all types that have been asked for; they never change nor go.
class Plans {
 public:
  static const Plan& Of(const Descriptor* type) {
    static Plans* const plans = new Plans;  // Never destroyed: threads may still write.
    const std::lock_guard<std::mutex> lock(plans->mutex_);
    return plans->Make(type);
  }

 private:
  const Plan& Make(const Descriptor* type) {
    std::unique_ptr<Plan>& plan = plans_[type];
    if (plan != nullptr) return *plan;
    plan = std::make_unique<Plan>();
    Plan& made = *plan;
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      made.fields.push_back(
          {.field = field, .key = absl::StrCat("\"", field->json_name(), "\": ")});
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        made.fields.back().message = &Make(field->message_type());
      }
    }
    std::sort(made.fields.begin(), made.fields.end(),
              [](const auto& a, const auto& b) { return a.field->number() < b.field->number(); });
    return made;
  }

  std::mutex mutex_;
  std::map<const Descriptor*, std::unique_ptr<Plan>> plans_;
};

class Writer {
 public:
  explicit Writer(std::string* json) : json_(*json) {}

  void Write(const Message& message, const Plan& plan) {
    const Reflection& reflection = *message.GetReflection();
    json_.push_back('{');
    ++depth_;
    bool is_first = true;
    for (const Plan::Field& entry : plan.fields) {
      const FieldDescriptor* field = entry.field;
      const int size = field->is_repeated() ? reflection.FieldSize(message, field)
                                            : (reflection.HasField(message, field) ? 1 : 0);
      if (size == 0) continue;
      if (!is_first) json_.push_back(',');
      is_first = false;
      NewLine();
      json_.append(entry.key);
      if (field->is_repeated()) {
        WriteList(message, reflection, entry, size);
      } else {
        WriteValue(message, reflection, entry, -1);
      }
    }
    --depth_;
    if (!is_first) NewLine();
    json_.push_back('}');
  }

 private:
  void NewLine() {
    json_.push_back('\n');
    json_.append(depth_, ' ');
  }

  void WriteList(const Message& message, const Reflection& reflection, const Plan::Field& entry,
                 int size) {
    json_.push_back('[');
    ++depth_;
    for (int i = 0; i < size; ++i) {
      if (i > 0) json_.push_back(',');
      NewLine();
      WriteValue(message, reflection, entry, i);
    }
    --depth_;
    NewLine();
    json_.push_back(']');
  }

  // Writes a field, or element `i` of a repeated one.
  void WriteValue(const Message& message, const Reflection& reflection, const Plan::Field& entry,
                  int i) {
    const FieldDescriptor* field = entry.field;
    const auto get = [&](auto one, auto element) {
      return i < 0 ? (reflection.*one)(message, field) : (reflection.*element)(message, field, i);
    };
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        Write(i < 0 ? reflection.GetMessage(message, field)
                    : reflection.GetRepeatedMessage(message, field, i),
              *entry.message);
        return;
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        AppendJsonString(i < 0 ? reflection.GetStringReference(message, field, &scratch)
                               : reflection.GetRepeatedStringReference(message, field, i, &scratch),
                         &json_);
        return;
      }
      case FieldDescriptor::CPPTYPE_ENUM:
        WriteEnum(field, get(&Reflection::GetEnumValue, &Reflection::GetRepeatedEnumValue));
        return;
      case FieldDescriptor::CPPTYPE_BOOL:
        json_.append(get(&Reflection::GetBool, &Reflection::GetRepeatedBool) ? "true" : "false");
        return;
      case FieldDescriptor::CPPTYPE_INT32:
        absl::StrAppend(&json_, get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32));
        return;
      case FieldDescriptor::CPPTYPE_UINT32:
        absl::StrAppend(&json_, get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32));
        return;
      case FieldDescriptor::CPPTYPE_INT64:
        absl::StrAppend(&json_, "\"", get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64),
                        "\"");
        return;
      case FieldDescriptor::CPPTYPE_UINT64:
        absl::StrAppend(&json_, "\"", get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64),
                        "\"");
        return;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        AppendByProtobuf<google::protobuf::DoubleValue>(
            get(&Reflection::GetDouble, &Reflection::GetRepeatedDouble), &json_);
        return;
      case FieldDescriptor::CPPTYPE_FLOAT:
        AppendByProtobuf<google::protobuf::FloatValue>(
            get(&Reflection::GetFloat, &Reflection::GetRepeatedFloat), &json_);
        return;
    }
  }

  void WriteEnum(const FieldDescriptor* field, int number) {
    const auto* value = field->enum_type()->FindValueByNumber(number);
    if (value == nullptr) {
      absl::StrAppend(&json_, number);
    } else {
      json_.push_back('"');
      json_.append(value->name());
      json_.push_back('"');
    }
  }

  std::string& json_;
  std::size_t depth_ = 0;
};

bool HasPlainJson(const Descriptor* type, std::set<const Descriptor*>* seen) {
  if (!seen->insert(type).second) return true;
  if (type->well_known_type() != Descriptor::WELLKNOWNTYPE_UNSPECIFIED) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->is_map() || field->type() == FieldDescriptor::TYPE_GROUP ||
        field->type() == FieldDescriptor::TYPE_BYTES) {
      return false;
    }
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (is_message && !HasPlainJson(field->message_type(), seen)) return false;
  }
  return true;
}

// Which ASCII characters stand for themselves.
constexpr std::array<bool, 256> kStandsForItself = [] {
  std::array<bool, 256> stands{};
  for (std::size_t c = 0x20; c < 0x7F; ++c) stands[c] = true;
  for (const char c : {'"', '\\', '<', '>'}) stands[static_cast<std::size_t>(c)] = false;
  return stands;
}();

}  // namespace

bool HasPlainJson(const Descriptor* type) {
  std::set<const Descriptor*> seen;
  return HasPlainJson(type, &seen);
}

void AppendJson(const Message& message, std::string* json) {
  Writer(json).Write(message, Plans::Of(message.GetDescriptor()));
  json->push_back('\n');
}

void AppendJsonString(std::string_view text, std::string* json) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t size =
        kStandsForItself[static_cast<unsigned char>(text[i])] ? 1 : PlainWideAt(text, i);
    if (size == 0 && IsHyphenAt(text, i)) size = 3;
    if (size == 0) {
      AppendByProtobuf<google::protobuf::StringValue>(std::string(text), json);
      return;
    }
    i = size == 1 ? i + 1 : BehindIdeographs(text, i + size);
  }
  json->push_back('"');
  json->append(text);
  json->push_back('"');
}

}  // namespace sennight::rendering
