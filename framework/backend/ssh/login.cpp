#include "framework/backend/ssh/login.hpp"

#include "framework/backend/ssh/algorithms.hpp"
#include "framework/backend/ssh/login_key.hpp"
#include "framework/backend/ssh/login_password.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace muster {

namespace {

constexpr int most_keys_tried = 5;
constexpr auto agent_patience = std::chrono::seconds(5);

/// One login, from the first question to the last answer.
class Login {
public:
    Login(Session& session, const LoginOptions& options, std::string_view greeting)
        : session_(session), options_(options), rsa_refused_(refuses_sha1_signatures(greeting)) {}

    std::optional<NeedsOpenssh> run() {
        if (try_first_key())
            return std::nullopt;
        if (first_ != nullptr and session_.is_over())
            refuse("");
        const auto methods = methods_offered();
        if (libssh2_userauth_authenticated(session_.raw()) != 0)
            return std::nullopt;  // the server asks nothing of this user
        if (offers(methods, "publickey") and try_keys())
            return std::nullopt;
        if (auto reason = openssh_could(methods))
            return NeedsOpenssh{*reason};
        if (not session_.is_over() and try_passwords(methods))
            return std::nullopt;
        refuse(methods);
    }

private:
    static bool offers(const std::string& methods, std::string_view method) {
        const auto all = split(methods, ',');
        return std::ranges::find(all, method) != all.end();
    }

    Deadline deadline() const { return earlier(Deadline(options_.patience), options_.deadline); }

    CannotTell ended_before() const {
        return {
            Kind::lost,
            fmt::format(
                "{}: the connection ended before the login: {}", session_.peer(), session_.trouble()
            )};
    }

    std::string methods_offered() {
        const char* list = nullptr;
        const auto step = [&] {
            list = libssh2_userauth_list(
                session_.raw(), options_.user.c_str(), static_cast<unsigned>(options_.user.size())
            );
            return list != nullptr ? 0 : libssh2_session_last_errno(session_.raw());
        };
        if (session_.drive(step, deadline(), "the login") != 0)
            throw ended_before();
        return list == nullptr ? "" : list;
    }

    /// The key that ssh would read first is tried without asking what the server takes, which is a turn of the link:
    /// nearly all take keys, and nearly always this one. Asked later, the question counts as an attempt.
    bool try_first_key() {
        const auto first = std::ranges::find_if(options_.identities, [](const Identity& identity) {
            return identity.state != Identity::State::missing;
        });
        if (first == options_.identities.end() or first->state != Identity::State::private_key
            or first->encrypted or first->has_certificate or not first->key
            or first->key->type == "ssh-rsa" or not can_log_in_with(first->key->type))
            return false;
        const auto names = tried_names_.size();
        try {
            if (try_file(*first))
                return true;
        } catch (const CannotTell& why) {
            if (why.kind != Kind::denied or session_.is_over())
                throw;
            tried_names_.resize(names);  // the agent may hold what libssh2 cannot read
            tried_ = 0;
            return false;
        }
        first_ = &*first;
        ++tried_;
        return false;
    }

    bool try_keys() {
        agent_ = Agent::at(options_.agent_socket);
        if (agent_)
            agent_keys_ = agent_->keys(earlier(Deadline(agent_patience), options_.deadline));
        std::vector<const PublicKey*> done;
        for (const auto& identity : options_.identities) {
            if (&identity == first_)
                continue;
            const auto* held = in_agent(identity);
            if (held != nullptr)
                done.push_back(held);
            if (held != nullptr ? try_agent_key(*held) : try_file(identity))
                return true;
        }
        if (options_.identities_only)
            return false;
        return std::ranges::any_of(agent_keys_, [&](const PublicKey& key) {
            return std::ranges::find(done, &key) == done.end() and try_agent_key(key);
        });
    }

    const PublicKey* in_agent(const Identity& identity) const {
        if (not identity.key)
            return nullptr;
        const auto found = std::ranges::find(agent_keys_, *identity.key);
        return found == agent_keys_.end() ? nullptr : &*found;
    }

    /// Whether one more key may be shown; notes why a key is out of the question for libssh2.
    bool may_try(std::string_view type, const std::string& name) {
        if (not type.empty() and not can_log_in_with(type))
            beyond_libssh2_.push_back(fmt::format("{} is a {} key", name, escaped(type)));
        else if (type == "ssh-rsa" and rsa_refused_)
            beyond_libssh2_.push_back(fmt::format(
                "{} is an RSA key, for which libssh2 has ssh-rsa (SHA-1) and the server wants "
                "rsa-sha2",
                name
            ));
        else if (tried_ < most_keys_tried and not session_.is_over())
            return ++tried_, true;
        return false;
    }

