# The floors, lowest first; docs/architecture.md says what each is for and who may include whom.
muster_floor(base framework/base
    THIRD_PARTIES fmt::fmt nlohmann_json::nlohmann_json OpenSSL::Crypto PkgConfig::PUGIXML PkgConfig::RE2)
target_link_libraries(muster_base PUBLIC fmt::fmt Threads::Threads)
muster_floor(model framework/model USES base)
muster_floor(host framework/host USES model)
muster_floor(spec framework/spec USES model)
muster_table(reporter_table FOLDER reporters HEADER reporters/table.hpp
    ITEM ReporterEntry SUFFIX _reporter OUTPUT reporter_sources)
muster_floor(reporters reporters USES model EXTRA_SOURCES ${reporter_sources})
