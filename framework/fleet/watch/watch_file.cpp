#include "framework/fleet/watch/watch_file.hpp"

#include "framework/base/yaml/read.hpp"
#include "framework/fleet/secrets/secret_sources.hpp"
#include "framework/fleet/watch/read_parts.hpp"
#include "framework/fleet/watch/watch_values.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// Inventories are files, or hosts by name with a comma, as behind -i.
void read_inventories(const WatchReader& file, WatchFile& watch) {
    file.read("inventory_every", watch.inventory_every);
    file.with("inventory", [&](const Yaml& node) {
        for (const auto& one : one_or_more(node)) {
            const auto& text = line_of(one, "inventory");
            if (text == "-")
                throw Broken(
                    "an inventory is read again and again, and standard input only once",
                    one.where,
                    "name a file"
                );
            const bool is_list = text.find(',') != std::string::npos;
            watch.inventory.push_back(is_list ? text : path_beside(one, "inventory"));
        }
        if (watch.inventory.empty())
            throw Broken("inventory is an empty list", node.where);
    });
}

void read_identities(const WatchReader& file, WatchFile& watch) {
    file.with("identity", [&](const Yaml& node) {
        for (const auto& one : one_or_more(node)) {
            const auto& text = line_of(one, "identity");
            watch.identities.push_back(
                text.starts_with("env:") ? text : path_beside(one, "identity")
            );
        }
    });
}

void read_data(const WatchReader& file, WatchFile& watch) {
    file.with("vars", [&](const Yaml& node) {
        (void)mapping_of(node, "vars");
        watch.variables = to_json(node);
    });
    file.with("secrets", [&](const Yaml& node) {
        for (auto& [name, source] : secret_sources_from(node))
            watch.secrets.emplace_back(name, source);
    });
}

/// What a run knows by options of the same names.
void read_run(const WatchReader& file, WatchFile& watch) {
    file.read("jobs", watch.jobs);
    file.read("sessions", watch.sessions);
    file.read("timeout", watch.timeout);
    file.read("connect_timeout", watch.connect_timeout);
    file.read("command_timeout", watch.command_timeout);
    file.read("sudo", watch.sudo);
    file.read("commands", watch.commands);
    read_identities(file, watch);
    file.read_paths("known_hosts", watch.known_hosts);
    file.read_path("ssh_config", watch.ssh_config);
    file.with("host_key", [&](const Yaml& node) {
        watch.host_key = file.choice_at(node, "host_key");
    });
}

void read_store(const WatchReader& file, WatchFile& watch) {
    file.read_path("store", watch.store);
    file.read("outbox", watch.outbox);
    file.with("keep", [&](const Yaml& node) {
        const WatchReader keep(node, "keep", file.slips());
        keep.read("age", watch.keep.age);
        keep.read("size", watch.keep.bytes);
    });
}

void read_heartbeat(const WatchReader& file, WatchFile& watch) {
    file.with("heartbeat", [&](const Yaml& node) {
        Heartbeat heartbeat;
        if (node.as<Yaml::Scalar>() != nullptr) {
            heartbeat.url = url_at(node, "heartbeat");
        } else {
            const WatchReader map(node, "heartbeat", file.slips());
            map.with("url", [&](const Yaml& url) { heartbeat.url = url_at(url, "heartbeat"); });
            map.read("every", heartbeat.every);
        }
        watch.heartbeat = heartbeat;
    });
}

/// The one document of the file.
const Yaml& document_of(const std::vector<Yaml>& documents, const std::string& file) {
    if (documents.empty() or documents.front().as<std::monostate>() != nullptr)
        throw Broken("a watch file that says nothing", {file, 1, 1}, "it begins with watch: TITLE");
    if (documents.size() > 1)
        throw Broken("a watch file is one document", documents[1].where);
    return documents.front();
}

}  // namespace

std::vector<std::string> secret_names(const WatchFile& watch) {
    std::vector<std::string> names;
    for (const auto& [name, source] : watch.secrets)
        names.push_back(name);
    return names;
}

WatchFile watch_file_from(std::string_view text, const std::string& file) {
    const auto documents = parse_yaml(text, file);
    Slips slips;
    WatchFile watch;
    const WatchReader reader(document_of(documents, file), "watch", slips);
    reader.read("watch", watch.title);
    reader.read_paths("specs", watch.specs);
    reader.read_paths("waivers", watch.waivers);
    read_inventories(reader, watch);
    read_data(reader, watch);
    read_rules(reader, watch);
    read_windows(reader, watch);
    read_run(reader, watch);
    read_store(reader, watch);
    read_listen(reader, watch);
    read_channels(reader, watch);
    read_heartbeat(reader, watch);
    read_actions(reader, watch);
    slips.throw_any();
    return watch;
}

}  // namespace muster
