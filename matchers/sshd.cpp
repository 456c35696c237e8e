// sshd(): the effective settings of the SSH server, as it tells them itself (`sshd -T`); of an image as its files have them
// (framework/platform/sshd_configuration.hpp).

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "framework/platform/accounts.hpp"
#include "framework/platform/sshd_configuration.hpp"
#include "framework/platform/sshd_keywords.hpp"
#include "matchers/sshd/asked.hpp"
#include "matchers/sshd/restart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::array<const char*, 4> places_of_sshd = {
    "/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd", "/usr/lib/ssh/sshd"};

/// In its usual place, or where whoever runs it would find it.
Task<bool> is_there(Host& host) {
    std::vector<Pending<std::optional<FileStatus>>> asked;
    for (const auto* place : places_of_sshd)
        asked.push_back(host.stat(place));
    std::optional<Pending<Output>> looking;
    if (host.can(Ability::run))
        looking = host.run({{"sh", "-c", "command -v sshd"}});
    bool found = false;
    for (auto& one : asked) {
        const auto& status = co_await one;
        found = found or status.has_value();
    }
    if (looking) {
        const auto& output = co_await *looking;
        found = found or output.exit_status == 0;
    }
    co_return found;
}

Task<SshdConnection> with_groups(Host& host, SshdConnection who) {
    auto& asked = host.once(account, who.user.value_or(""));
    const auto& found = co_await asked;
    if (not found)
        co_return who;
    auto asking_ids = group_ids(host, *found);
    const auto& ids = co_await asking_ids;
    who.groups.emplace();
    for (const auto id : ids) {
        auto& naming = host.once(group_name, std::to_string(id));
        const auto& name = co_await naming;
        who.groups->push_back(name);
    }
    co_return who;
}

/// An address is shown with each port, as sshd does, unless it names one itself.
std::vector<std::string> with_ports(
    const std::vector<std::string>& addresses, const std::vector<SshdLine>& ports
) {
    std::vector<std::string> all;
    for (const auto& address : addresses) {
        const bool has_brackets = address.starts_with('[');
        const bool is_v6 = not has_brackets and std::ranges::count(address, ':') > 1;
        const bool has_port = has_brackets ? not address.ends_with(']')
                                           : not is_v6 and address.find(':') != std::string::npos;
        const auto host = is_v6 ? "[" + address + "]" : address;
        if (has_port)
            all.push_back(address);
        else if (ports.empty())
            all.push_back(host + ":22");
        else
            for (const auto& port : ports)
                all.push_back(host + ":" + port.words.front());
    }
    return all;
}

/// Throws where values say what is more or less than a default that nobody but sshd knows.
void require_whole(std::string_view keyword, const std::vector<std::string>& values) {
    constexpr std::string_view signs = "+-^";
    if (sshd_lists_algorithms(keyword) and not values.front().empty()
        and signs.find(values.front().front()) != std::string_view::npos)
        throw NotAsked{"it changes the default of this sshd, which is not in the image"};
}

/// The same of the files. Nobody but sshd knows what it does where they say nothing.
Task<std::vector<std::string>> told_by_files(Host& host, Subject subject, std::string keyword) {
    const auto file = subject.qualifier_text("file").value_or(sshd_main_file);
    auto reading = host.read(file);
    auto& asked = host.once(sshd_lines_of, file);
    const auto& content = co_await reading;
    const auto& lines = co_await asked;
    if (not content)
        throw CannotTell{Kind::failed, fmt::format("there is no {}", escaped(file))};
    auto who = connection_of(subject);
    if (who.user) {
        auto asking = with_groups(host, who);
        who = co_await asking;
    }
    std::vector<std::string> values;
    for (const auto& line : sshd_values(lines, keyword, who))
        for (auto& value : sshd_values_shown(keyword, line.words, line.rest))
            values.push_back(std::move(value));
    if (values.empty())
        throw NotAsked{"default of this sshd, not in the image"};
    require_whole(keyword, values);
    if (keyword == "listenaddress")
        values = with_ports(values, sshd_values(lines, "port", who));
    co_return values;
}

/// All values of a keyword, or why there is none.
struct Settings {
    std::vector<std::string> values;
    Value instead = not_set;
};

Task<Settings> settings_of(Host& host, Subject subject, std::string written) {
    const auto keyword = sshd_keyword_of_today(written);
    Settings settings;
    if (not host.can(Ability::run)) {
        auto looking = is_there(host);
        auto reading = told_by_files(host, subject, keyword);
        if (not co_await looking)
            settings.instead = absent;
        else
            settings.values = co_await reading;
        co_return settings;
    }
    auto asking = told_by_sshd(host, subject);
    const auto& told = co_await asking;
    if (not told) {
        settings.instead = absent;
        co_return settings;
    }
    std::vector<std::string> known;
    for (const auto& [name, value] : *told) {
        known.push_back(name);
        if (sshd_keyword_of_today(name) == keyword)  // an older sshd shows names of old
            settings.values.push_back(sshd_value_of_today(keyword, value));
    }
    if (settings.values.empty())
        settings.instead = with_remark(
            not_set,
            fmt::format("sshd -T shows no {}{}", escaped(keyword), did_you_mean(keyword, known))
        );
    co_return settings;
}

Task<Value> exists(Host& host, Fact) {
    auto looking = is_there(host);
    const auto& found = co_await looking;
    co_return found ? Value(true) : absent;
}

Task<Value> valid(Host& host, Fact fact) {
    auto running = host.run(sshd_command(fact.subject, "-t"));
    const auto& output = co_await running;
    if (output.exit_status == 127)
        co_return absent;
    // It refuses lines; whatever else ends it says nothing of the configuration.
    const bool refuses = output.err.find(" line ") != std::string::npos
                         or output.err.find("bad configuration option") != std::string::npos;
    if (output.exit_status != 0 and not refuses)
        throw_what_sshd_says(output);
    const auto lines = lines_of(trimmed(output.err));
    co_return with_remark(
        output.exit_status == 0, lines.empty() ? "" : escaped(lines.front(), 200)
    );
}

