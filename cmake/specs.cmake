# What specs are compiled with: the header that names all resources, and the file by which the command
# finds its compiler flags and libraries (framework/run/toolchain.hpp).
file(GLOB public_matchers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/matchers/*.hpp)
list(FILTER public_matchers EXCLUDE REGEX "/table\\.hpp$")
set(resources "#pragma once\n#pragma GCC system_header\n// Made by cmake/specs.cmake from matchers/.\n")
foreach(header ${public_matchers})
    get_filename_component(file ${header} NAME)
    string(APPEND resources "#include <matchers/${file}>\n")
endforeach()
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/include/muster/resources.hpp CONTENT "${resources}" @ONLY)

set(spec_flags -std=c++20 -pedantic-errors -Werror=unused-result -Werror=unused-value)
set(program_flags "")
foreach(library ${MUSTER_LINKED})
    list(APPEND program_flags -l${library})
endforeach()
if(MUSTER_STATIC)
    list(APPEND program_flags -static-libstdc++ -static-libgcc)
endif()
if(MUSTER_SANITIZE)
    list(APPEND spec_flags -fsanitize=${MUSTER_SANITIZE})
    list(APPEND program_flags -fsanitize=${MUSTER_SANITIZE})
endif()

# The linker that built us is on this machine; where an installed tree goes, who knows.
set(own_linker "")
if(MUSTER_LINKER)
    set(own_linker -fuse-ld=${MUSTER_LINKER})
endif()

# `{here}` is the folder of the file: the build folder, or lib/muster of an installed tree. More words are flags
# for the linker.
function(muster_toolchain_file output includes archive)
    set(lines "compiler g++\n")
    foreach(flag ${spec_flags} ${includes})
        string(APPEND lines "compile ${flag}\n")
    endforeach()
    # One archive, two kinds of program: they differ in where they start. A collector runs once for each target, so
    # it has fixed addresses: moving it to others would take as long as all it does.
    string(APPEND lines "link -no-pie\n")
    string(APPEND lines "link -Wl,--undefined=muster_collector_main,--defsym=main=muster_collector_main\n")
    string(APPEND lines "suite -Wl,--undefined=muster_suite_main,--defsym=main=muster_suite_main\n")
    foreach(flag ${archive} ${program_flags} ${ARGN})
        string(APPEND lines "link ${flag}\nsuite ${flag}\n")
    endforeach()
    file(CONFIGURE OUTPUT ${output} CONTENT "${lines}" @ONLY)
endfunction()

muster_toolchain_file(${PROJECT_BINARY_DIR}/muster.toolchain
    "-I${PROJECT_SOURCE_DIR};-I${PROJECT_SOURCE_DIR}/framework/include;-I{here}/include"
    "{here}/lib/libmuster.a" ${own_linker})
muster_toolchain_file(${PROJECT_BINARY_DIR}/installed/muster.toolchain
    "-I{here}/../../${CMAKE_INSTALL_INCLUDEDIR}/muster" "{here}/libmuster.a")
install(FILES ${PROJECT_BINARY_DIR}/installed/muster.toolchain DESTINATION lib/muster)
