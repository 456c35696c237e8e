#include "framework/cli/watch_store.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace muster {

std::unique_ptr<Store> store_of(const Arguments& arguments) {
    return std::make_unique<Store>(arguments.text("--store"), Store::Access::open);
}

Instant moment_from(std::string_view text, Instant now, std::string_view what) {
    if (text == "now")
        return now;
    if (const auto ago = duration_from(text))
        return now - *ago;
    if (const auto moment = from_iso8601(text))
        return *moment;
    throw Broken(
        fmt::format("{} {}: not a moment", what, escaped(text)),
        {},
        "write now, 2h for two hours ago, 2026-11-28, or 2026-11-28T10:00:00Z"
    );
}

std::string shown_time(Instant at) {
    return fmt::format(
        "{:%F %T}",
        std::chrono::time_point_cast<std::chrono::seconds>(
            std::chrono::floor<std::chrono::seconds>(at)
        )
    );
}

// NOLINTBEGIN(concurrency-mt-unsafe): a command has one thread
std::string who_asks() {
    if (const char* by = std::getenv("SUDO_USER"); by != nullptr and *by != '\0')
        return by;
    const auto* login = ::getpwuid(::getuid());
    return login == nullptr ? fmt::format("uid {}", ::getuid()) : login->pw_name;
}
// NOLINTEND(concurrency-mt-unsafe)

}  // namespace muster
