# `cpack` in a release build makes the Debian package. What it depends on is read from the program by
# dpkg-shlibdeps; whoever wants to run C++ specs also needs a compiler, which is recommended.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME muster)
set(CPACK_PACKAGE_CONTACT "Muster <muster@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "server conformance test framework")
set(CPACK_PACKAGE_DESCRIPTION "Muster states what must be true of machines, in C++ or YAML, and finds out\
 whether it is: on this machine, over SSH, in a container, in an image, or on a whole fleet.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Time zones of windows and hours, certificates of those who are told, a name of the service's user, which ssh asks for.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "g++ (>= 4:12), openssh-client, tzdata, ca-certificates, libnss-systemd")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "default-mta | mail-transport-agent, prometheus, prometheus-alertmanager")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/debian/postinst
    ${CMAKE_CURRENT_LIST_DIR}/debian/prerm ${CMAKE_CURRENT_LIST_DIR}/debian/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)

# Debian's policy wants /usr/share/doc/PACKAGE/copyright; what is linked statically brings its own.
install(FILES packaging/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/muster)
if(MUSTER_STATIC)
    foreach(library libfmt-dev libcli11-dev nlohmann-json3-dev libssl-dev libpugixml-dev libre2-dev
            libyaml-cpp-dev libssh2-1-dev libarchive-dev libzstd-dev zlib1g-dev libext2fs-dev comerr-dev libblkid-dev libsqlite3-dev
            libboost1.81-dev)
        if(EXISTS /usr/share/doc/${library}/copyright)
            install(FILES /usr/share/doc/${library}/copyright RENAME ${library}
                DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/muster/third-parties)
        endif()
    endforeach()
endif()
include(CPack)
