#include "framework/backend/ssh/greet.hpp"

#include "framework/backend/ssh/back_off.hpp"
#include "framework/backend/ssh/way.hpp"

namespace muster {

Greeting greet(
    const std::shared_ptr<Connection>& way,
    const SshSettings& settings,
    const SshOptions& options,
    const std::vector<std::string>& known_types
) {
    constexpr auto usual = std::chrono::seconds(10);
    return with_back_off(options.deadline, [&] {
        const auto deadline =
            earlier(Deadline(options.connect_timeout.value_or(usual)), options.deadline);
        auto link = link_by(way, settings, deadline);
        Greeting greeting{std::make_shared<Session>(std::move(link), settings.peer()), {}};
        greeting.said = shake_hands(*greeting.session, known_types, deadline);
        return greeting;
    });
}

}  // namespace muster
