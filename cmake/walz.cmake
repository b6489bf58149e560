# walz_library, walz_proto and walz_test: the only ways in which this tree makes targets.

add_library(walz_options INTERFACE)
target_include_directories(walz_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(walz_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                       -Wno-missing-field-initializers $<$<BOOL:${WALZ_WERROR}>:-Werror>
                       # g++ 12 sees overlapping copies in std::string where there are none (GCC bug 105651).
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
target_compile_definitions(walz_options INTERFACE WALZ_VERSION="${PROJECT_VERSION}")
target_link_libraries(walz_options INTERFACE Threads::Threads)
if(WALZ_SANITIZE)
  target_compile_options(walz_options INTERFACE -fsanitize=${WALZ_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(walz_options INTERFACE -fsanitize=${WALZ_SANITIZE})
  if(WALZ_SANITIZE MATCHES undefined)
    # A null pointer faults under the address sanitizer anyway; these four double the time of compiling.
    target_compile_options(walz_options INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
  endif()
endif()

# The headers that most files read, compiled once: a fifth of the time of a translation unit; with those of the tests, a
# third of theirs.  Off in `dev`, where a missing include is to be noticed.
function(walz_make_pch name)
  if(WALZ_PCH)
    add_library(${name} OBJECT ${PROJECT_SOURCE_DIR}/cmake/pch.cc)
    target_link_libraries(${name} PRIVATE walz_options ${ARGN})
    target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/${name}.h)
  endif()
endfunction()
function(walz_use_pch target name)
  if(WALZ_PCH)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()
walz_make_pch(walz_pch)

# Where headers are large, six files read them once: names in unnamed namespaces of one folder may not meet.
function(walz_use_unity)
  if(WALZ_UNITY)
    set_target_properties(${ARGN} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
endfunction()

# walz_library(FOLDER LINKS ... [PRIVATE ...]) makes walz_<last part of FOLDER> of every .cc in FOLDER.
# A folder of headers alone becomes an INTERFACE library.
function(walz_library folder)
  cmake_parse_arguments(ARG "" "" "LINKS;PRIVATE" ${ARGN})
  get_filename_component(name ${folder} NAME)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cc)
  list(FILTER sources EXCLUDE REGEX "_main\\.cc$")
  if(sources)
    add_library(walz_${name} STATIC ${sources})
    target_link_libraries(walz_${name} PUBLIC walz_options ${ARG_LINKS} PRIVATE ${ARG_PRIVATE})
    walz_use_pch(walz_${name} walz_pch)
  else()
    add_library(walz_${name} INTERFACE)
    target_link_libraries(walz_${name} INTERFACE walz_options ${ARG_LINKS} ${ARG_PRIVATE})
  endif()
endfunction()

# walz_proto(FOLDER) compiles every .proto below FOLDER into walz_proto; included as <walz/v1/x.pb.h>.
function(walz_proto folder)
  file(GLOB_RECURSE protos CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.proto)
  set(out ${PROJECT_BINARY_DIR}/proto_gen)
  file(MAKE_DIRECTORY ${out})
  set(generated)
  foreach(proto ${protos})
    file(RELATIVE_PATH relative ${PROJECT_SOURCE_DIR}/${folder} ${proto})
    string(REGEX REPLACE "\\.proto$" ".pb" stem ${relative})
    add_custom_command(OUTPUT ${out}/${stem}.cc ${out}/${stem}.h
                       COMMAND protobuf::protoc --cpp_out=${out} -I ${PROJECT_SOURCE_DIR}/${folder} ${proto}
                       DEPENDS ${proto} VERBATIM)
    list(APPEND generated ${out}/${stem}.cc)
  endforeach()
  add_library(walz_proto STATIC ${generated})
  target_include_directories(walz_proto SYSTEM PUBLIC ${out})
  target_link_libraries(walz_proto PUBLIC protobuf::libprotobuf)
endfunction()

# walz_google_rpc_proto() compiles google.rpc.Status and the error details of Debian's copy into walz_google_rpc_proto.
function(walz_google_rpc_proto)
  set(apis /usr/share/gocode/src/github.com/gogo/googleapis)
  set(out ${PROJECT_BINARY_DIR}/google_rpc_gen)
  file(MAKE_DIRECTORY ${out})
  set(generated)
  foreach(stem google/rpc/status google/rpc/error_details)
    add_custom_command(OUTPUT ${out}/${stem}.pb.cc ${out}/${stem}.pb.h
                       COMMAND protobuf::protoc --cpp_out=${out} -I ${apis} ${apis}/${stem}.proto VERBATIM)
    list(APPEND generated ${out}/${stem}.pb.cc)
  endforeach()
  add_library(walz_google_rpc_proto STATIC ${generated})
  target_include_directories(walz_google_rpc_proto SYSTEM PUBLIC ${out})
  target_link_libraries(walz_google_rpc_proto PUBLIC protobuf::libprotobuf)
endfunction()

# walz_tests: all test programs; walz_thread_tests: those with threads that the thread sanitizer understands.
add_custom_target(walz_tests)
add_custom_target(walz_thread_tests)

# walz_test(FOLDER LINKS ...) makes one test program of every _test.cc in tests/FOLDER, each TEST a ctest of its own,
# labelled with the first part of FOLDER.
function(walz_test folder)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${folder}/*.cc)
  list(FILTER sources EXCLUDE REGEX "_(fuzz|main)\\.cc$")
  if(NOT sources)
    return()
  endif()
  string(REPLACE "/" "_" name ${folder})
  add_executable(${name}_test ${sources})
  target_link_libraries(${name}_test PRIVATE ${ARG_LINKS} GTest::gmock_main)
  target_compile_definitions(${name}_test PRIVATE WALZ_SOURCE_DIR="${PROJECT_SOURCE_DIR}" WALZ_BINARY_DIR="${PROJECT_BINARY_DIR}")
  # Half the time of compiling; what is tested is -O3.  At -O1 g++ 12 sees unset optionals where there are none.
  target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O1 -Wno-maybe-uninitialized>)
  walz_use_pch(${name}_test walz_test_pch)
  walz_use_unity(${name}_test)
  string(REGEX REPLACE "/.*" "" label ${folder})
  gtest_discover_tests(${name}_test DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600 LABELS ${label})
  add_dependencies(walz_tests ${name}_test)
  if(folder MATCHES "^engine/(base|solve|matching)$")
    add_dependencies(walz_thread_tests ${name}_test)
  endif()
endfunction()
