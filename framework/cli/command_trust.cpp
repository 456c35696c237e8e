#include "framework/backend/ssh/show_host_key.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/run/open_backend.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <iostream>

namespace muster {

namespace {

using Verdict = HostKeyAnswer::Verdict;

std::string in_words(const PublicKey& key) {
    return escaped(key.type) + " " + fingerprint(key);
}

void show(const ShownHostKey& shown, std::ostream& out) {
    const auto& known = shown.answer.known;
    out << escaped(shown.name) << "\n  known  "
        << (known ? in_words(known->key) + "  " + to_string(known->where) : "no key")
        << "\n  shows  " << in_words(shown.key) << "\n";
}

/// Whether a person, or who gave the fingerprint, says that it is the host's. Nobody: Broken.
bool is_trusted(const ShownHostKey& shown, const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    if (arguments.has("--fingerprint")) {
        const auto wanted = arguments.text("--fingerprint");
        if (wanted == fingerprint(shown.key))
            return true;
        invocation.err << fmt::format(
            "muster: {} does not show {}\n", escaped(shown.name), escaped(wanted)
        );
        return false;
    }
    if (::isatty(STDIN_FILENO) != 1)
        throw Broken(
            "nobody is there to say whether this is the host's key",
            {},
            "--fingerprint SHA256:… says which one is"
        );
    invocation.err
        << "Is the key that it shows the host's own? ssh-keygen -l on the host tells. [yes/no] "
        << std::flush;
    std::string answer;
    return std::getline(std::cin, answer) and answer == "yes";
}

std::string comment_of(const ShownHostKey& shown) {
    const auto& known = shown.answer.known;
    return fmt::format(
        "{} muster trust: {} {}{}, by uid {}",
        to_iso8601(system_now()),
        shown.name,
        in_words(shown.key),
        known ? " in the place of " + in_words(known->key) : "",
        ::getuid()
    );
}

/// False where the host is not trusted in the end.
bool trust(const Target& target, const ShowHostKey& show_key, const Invocation& invocation) {
    const auto shown = show_key(target);
    for (const auto& notice : shown.notices)
        invocation.err << "muster: " << printable(notice) << "\n";
    show(shown, invocation.out);
    if (shown.answer.verdict == Verdict::matches) {
        invocation.out << "  it is known already\n";
        return true;
    }
    if (shown.answer.verdict == Verdict::revoked) {
        invocation.err << "muster: that key is revoked: " << to_string(shown.answer.known->where)
                       << "\n";
        return false;
    }
    if (shown.file.empty())
        throw Broken("there is no known_hosts file to keep it in", {}, "--known-hosts names one");
    if (not is_trusted(shown, invocation))
        return false;
    trust_host_key(shown, comment_of(shown));
    invocation.out << "  kept in " << escaped(shown.file) << "\n";
    return true;
}

}  // namespace

int command_trust(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const KnownTargets known(arguments);
    const auto show_key = host_key_shower(open_options_of(arguments, secrets_of(arguments)));
    bool all = true;
    for (const auto& text : arguments.operands) {
        try {
            all = trust(known.named(text), show_key, invocation) and all;
        } catch (const CannotTell& why) {
            invocation.err << fmt::format(
                "muster: {}: {}\n", escaped(text), printable(why.message)
            );
            all = false;
        }
    }
    return all ? 0 : 1;
}

}  // namespace muster
