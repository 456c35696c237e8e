// The host as a whole: what it runs, when it is there, what it is made of.
//
// The platform was asked before anything else and is not asked again. The parts are in machine/.

#include "framework/host/resource.hpp"
#include "matchers/machine/readers.hpp"

#include <fmt/format.h>

namespace muster {

Task<std::string> live_file(Host& host, std::string path) {
    host.require(Ability::live);
    auto reading = optional_file(host, path);
    const auto& text = co_await reading;
    if (not text)
        throw CannotTell{Kind::unsupported, fmt::format("no {}", path), "is /proc mounted?"};
    co_return *text;
}

Task<std::optional<std::string>> optional_file(Host& host, std::string path) {
    constexpr std::string_view blanks(" \t\r\n\0", 5);
    auto asked = host.read(path);
    const auto& content = co_await asked;
    const auto end = content ? content->bytes.find_last_not_of(blanks) : std::string::npos;
    if (end == std::string::npos)
        co_return std::nullopt;
    co_return content->bytes.substr(0, end + 1).substr(content->bytes.find_first_not_of(blanks));
}

std::span<const Resource> machine_resources() {
    static const Resource machine = [] {
        Resource made{.entry = machine_entry(), .readers = {}};
        for (const auto& part : {system_readers(), clock_readers(), hardware_readers()})
            made.readers.insert(made.readers.end(), part.begin(), part.end());
        return made;
    }();
    return {&machine, 1};
}

}  // namespace muster
