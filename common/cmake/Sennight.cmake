# The four kinds of targets. A target is its name, its sources and its arrows: it links what its
# sources include, and nothing else.

# Warnings for our own code; generated code does not link it.
# They are errors for those who work on the code (preset dev, .ci/run), not for those who build it
# with a compiler that we have not met. A member that a designated initialiser leaves out has its
# default, which is what we want; -Wrestrict of GCC 12 sees overlaps in std::string that are not
# there (https://gcc.gnu.org/PR105651).
add_library(sennight_warnings INTERFACE)
target_compile_options(sennight_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow
  -Wno-missing-field-initializers $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

# sennight_library(name SOURCES file… DEPS target…): a static library with the alias sennight::name.
function(sennight_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  add_library(sennight::${name} ALIAS ${name})
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_link_libraries(${name} PUBLIC ${ARG_DEPS} PRIVATE $<BUILD_INTERFACE:sennight_warnings>)
endfunction()

# sennight_proto_library(name PROTOS file… [GRPC] DEPS target…): messages (and, with GRPC, service
# types) generated from contracts; the files are named as imports name them.
function(sennight_proto_library name)
  cmake_parse_arguments(ARG "GRPC" "" "PROTOS;DEPS" ${ARGN})
  set(root ${PROJECT_SOURCE_DIR}/protos)
  set(generated ${PROJECT_BINARY_DIR}/generated/${name})
  file(MAKE_DIRECTORY ${generated})
  set(sources "")
  foreach(proto IN LISTS ARG_PROTOS)
    string(REGEX REPLACE "\\.proto$" "" base ${proto})
    set(outputs ${generated}/${base}.pb.cc ${generated}/${base}.pb.h)
    set(options --cpp_out=${generated})
    if(ARG_GRPC)
      list(APPEND outputs ${generated}/${base}.grpc.pb.cc ${generated}/${base}.grpc.pb.h)
      list(APPEND options --grpc_out=${generated}
        --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    endif()
    add_custom_command(
      OUTPUT ${outputs}
      COMMAND protobuf::protoc -I${root} -I${Protobuf_INCLUDE_DIRS} ${options} ${root}/${proto}
      DEPENDS ${root}/${proto}
      VERBATIM)
    list(APPEND sources ${outputs})
  endforeach()
  add_library(${name} STATIC ${sources})
  add_library(sennight::${name} ALIAS ${name})
  target_include_directories(${name} SYSTEM PUBLIC $<BUILD_INTERFACE:${generated}>)
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf ${ARG_DEPS})
  if(ARG_GRPC)
    target_link_libraries(${name} PUBLIC gRPC::grpc++)
  endif()
endfunction()

# The allocator of programs. Sanitizers have their own.
add_library(sennight_allocator INTERFACE)
if(NOT CMAKE_BUILD_TYPE MATCHES "^(Asan|Tsan|Fuzz)$")
  pkg_check_modules(jemalloc REQUIRED IMPORTED_TARGET jemalloc)
  target_link_libraries(sennight_allocator INTERFACE PkgConfig::jemalloc)
endif()

# sennight_program(name SOURCES file… DEPS target…): an executable; its name on disk is
# sennight-<name> with dashes, and simply sennight for the command line.
function(sennight_program name)
  cmake_parse_arguments(ARG "" "OUTPUT" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} sennight_allocator sennight_warnings)
  set_target_properties(${name} PROPERTIES OUTPUT_NAME ${ARG_OUTPUT}
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# sennight_test(name [ONE_PROCESS] SOURCES file… DEPS target… [LABELS label…]): a GoogleTest program;
# each of its tests is one of ctest's, or with ONE_PROCESS all of them together, for programs whose
# tests share something dear. tests/support/checkout.h names the checkout.
function(sennight_test name)
  cmake_parse_arguments(ARG "ONE_PROCESS" "" "SOURCES;DEPS;LABELS" ${ARGN})
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} sennight::test_support
    GTest::gmock GTest::gtest_main sennight_warnings)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  if(ARG_ONE_PROCESS)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300)
    return()
  endif()
  gtest_discover_tests(${name} NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300)
endfunction()
