// haproxy(): what a running HAProxy says of its backends, servers and frontends, over its stats socket
// (matchers/haproxy/stats.hpp). This is the load balancer's own view: whom it sends requests to.

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "framework/model/term.hpp"
#include "matchers/haproxy/stats.hpp"
#include "matchers/peer/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

constexpr auto configuration = "/etc/haproxy/haproxy.cfg";
constexpr auto program = "/usr/sbin/haproxy";

/// Where it is asked; nothing where HAProxy is not there at all.
Task<std::optional<std::string>> usual_socket(Host& host) {
    auto reading = host.read(configuration);
    auto looking = host.stat(program);
    const auto& text = co_await reading;
    const auto& installed = co_await looking;
    std::optional<std::string> socket;
    if (text)
        socket = haproxy_stats_socket(text->bytes);
    if (not socket and (text or installed))
        throw CannotTell{
            Kind::unsupported,
            fmt::format("{} has no stats socket", configuration),
            "haproxy(\"/path/of/the/socket\") says where it is"};
    co_return socket;
}

Talk talk_to(const std::string& socket, std::string_view command, const Limits& limits) {
    Talk talk;
    talk.send = std::string(command) + "\n";
    talk.timeout = limits.network;
    if (socket.starts_with('/')) {
        talk.path = socket;
        return talk;
    }
    const auto colon = socket.rfind(':');
    auto name = socket.substr(0, colon);
    if (name.starts_with('[') and name.ends_with(']'))
        name = name.substr(1, name.size() - 2);
    talk.host = name.empty() or name == "*" ? "127.0.0.1" : name;
    talk.port = static_cast<std::uint16_t>(whole_number(socket.substr(colon + 1)).value_or(0));
    return talk;
}

/// What it said, or what stands instead of every value.
struct Said {
    std::string text;
    std::optional<Value> instead;
};

Task<Said> said_to(Host& host, Subject subject, std::string command) {
    host.require(Ability::live);
    Said said;
    auto socket = subject.name();
    if (socket.empty()) {
        auto& finding = host.once(usual_socket);
        const auto& usual = co_await finding;
        if (not usual) {
            said.instead = absent;
            co_return said;
        }
        socket = *usual;
    }
    const auto talk = talk_to(socket, command, host.limits());
    auto asking = host.talk(talk);
    const auto& reply = co_await asking;
    said.text = reply.bytes;
    if (reply.reached.how != Reached::How::open and not reply.bytes.empty())
        throw CannotTell{
            Kind::lost,
            "half an answer: " + story_of(escaped(socket), reply.reached, talk.timeout)};
    if (reply.reached.how != Reached::How::open)
        said.instead = no_answer(story_of(escaped(socket), reply.reached, talk.timeout));
    else if (reply.bytes.empty())
        said.instead = no_answer(escaped(socket) + " says nothing");
    co_return said;
}

Task<Value> answers(Host& host, Fact fact) {
    auto asking = said_to(host, fact.subject, "show info");
    const auto& said = co_await asking;
    const auto* nothing = said.instead ? said.instead->as<Nothing>() : nullptr;
    if (nothing != nullptr and nothing->why == Nothing::Why::absent)
        co_return absent;
    co_return with_remark(nothing == nullptr, nothing == nullptr ? "" : nothing->text);
}

Task<Value> version(Host& host, Fact fact) {
    auto asking = said_to(host, fact.subject, "show info");
    const auto& said = co_await asking;
    if (said.instead)
        co_return *said.instead;
    const auto info = haproxy_info_from(said.text);
    const auto found = info.find("Version");
    if (found == info.end())
        throw CannotTell{Kind::unparsable, "show info says no version: " + quoted(said.text, 100)};
    const auto number = found->second.substr(0, found->second.find('-'));
    co_return with_remark(Version{number, VersionOrder::dotted}, escaped(found->second));
}

/// Rows of the statistics, or what stands instead of every value.
struct Rows {
    std::vector<HaproxyRow> rows;
    std::optional<Value> instead;
};

Task<Rows> rows_of(Host& host, Subject subject) {
    auto asking = said_to(host, subject, "show stat");
    const auto& said = co_await asking;
    Rows found;
    found.instead = said.instead;
    if (not found.instead)
        found.rows = haproxy_stats_from(said.text);
    co_return found;
}

