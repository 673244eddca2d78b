# Writes OUTPUT, a source file that holds the style rules of FOLDER as literals: without comments, and
# with each rule on one line.
function(read_styles variable)
  set(rules "")
  foreach(name IN LISTS ARGN)
    file(READ ${FOLDER}/${name}.css text)
    string(REGEX REPLACE "/[*][^*]*[*]/\n*" "" text "${text}")
    string(REGEX REPLACE "\n +" "" text "${text}")
    string(REGEX REPLACE "\n}" "}" text "${text}")
    string(APPEND rules "${text}")
  endforeach()
  set(${variable} "${rules}" PARENT_SCOPE)
endfunction()

read_styles(screen base front section back narrow)
read_styles(print print)
file(WRITE ${OUTPUT} "#include \"services/rendering/domain/web_style.h\"

namespace sennight::rendering {

constinit const Literal kScreenStyle = R\"css(${screen})css\";
constinit const Literal kPrintStyle = R\"css(${print})css\";

}  // namespace sennight::rendering
")
