#include "framework/backend/ssh/verify_host_key.hpp"

#include "framework/base/display.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>

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

void accept_new(
    const PublicKey& shown, const KnownHost& host, const SshSettings& settings, const Notice& notice
) {
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

}  // namespace

std::optional<NeedsOpenssh> verify_host_key(
    const PublicKey& shown,
    const KnownHost& known,
    const SshSettings& settings,
    const Notice& notice
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
    // The known key may be an RSA one that the server only proves with rsa-sha2, which libssh2 can't ask for.
    const auto types = known.key_types();
    if (std::ranges::find(types, "ssh-rsa") != types.end())
        return NeedsOpenssh{
            "known_hosts has an RSA key of this host, for which libssh2 has only ssh-rsa (SHA-1)"};
    if (settings.host_key == HostKeyPolicy::yes)
        refuse_unknown(shown, known);
    accept_new(shown, known, settings, notice);
    return std::nullopt;
}

}  // namespace muster
