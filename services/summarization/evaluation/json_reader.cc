#include "services/summarization/evaluation/json_reader.h"

#include "absl/strings/str_format.h"
#include "common/text/utf8.h"

namespace sennight::summarization {
namespace {

constexpr int kDeepest = 64;

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20; }

// Whether a text holds the byte as it is.
bool IsPlain(char c) { return c != '"' && c != '\\' && !IsControl(c); }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// One left-to-right pass. Each Read returns whether what it wants was there.
class Reader {
 public:
  explicit Reader(std::string_view json) : json_(json) {}

  bool ReadWhole(JsonObject* object) {
    SkipSpace();
    if (Peek() != '{' || !ReadObject(object, 1)) return false;
    SkipSpace();
    return at_ == json_.size();
  }

 private:
  char Peek() const { return at_ < json_.size() ? json_[at_] : '\0'; }

  bool Take(char c) {
    if (Peek() != c || at_ >= json_.size()) return false;
    ++at_;
    return true;
  }

  void SkipSpace() {
    while (at_ < json_.size() &&
           (json_[at_] == ' ' || json_[at_] == '\t' || json_[at_] == '\n' || json_[at_] == '\r')) {
      ++at_;
    }
  }

  // Reads an object into `object`, or passes it over if that is null.
  bool ReadObject(JsonObject* object, int depth) {
    if (depth > kDeepest || !Take('{')) return false;
    SkipSpace();
    if (Take('}')) return true;
    std::string name;
    while (true) {
      SkipSpace();
      if (!ReadText(&name)) return false;
      SkipSpace();
      if (!Take(':')) return false;
      SkipSpace();
      if (!ReadField(name, object, depth)) return false;
      SkipSpace();
      if (Take('}')) return true;
      if (!Take(',')) return false;
    }
  }

  bool ReadField(const std::string& name, JsonObject* object, int depth) {
    if (object == nullptr) return PassOver(depth);
    if (Peek() == '"') {
      std::string text;
      if (!ReadText(&text)) return false;
      object->texts.emplace_back(name, std::move(text));
      return true;
    }
    if (Peek() != '[') return PassOver(depth);
    std::vector<JsonObject> objects;
    if (!ReadList(&objects, depth + 1)) return false;
    object->lists.emplace_back(name, std::move(objects));
    return true;
  }

  // Reads a list; what in it is no object is passed over.
  bool ReadList(std::vector<JsonObject>* objects, int depth) {
    if (depth > kDeepest || !Take('[')) return false;
    SkipSpace();
    if (Take(']')) return true;
    while (true) {
      SkipSpace();
      if (objects != nullptr && Peek() == '{') {
        if (!ReadObject(&objects->emplace_back(), depth + 1)) return false;
      } else if (!PassOver(depth)) {
        return false;
      }
      SkipSpace();
      if (Take(']')) return true;
      if (!Take(',')) return false;
    }
  }

  bool PassOver(int depth) {
    switch (Peek()) {
      case '{':
        return ReadObject(nullptr, depth + 1);
      case '[':
        return ReadList(nullptr, depth + 1);
      case '"': {
        std::string text;
        return ReadText(&text);
      }
      default:
        break;
    }
    for (const std::string_view word : {"true", "false", "null"}) {
      if (json_.substr(at_, word.size()) != word) continue;
      at_ += word.size();
      return true;
    }
    return ReadNumber();
  }

  bool ReadDigits() {
    const size_t first = at_;
    while (IsDigit(Peek())) ++at_;
    return at_ > first;
  }

  bool ReadNumber() {
    Take('-');
    if (!Take('0') && !ReadDigits()) return false;
    if (Take('.') && !ReadDigits()) return false;
    if (!Take('e') && !Take('E')) return true;
    if (!Take('+')) Take('-');
    return ReadDigits();
  }

  bool ReadText(std::string* text) {
    if (!Take('"')) return false;
    text->clear();
    while (true) {
      size_t end = at_;
      while (end < json_.size() && IsPlain(json_[end])) ++end;
      if (end == json_.size() || IsControl(json_[end])) return false;
      text->append(json_.substr(at_, end - at_));
      at_ = end + 1;
      if (json_[end] == '"') return true;
      if (!ReadEscape(text)) return false;
    }
  }

  bool ReadEscape(std::string* text) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    const char name = Peek();
    if (at_ >= json_.size()) return false;
    ++at_;
    if (name != 'u') {
      const size_t place = kNames.find(name);
      if (place == std::string_view::npos) return false;
      text->push_back(kMeant[place]);
      return true;
    }
    char32_t c = 0;
    if (!ReadHex(&c) || (c >= 0xDC00 && c < 0xE000)) return false;
    if (c >= 0xD800 && c < 0xDC00) {  // The first half of a pair.
      char32_t low = 0;
      if (!Take('\\') || !Take('u') || !ReadHex(&low) || low < 0xDC00 || low >= 0xE000) {
        return false;
      }
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    text::AppendUtf8(c, *text);
    return true;
  }

  bool ReadHex(char32_t* c) {
    if (json_.size() - at_ < 4) return false;
    for (int i = 0; i < 4; ++i) {
      const char digit = json_[at_++];
      const char lower = static_cast<char>(digit | 0x20);
      if (IsDigit(digit)) {
        *c = *c * 16 + static_cast<char32_t>(digit - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        *c = *c * 16 + static_cast<char32_t>(lower - 'a' + 10);
      } else {
        return false;
      }
    }
    return true;
  }

  std::string_view json_;
  size_t at_ = 0;
};

}  // namespace

std::optional<JsonObject> ReadJsonObject(std::string_view json) {
  JsonObject object;
  if (!text::IsValidUtf8(json) || !Reader(json).ReadWhole(&object)) return std::nullopt;
  return object;
}

void AppendJsonText(std::string_view text, std::string* json) {
  json->push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json->push_back('\\');
      json->push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(json, "\\u%04x", c);
    } else {
      json->push_back(c);
    }
  }
  json->push_back('"');
}

}  // namespace sennight::summarization
