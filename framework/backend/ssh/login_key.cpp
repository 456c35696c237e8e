#include "framework/backend/ssh/login_key.hpp"

#include "framework/base/display.hpp"
#include "framework/model/cannot_tell.hpp"

#include <cstdlib>
#include <cstring>
#include <set>

namespace muster {

namespace {

/// Makes the signature that libssh2 asks for once the server has said that it takes the key.
struct Signer {
    std::function<std::optional<std::string>(std::string_view bytes)> sign;
    bool was_asked = false;
};

int give_signature(
    LIBSSH2_SESSION*,
    unsigned char** signature,
    std::size_t* size,
    const unsigned char* bytes,
    std::size_t count,
    void** abstract
) {
    auto& signer = *static_cast<Signer*>(*abstract);
    signer.was_asked = true;
    const auto made = signer.sign({reinterpret_cast<const char*>(bytes), count});
    if (not made)
        return -1;
    // libssh2 frees it with free(3), its usual allocator.
    auto* copy = static_cast<unsigned char*>(std::malloc(made->size())
    );  // NOLINT(cppcoreguidelines-no-malloc)
    if (copy == nullptr)
        return -1;
    std::memcpy(copy, made->data(), made->size());
    *signature = copy;
    *size = made->size();
    return 0;
}

bool log_in_signed(
    Session& session,
    const std::string& user,
    const PublicKey& key,
    Signer& signer,
    Deadline deadline
) {
    const auto* blob = reinterpret_cast<const unsigned char*>(key.blob.data());
    void* abstract = &signer;
    const auto step = [&] {
        return libssh2_userauth_publickey(
            session.raw(), user.c_str(), blob, key.blob.size(), &give_signature, &abstract
        );
    };
    return session.drive(step, deadline, "a key") == 0;
}

/// What libssh2 1.10 says when it can't make a key of the text, so that the server never saw it: a wrong
/// passphrase, or a form it can't read.
bool could_not_open(int said) {
    return said == LIBSSH2_ERROR_KEYFILE_AUTH_FAILED or said == LIBSSH2_ERROR_PROTO
           or said == LIBSSH2_ERROR_FILE or said == LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
}

}  // namespace

bool can_log_in_with(std::string_view key_type) {
    static const std::set<std::string, std::less<>> types = {
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "ssh-rsa"};
    return types.contains(key_type);
}

bool log_in_by_agent(
    Session& session, const std::string& user, Agent& agent, const PublicKey& key, Deadline deadline
) {
    Signer signer{[&](std::string_view bytes) { return agent.sign(key, bytes, deadline); }};
    return log_in_signed(session, user, key, signer, deadline);
}

bool would_accept(
    Session& session, const std::string& user, const PublicKey& key, Deadline deadline
) {
    Signer signer{[](std::string_view) { return std::nullopt; }};
    return log_in_signed(session, user, key, signer, deadline) or signer.was_asked;
}

bool log_in_by_file(
    Session& session,
    const std::string& user,
    const Identity& identity,
    const Secret& passphrase,
    Deadline deadline
) {
    const auto text = identity.text.revealed();
    // Without its public half libssh2 makes it from the private one. A null passphrase would make
    // OpenSSL ask on the terminal by itself.
    const auto step = [&] {
        return libssh2_userauth_publickey_frommemory(
            session.raw(),
            user.c_str(),
            user.size(),
            nullptr,
            0,
            text.data(),
            text.size(),
            passphrase.revealed().data()
        );
    };
    const int said = session.drive(step, deadline, "a key");
    if (could_not_open(said) and not session.is_over())
        throw CannotTell{
            Kind::denied,
            session.peer() + ": the key " + escaped(identity.name) + " cannot be opened"
                + (identity.encrypted ? ": wrong passphrase" : ""),
            "add it to the agent: ssh-add " + escaped(identity.name)};
    return said == 0;
}

}  // namespace muster
