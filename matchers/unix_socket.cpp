// unix_socket(path): a named socket that waits (framework/platform/unix_sockets.hpp).
//
// The kernel keeps the name of a socket whose file was removed. No client reaches it any more, so it does not
// listen; only a file that is proved to be gone says so.

#include "framework/base/display.hpp"
#include "framework/host/if_known.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "framework/platform/processes.hpp"
#include "framework/platform/socket_holders.hpp"
#include "framework/platform/unix_sockets.hpp"
#include "matchers/file/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace muster {

namespace {

Task<std::optional<FileStatus>> status_of(Host& host, std::string path) {
    auto asked = host.stat(path);
    const auto& status = co_await asked;
    co_return status;
}

bool is_abstract(std::string_view name) {
    return name.starts_with('@');
}

/// The sockets that wait, or what is there instead.
struct Waiting {
    std::vector<UnixSocket> sockets;
    std::string remark;
};

/// `file`: nullptr where it is not known; a name in the file system has one.
Waiting waiting_among(const std::vector<UnixSocket>& found, const std::optional<FileStatus>* file) {
    Waiting waiting;
    std::ranges::copy_if(found, std::back_inserter(waiting.sockets), &UnixSocket::waits);
    const bool has_socket_file =
        file != nullptr and file->has_value() and (*file)->type == FileType::socket;
    if (file != nullptr and not has_socket_file and not waiting.sockets.empty()) {
        waiting.sockets.clear();
        waiting.remark = "a program waits there, but the socket's file was removed";
    } else if (waiting.sockets.empty() and not found.empty()) {
        waiting.remark = "it is bound and accepts nobody";
    } else if (waiting.sockets.empty() and has_socket_file) {
        waiting.remark = "its file is there, but no program waits";
    }
    return waiting;
}

Task<Waiting> waiting_at(Host& host, std::string name) {
    host.require(Ability::live);
    auto& looking = host.once(unix_sockets_at, name);
    if (is_abstract(name)) {
        const auto& found = co_await looking;
        co_return waiting_among(found, nullptr);
    }
    auto& asking = host.once(status_of, name);
    const auto& found = co_await looking;
    auto attempt = if_known(host, asking);
    const auto* const& file = co_await attempt;
    co_return waiting_among(found, file);
}

Task<Value> listening(Host& host, Fact fact) {
    auto& asked = host.once(waiting_at, fact.subject.name());
    const auto& waiting = co_await asked;
    co_return with_remark(not waiting.sockets.empty(), waiting.remark);
}

Task<Value> type(Host& host, Fact fact) {
    auto& asked = host.once(waiting_at, fact.subject.name());
    const auto& waiting = co_await asked;
    if (waiting.sockets.empty())
        co_return with_remark(absent, waiting.remark);
    std::vector<std::string> types;
    for (const auto& socket : waiting.sockets)
        types.push_back(socket.type);
    const auto distinct = set_of_texts(types);
    if (distinct.items.size() > 1)
        co_return wrong_kind("several sockets are called so: " + to_shown(distinct));
    co_return types.front();
}

/// The programs of the sockets, or why there is no value.
struct Holders {
    std::vector<SocketHolder> found;
    std::optional<Value> instead;
};

Task<Holders> holders_of(Host& host, std::string name) {
    host.require(Ability::live);
    (void)host.once(unix_socket_details);  // leave with the table
    (void)host.once(may_look_at_all);
    auto& asked = host.once(waiting_at, name);
    const auto& waiting = co_await asked;
    Holders holders;
    if (waiting.sockets.empty()) {
        holders.instead = with_remark(absent, waiting.remark);
        co_return holders;
    }
    std::vector<OpenSocket> open;
    for (const auto& socket : waiting.sockets)
        open.push_back({socket.inode, "unix socket " + escaped(name)});
    auto looking = socket_holders(host, open, unix_socket_details);
    holders.found = co_await looking;
    if (holders.found.empty())
        holders.instead =
            with_remark(not_set, "no program that can be seen from there has the socket");
    co_return holders;
}

Task<Value> process(Host& host, Fact fact) {
    auto& asked = host.once(holders_of, fact.subject.name());
    const auto& holders = co_await asked;
    co_return holders.instead ? *holders.instead : Value(holders.found.front().name);
}

Task<Value> processes(Host& host, Fact fact) {
    auto& asked = host.once(holders_of, fact.subject.name());
    const auto& holders = co_await asked;
    if (holders.instead)
        co_return *holders.instead;
    std::vector<std::string> names;
    for (const auto& holder : holders.found)
        names.push_back(holder.name);
    co_return set_of_texts(names);
}

std::string broken_name(const Subject& subject) {
    if (is_abstract(subject.name()))
        return subject.name().size() > 1 ? "" : "an abstract name has something behind the @";
    return broken_path(subject);
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
std::span<const Resource> unix_socket_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "unix_socket",
                .summary = "A named socket that waits for peers.",
                .in_image = InImage::not_running,
                .absence = "does not listen",
                .subject = {{.name = "path", .meaning = "`/run/app.sock`, or `@name`: abstract"}},
                .attributes =
                    {
                        {.name = "listening",
                         .type = Type::flag,
                         .meaning = "a stream or seqpacket socket accepts, or a datagram socket is "
                                    "bound, and its file is there",
                         .when_absent = false},
                        {.name = "type",
                         .type = Type::text,
                         .meaning = "`stream` `dgram` `seqpacket`"},
                        {.name = "process",
                         .type = Type::text,
                         .meaning = "name of its program; of several that share it the oldest",
                         .needs_root = true},
                        {.name = "processes",
                         .type = Type::list,
                         .meaning = "names of all programs that share it",
                         .needs_root = true},
                    },
                .example = R"(expect(unix_socket("/run/app.sock").listening);)",
                .yaml_example = R"(- {unix_socket: /run/app.sock, listening: true})",
                .details =
                    R"(One read of /proc/net/unix. A name counts as it was bound; where no socket has
this very one, links of the folders are resolved on both sides. Programs come from one `ss -xap`:
without root those of others cannot be told.)",
                .broken_subject = broken_name,
            },
        .readers =
            {
                {"listening", listening},
                {"type", type},
                {"process", process},
                {"processes", processes},
            },
    };
    return {&resource, 1};
}

}  // namespace muster
