#include "services/rendering/domain/print/pdf_file.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/rendering/domain/html_writer.h"

namespace sennight::rendering::print {
namespace {

std::string Xmp(const PdfSelf& self) {
  std::string xmp =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">";
  const auto alternative = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    absl::StrAppend(&xmp, "<dc:", std::string(name), "><rdf:Alt><rdf:li xml:lang=\"x-default\">");
    AppendEscaped(value, &xmp);
    absl::StrAppend(&xmp, "</rdf:li></rdf:Alt></dc:", std::string(name), ">");
  };
  alternative("title", self.title);
  alternative("description", self.label);
  absl::StrAppend(&xmp, "<dc:creator><rdf:Seq><rdf:li>");
  AppendEscaped(self.author, &xmp);
  absl::StrAppend(&xmp, "</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>");
  AppendEscaped(self.language, &xmp);
  absl::StrAppend(&xmp, "</rdf:li></rdf:Bag></dc:language><xmp:CreateDate>", self.date,
                  "</xmp:CreateDate><xmp:CreatorTool>Sennight</xmp:CreatorTool>"
                  "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
  return xmp;
}

std::string Packed(std::string_view bytes) {
  std::string packed;
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  packed.resize(size);
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
            reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()),
            Z_DEFAULT_COMPRESSION);
  packed.resize(size);
  return packed;
}

// Returns the number that follows the first `key` of a text, and cuts both off if `rest` is given.
std::optional<std::size_t> NumberAfter(std::string_view text, std::string_view key,
                                       std::string_view* rest = nullptr) {
  const std::size_t at = text.find(key);
  if (at == text.npos) return std::nullopt;
  const std::size_t begin = text.find_first_not_of(" \r\n", at + key.size());
  if (begin == text.npos) return std::nullopt;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
  std::size_t number = 0;
  if (!absl::SimpleAtoi(absl::string_view(text.data() + begin, end - begin), &number)) {
    return std::nullopt;
  }
  if (rest != nullptr) *rest = text.substr(end);
  return number;
}

// A file of version 1.4: a table of places, each object on lines of its own.
class Reader {
 public:
  explicit Reader(std::string_view pdf) : pdf_(pdf) {}

  // Reads the table; false if there is none.
  bool ReadTable() {
    const std::size_t trailer = pdf_.rfind("trailer");
    const std::size_t start = pdf_.rfind("startxref");
    if (trailer == pdf_.npos || start == pdf_.npos || start < trailer) return false;
    const std::string_view end = pdf_.substr(trailer);
    const auto size = NumberAfter(end, "/Size");
    const auto root = NumberAfter(end, "/Root");
    const auto info = NumberAfter(end, "/Info");
    const auto table = NumberAfter(pdf_.substr(start), "startxref");
    if (!size || !root || !info || !table || *table >= pdf_.size()) return false;
    root_ = *root;
    info_ = *info;
    std::string_view rest = pdf_.substr(*table);
    const auto first = NumberAfter(rest, "xref", &rest);
    if (first != 0 || NumberAfter(rest, " ", &rest) != *size || *size > pdf_.size()) return false;
    constexpr std::size_t kEntry = 20;
    rest.remove_prefix(std::min<std::size_t>(rest.size(), 1));
    if (rest.size() < kEntry * *size) return false;
    for (std::size_t i = 0; i < *size; ++i) {
      const std::string_view entry = rest.substr(i * kEntry, kEntry);
      const auto offset = NumberAfter(entry, "");
      places_.push_back(entry[17] == 'n' && offset ? *offset : 0);
    }
    return true;
  }

  std::size_t size() const { return places_.size(); }
  std::size_t root() const { return root_; }
  std::size_t info() const { return info_; }

  // Returns an object from its beginning on; nothing if there is none of that number.
  std::optional<std::string_view> At(std::size_t number) const {
    if (number >= places_.size() || places_[number] == 0) return std::nullopt;
    const std::string head = absl::StrCat(number, " 0 obj\n");
    if (places_[number] >= pdf_.size()) return std::nullopt;
    const std::string_view from = pdf_.substr(places_[number]);
    if (!from.starts_with(head)) return std::nullopt;
    return from.substr(head.size());
  }

 private:
  std::string_view pdf_;
  std::vector<std::size_t> places_;
  std::size_t root_ = 0;
  std::size_t info_ = 0;
};

// Writes a file of version 1.5 from the objects of another.
class Writer {
 public:
  explicit Writer(const Reader& reader) : reader_(reader), places_(reader.size() + 3) {}