Task<Value> setting(Host& host, Fact fact) {
    auto asking = settings_of(host, fact.subject, fact.parameter());
    const auto& settings = co_await asking;
    if (settings.values.empty())
        co_return settings.instead;
    Value value = Scalar{settings.values.front()};
    if (settings.values.size() > 1)
        value.remark = "the first of " + join(settings.values, ", ");
    co_return value;
}

Task<Value> settings(Host& host, Fact fact) {
    auto asking = settings_of(host, fact.subject, fact.parameter());
    const auto& found = co_await asking;
    if (found.values.empty())
        co_return found.instead;
    if (not sshd_lists_words(sshd_keyword_of_today(fact.parameter())))
        co_return sequence_of_texts(found.values);
    std::vector<std::string> words;
    for (const auto word : words_of(found.values.front()))
        words.emplace_back(word);
    co_return sequence_of_texts(words);
}

Task<Value> algorithms(Host& host, Fact fact) {
    auto asking = settings_of(host, fact.subject, fact.parameter());
    const auto& found = co_await asking;
    if (found.values.empty())
        co_return found.instead;
    const auto& text = found.values.front();
    std::vector<std::string> names;
    for (const auto name : split(text, ','))
        names.emplace_back(name);
    co_return sequence_of_texts(names);
}

Resource sshd() {
    const ParameterEntry keyword = {.name = "keyword", .meaning = "of sshd_config(5), in any case"};
    Resource resource;
    resource.entry = {
        .name = "sshd",
        .summary = "The effective settings of the SSH server.",
        .absence = "is not there",
        .qualifiers =
            {{.name = "for_connection",
              .parameters =
                  {{.name = "user", .meaning = "who logs in"},
                   {.name = "address", .meaning = "from where, an IP address"}},
              .meaning = "with the Match blocks that apply to it; without, only `Match all` does"},
             {.name = "file",
              .parameters = {{.name = "path", .meaning = "of the target"}},
              .meaning = "of this configuration instead of /etc/ssh/sshd_config"}},
        .attributes =
            {{.name = "exists",
              .type = Type::flag,
              .meaning = "the server is installed",
              .when_absent = Value(false)},
             {.name = "valid",
              .type = Type::flag,
              .meaning = "`sshd -t` accepts the configuration",
              .needs_root = true,
              .in_image = InImage::no_commands},
             {.name = "restart_due",
              .type = Type::flag,
              .meaning = "a file that it reads was changed since the running server read it",
              .needs_root = true,
              .in_image = InImage::not_running},
             {.name = "setting",
              .type = Type::scalar,
              .meaning = "the value that applies; `yes` and `no`, and times in seconds, however "
                         "they are written",
              .parameters = {keyword},
              .needs_root = true},
             {.name = "settings",
              .type = Type::list,
              .meaning = "all values of a keyword that may repeat or takes a list: `Port`, "
                         "`HostKey`, `AllowUsers`",
              .parameters = {keyword},
              .item = {.ordered = true},
              .needs_root = true},
             {.name = "algorithms",
              .type = Type::list,
              .meaning = "the names of a comma list: `Ciphers`, `MACs`, `KexAlgorithms`",
              .parameters = {keyword},
              .item = {.ordered = true},
              .needs_root = true}},
        .example = R"(expect(sshd().setting("PermitRootLogin") == "no");
expect(sshd().setting("PasswordAuthentication") == "no");
expect(sshd().settings("Port").contains("22"));
expect(not sshd().algorithms("Ciphers").contains("3des-cbc"));
expect(sshd().for_connection("deploy", "10.0.0.5").setting("AllowTcpForwarding") == "no");)",
        .yaml_example = R"(- sshd:
  setting: {PermitRootLogin: "no", PasswordAuthentication: "no"}
  settings: {Port: {contains: "22"}}
- not: {sshd: , algorithms: {Ciphers: {contains: 3des-cbc}}}
- sshd:
  for_connection: {deploy: 10.0.0.5}
  setting: {AllowTcpForwarding: "no"})",
        .details =
            "Asked of the server itself by `sshd -T`, with `-C` for a connection, where the "
            "host of the client is taken "
            "for its address; only root may. `without-password` is told by its name of "
            "today, `prohibit-password`.\n\n"
            "`restart_due` looks at the configuration with all that it includes and at the "
            "host keys: by the time of the last change of the inode, so that a file that "
            "was moved to its place counts, and at the folders of what is included, from which "
            "a file may have gone. When the server read them is told by its "
            "process file (`PidFile`), which it writes anew when it is restarted or "
            "reloaded. Without one (`PidFile none`, or a server that systemd starts for "
            "each connection) nothing runs that could be out of date, as far as can be "
            "told: it has no value.\n\n"
            "In an image the files are read: Include in place, the first value wins, Match "
            "blocks by user, group and "
            "address. A keyword that nobody sets is skipped, as the default of that sshd is "
            "not in the image, and so is a "
            "list that begins with `+`, `-` or `^`. Units other than times (`RekeyLimit`) "
            "stay as written.",
    };
    resource.readers = {
        {"exists", exists},
        {"valid", valid},
        {"restart_due", sshd_restart_due},
        {"setting", setting},
        {"settings", settings},
        {"algorithms", algorithms}};
    return resource;
}

}  // namespace

std::span<const Resource> sshd_resources() {
    static const Resource resource = sshd();
    return {&resource, 1};
}

}  // namespace muster
