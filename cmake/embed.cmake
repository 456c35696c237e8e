# Makes a C++ source out of a file, so that a script stays a file that a shell and shellcheck can read, and a style sheet
# one that a browser can:
#
#     muster_embed(prelude framework/backend/shell/prelude.sh OUTPUT prelude_source)
#
# defines `std::string_view muster::prelude()`, which the folder of the script declares in prelude.hpp.
# Of a shell script whole lines of comment and indents stay at home: they would travel to every target. OUTPUT names the
# variable that gets the generated source, for EXTRA_SOURCES of muster_floor.
#
# The work is done at build time by this same file, run as a script.
if(CMAKE_SCRIPT_MODE_FILE)
    file(READ "${FROM}" text)
    if(FROM MATCHES "\\.sh$")
        string(REGEX REPLACE "\n[ \t]+" "\n" text "\n${text}")
        string(REGEX REPLACE "\n(#[^\n]*\n)+" "\n" text "${text}")
        string(REGEX REPLACE "\n\n+" "\n" text "${text}")
        string(REGEX REPLACE "^\n" "" text "${text}")
    endif()
    file(WRITE "${TO}" "// Made by cmake/embed.cmake from a file beside the sources.
#include <string_view>

namespace muster {

std::string_view ${FUNCTION}();

std::string_view ${FUNCTION}() {
    return R\"script(${text})script\";
}

}  // namespace muster
")
    return()
endif()

function(muster_embed function script)
    cmake_parse_arguments(EMBED "" "OUTPUT" "" ${ARGN})
    set(generated ${PROJECT_BINARY_DIR}/embedded/${function}.cpp)
    set(maker ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
    add_custom_command(
        OUTPUT ${generated}
        COMMAND ${CMAKE_COMMAND} -DFROM=${PROJECT_SOURCE_DIR}/${script} -DTO=${generated}
            -DFUNCTION=${function} -P ${maker}
        DEPENDS ${script} ${maker}
        VERBATIM)
    set(${EMBED_OUTPUT} ${generated} PARENT_SCOPE)
endfunction()
