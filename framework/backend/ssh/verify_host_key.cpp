#include "framework/backend/ssh/verify_host_key.hpp"

#include "framework/base/display.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace muster {

namespace {

using Verdict = HostKeyAnswer::Verdict;

std::string in_words(const PublicKey& key) {
    return escaped(key.type) + " " + fingerprint(key);
}

[[noreturn]] void refuse_changed(
    const PublicKey& shown, const KnownKey& known, const KnownHost& host
) {
    throw CannotTell{
        Kind::denied,
        fmt::format(
            "the host key of {} has changed: {} has {}, the host shows {}",
            escaped(host.name()),
            to_string(known.where),
            in_words(known.key),
            in_words(shown)
        ),
        fmt::format(
            "somebody may be in between; if the host was installed anew: ssh-keygen -R {} -f {}",
            shell_quoted(host.name()),
            shell_quoted(known.where.file)
        )};
}

[[noreturn]] void refuse_unknown(const PublicKey& shown, const KnownHost& host) {
    throw CannotTell{
        Kind::denied,
        fmt::format(
            "no {} host key of {} is known; it shows {}",
            escaped(shown.type),
            escaped(host.name()),
            fingerprint(shown)
        ),
        "compare it with ssh-keygen -l on the host, then --host-key accept-new"};
}

/// Several targets of a run may come to one host at once (they have it on their way): what the first believed of it holds
/// for the others.
void accept_new(
    const PublicKey& shown,
    const KnownHost& host,
    const SshSettings& settings,
    const TellNotice& notice
) {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    const auto now =
        KnownHost::read(settings.user_known_hosts, settings.known_as, settings.known_port);
    const auto answer = now.judge(shown);
    if (answer.verdict == Verdict::matches)
        return;
    if (answer.verdict != Verdict::unknown)
        refuse_changed(shown, *answer.known, host);
    if (settings.host_key == HostKeyPolicy::this_run) {
        remember_host_key(settings.user_known_hosts.front(), host.name(), shown, HostNames::plain);
        notice(believed_for_this_run(host.name(), shown));
        return;
    }
    if (settings.user_known_hosts.empty()) {
        notice(
            fmt::format("{}: new host key {}, kept nowhere", escaped(host.name()), in_words(shown))
        );
        return;
    }
    const auto& file = settings.user_known_hosts.front();
    remember_host_key(
        file, host.name(), shown, settings.hash_known_hosts ? HostNames::hashed : HostNames::plain
    );
    notice(fmt::format(
        "{}: new host key {}, kept in {}", escaped(host.name()), in_words(shown), escaped(file)
    ));
}

/// It may be one that the server only proves with rsa-sha2, which libssh2 can't ask for.
bool has_rsa_key(const KnownHost& known) {
    const auto types = known.key_types();
    return std::ranges::find(types, "ssh-rsa") != types.end();
}

NeedsOpenssh only_openssh_proves(std::string_view where) {
    return {fmt::format(
        "{} has an RSA key of this host, for which libssh2 has only ssh-rsa (SHA-1)", where
    )};
}

}  // namespace

std::string believed_for_this_run(const std::string& host, const PublicKey& shown) {
    return fmt::format(
        "{}: host key {}, believed for this run alone (--host-key this-run)",
        escaped(host),
        in_words(shown)
    );
}

std::optional<NeedsOpenssh> require_host_key(
    const PublicKey& shown, const KnownHost& known, const KnownHostsLine& of_inventory
) {
    const auto answer = known.judge(shown);
    if (answer.verdict == Verdict::matches)
        return std::nullopt;
    if (answer.verdict == Verdict::unknown and has_rsa_key(known))
        return only_openssh_proves("the inventory");
    const auto expected =
        answer.known ? *answer.known : KnownKey{of_inventory.key, of_inventory.where};
    throw CannotTell{
        Kind::denied,
        fmt::format(
            "the host key of {} is not that of the inventory: {} has {}, the host shows {}",
            escaped(known.name()),
            to_string(expected.where),
            in_words(expected.key),
            in_words(shown)
        ),
        "somebody may be in between; if the host was installed anew, change its host_key"};
}

std::optional<NeedsOpenssh> verify_host_key(
    const PublicKey& shown,
    const KnownHost& known,
    const SshSettings& settings,
    const TellNotice& notice
) {
    const auto answer = known.judge(shown);
    switch (answer.verdict) {
    case Verdict::matches: return std::nullopt;
    case Verdict::revoked:
        throw CannotTell{
            Kind::denied,
            fmt::format(
                "the host key of {} is revoked: {} says so of {}",
                escaped(known.name()),
                to_string(answer.known->where),
                in_words(shown)
            ),
            "the key's secret is known to others: give the host a new one"};
    case Verdict::changed: refuse_changed(shown, *answer.known, known);
    case Verdict::unknown: break;
    }
    if (has_rsa_key(known))
        return only_openssh_proves("known_hosts");
    if (settings.host_key == HostKeyPolicy::yes)
        refuse_unknown(shown, known);
    accept_new(shown, known, settings, notice);
    return std::nullopt;
}

}  // namespace muster