constexpr auto whole_backend = "BACKEND";
constexpr auto whole_frontend = "FRONTEND";

bool is_server(const HaproxyRow& row) {
    return row.type == "2";
}

/// The row of a view: of a server its own, else that of the proxy as a whole.
std::string row_named(const Subject& subject) {
    if (subject.view == "server")
        return to_plain(subject.view_names.at(1));
    return subject.view == "backend" ? whole_backend : whole_frontend;
}

Value no_such(const Subject& subject) {
    const auto name = to_plain(subject.view_names.back());
    return with_remark(absent, fmt::format("HAProxy has no {} {}", subject.view, quoted(name)));
}

Task<Value> proxies(Host& host, Subject subject, std::string kind) {
    auto asking = rows_of(host, subject);
    const auto& found = co_await asking;
    if (found.instead)
        co_return *found.instead;
    std::vector<std::string> names;
    for (const auto& row : found.rows)
        if (row.server == kind)
            names.push_back(row.proxy);
    co_return set_of_texts(names);
}

Task<Value> backends(Host& host, Fact fact) {
    auto asking = proxies(host, fact.subject, whole_backend);
    const auto& names = co_await asking;
    co_return names;
}

Task<Value> frontends(Host& host, Fact fact) {
    auto asking = proxies(host, fact.subject, whole_frontend);
    const auto& names = co_await asking;
    co_return names;
}

/// The row that a view is about, with the servers of its proxy.
struct Wanted {
    std::optional<HaproxyRow> row;
    std::vector<HaproxyRow> servers;
    std::optional<Value> instead;
};

Task<Wanted> wanted(Host& host, Subject subject) {
    const auto proxy = to_plain(subject.view_names.at(0));
    const auto server = row_named(subject);
    auto asking = rows_of(host, subject);
    const auto& found = co_await asking;
    Wanted all;
    all.instead = found.instead;
    for (const auto& row : found.rows) {
        if (row.proxy != proxy)
            continue;
        if (row.server == server and (subject.view != "server" or is_server(row)))
            all.row = row;
        if (is_server(row))
            all.servers.push_back(row);
    }
    if (not all.instead and not all.row)
        all.instead = no_such(subject);
    co_return all;
}

template<Value (*Read)(const Wanted&)>
Task<Value> of_wanted(Host& host, Fact fact) {
    auto asking = wanted(host, fact.subject);
    const auto& found = co_await asking;
    if (found.instead)
        co_return *found.instead;
    co_return Read(found);
}

Value exists(const Wanted&) {
    return true;
}

Value status(const Wanted& found) {
    const bool is_state = found.row->status != "no check";
    return with_remark(
        is_state ? found.row->state() : found.row->status, escaped(found.row->status)
    );
}

Value servers(const Wanted& found) {
    std::vector<std::string> names;
    for (const auto& row : found.servers)
        names.push_back(row.server);
    return set_of_texts(names);
}

Value up_servers(const Wanted& found) {
    std::vector<std::string> names;
    for (const auto& row : found.servers)
        if (row.is_up())
            names.push_back(row.server);
    return set_of_texts(names);
}

Value text_or_not_set(const std::string& text) {
    return text.empty() ? not_set : Value(text);
}

/// A socket of `level user` tells nobody's address.
Value address(const Wanted& found) {
    const bool tells_any = std::ranges::any_of(found.servers, [](const HaproxyRow& row) {
        return not row.address.empty();
    });
    if (not tells_any)
        throw CannotTell{
            Kind::denied,
            "this stats socket tells no addresses",
            "it does from `level operator` up"};
    return text_or_not_set(found.row->address);
}

Value weight(const Wanted& found) {
    const auto number = whole_number(found.row->weight);
    return number ? Value(*number) : not_set;
}

/// The star in front says that a check is on its way.
Value check_status(const Wanted& found) {
    const auto& text = found.row->check_status;
    return text_or_not_set(text.starts_with("* ") ? text.substr(2) : text);
}

AttributeEntry exists_entry(std::string_view meaning) {
    return {.name = "exists", .type = Type::flag, .meaning = meaning, .when_absent = Value(false)};
}

