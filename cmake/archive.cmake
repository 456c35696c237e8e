# libmuster.a: all floors in one archive, and with MUSTER_STATIC the archives of the third parties as
# well, so that a suite links one file and needs no development package. In one archive the order of
# floors is no matter, and the linker takes only what a suite uses.
#
# muster::muster is what a suite links, in this build and, by the same name, after find_package(muster).
get_property(muster_floors GLOBAL PROPERTY MUSTER_FLOORS)
set(muster_objects "")
foreach(floor ${muster_floors})
    list(APPEND muster_objects $<TARGET_OBJECTS:muster_${floor}>)
endforeach()
if(TARGET muster_fmt)
    list(APPEND muster_objects $<TARGET_OBJECTS:muster_fmt>)
endif()

add_library(muster_archive STATIC ${muster_objects})
add_library(muster::muster ALIAS muster_archive)
set_target_properties(muster_archive PROPERTIES
    OUTPUT_NAME muster EXPORT_NAME muster LINKER_LANGUAGE CXX
    ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
target_include_directories(muster_archive INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/framework/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/muster>)
target_link_libraries(muster_archive INTERFACE ${MUSTER_LINKED})
# Specs have no main: theirs is the command line of Muster.
target_link_options(muster_archive INTERFACE
    -Wl,--undefined=muster_suite_main,--defsym=main=muster_suite_main)
if(MUSTER_STATIC)
    target_link_options(muster_archive INTERFACE -static-libstdc++ -static-libgcc)
endif()

# Specs are linked with it again and again: what a debugger reads would be most of its bytes.
add_custom_command(TARGET muster_archive POST_BUILD
    COMMAND ${CMAKE_STRIP} --strip-debug $<TARGET_FILE:muster_archive> VERBATIM)
if(MUSTER_ARCHIVES)
    # ar(1), "MRI scripts": the one way to put the members of archives into another one.
    list(REMOVE_DUPLICATES MUSTER_ARCHIVES)
    list(TRANSFORM MUSTER_ARCHIVES REPLACE "(.+)" "ADDLIB \\1\n" OUTPUT_VARIABLE additions)
    string(CONCAT additions ${additions})
    file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/muster.mri
        CONTENT "OPEN $<TARGET_FILE:muster_archive>\n${additions}SAVE\nEND\n")
    add_custom_command(TARGET muster_archive POST_BUILD
        COMMAND sh -c "exec \"$1\" -M <\"$2\"" add ${CMAKE_AR} ${PROJECT_BINARY_DIR}/muster.mri
        VERBATIM)
endif()