    bool try_agent_key(const PublicKey& key) {
        if (not may_try(key.type, "a key of the agent"))
            return false;
        ++agent_keys_tried_;
        if (log_in_by_agent(session_, options_.user, *agent_, key, deadline()))
            return true;
        note_refused_rsa(key.type, "a key of the agent");
        return false;
    }

    bool try_file(const Identity& identity) {
        const auto name = escaped(identity.name);
        if (identity.has_certificate)
            beyond_libssh2_.push_back(name + " has a certificate");
        if (identity.state == Identity::State::too_open)
            tried_names_.push_back(name + " (not used: others may read it)");
        if (identity.state == Identity::State::unreadable)
            tried_names_.push_back(name + " (not used: cannot be read)");
        if (identity.state != Identity::State::private_key)
            return false;
        const std::string type = identity.key ? identity.key->type : "";
        if (not may_try(type, name))
            return false;
        tried_names_.push_back(name);
        const auto passphrase = passphrase_for(identity);
        if (not passphrase)
            return false;
        if (log_in_by_file(session_, options_.user, identity, *passphrase, deadline()))
            return true;
        note_refused_rsa(type.empty() ? "ssh-rsa" : type, name);
        return false;
    }

    /// The passphrase, an empty one for a key without. Nobody is asked for a key that the server does
    /// not want.
    std::optional<Secret> passphrase_for(const Identity& identity) {
        if (not identity.encrypted)
            return Secret();
        if (identity.key and not would_accept(session_, options_.user, *identity.key, deadline()))
            return std::nullopt;
        auto typed = options_.prompter == nullptr
                         ? std::nullopt
                         : options_.prompter->ask("passphrase for " + escaped(identity.name));
        if (not typed)
            tried_names_.back() += " (needs a passphrase)";
        return typed;
    }

    void note_refused_rsa(std::string_view type, const std::string& name) {
        if (type == "ssh-rsa")
            beyond_libssh2_.push_back(fmt::format(
                "the server refuses {}, for which libssh2 has no better signature than ssh-rsa "
                "(SHA-1)",
                name
            ));
    }

    bool try_passwords(const std::string& methods) {
        if (options_.password == nullptr or not options_.passwords)
            return false;
        if (offers(methods, "keyboard-interactive")) {
            tried_names_.emplace_back("keyboard-interactive");
            const auto went = log_in_by_dialogue(session_, options_);
            if (went != PasswordLogin::not_asked)
                return went == PasswordLogin::done;
            tried_names_.pop_back();
        }
        if (not offers(methods, "password") or session_.is_over())
            return false;
        tried_names_.emplace_back("password");
        return log_in_by_password(session_, options_) == PasswordLogin::done;
    }

    std::optional<std::string> openssh_could(const std::string& methods) const {
        if (not beyond_libssh2_.empty())
            return beyond_libssh2_.front();
        if (offers(methods, "gssapi-with-mic") and may_have_ticket())
            return "the server takes Kerberos (gssapi-with-mic)";
        return std::nullopt;
    }

    /// Where a person has no ticket, ssh could do no better and would only take time.
    static bool may_have_ticket() {
        const auto file = fmt::format("/tmp/krb5cc_{}", getuid());
        return std::getenv("KRB5CCNAME") != nullptr
               or access(file.c_str(), R_OK) == 0;  // NOLINT(concurrency-mt-unsafe)
    }

    [[noreturn]] void refuse(const std::string& methods) const {
        auto tried = tried_names_;
        if (agent_keys_tried_ > 0)
            tried.insert(
                tried.begin(),
                fmt::format(
                    "agent ({} {})", agent_keys_tried_, agent_keys_tried_ == 1 ? "key" : "keys"
                )
            );
        auto message = fmt::format(
            "login as {} refused; tried {}",
            session_.peer(),
            tried.empty() ? "nothing, there is no key to try" : join(tried, ", ")
        );
        if (session_.is_over() and not session_.hung_up())
            throw ended_before();
        if (session_.is_over())
            message += "; " + session_.trouble();
        else
            message += "; the server takes " + escaped(methods);
        throw CannotTell{
            Kind::denied, message, "name the key: --identity FILE, or IdentityFile in ssh_config"};
    }

    Session& session_;
    const LoginOptions& options_;
    bool rsa_refused_;
    const Identity* first_ = nullptr;  ///< was tried before anything else
    std::optional<Agent> agent_;
    std::vector<PublicKey> agent_keys_;
    int tried_ = 0;
    int agent_keys_tried_ = 0;
    std::vector<std::string> tried_names_;
    std::vector<std::string> beyond_libssh2_;
};

}  // namespace

std::optional<NeedsOpenssh> log_in(
    Session& session, const LoginOptions& options, std::string_view greeting
) {
    return Login(session, options, greeting).run();
}

}  // namespace muster
