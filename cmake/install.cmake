# What `cmake --install` gives: the program, what suites are compiled and linked with, the CMake package,
# man pages, the unit of the service. Headers have a folder of their own, <prefix>/include/muster, that goes on
# the include path: they are named <muster/spec.hpp> and <matchers/port.hpp> everywhere.
include(CMakePackageConfigHelpers)

set(muster_headers ${CMAKE_INSTALL_INCLUDEDIR}/muster)
install(DIRECTORY framework/include/muster DESTINATION ${muster_headers} FILES_MATCHING PATTERN "*.hpp")
file(GLOB public_matchers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/matchers/*.hpp)
# The table is for floors, not for specs.
list(FILTER public_matchers EXCLUDE REGEX "/table\\.hpp$")
install(FILES ${public_matchers} DESTINATION ${muster_headers}/matchers)
# Made by CMake: resources.hpp.
install(DIRECTORY ${PROJECT_BINARY_DIR}/include/muster DESTINATION ${muster_headers}
    FILES_MATCHING PATTERN "*.hpp")

if(TARGET muster)
    install(TARGETS muster RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
# Not below lib/TRIPLET: the program finds it relative to itself, wherever the prefix is moved to.
install(TARGETS muster_archive EXPORT muster ARCHIVE DESTINATION lib/muster)

set(muster_package ${CMAKE_INSTALL_LIBDIR}/cmake/muster)
install(EXPORT muster FILE muster-targets.cmake NAMESPACE muster:: DESTINATION ${muster_package})
configure_package_config_file(cmake/muster-config.cmake.in
    ${PROJECT_BINARY_DIR}/muster-config.cmake INSTALL_DESTINATION ${muster_package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/muster-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES cmake/muster-suite.cmake
    ${PROJECT_BINARY_DIR}/muster-config.cmake ${PROJECT_BINARY_DIR}/muster-config-version.cmake
    DESTINATION ${muster_package})

file(GLOB manual CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/man/*.[1-9])
foreach(page ${manual})
    string(REGEX MATCH "[1-9]$" section ${page})
    install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

# The loop as a service, which starts when somebody has written a watch file and enabled it, and its first files.
# systemd reads units below /usr/local as well; the one that is named without a folder is found there, too.
install(FILES packaging/systemd/muster-watch.service DESTINATION lib/systemd/system)
install(FILES docs/watch.md docs/watch-file.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/muster)
install(DIRECTORY packaging/watch DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/muster/examples)

include(packaging/package.cmake)