// NOLINTBEGIN(readability-function-size): tables
std::vector<ViewEntry> views() {
    const ParameterEntry name{.name = "name"};
    const AttributeEntry server_status{
        .name = "status",
        .type = Type::text,
        .meaning = "`UP` `DOWN` `MAINT` `DRAIN` `NOLB`, or `no check`"};
    return {
        {.name = "backend",
         .meaning = "a backend",
         .attributes =
             {exists_entry("there is one of this name"),
              {.name = "status", .type = Type::text, .meaning = "`UP` or `DOWN`"},
              {.name = "servers",
               .type = Type::list,
               .meaning = "their names",
               .item = {.type = Type::text}},
              {.name = "up_servers",
               .type = Type::list,
               .meaning = "their names where they are up, or never checked; backup servers too",
               .item = {.type = Type::text}}},
         .parameters = {name}},
        {.name = "server",
         .meaning = "a server of a backend",
         .attributes =
             {exists_entry("the backend has one of this name"),
              server_status,
              {.name = "address", .type = Type::text, .meaning = "`10.0.0.1:8080`"},
              {.name = "weight",
               .type = Type::number,
               .meaning = "among the servers of the backend"},
              {.name = "check_status",
               .type = Type::text,
               .meaning = "of the last check: `L7OK` `L4TOUT` `L4CON`"}},
         .parameters = {{.name = "backend"}, name}},
        {.name = "frontend",
         .meaning = "a frontend",
         .attributes =
             {exists_entry("there is one of this name"),
              {.name = "status", .type = Type::text, .meaning = "`OPEN` `FULL` `STOP`"}},
         .parameters = {name}},
    };
}

std::string broken_socket(const Subject& subject) {
    const auto socket = subject.name();
    return socket.empty() or socket.starts_with('/') or socket.find(':') != std::string::npos
               ? ""
               : quoted(socket) + " is no socket: write a path, or host:port";
}

}  // namespace

std::span<const Resource> haproxy_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "haproxy",
                .summary = "A running HAProxy: what it thinks of its servers.",
                .in_image = InImage::not_running,
                .absence = "is not there",
                .subject =
                    {{.name = "socket",
                      .meaning = "`/run/haproxy/admin.sock`, `127.0.0.1:9999`; otherwise the first "
                                 "stats socket of haproxy.cfg",
                      .optional = true}},
                .views = views(),
                .attributes =
                    {
                        {.name = "answers",
                         .type = Type::flag,
                         .meaning = "it says something on its stats socket",
                         .when_absent = Value(false)},
                        {.name = "version", .type = Type::version, .meaning = "`2.6.12`"},
                        {.name = "backends",
                         .type = Type::list,
                         .meaning = "their names",
                         .item = {.type = Type::text}},
                        {.name = "frontends",
                         .type = Type::list,
                         .meaning = "their names",
                         .item = {.type = Type::text}},
                    },
                .example = R"(expect(haproxy().backend("app").up_servers == list("app1", "app2"));
expect(haproxy().server("app", "app1").status == "UP");
expect(haproxy("/run/haproxy/admin.sock").frontend("www").status == "OPEN");)",
                .yaml_example = R"(- {haproxy: , backend: {app: {up_servers: [app1, app2]}}}
- {haproxy: , server: {app: {app1: {status: UP}}}}
- {haproxy: /run/haproxy/admin.sock, frontend: {www: {status: OPEN}}})",
                .details =
                    R"(`show info` and `show stat` over the stats socket, each asked once. Who may not open the socket cannot tell (try
--sudo). A HAProxy that does not answer has no other value.)",
                .broken_subject = broken_socket,
            },
        .readers =
            {{"answers", answers},
             {"version", version},
             {"backends", backends},
             {"frontends", frontends},
             {"exists", of_wanted<exists>, "backend"},
             {"status", of_wanted<status>, "backend"},
             {"servers", of_wanted<servers>, "backend"},
             {"up_servers", of_wanted<up_servers>, "backend"},
             {"exists", of_wanted<exists>, "server"},
             {"status", of_wanted<status>, "server"},
             {"address", of_wanted<address>, "server"},
             {"weight", of_wanted<weight>, "server"},
             {"check_status", of_wanted<check_status>, "server"},
             {"exists", of_wanted<exists>, "frontend"},
             {"status", of_wanted<status>, "frontend"}},
    };
    return {&resource, 1};
}
// NOLINTEND(readability-function-size)

}  // namespace muster
