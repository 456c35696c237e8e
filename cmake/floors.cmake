# What nearly every source includes, compiled once a target. Not in the preset dev: there every file has to
# include what it uses.
function(muster_precompile target)
    if(MUSTER_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE
            <fmt/format.h> <algorithm> <chrono> <functional> <map> <memory> <optional> <string>
            <string_view> <unordered_map> <variant> <vector> ${ARGN})
    endif()
endfunction()

# A floor is a folder and a library: every source below the folder belongs to it.
#
#     muster_floor(model framework/model USES base THIRD_PARTIES PkgConfig::RE2)
#
# USES are the floors below; THIRD_PARTIES are linked privately, so that no header of theirs can slip
# into a floor above without being noticed.
function(muster_floor name folder)
    cmake_parse_arguments(FLOOR "" "" "USES;THIRD_PARTIES;EXTRA_SOURCES" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
    add_library(muster_${name} STATIC ${sources} ${FLOOR_EXTRA_SOURCES})
    add_library(muster::${name} ALIAS muster_${name})
    target_include_directories(muster_${name} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/framework/include>)
    target_link_libraries(muster_${name} PRIVATE $<BUILD_INTERFACE:muster_compiler>)
    foreach(used ${FLOOR_USES})
        target_link_libraries(muster_${name} PUBLIC muster_${used})
    endforeach()
    target_link_libraries(muster_${name} PRIVATE ${FLOOR_THIRD_PARTIES})
    muster_precompile(muster_${name})
    set_property(GLOBAL APPEND PROPERTY MUSTER_FLOORS ${name})
endfunction()
