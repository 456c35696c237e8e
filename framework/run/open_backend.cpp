#include "framework/run/open_backend.hpp"

#include "framework/backend/image/image_archive.hpp"
#include "framework/backend/image/image_backend.hpp"
#include "framework/backend/image/root_folder.hpp"
#include "framework/backend/local/local_backend.hpp"
#include "framework/backend/recording/recording_backend.hpp"
#include "framework/backend/shell/container_backend.hpp"
#include "framework/backend/shell/container_shell.hpp"
#include "framework/backend/shell/pipe_connection.hpp"
#include "framework/backend/shell/shell_backend.hpp"
#include "framework/backend/shell/throw_away_container.hpp"
#include "framework/backend/ssh/connect.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/run/audit.hpp"
#include "framework/run/disk_target.hpp"
#include "framework/run/target_url.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

namespace muster {

namespace {

/// It goes by the name and address of the target that was recorded, as a spec may read them.
Target recorded_target(const std::string& url, const std::string& file) {
    const auto recording = read_recording(file);
    Target target{recording.target, url};
    if (not recording.address.empty())
        target.addresses[""] = recording.address;
    return target;
}

struct OwnContainer {
    std::unique_ptr<ThrowAwayContainer> container;
};

/// What lives in a container of ours, and the container, which goes last, as the first base does.
class ThrownAway : private OwnContainer, public BackendAround {
public:
    ThrownAway(std::unique_ptr<ThrowAwayContainer> container, std::unique_ptr<Backend> inner)
        : OwnContainer{std::move(container)}, BackendAround(std::move(inner)) {}
};

/// Everything that reaches a target, kept together: threads of a run that was interrupted may outlive
/// its caller, so they share it.
class Opener {
public:
    explicit Opener(OpenOptions options) : options_(std::move(options)), prompter_(terminal_) {
        if (options_.host_key == "this-run")
            of_this_run_.emplace("");
        if (not options_.audit.empty())
            audit_ = std::make_shared<AuditLog>(options_.audit);
    }

    std::unique_ptr<Backend> open(const Target& target, std::vector<std::string>& notices) {
        auto backend = open_by_kind(target, notices);
        if (audit_)
            backend = audited(std::move(backend), audit_, target.name);
        return backend;
    }

    ShownHostKey show_host_key(const Target& target) {
        if (not target.trouble.empty())
            throw CannotTell{Kind::unsupported, target.trouble};
        if (not target_url(target.url).is_host())
            throw Broken(fmt::format("{} is not reached over the network", target.url));
        return muster::show_host_key(
            parse_ssh_url(target.url), ssh_options(target, Deadline(options_.timeout))
        );
    }

private:
    std::unique_ptr<Backend> open_by_kind(const Target& target, std::vector<std::string>& notices) {
        if (not target.trouble.empty())
            throw CannotTell{Kind::unsupported, target.trouble};
        const auto url = target_url(target.url);
        if (url.is("recording"))
            return std::make_unique<RecordingBackend>(read_recording(url.rest));
        if (url.is_image())
            return open_image_backend(url);
        if (is_container_kind(url.kind))
            return open_container(target, url.kind, url.rest);
        if (url.is_thrown_away())
            return open_thrown_away(target, url);
        return url.is("local") ? open_local(target) : open_remote(target, notices);
    }

    std::unique_ptr<Backend> open_image_backend(const TargetUrl& url) const {
        try {
            return std::make_unique<ImageBackend>(tree_of(url), options_.limits);
        } catch (const CannotTell& why) {
            throw of_image(why);
        }
    }

    /// The files of an image. `FILE#NAME` chooses one of several in a file, or a partition of a disk.
    std::unique_ptr<FileTree> tree_of(const TargetUrl& url) const {
        if (url.is("rootfs"))
            return std::make_unique<RootFolder>(url.rest);
        const bool is_whole = ::access(url.rest.c_str(), F_OK) == 0;
        const auto hash = is_whole ? std::string::npos : url.rest.rfind('#');
        const auto file = url.rest.substr(0, hash);
        const auto name = hash == std::string::npos ? "" : url.rest.substr(hash + 1);
        if (url.is("disk"))
            return open_disk(file, name);
        const ImageChoice choice{
            .form = url.is("oci") ? ImageForm::oci : ImageForm::docker,
            .name = name,
            .platform = options_.platform};
        return open_image(file, choice, {}, Deadline(options_.timeout));
    }

    /// What the inventory says of the target comes before what is said of all.
    bool raises_rights(const Target& target) const {
        return target.access.sudo.value_or(options_.sudo);
    }

    std::unique_ptr<Backend> open_local(const Target& target) {
        if (not raises_rights(target))
            return std::make_unique<LocalBackend>(options_.limits);
        return open_shell(target, {"sh", "-c"}, "this machine");
    }

    /// By a shell that these words start.
    std::unique_ptr<Backend> open_shell(
        const Target& target, const std::vector<std::string>& words, const std::string& peer
    ) {
        return std::make_unique<ShellBackend>(
            std::make_unique<PipeConnection>(words, peer), shell_options(target, peer)
        );
    }

    std::unique_ptr<Backend> open_container(
        const Target& target, std::string_view kind, const std::string& name
    ) {
        auto shell = open_shell(target, container_shell(kind, name), target.url);
        if (not has_image_engine(kind))
            return shell;
        return std::make_unique<ContainerBackend>(std::move(shell), std::string(kind), name);
    }

    std::unique_ptr<Backend> open_thrown_away(const Target& target, const TargetUrl& url) {
        const auto engine = url.kind.substr(0, url.kind.find('-'));
        auto container = std::make_unique<ThrowAwayContainer>(
            std::string(engine), url.rest, Deadline(options_.timeout)
        );
        auto inner = open_container(target, engine, container->name());
        return std::make_unique<ThrownAway>(std::move(container), std::move(inner));
    }

