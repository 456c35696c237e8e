#include "framework/platform/name_services.hpp"

#include "framework/base/display.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

/// The sockets on which the daemon of a source listens, where distributions put them.
std::vector<std::string> daemon_sockets(std::string_view source) {
    if (source == "sss")
        return {"/var/lib/sss/pipes/nss"};
    if (source == "ldap")
        return {"/run/nslcd/socket", "/var/run/nslcd/socket"};
    if (source == "winbind")
        return {"/run/samba/winbindd/pipe", "/var/run/samba/winbindd/pipe", "/tmp/.winbindd/pipe"};
    return {};
}

CannotTell silent(const std::string& source, std::string_view why) {
    return {
        Kind::failed,
        fmt::format("the name service \"{}\" does not answer: {}", escaped(source), why),
        "is its daemon running?"};
}

Task<bool> require_daemon(Host& host, std::string source, std::vector<std::string> sockets) {
    std::vector<Pending<std::optional<FileStatus>>> asked;
    asked.reserve(sockets.size());
    for (const auto& path : sockets)
        asked.push_back(host.stat(path));
    for (auto& one : asked) {
        const auto& status = co_await one;
        if (status and status->type == FileType::socket)
            co_return true;
    }
    throw silent(source, fmt::format("no socket {}", sockets.front()));
}

/// libnss-stns has no daemon of its own: it asks an HTTP server at every look-up.
Task<bool> require_stns(Host& host) {
    auto reading = host.read("/etc/stns/client/stns.conf");
    const auto& file = co_await reading;
    if (not file)
        throw silent("stns", "no /etc/stns/client/stns.conf");
    const Regex endpoint(R"re((?m)^\s*api_endpoint\s*=\s*"(https?://[^"/]+))re");
    const auto url = endpoint.captured_from(file->bytes);
    if (not url)
        throw silent("stns", "no api_endpoint in /etc/stns/client/stns.conf");
    const auto peer = url->substr(url->find("//") + 2);
    const auto colon = peer.rfind(':');
    const auto port =
        colon == std::string::npos ? std::nullopt : whole_number(peer.substr(colon + 1));
    const ProbeTcp knock{
        .host = port ? peer.substr(0, colon) : peer,
        .port = static_cast<std::uint16_t>(port.value_or(url->starts_with("https") ? 443 : 80))};
    auto probe = host.probe_tcp(knock);
    const auto& reached = co_await probe;
    if (reached.how != Reached::How::open)
        throw silent("stns", fmt::format("{} cannot be reached", escaped(peer)));
    co_return true;
}

/// A line of "compat" that brings in what NIS has: `+`, `+@staff::::`, `+alice::::`.
bool names_nis(std::string_view entries) {
    return std::ranges::any_of(lines_of(entries), [](std::string_view line) {
        return line.starts_with('+');
    });
}

using Sources = std::vector<std::string>;

Task<Sources> with_nis(Host& host, Sources sources, std::string path) {
    if (std::ranges::find(sources, "compat") == sources.end())
        co_return sources;
    auto reading = host.read(path);
    const auto& file = co_await reading;
    if (file and names_nis(file->bytes))
        sources.emplace_back("nis");
    co_return sources;
}

/// What an image shows of a source: /etc/passwd, and what only comes to be when systemd runs.
bool is_seen_in_image(std::string_view source) {
    return is_one_of(source, {"files", "compat", "systemd", "mymachines"});
}

/// Throws NotAsked where nothing can be run and another source than files may know more.
void require_sight(Host& host, const std::vector<std::string>& sources) {
    if (not host.can(Ability::run) and not std::ranges::all_of(sources, is_seen_in_image))
        throw NotAsked{"an image cannot see the other source"};
}

Task<bool> require_answer(Host& host, std::string source) {
    if (is_local_source(source))
        co_return true;
    if (source == "stns") {
        auto server = require_stns(host);
        co_return co_await server;
    }
    auto sockets = daemon_sockets(source);
    if (not sockets.empty()) {
        auto daemon = require_daemon(host, source, sockets);
        co_return co_await daemon;
    }
    throw CannotTell{
        Kind::unsupported,
        fmt::format(
            "not found, and whether the name service \"{}\" answers is not known", escaped(source)
        )};
}

}  // namespace

std::vector<std::string> sources_from(
    std::string_view nsswitch, std::string_view database, const std::vector<std::string>& usual
) {
    auto sources = usual;
    for (auto line : lines_of(nsswitch)) {
        line = trimmed(line.substr(0, line.find('#')));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos or trimmed(line.substr(0, colon)) != database)
            continue;
        sources.clear();
        int depth = 0;  // an action may hold blanks: [SUCCESS=merge NOTFOUND=return]
        for (const auto word : words_of(line.substr(colon + 1))) {
            depth += static_cast<int>(std::ranges::count(word, '['));
            if (depth == 0)
                sources.emplace_back(word);
            depth -= static_cast<int>(std::ranges::count(word, ']'));
        }
    }
    return sources;
}

bool is_local_source(std::string_view source) {
    return is_one_of(
        source,
        {"files", "compat", "db", "systemd", "mymachines", "altfiles", "extrausers", "usrfiles"}
    );
}

bool has_only_files(const std::vector<std::string>& sources) {
    return std::ranges::all_of(sources, [](const auto& source) {
        return is_one_of(source, {"files", "compat"});
    });
}

Task<NameServices> name_services(Host& host) {
    auto reading = host.read("/etc/nsswitch.conf");
    const auto& file = co_await reading;
    if (not file)
        co_return NameServices{};
    auto passwd = with_nis(host, sources_from(file->bytes, "passwd"), "/etc/passwd");
    auto group = with_nis(host, sources_from(file->bytes, "group"), "/etc/group");
    NameServices services;
    services.passwd = co_await passwd;
    services.group = co_await group;
    co_return services;
}

Task<bool> require_answers(Host& host, std::string database) {
    auto& asked = host.once(name_services);
    const auto& services = co_await asked;
    const auto& sources = database == "passwd" ? services.passwd : services.group;
    require_sight(host, sources);
    if (not host.can(Ability::run))
        co_return true;
    for (const auto& source : sources) {
        auto answer = require_answer(host, source);
        co_await answer;
    }
    co_return true;
}

Task<bool> require_enumeration(Host& host, std::string database) {
    auto& asked = host.once(name_services);
    const auto& services = co_await asked;
    const auto& sources = database == "passwd" ? services.passwd : services.group;
    require_sight(host, sources);
    for (const auto& source : sources) {
        if (is_local_source(source))
            continue;
        throw CannotTell{
            Kind::unsupported,
            fmt::format(
                "the name service \"{}\" need not enumerate all that it knows", escaped(source)
            ),
            R"(.where("local", true) means those of this host alone)"};
    }
    co_return true;
}

}  // namespace muster
