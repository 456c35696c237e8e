#pragma once

// known_hosts files (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): which keys a host is known to have.

#include "framework/backend/ssh/host_key.hpp"
#include "framework/base/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

enum class KeyMark { none, revoked, cert_authority };

/// One line of a file. Lines that nobody can read are passed over, as ssh does.
struct KnownHostsLine {
    KeyMark mark = KeyMark::none;
    std::string hosts;  ///< "web,10.0.0.*,!10.0.0.9" or "|1|salt|hash"
    PublicKey key;
    Location where;
};

std::vector<KnownHostsLine> parse_known_hosts(std::string_view text, const std::string& file);

/// A key as an inventory has it, `ssh-ed25519 AAAA…`, for whatever host; nothing for what is no key. `@cert-authority` may
/// stand before it.
std::optional<KnownHostsLine> known_host_key(std::string_view text, const Location& where);
/// The other way, with its newline.
std::string to_text(const KnownHostsLine& line);

/// Whether the first field of a line is about `name`: patterns and negation, or a hashed name.
bool names_host(std::string_view hosts, std::string_view name);

/// "web", or "[web]:2222" for another port than 22; in lower case.
std::string known_hosts_name(std::string_view host, int port);

struct KnownKey {
    PublicKey key;
    Location where;
};

struct HostKeyAnswer {
    enum class Verdict { matches, unknown, changed, revoked };
    Verdict verdict = Verdict::unknown;
    std::optional<KnownKey> known = {};  ///< the line that decided; none when unknown
};

/// What the files say about one host.
class KnownHost {
public:
    /// Reads `files`; one that does not exist is an empty one. Throws Broken when one can't be read.
    static KnownHost read(const std::vector<std::string>& files, std::string_view host, int port);

    KnownHost(std::vector<KnownHostsLine> lines, std::string_view host, int port);

    /// Types of the keys that are known, each once, in the order of the files: what to ask the server
    /// for, so that it does not show a key of another type.
    std::vector<std::string> key_types() const;

    /// All keys that are known, without those that are revoked and those of authorities.
    std::vector<PublicKey> keys() const;

    /// A line that trusts a certificate authority for this host, if there is one.
    std::optional<KnownKey> certificate_authority() const;

    HostKeyAnswer judge(const PublicKey& shown) const;

    const std::string& name() const { return name_; }

private:
    std::string name_;
    std::vector<KnownHostsLine> lines_;     ///< those about this host and port
    std::vector<KnownHostsLine> portless_;  ///< those about the host without its port
};

enum class HostNames { plain, hashed };

/// Appends a line for a host that is met for the first time; makes the file (0600) and its folder
/// (0700) where they are missing. Throws Broken when it can't be written.
void remember_host_key(
    const std::string& file, const std::string& name, const PublicKey& key, HostNames names
);

}  // namespace muster
