# The floors, lowest first; docs/architecture.md says what each is for and who may include whom.
muster_floor(base framework/base
    THIRD_PARTIES fmt::fmt nlohmann_json::nlohmann_json OpenSSL::SSL OpenSSL::Crypto PkgConfig::LIBARCHIVE PkgConfig::PUGIXML PkgConfig::RE2 PkgConfig::SQLITE3 PkgConfig::YAML_CPP)
target_link_libraries(muster_base PUBLIC fmt::fmt Threads::Threads)
muster_floor(model framework/model USES base)
muster_floor(host framework/host USES model)
muster_floor(spec framework/spec USES model)
muster_table(reporter_table FOLDER reporters HEADER reporters/table.hpp
    ITEM ReporterEntry SUFFIX _reporter OUTPUT reporter_sources)
muster_floor(reporters reporters USES model EXTRA_SOURCES ${reporter_sources})
muster_floor(protocol framework/protocol USES model)
muster_embed(prelude framework/backend/shell/prelude.sh OUTPUT prelude_source)
muster_floor(backend framework/backend USES host protocol THIRD_PARTIES PkgConfig::LIBSSH2 PkgConfig::EXT2FS PkgConfig::BLKID
    EXTRA_SOURCES ${prelude_source})
muster_floor(platform framework/platform USES host)
muster_table(resource_table FOLDER matchers HEADER matchers/table.hpp
    ITEM "std::span<const Resource>" SUFFIX _resources OUTPUT resource_sources)
muster_floor(matchers matchers USES platform spec EXTRA_SOURCES ${resource_sources})
muster_floor(run framework/run USES spec platform backend)
muster_floor(author framework/author USES run)
muster_embed(page_style framework/fleet/serve/page/style.css OUTPUT style_source)
muster_embed(page_script framework/fleet/serve/page/script.js OUTPUT script_source)
muster_floor(fleet framework/fleet USES author reporters
    THIRD_PARTIES Boost::headers OpenSSL::SSL OpenSSL::Crypto
    EXTRA_SOURCES ${style_source} ${script_source})
muster_floor(cli framework/cli USES author fleet matchers reporters THIRD_PARTIES CLI11::CLI11)
set_source_files_properties(framework/cli/version.cpp PROPERTIES
    COMPILE_DEFINITIONS MUSTER_VERSION="${PROJECT_VERSION}")

add_executable(muster framework/program/muster.cpp)
target_link_libraries(muster PRIVATE muster_cli muster_compiler)