    std::unique_ptr<Backend> open_remote(const Target& target, std::vector<std::string>& notices) {
        const auto url = parse_ssh_url(target.url);
        const Deadline deadline(options_.timeout);
        auto connection =
            open_ssh(url, ssh_options(target, deadline), [&](const std::string& line) {
                notices.push_back(line);
            });
        auto options = shell_options(target, connection->peer());
        // What was told at the first connection is not told again.
        options.reconnect = [this, url, target, deadline] {
            return open_ssh(url, ssh_options(target, deadline), [](const std::string&) {});
        };
        return std::make_unique<ShellBackend>(std::move(connection), std::move(options));
    }

    /// Who answers for a target's password; it is kept, since a connection may log in again.
    Prompter* password_of(const Target& target) {
        if (target.access.password.empty())
            return nullptr;
        const std::lock_guard lock(passwords_mutex_);
        auto& known = passwords_[target.name];
        if (not known)
            known = std::make_unique<KnownPassword>(told(target, target.access.password));
        return known.get();
    }

    Secret told(const Target& target, const std::string& name) const {
        if (not options_.tell_secret)
            throw CannotTell{
                Kind::unsupported, fmt::format("nobody can tell the secret {}", quoted(name))};
        return options_.tell_secret(target, name);
    }

    SshOptions ssh_options(const Target& target, Deadline deadline) {
        const auto& access = target.access;
        SshOptions options;
        options.password = password_of(target);
        options.deadline = deadline;
        options.own_identities = access.identities;
        options.identities = options_.identities;
        if (options_.host_key == "accept-new")
            options.host_key = HostKeyPolicy::accept_new;
        if (options_.host_key == "this-run")
            options.host_key = HostKeyPolicy::this_run;
        options.connect_timeout = options_.connect_timeout;
        const auto& file = access.ssh_config.empty() ? options_.ssh_config : access.ssh_config;
        if (not file.empty() and file != options.config.user_file) {
            options.config.user_file = file;
            options.config.system_file.clear();
        }
        options.config.options = access.ssh_options;
        options.known_hosts = options_.known_hosts;
        if (of_this_run_)
            options.known_hosts = {of_this_run_->path()};
        add_host_keys(target, options);
        options.prompter = &prompter_;
        return options;
    }

    /// Those that the inventory has of the target: nothing else counts then.
    static void add_host_keys(const Target& target, SshOptions& options) {
        std::string file;
        for (const auto& text : target.access.host_keys) {
            const auto line = known_host_key(text, target.where);
            MUSTER_ASSERT(line.has_value());  // the inventory was read
            file += to_text(*line);
            options.host_keys.push_back(*line);
        }
        if (not file.empty())
            options.host_key_file = std::make_shared<KnownHostsInMemory>(file);
    }

    ShellOptions shell_options(const Target& target, const std::string& peer) {
        ShellOptions options;
        options.limits = options_.limits;
        if (raises_rights(target)) {
            const auto user = peer.substr(0, peer.find('@'));
            const auto prompt = peer.find('@') == std::string::npos
                                    ? std::string("sudo password")
                                    : fmt::format("sudo password of {}", user);
            options.lane.rights = Rights{
                .user = "root", .password = [this, target, prompt]() -> std::optional<Secret> {
                    if (not target.access.sudo_password.empty())
                        return told(target, target.access.sudo_password);
                    return prompter_.ask(prompt);
                }};
        }
        return options;
    }

    const OpenOptions options_;
    TerminalPrompter terminal_;
    RememberingPrompter prompter_;
    std::mutex passwords_mutex_;
    std::map<std::string, std::unique_ptr<KnownPassword>> passwords_;  // by target
    std::optional<KnownHostsInMemory> of_this_run_;  ///< what --host-key this-run believes
    std::shared_ptr<AuditLog> audit_;                // with the backends, which may outlive the run
};

}  // namespace

Target described_target(const std::string& text) {
    if (text.empty() or text.starts_with('-'))
        throw Broken(
            fmt::format("\"{}\" is no target", text),
            {},
            "local, ssh://user@host or a host of ssh_config"
        );
    const auto url = target_url(text);
    if (url.is("recording"))
        return recorded_target(text, url.rest);
    if (url.is_thrown_away())
        require_image_name(url.kind.substr(0, url.kind.find('-')), url.rest);
    if (url.is_image() or url.is_thrown_away())
        return {text, text};
    if (is_container_kind(url.kind)) {
        (void)container_shell(
            url.kind, url.rest
        );  // a name that is none is told before anything is asked
        return {text, text};
    }
    if (url.is("local")) {
        Target target{text, text};
        target.addresses[""] = "127.0.0.1";
        return target;
    }
    const bool is_bare = url.rest == text;
    Target target{text, is_bare ? "ssh://" + text : text};
    const auto host = parse_ssh_url(target.url);
    target.name = host.port ? fmt::format("{}:{}", host.host, *host.port) : host.host;
    target.addresses[""] = host.host;
    return target;
}

ShowHostKey host_key_shower(const OpenOptions& options) {
    const auto shared = std::make_shared<Opener>(options);
    return [shared](const Target& target) { return shared->show_host_key(target); };
}

OpenBackend opener(const OpenOptions& options) {
    const auto shared = std::make_shared<Opener>(options);  // with every thread that opens a target
    return [shared](const Target& target, std::vector<std::string>& notices) {
        return shared->open(target, notices);
    };
}

}  // namespace muster
