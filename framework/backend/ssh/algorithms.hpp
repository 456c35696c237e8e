#pragma once

// Which algorithms each side offers. libssh2 does not tell what a server offered, so the first bytes
// from the server, which are not yet encrypted, are read a second time here (RFC 4253, 4.2 and 7.1).

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

enum class AlgorithmKind { key_exchange, host_key, cipher_out, cipher_in, mac_out, mac_in };
constexpr std::size_t algorithm_kinds = 6;

/// What we ask libssh2 to offer, best first, as in a KEXINIT. A subset of what it can: nothing with
/// CBC, MD5, RC4 or a key exchange of 1024 bits or SHA-1; who has only these is left to the system's
/// ssh and its own judgement.
std::string_view offered_algorithms(AlgorithmKind kind);

/// The same for host keys, those types first that known_hosts has.
std::string host_key_preference(const std::vector<std::string>& known_types);

struct ServerOffer {
    std::string greeting;                                      ///< "SSH-2.0-OpenSSH_9.2p1 Debian-2"
    std::array<std::string, algorithm_kinds> algorithms = {};  ///< by AlgorithmKind
};

/// The greeting and the KEXINIT in the first bytes of a server; nothing when they aren't all there.
std::optional<ServerOffer> parse_server_offer(std::string_view heard);

/// `no MAC in common: libssh2 has …; the server has …`; nothing when each kind has one.
std::optional<std::string> nothing_in_common(const ServerOffer& offer);

/// Whether the server would refuse `ssh-rsa` signatures (SHA-1), the only ones that libssh2 1.10 makes
/// with an RSA key: OpenSSH does since 8.8, unless told otherwise.
bool refuses_sha1_signatures(std::string_view greeting);

}  // namespace muster
