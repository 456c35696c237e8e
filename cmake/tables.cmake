# Makes a table from a folder: each source right in it hands over one item, and a new file is in the
# table without another edit. What lies in folders below helps those files and hands over nothing.
#
#     muster_table(reporter_table FOLDER reporters HEADER reporters/table.hpp
#         ITEM ReporterEntry SUFFIX _reporter OUTPUT reporter_sources)
#
# declares, for the file reporters/junit.cpp, `ReporterEntry junit_reporter();` and defines the function
# that HEADER declares, `std::vector<ReporterEntry> reporter_table();`, which calls them all, sorted by
# file name. OUTPUT names the variable that gets the generated source, for EXTRA_SOURCES of muster_floor.
#
# For matchers: HEADER matchers/table.hpp ITEM "std::span<const Resource>" SUFFIX _resources, and
# matchers/port.cpp defines `std::span<const Resource> port_resources()`.
function(muster_table function)
    cmake_parse_arguments(TABLE "" "FOLDER;HEADER;ITEM;SUFFIX;OUTPUT" "" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${TABLE_FOLDER}/*.cpp)
    list(SORT sources)
    set(declarations "")
    set(calls "")
    foreach(source ${sources})
        get_filename_component(stem ${source} NAME_WE)
        string(MAKE_C_IDENTIFIER ${stem} word)
        string(APPEND declarations "${TABLE_ITEM} ${word}${TABLE_SUFFIX}();\n")
        string(APPEND calls "        ${word}${TABLE_SUFFIX}(),\n")
    endforeach()
    set(generated ${PROJECT_BINARY_DIR}/tables/${function}.cpp)
    # Rewritten only when it differs, so that nothing is compiled again for nothing.
    file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT
"// Made by cmake/tables.cmake from ${TABLE_FOLDER}/.
#include \"${TABLE_HEADER}\"

namespace muster {

${declarations}
std::vector<${TABLE_ITEM}> ${function}() {
    return {
${calls}    };
}

}  // namespace muster
")
    set(${TABLE_OUTPUT} ${generated} PARENT_SCOPE)
endfunction()
