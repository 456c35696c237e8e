#include "framework/backend/ssh/show_host_key.hpp"

#include "framework/backend/local/local_backend.hpp"
#include "framework/backend/ssh/greet.hpp"
#include "framework/backend/ssh/ssh_settings.hpp"
#include "framework/backend/ssh/way.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace muster {

namespace {

using namespace std::chrono_literals;

[[noreturn]] void refuse(const std::string& reason) {
    throw CannotTell{
        Kind::unsupported,
        "only the system's ssh reaches it: " + reason,
        "ssh shows and keeps its key"};
}

void forget_host(const ShownHostKey& shown) {
    LocalBackend here;
    const std::vector<Question> batch = {
        Run{Command{{"ssh-keygen", "-R", shown.name, "-f", shown.file}}, Origin::ours}};
    const auto answers = here.exchange(batch, Deadline(30s));
    if (const auto* why = std::get_if<CannotTell>(&answers.at(0)))
        throw Broken("ssh-keygen: " + why->message);
    const auto& output = std::get<Output>(answers.at(0));
    if (output.exit_status != 0)
        throw Broken("ssh-keygen: " + std::string(trimmed(output.err)));
}

void write_comment(const std::string& file, const std::string& comment) {
    const FileDescriptor known(::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    const auto line = "# " + comment + "\n";
    if (not known
        or ::write(known.number(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        throw Broken("cannot be written", {file, 0, 0});
}

}  // namespace

ShownHostKey show_host_key(const SshUrl& url, const SshOptions& options) {
    const auto settings = ssh_settings(url, options.config);
    if (settings.needs_openssh)
        refuse(*settings.needs_openssh);
    const auto& own = options.known_hosts.empty() ? settings.user_known_hosts : options.known_hosts;
    auto files = own;
    if (options.known_hosts.empty())
        std::ranges::copy(settings.global_known_hosts, std::back_inserter(files));
    const auto known = KnownHost::read(files, settings.known_as, settings.known_port);
    std::vector<std::string> notices;
    const auto way =
        way_to(settings, options, [&](const std::string& line) { notices.push_back(line); });
    const auto [session, greeted] = greet(way, settings, options, known.key_types());
    if (const auto* needs = std::get_if<NeedsOpenssh>(&greeted))
        refuse(needs->reason);
    const auto& key = std::get<Greeted>(greeted).host_key;
    return {
        known.name(),
        key,
        known.judge(key),
        own.empty() ? std::string() : own.front(),
        settings.hash_known_hosts ? HostNames::hashed : HostNames::plain,
        std::move(notices)};
}

void trust_host_key(const ShownHostKey& shown, const std::string& comment) {
    if (shown.answer.known)
        forget_host(shown);
    remember_host_key(shown.file, shown.name, shown.key, shown.names);
    write_comment(shown.file, comment);
}

}  // namespace muster