  absl::StatusOr<std::string> Write(const PdfSelf& self) {
    out_ = "%PDF-1.5\n%\xB5\xED\xAE\xFB\n";
    for (std::size_t number = 1; number < reader_.size(); ++number) {
      const auto object = reader_.At(number);
      if (object.has_value() && !Copy(number, *object, self)) {
        return absl::InternalError("pdf: an object without an end");
      }
    }
    if (!has_catalog_) return absl::InternalError("pdf: no catalog");
    const std::size_t metadata = reader_.size();
    AddStream(metadata, "/Type /Metadata /Subtype /XML", Xmp(self));
    const std::size_t packed = metadata + 1;
    AddStream(packed,
              absl::StrCat("/Type /ObjStm /N ", numbers_.size(), " /First ", index_.size(),
                           " /Filter /FlateDecode"),
              Packed(index_ + objects_));
    AddTable(packed);
    return std::move(out_);
  }

 private:
  struct Place {
    std::uint8_t kind = 0;  // 0 free, 1 an offset, 2 in the object stream.
    std::size_t where = 0;
  };

  bool Copy(std::size_t number, std::string_view object, const PdfSelf& self) {
    const std::size_t stream = object.find("\nstream\n");
    const std::size_t end = object.find("\nendobj");
    if (end == object.npos) return false;
    if (stream < end) return CopyStream(number, object, stream);
    std::string body(object.substr(0, end));
    if (number == reader_.root()) {
      has_catalog_ = body.starts_with("<<");
      if (has_catalog_) {
        // The language is a tag: letters, digits and dashes.
        body = absl::StrCat(
            "<< /Lang (", self.language, ") /ViewerPreferences << /DisplayDocTitle true >>",
            body.find("/MarkInfo") == body.npos ? " /MarkInfo << /Marked true >>" : "",
            " /Metadata ", reader_.size(), " 0 R", body.substr(2));
      }
    }
    absl::StrAppend(&index_, number, " ", objects_.size(), " ");
    places_[number] = {.kind = 2, .where = numbers_.size()};
    numbers_.push_back(number);
    absl::StrAppend(&objects_, body, "\n");
    return true;
  }

  // Copies a stream, its length as a number: cairo names an object that holds it.
  bool CopyStream(std::size_t number, std::string_view object, std::size_t stream) {
    constexpr std::string_view kKey = "/Length";
    std::string head(object.substr(0, stream));
    std::string_view rest;
    auto length = NumberAfter(head, kKey, &rest);
    if (!length) return false;
    if (rest.starts_with(" 0 R")) {
      const auto referred = reader_.At(*length);
      if (!referred) return false;
      length = NumberAfter(*referred, "");
      rest.remove_prefix(4);
    }
    const std::size_t begin = stream + std::string_view("\nstream\n").size();
    if (!length || begin + *length > object.size()) return false;
    const std::string tail(rest);
    head = absl::StrCat(head.substr(0, head.find(kKey)), "/Length ", *length, tail);
    places_[number] = {.kind = 1, .where = out_.size()};
    absl::StrAppend(&out_, number, " 0 obj\n", head, "\nstream\n");
    out_.append(object.substr(begin, *length));
    absl::StrAppend(&out_, "\nendstream\nendobj\n");
    return true;
  }

  void AddStream(std::size_t number, std::string_view entries, std::string_view content) {
    places_[number] = {.kind = 1, .where = out_.size()};
    absl::StrAppend(&out_, number, " 0 obj\n<< ", std::string(entries), " /Length ", content.size(),
                    " >>\nstream\n");
    out_.append(content);
    absl::StrAppend(&out_, "\nendstream\nendobj\n");
  }

  void AddTable(std::size_t packed) {
    const std::size_t number = packed + 1;
    const std::size_t start = out_.size();
    places_[number] = {.kind = 1, .where = start};
    std::string table;
    for (const Place& place : places_) {
      const std::size_t middle = place.kind == 2 ? packed : place.where;
      const std::size_t last = place.kind == 2 ? place.where : 0;
      table.push_back(static_cast<char>(place.kind));
      for (int shift = 24; shift >= 0; shift -= 8)
        table.push_back(static_cast<char>(middle >> shift));
      for (int shift = 16; shift >= 0; shift -= 8)
        table.push_back(static_cast<char>(last >> shift));
    }
    AddStream(
        number,
        absl::StrCat("/Type /XRef /Size ", places_.size(), " /W [ 1 4 3 ] /Root ", reader_.root(),
                     " 0 R /Info ", reader_.info(), " 0 R /Filter /FlateDecode"),
        Packed(table));
    absl::StrAppend(&out_, "startxref\n", start, "\n%%EOF\n");
  }

  const Reader& reader_;
  std::string out_;
  std::string index_;    // Of the object stream: numbers and offsets.
  std::string objects_;  // Its objects.
  std::vector<std::size_t> numbers_;
  std::vector<Place> places_;
  bool has_catalog_ = false;
};

}  // namespace

absl::StatusOr<std::string> WithSelf(std::string_view pdf, const PdfSelf& self) {
  Reader reader(pdf);
  if (!reader.ReadTable()) return absl::InternalError("pdf: no table of objects");
  return Writer(reader).Write(self);
}

}  // namespace sennight::rendering::print
