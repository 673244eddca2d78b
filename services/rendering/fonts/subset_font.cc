// Cuts a font down to what digests are printed with, when the program is built: a collection of
// 20 MB becomes a font of a few.
//
//   subset_font SOURCE FAMILY OUTPUT common|rare|other
//
// SOURCE is a font or a collection, FAMILY the name of the font in it. `common` keeps Western
// letters, punctuation and the ideographs of GB 2312; `rare` keeps all other ideographs of the BMP,
// `other` what Noto CJK has not: Hebrew, Arabic, Armenian, Georgian, symbols.
#include <hb-ot.h>
#include <hb-subset.h>
#include <unicode/ucnv.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

namespace {

struct Range {
  hb_codepoint_t first, last;
};

// Western letters, punctuation, symbols, kana of no text but of some names, full-width forms.
constexpr std::array<Range, 14> kAlways = {{{0x0020, 0x007E},
                                            {0x00A0, 0x024F},
                                            {0x0300, 0x036F},
                                            {0x0370, 0x052F},
                                            {0x1E00, 0x1EFF},
                                            {0x2000, 0x206F},
                                            {0x2070, 0x209F},
                                            {0x20A0, 0x20BF},
                                            {0x2100, 0x22FF},
                                            {0x2460, 0x24FF},
                                            {0x2500, 0x26FF},
                                            {0x3000, 0x30FF},
                                            {0xFE30, 0xFE4F},
                                            {0xFF00, 0xFFEF}}};

constexpr std::array<Range, 6> kOther = {{{0x0530, 0x06FF},
                                          {0x10A0, 0x10FF},
                                          {0x2200, 0x23FF},
                                          {0x2600, 0x27BF},
                                          {0xFB1D, 0xFDFF},
                                          {0xFE70, 0xFEFC}}};

template <std::size_t size>
void Add(const std::array<Range, size>& ranges, hb_set_t* set) {
  for (const Range& range : ranges) hb_set_add_range(set, range.first, range.last);
}

// Adds what GB 2312 has: pairs of bytes from A1 on.
void AddCommonIdeographs(hb_set_t* set) {
  UErrorCode error = U_ZERO_ERROR;
  UConverter* converter = ucnv_open("gb2312", &error);
  for (int high = 0xB0; U_SUCCESS(error) && high <= 0xF7; ++high) {
    for (int low = 0xA1; low <= 0xFE; ++low) {
      const std::array<char, 2> pair = {static_cast<char>(high), static_cast<char>(low)};
      std::array<UChar, 4> unit{};
      UErrorCode unknown = U_ZERO_ERROR;
      const int size = ucnv_toUChars(converter, unit.data(), 4, pair.data(), 2, &unknown);
      if (U_SUCCESS(unknown) && size == 1 && unit[0] != 0xFFFD) hb_set_add(set, unit[0]);
    }
  }
  if (converter != nullptr) ucnv_close(converter);
}

std::string FamilyOf(hb_face_t* face) {
  std::array<char, 128> name{};
  unsigned size = name.size();
  hb_ot_name_get_utf8(face, HB_OT_NAME_ID_FONT_FAMILY, hb_language_from_string("en", -1), &size,
                      name.data());
  return name.data();
}

hb_face_t* Find(hb_blob_t* blob, const std::string& family) {
  for (unsigned i = 0; i < hb_face_count(blob); ++i) {
    hb_face_t* face = hb_face_create(blob, i);
    if (FamilyOf(face).starts_with(family)) return face;
    hb_face_destroy(face);
  }
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: subset_font SOURCE FAMILY OUTPUT common|rare|other\n");
    return 2;
  }
  hb_blob_t* blob = hb_blob_create_from_file(argv[1]);
  hb_face_t* face = Find(blob, argv[2]);
  if (face == nullptr) {
    std::fprintf(stderr, "%s: no font named %s\n", argv[1], argv[2]);
    return 1;
  }
  hb_subset_input_t* input = hb_subset_input_create_or_fail();
  hb_set_t* wanted = hb_subset_input_unicode_set(input);
  if (std::strcmp(argv[4], "other") == 0) {
    Add(kOther, wanted);
  } else if (std::strcmp(argv[4], "rare") == 0) {
    hb_set_t* common = hb_set_create();
    AddCommonIdeographs(common);
    hb_set_add_range(wanted, 0x3400, 0x9FFF);
    hb_set_subtract(wanted, common);
    // Spaces between such ideographs are taken from their font.
    for (const hb_codepoint_t space : {0x20U, 0xA0U, 0x3000U}) hb_set_add(wanted, space);
    hb_set_destroy(common);
  } else {
    Add(kAlways, wanted);
    AddCommonIdeographs(wanted);
  }
  // Quotation marks and dots as narrow as Western text wants them.
  hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_LAYOUT_FEATURE_TAG),
             HB_TAG('p', 'w', 'i', 'd'));
  hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_DESUBROUTINIZE);
  hb_face_t* subset = hb_subset_or_fail(face, input);
  if (subset == nullptr) {
    std::fprintf(stderr, "%s: cannot be cut down\n", argv[1]);
    return 1;
  }
  hb_blob_t* result = hb_face_reference_blob(subset);
  unsigned size = 0;
  const char* bytes = hb_blob_get_data(result, &size);
  std::ofstream file(argv[3], std::ios::binary);
  file.write(bytes, size);
  hb_blob_destroy(result);
  hb_face_destroy(subset);
  hb_subset_input_destroy(input);
  hb_face_destroy(face);
  hb_blob_destroy(blob);
  return file.good() ? 0 : 1;
}
