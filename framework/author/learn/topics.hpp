#pragma once

// What is worth checking of a host: one topic a kind of thing, each says why.

#include "framework/author/write/written_spec.hpp"
#include "framework/host/host.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct LearnTopic {
    std::string_view name;  ///< as --only takes it: the resource that it is about
    Task<std::vector<WrittenPart>> (*learn)(Host& host);
};

/// In the order in which a spec has them.
std::span<const LearnTopic> learn_topics();

Task<std::vector<WrittenPart>> learn_machine(Host& host);
Task<std::vector<WrittenPart>> learn_ports(Host& host);
Task<std::vector<WrittenPart>> learn_services(Host& host);
Task<std::vector<WrittenPart>> learn_packages(Host& host);
Task<std::vector<WrittenPart>> learn_users(Host& host);
Task<std::vector<WrittenPart>> learn_groups(Host& host);
Task<std::vector<WrittenPart>> learn_files(Host& host);
Task<std::vector<WrittenPart>> learn_kernel_parameters(Host& host);
Task<std::vector<WrittenPart>> learn_mounts(Host& host);
Task<std::vector<WrittenPart>> learn_network(Host& host);
Task<std::vector<WrittenPart>> learn_jobs(Host& host);

/// What `file:GLOB` names: mode, owner and content of each.
Task<std::vector<WrittenPart>> learn_named_files(Host& host, std::string glob);

// --- what several topics look at

/// Services that listen on anything but loopback, by the ports that they have.
struct Exposed {
    std::vector<std::string> ports;     ///< of TCP
    std::vector<std::string> services;  ///< without `.service`; each once
    std::vector<std::string> programs;  ///< the executables of their processes
    std::vector<std::string> users;     ///< whom they run as
};
Task<Exposed> exposed_services(Host& host);
/// Ports are named by numbers.
std::vector<Fact> facts_of_ports(
    const std::vector<std::string>& ports, std::span<const std::string_view> attributes
);

}  // namespace muster
