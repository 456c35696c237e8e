# The one place that looks for third parties. Nothing is downloaded: tools/deps installs the Debian
# packages. Each library is used by one folder only (.ci/check-layers minds it).
#
# With MUSTER_STATIC the same targets name archives instead of shared libraries, and libstdc++ and libgcc
# are linked statically as well; glibc stays dynamic (NSS and iconv need that).
# MUSTER_ARCHIVES then lists the archives, for cmake/archive.cmake; MUSTER_LINKED lists what a program
# needs beside libmuster.a.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
if(MUSTER_STATIC)
    set(OPENSSL_USE_STATIC_LIBS ON)
endif()
find_package(OpenSSL REQUIRED)
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(YAML_CPP REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(LIBSSH2 REQUIRED IMPORTED_TARGET libssh2)
pkg_check_modules(LIBARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(EXT2FS REQUIRED IMPORTED_TARGET ext2fs com_err)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(BLKID REQUIRED IMPORTED_TARGET blkid)
# Asio and Beast are headers alone: a program needs nothing more of them when it runs.
find_package(Boost 1.79 REQUIRED)
if(MUSTER_TESTS)
    find_package(Catch2 2 REQUIRED)
endif()

if(MUSTER_STATIC)
    # Debian has no libfmt.a, only the headers it is made from.
    find_path(FMT_FOLDER fmt/format-inl.h REQUIRED)
    add_library(muster_fmt STATIC cmake/fmt.cpp)
    target_include_directories(muster_fmt SYSTEM PUBLIC ${FMT_FOLDER})
    add_library(fmt::fmt ALIAS muster_fmt)

    # archive(TARGET FILE [NEEDED…]): the target means the archive from now on.
    function(archive target file)
        find_library(ARCHIVE_${file} NAMES ${file} REQUIRED)
        set_target_properties(${target} PROPERTIES
            INTERFACE_LINK_LIBRARIES "${ARCHIVE_${file}};${ARGN}")
        set(MUSTER_ARCHIVES ${MUSTER_ARCHIVES} ${ARCHIVE_${file}} PARENT_SCOPE)
    endfunction()
    find_library(ZLIB_ARCHIVE NAMES libz.a REQUIRED)
    set(MUSTER_ARCHIVES ${OPENSSL_SSL_LIBRARY} ${OPENSSL_CRYPTO_LIBRARY} ${ZLIB_ARCHIVE})
    archive(PkgConfig::PUGIXML libpugixml.a)
    archive(PkgConfig::RE2 libre2.a Threads::Threads)
    archive(PkgConfig::YAML_CPP libyaml-cpp.a)
    archive(PkgConfig::LIBSSH2 libssh2.a OpenSSL::SSL OpenSSL::Crypto ${ZLIB_ARCHIVE})
    # Of libarchive.a only the readers of tar, gzip and zstd are taken, and what they need.
    find_library(ZSTD_ARCHIVE NAMES libzstd.a REQUIRED)
    list(APPEND MUSTER_ARCHIVES ${ZSTD_ARCHIVE})
    archive(PkgConfig::LIBARCHIVE libarchive.a ${ZSTD_ARCHIVE} ${ZLIB_ARCHIVE})
    find_library(COM_ERR_ARCHIVE NAMES libcom_err.a REQUIRED)
    list(APPEND MUSTER_ARCHIVES ${COM_ERR_ARCHIVE})
    archive(PkgConfig::EXT2FS libext2fs.a ${COM_ERR_ARCHIVE})
    archive(PkgConfig::BLKID libblkid.a)
    archive(PkgConfig::SQLITE3 libsqlite3.a Threads::Threads m)
    add_link_options(-static-libstdc++ -static-libgcc)
    set(MUSTER_LINKED pthread m)
else()
    find_package(fmt REQUIRED)
    set(MUSTER_LINKED ssh2 archive ext2fs com_err blkid sqlite3 ssl crypto re2 yaml-cpp pugixml fmt pthread)
endif()
