# The headers that nearly every source includes are compiled once, for all floors and all test programs:
# reading them again and again is a fifth to a half of what a source takes to compile. What asks a target
# shares the headers of the host, too. tools/long builds without (MUSTER_PRECOMPILE=OFF), so that a source that
# does not include what it uses is found.
#
#     muster_precompiled(muster_headers LIBRARIES fmt::fmt HEADERS <string> …)    makes it
#     muster_precompile(TARGET muster_headers)                                    uses it
function(muster_precompiled name)
    cmake_parse_arguments(PRECOMPILED "" "" "LIBRARIES;HEADERS" ${ARGN})
    if(NOT MUSTER_PRECOMPILE)
        return()
    endif()
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/precompiled/${name}.cpp CONTENT "// Carries precompiled headers.\n")
    add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/precompiled/${name}.cpp)
    target_link_libraries(${name} PRIVATE muster_compiler ${PRECOMPILED_LIBRARIES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_precompile_headers(${name} PRIVATE ${PRECOMPILED_HEADERS})
endfunction()
function(muster_precompile target name)
    if(MUSTER_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM ${name})
    endif()
endfunction()
set(muster_frequent_headers
    <fmt/format.h> <algorithm> <chrono> <coroutine> <deque> <functional> <map> <memory> <optional> <set> <span>
    <string> <string_view> <unordered_map> <variant> <vector>)
set(muster_host_headers ${PROJECT_SOURCE_DIR}/framework/host/resource.hpp)
muster_precompiled(muster_headers LIBRARIES fmt::fmt HEADERS ${muster_frequent_headers})
muster_precompiled(muster_asking_headers LIBRARIES fmt::fmt HEADERS ${muster_frequent_headers} ${muster_host_headers})
# Floors whose sources ask a target.
set(muster_asking_floors host backend platform matchers run author cli)

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
    if(MUSTER_TRACE)
        target_compile_options(muster_${name} PRIVATE -fsanitize-coverage=trace-pc)
    elseif(name IN_LIST muster_asking_floors)
        muster_precompile(muster_${name} muster_asking_headers)
    else()
        muster_precompile(muster_${name} muster_headers)
    endif()
    set_property(GLOBAL APPEND PROPERTY MUSTER_FLOORS ${name})
endfunction()
