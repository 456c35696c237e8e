#include "framework/author/learn/topics.hpp"

#include <array>

namespace muster {

namespace {

constexpr std::array topics = {
    LearnTopic{"port", "what listens, on which addresses, and whose it is", learn_ports},
    LearnTopic{"service", "enabled, masked and listening services", learn_services},
    LearnTopic{"package", "packages that were chosen, and those of what listens", learn_packages},
    LearnTopic{"user", "accounts, their shells, groups and keys", learn_users},
    LearnTopic{"group", "who is in groups that give rights", learn_groups},
    LearnTopic{
        "file",
        "configuration, pages and logs of what listens, and what logins hang on",
        learn_files},
    LearnTopic{"cron", "timers, and who has a crontab", learn_jobs},
    LearnTopic{"kernel_parameter", "parameters that are set, or matter", learn_kernel_parameters},
    LearnTopic{"mount", "file systems and their options", learn_mounts},
    LearnTopic{"interface", "interfaces, addresses and the gateway", learn_network},
    LearnTopic{"machine", "distribution, time zone, locale", learn_machine},
};

}  // namespace

std::span<const LearnTopic> learn_topics() {
    return topics;
}

}  // namespace muster
