# Writes a source file that holds the migrations, so that the program needs no files:
#   cmake -D OUTPUT=file.cc -D FOLDER=migrations -P embed.cmake
file(GLOB files ${FOLDER}/[0-9][0-9][0-9][0-9]_*.sql)
list(SORT files)
set(entries "")
set(expected 0)
foreach(file IN LISTS files)
  math(EXPR expected "${expected} + 1")
  get_filename_component(name ${file} NAME_WE)
  string(SUBSTRING ${name} 0 4 digits)
  string(REGEX REPLACE "^0+" "" version ${digits})
  if(NOT version EQUAL expected)
    message(FATAL_ERROR "${name}: want the number ${expected}")
  endif()
  file(READ ${file} sql)
  string(APPEND entries "    {${version}, \"${name}\", R\"migration(${sql})migration\"},\n")
endforeach()
file(WRITE ${OUTPUT}
"// Generated from services/event_store/migrations.
#include \"services/event_store/adapters/postgres/migrator.h\"

namespace sennight::event_store {
namespace {

constexpr Migration kMigrations[] = {
${entries}};

}  // namespace

absl::Span<const Migration> EmbeddedMigrations() { return kMigrations; }

}  // namespace sennight::event_store
")
