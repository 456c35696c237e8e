# The floors, lowest first; docs/architecture.md says what each is for and who may include whom.
muster_floor(base framework/base
    THIRD_PARTIES fmt::fmt nlohmann_json::nlohmann_json OpenSSL::Crypto)
target_link_libraries(muster_base PUBLIC fmt::fmt Threads::Threads)
muster_floor(model framework/model USES base THIRD_PARTIES PkgConfig::RE2)
muster_floor(host framework/host USES model)
