#include "framework/author/learn/topics.hpp"

#include <array>

namespace muster {

namespace {

constexpr std::array topics = {
    LearnTopic{"port", learn_ports},
    LearnTopic{"service", learn_services},
    LearnTopic{"package", learn_packages},
    LearnTopic{"user", learn_users},
    LearnTopic{"group", learn_groups},
    LearnTopic{"file", learn_files},
    LearnTopic{"cron", learn_jobs},
    LearnTopic{"kernel_parameter", learn_kernel_parameters},
    LearnTopic{"mount", learn_mounts},
    LearnTopic{"interface", learn_network},
    LearnTopic{"machine", learn_machine},
};

}  // namespace

std::span<const LearnTopic> learn_topics() {
    return topics;
}

}  // namespace muster
