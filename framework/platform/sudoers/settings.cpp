#include "framework/platform/sudoers/settings.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/sudoers/times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace muster {

namespace {

using Operation = SudoersSetting::Operation;

enum class Takes {
    nothing,
    text,
    path,
    path_of_anyone,  ///< `~` and `*` as well
    list,
    word,  ///< one of some
    count,
    integer,
    mode,
    minutes,  ///< with a fraction
    timeout,
    limit
};

/// Settings of one kind. Flags and words are set by their name alone where `may_be_bare`.
struct SettingKind {
    Takes takes;
    bool may_be_off;
    bool may_be_bare;
    std::string_view names;
    std::string_view words = {};
};

constexpr bool may_be_off = true;
constexpr bool may_be_bare = true;

constexpr std::string_view flags =
    "always_query_group_plugin always_set_home authenticate case_insensitive_group "
    "case_insensitive_user closefrom_override compress_io env_editor env_reset exec_background "
    "fast_glob fqdn ignore_audit_errors ignore_dot ignore_iolog_errors ignore_local_sudoers "
    "ignore_logfile_errors ignore_unknown_defaults insults intercept intercept_allow_setid "
    "intercept_authenticate intercept_verify iolog_flush log_allowed log_denied log_exit_status "
    "log_host log_input log_output log_passwords log_server_keepalive log_server_verify "
    "log_stderr log_stdin log_stdout log_subcmds log_ttyin log_ttyout log_year long_otp_prompt "
    "mail_all_cmnds mail_always mail_badpass mail_no_host mail_no_perms mail_no_user "
    "match_group_by_gid netgroup_tuple noexec noninteractive_auth pam_acct_mgmt pam_rhost "
    "pam_ruser pam_session pam_setcred pam_silent passprompt_override path_info preserve_groups "
    "pwfeedback requiretty root_sudo rootpw runas_allow_unknown_id runas_check_shell runaspw "
    "selinux set_home set_logname set_utmp setenv shell_noargs stay_setuid sudoedit_checkdir "
    "sudoedit_follow syslog_pid targetpw tty_tickets umask_override use_loginclass use_netgroups "
    "use_pty user_command_timeouts utmp_runas visiblepw";

constexpr std::string_view facilities =
    "auth authpriv daemon user local0 local1 local2 local3 local4 local5 local6 local7";
constexpr std::string_view priorities = "alert crit debug emerg err info notice warning none";

constexpr std::array<SettingKind, 24> kinds = {{
    {Takes::nothing, may_be_off, may_be_bare, flags},
    {Takes::word, may_be_off, may_be_bare, "listpw verifypw", "always all any never"},
    {Takes::word, may_be_off, may_be_bare, "fdexec", "always never digest_only"},
    {Takes::word, may_be_off, may_be_bare, "lecture", "always never once"},
    {Takes::word, may_be_off, may_be_bare, "syslog", facilities},
    {Takes::word, may_be_off, false, "syslog_badpri syslog_goodpri", priorities},
    {Takes::word, may_be_off, false, "timestamp_type", "global ppid tty kernel"},
    {Takes::word, may_be_off, false, "log_format", "sudo json json_compact json_pretty"},
    {Takes::word, may_be_off, false, "intercept_type", "dso trace"},
    {Takes::path,
     may_be_off,
     false,
     "env_file lecture_file log_server_cabundle log_server_peer_cert log_server_peer_key logfile "
     "mailerpath restricted_env_file"},
    {Takes::path_of_anyone, may_be_off, false, "admin_flag runchroot runcwd"},
    {Takes::path, false, false, "editor iolog_dir lecture_status_dir timestampdir"},
    {Takes::text,
     may_be_off,
     false,
     "exempt_group iolog_group iolog_user mailerflags mailfrom mailto secure_path"},
    {Takes::text,
     false,
     false,
     "apparmor_profile authfail_message badpass_message cmddenial_message group_plugin iolog_file "
     "limitprivs mailsub maxseq pam_askpass_service pam_login_service pam_service passprompt privs "
     "role runas_default sudoers_locale timestampowner type"},
    {Takes::list, may_be_off, false, "env_check env_delete env_keep log_servers passprompt_regex"},
    {Takes::minutes, may_be_off, false, "passwd_timeout timestamp_timeout"},
    {Takes::timeout, may_be_off, false, "command_timeout log_server_timeout"},
    {Takes::count, may_be_off, false, "loglinelen"},
    {Takes::count, false, false, "passwd_tries syslog_maxlen"},
    {Takes::integer, false, false, "closefrom"},
    {Takes::mode, may_be_off, false, "umask"},
    {Takes::mode, false, false, "iolog_mode"},
    {Takes::limit,
     may_be_off,
     false,
     "rlimit_as rlimit_core rlimit_cpu rlimit_data rlimit_fsize rlimit_locks rlimit_memlock"},
    {Takes::limit, may_be_off, false, "rlimit_nofile rlimit_nproc rlimit_rss rlimit_stack"},
}};

bool has_word(std::string_view words, std::string_view word) {
    return is_one_of(word, words_of(words));
}

const SettingKind* entry_kind(std::string_view name) {
    static const auto by_name = [] {
        std::map<std::string_view, const SettingKind*> known;
        for (const auto& kind : kinds) {
            for (const auto one : words_of(kind.names))
                known.emplace(one, &kind);
        }
        return known;
    }();
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
}

std::string_view without_plus(std::string_view text) {
    return text.starts_with('+') ? text.substr(1) : text;
}

bool is_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_count(std::string_view text) {
    const auto number = whole_number(without_plus(text));
    return number and *number >= 0 and *number <= std::numeric_limits<std::uint32_t>::max();
}

bool is_integer(std::string_view text) {
    const auto number = whole_number(without_plus(text));
    return number and *number >= std::numeric_limits<std::int32_t>::min()
           and *number <= std::numeric_limits<std::int32_t>::max();
}

bool is_mode(std::string_view text) {
    const auto mode = octal_number(without_plus(text));
    return mode and *mode <= 0777;
}

/// Minutes of which sudo can count the seconds.
bool is_minutes(std::string_view text) {
    if (text.starts_with('+') or text.starts_with('-'))
        text.remove_prefix(1);
    const auto point = std::min(text.find('.'), text.size());
    const auto whole = text.substr(0, point);
    constexpr std::size_t most_digits = 17;
    return is_digits(whole) and whole.size() <= most_digits
           and is_digits(text.substr(std::min(point + 1, text.size())));
}

bool is_limit_number(std::string_view text) {
    constexpr std::string_view most = "18446744073709551615";
    if (text == "infinity")
        return true;
    if (text.empty() or not is_digits(text))
        return false;
    text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
    return text.size() < most.size() or (text.size() == most.size() and text <= most);
}

bool is_limit(std::string_view text) {
    const auto parts = split(text, ',');
    if (text == "default" or text == "user")
        return true;
    return parts.size() <= 2 and std::ranges::all_of(parts, is_limit_number);
}

bool is_path_of_anyone(std::string_view text) {
    return text.starts_with('/') or text.starts_with('~') or text == "*";
}

bool takes(const SettingKind& kind, std::string_view value) {
    switch (kind.takes) {
    case Takes::nothing: return false;
    case Takes::text:
    case Takes::list: return true;
    case Takes::path: return value.starts_with('/');
    case Takes::path_of_anyone: return is_path_of_anyone(value);
    case Takes::word: return has_word(kind.words, value);
    case Takes::count: return is_count(value);
    case Takes::integer: return is_integer(value);
    case Takes::mode: return is_mode(value);
    case Takes::minutes: return is_minutes(value);
    case Takes::timeout: return sudoers_timeout(without_plus(value)).has_value();
    case Takes::limit: return is_limit(value);
    }
    return false;
}

/// The first definition of an alias is the one that counts.
std::vector<SudoersFault> faults_of_aliases(const std::vector<SudoersLine>& lines) {
    std::vector<SudoersFault> faults;
    std::set<std::pair<SudoersAlias::Kind, std::string_view>> known;
    for (const auto& line : lines) {
        const auto* alias = std::get_if<SudoersAlias>(&line.what);
        if (alias != nullptr and not known.emplace(alias->kind, alias->name).second) {
            faults.push_back(
                {alias->where, fmt::format("the alias {} is defined before", alias->name)}
            );
        }
    }
    return faults;
}

/// What the entries about one setting come to.
class SettingValue {
public:
    void heed(const SudoersSetting& setting) {
        switch (setting.operation) {
        case Operation::on: return set("true", "");
        case Operation::off: return set("false", "");
        case Operation::set: return set(setting.value, setting.value);
        case Operation::add: add(setting.value); break;
        case Operation::remove:
            for (const auto word : words_of(setting.value))
                places_.erase(std::string(word));
            break;
        }
        text_ = std::nullopt;
        is_list_ = true;
    }

