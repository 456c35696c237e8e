# muster_add_suite(checks nginx.cpp php.cpp [RUN -t local --as proxy])
#
# makes the program `checks` from these specs, with the whole command line of Muster in it, and a CTest
# test of the same name: `checks run` with the words after RUN, `-t local` without them. The test passes
# when the program ends with 0: every target conforms.
function(muster_add_suite name)
    cmake_parse_arguments(PARSE_ARGV 1 SUITE "" "" "RUN")
    if(NOT SUITE_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "muster_add_suite(${name} …): name at least one spec")
    endif()
    if(NOT SUITE_RUN)
        set(SUITE_RUN -t local)
    endif()
    add_executable(${name} ${SUITE_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE muster::muster)
    target_compile_features(${name} PRIVATE cxx_std_20)
    set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
    # An expectation that nobody expects is a slip, not a warning.
    target_compile_options(${name} PRIVATE -pedantic-errors -Werror=unused-result -Werror=unused-value)
    add_test(NAME ${name} COMMAND ${name} run ${SUITE_RUN})
endfunction()