    std::optional<std::string> text() const {
        if (not is_list_)
            return text_;
        std::map<std::size_t, std::string> in_order;
        for (const auto& [word, place] : places_)
            in_order.emplace(place, word);
        std::vector<std::string> words;
        words.reserve(in_order.size());
        for (auto& [place, word] : in_order)
            words.push_back(word);
        return join(words, " ");
    }

private:
    void set(std::string_view text, std::string_view words) {
        text_ = text;
        is_list_ = false;
        places_.clear();
        add(words);
    }
    void add(std::string_view words) {
        for (const auto word : words_of(words))
            places_.emplace(word, places_made_++);
    }

    std::optional<std::string> text_;
    bool is_list_ = false;
    std::map<std::string, std::size_t> places_;  // of the words of a list
    std::size_t places_made_ = 0;
};

}  // namespace

std::optional<std::string> fault_of_setting(const SudoersSetting& setting) {
    const auto* kind = entry_kind(setting.name);
    const auto named = [&](std::string_view what) {
        return fmt::format("{} {}", setting.name, what);
    };
    if (kind == nullptr)
        return fmt::format("no setting is called {}", setting.name);
    switch (setting.operation) {
    case Operation::on:
        return kind->may_be_bare ? std::nullopt : std::optional(named("needs a value"));
    case Operation::off:
        return kind->may_be_off ? std::nullopt : std::optional(named("cannot be turned off"));
    case Operation::add:
    case Operation::remove:
        if (kind->takes != Takes::list)
            return named("is no list");
        break;
    case Operation::set: break;
    }
    if (kind->takes == Takes::nothing)
        return named("takes no value");
    if (not takes(*kind, setting.value))
        return named(fmt::format("does not take {}", quoted(setting.value, 80)));
    return std::nullopt;
}

std::vector<SudoersFault> sudoers_faults(const SudoersText& joined) {
    auto faults = joined.faults;
    const auto more = faults_of_aliases(joined.lines);
    faults.insert(faults.end(), more.begin(), more.end());
    for (const auto& line : joined.lines) {
        if (const auto* defaults = std::get_if<SudoersDefaults>(&line.what)) {
            for (const auto& setting : defaults->settings) {
                if (auto fault = fault_of_setting(setting))
                    faults.push_back({setting.where, std::move(*fault)});
            }
        }
    }
    return faults;
}

std::optional<std::string> sudoers_setting(
    const std::vector<SudoersLine>& lines, std::string_view name
) {
    SettingValue value;
    for (const auto& line : lines) {
        const auto* defaults = std::get_if<SudoersDefaults>(&line.what);
        if (defaults == nullptr or defaults->scope != SudoersDefaults::Scope::everyone)
            continue;
        for (const auto& setting : defaults->settings) {
            if (setting.name == name and not fault_of_setting(setting))
                value.heed(setting);
        }
    }
    return value.text();
}

}  // namespace muster
