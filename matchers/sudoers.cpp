// sudoers(): /etc/sudoers with all that it includes, read by Muster (framework/platform/sudoers/sudoers.hpp). Whether it is
// valid, and what a user may run, a host is asked by sudo's own tools.

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "framework/platform/sudoers/files.hpp"
#include "framework/platform/sudoers/passwords.hpp"
#include "framework/platform/sudoers/rules.hpp"
#include "framework/platform/sudoers/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// A reader of what `tell` makes of the configuration, where there is one.
template<Value (*tell)(const SudoersConfiguration& all, const Fact& fact)>
Task<Value> told_by_files(Host& host, Fact fact) {
    auto& reading = host.once(sudoers_configuration);
    const auto& all = co_await reading;
    co_return all.files.empty() ? absent : tell(all, fact);
}

Value exists(const SudoersConfiguration& /*all*/, const Fact& /*fact*/) {
    return true;
}

Value files(const SudoersConfiguration& all, const Fact& /*fact*/) {
    return sequence_of_texts(all.files);
}

/// What was left out of the rules since it is broken, as sudo leaves it out.
Value with_faults(Value value, const SudoersConfiguration& all) {
    const auto& faults = all.text.faults;
    if (not faults.empty())
        value.remark = fmt::format(
            "{}: {}{}",
            to_string(faults.front().where),
            faults.front().message,
            faults.size() > 1 ? fmt::format(", and {} more", faults.size() - 1) : ""
        );
    return value;
}

Value rules(const SudoersConfiguration& all, const Fact& /*fact*/) {
    std::vector<std::string> texts;
    for (const auto& rule : sudoers_rules(all.text.lines))
        texts.push_back(rule.text());
    return with_faults(sequence_of_texts(texts), all);
}

Value has_rule(const SudoersConfiguration& all, const Fact& fact) {
    try {
        return with_faults(sudoers_has_rule(all.text.lines, fact.parameter()), all);
    } catch (const Broken& broken) {
        throw CannotTell{
            Kind::unsupported,
            fmt::format("{} is no rule of sudoers: {}", quoted(fact.parameter()), broken.what()),
            "write it as a line of the file: alice ALL=(root) NOPASSWD: /bin/x"};
    }
}

Value passwordless(const SudoersConfiguration& all, const Fact& /*fact*/) {
    return with_faults(set_of_texts(sudoers_passwordless(all.text.lines)), all);
}

Value setting(const SudoersConfiguration& all, const Fact& fact) {
    const auto value = sudoers_setting(all.text.lines, fact.parameter());
    return value ? Value(Scalar{*value}) : not_set;
}

/// What visudo says of owner and mode: files that others could change, or that sudo has not made, are none of its.
std::string fault_of_status(const std::string& path, const FileStatus& status) {
    constexpr std::uint16_t usual = 0440;
    if (status.uid != 0 or status.gid != 0)
        return fmt::format("{}: wrong owner, should be 0 and 0", escaped(path));
    return status.permissions == usual ? ""
                                       : fmt::format(
                                           "{}: bad permissions {:04o}, should be mode 0440",
                                           escaped(path),
                                           status.permissions
                                       );
}

Task<Value> valid_by_files(Host& host, Fact /*fact*/) {
    auto& reading = host.once(sudoers_configuration);
    const auto& all = co_await reading;
    if (all.files.empty())
        co_return absent;
    std::vector<Pending<std::optional<FileStatus>>> looking;
    for (const auto& file : all.files)
        looking.push_back(host.stat(file));
    auto judged = all;
    judged.text.faults = sudoers_faults(all.text);
    if (not judged.text.faults.empty())
        co_return with_faults(false, judged);
    for (std::size_t i = 0; i < looking.size(); ++i) {
        const auto& status = co_await looking[i];
        const auto fault = status ? fault_of_status(all.files[i], *status) : "";
        if (not fault.empty())
            co_return with_remark(false, fault);
    }
    co_return true;
}

/// The first line that a tool complained with.
std::string complaint_of(const Output& output) {
    const auto lines = lines_of(trimmed(output.err.empty() ? output.out : output.err));
    return lines.empty() ? "it says nothing" : escaped(lines.front(), 200);
}

void require_tool(const Output& output, std::string_view tool) {
    if (output.exit_status == 127)
        throw CannotTell{
            Kind::missing_tool,
            fmt::format("there is no {} on the target", tool),
            "it is in the package sudo"};
    if (output.err.find("Permission denied") != std::string::npos
        or output.err.find("password is required") != std::string::npos)
        throw CannotTell{
            Kind::denied, fmt::format("{}: {}", tool, complaint_of(output)), "try --sudo"};
}

Task<Value> valid(Host& host, Fact fact) {
    if (not host.can(Ability::run)) {
        auto judging = valid_by_files(host, fact);
        co_return co_await judging;
    }
    auto& reading = host.once(sudoers_configuration);
    auto running = host.run({{"visudo", "-c"}});
    const auto& all = co_await reading;
    if (all.files.empty())
        co_return absent;
    const auto& output = co_await running;
    require_tool(output, "visudo");
    if (output.exit_status == 0)
        co_return true;
    constexpr std::array<std::string_view, 5> verdicts = {
        "syntax error", "parse error", "bad permissions", "wrong owner", "not a regular file"};
    const auto said = output.err + output.out;
    static const Regex place(R"(/[^ \n]*:\d+)");  // of a file and its line
    const bool has_place = place.found_in(said);
    const bool is_verdict = output.exit_status == 1 and said.find("unable to") == std::string::npos
                            and (has_place or std::ranges::any_of(verdicts, [&](auto word) {
                                     return said.find(word) != std::string::npos;
                                 }));
    if (not is_verdict)
        throw CannotTell{
            Kind::failed,
            fmt::format("visudo ended with {}: {}", output.exit_status, complaint_of(output))};
    co_return with_remark(false, complaint_of(output));
}

std::string command_of(const Fact& fact) {
    const auto* const value = std::get_if<Value>(&fact.parameters.at(1));
    return value == nullptr ? "" : to_plain(*value);
}

/// sudo -l says the command, and nothing with status 1 where it is not allowed; whatever else it says is an error.
Task<Value> may_run(Host& host, Fact fact) {
    const auto user = fact.parameter();
    Command command{{"sudo", "-n", "-l", "-U", user, "--"}};
    const auto asked_for = command_of(fact);
    for (const auto word : words_of(asked_for))
        command.words.emplace_back(word);
    auto& reading = host.once(sudoers_configuration);
    auto running = host.run(command);
    const auto& all = co_await reading;
    if (all.files.empty())
        co_return absent;
    const auto& output = co_await running;
    require_tool(output, "sudo");
    if (output.exit_status == 0)
        co_return true;
    if (output.exit_status != 1 or not trimmed(output.err).empty())
        throw CannotTell{Kind::failed, "sudo -l: " + complaint_of(output)};
    co_return false;
}

std::vector<AttributeEntry> attributes() {
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "there is a sudoers file",
         .when_absent = false,
         .needs_root = true},
        {.name = "valid",
         .type = Type::flag,
         .meaning = "`visudo -c` accepts all of it; in an image Muster's own reader does",
         .needs_root = true},
        {.name = "files",
         .type = Type::list,
         .meaning = "the files that are read, those that are included among them",
         .item = {.ordered = true},
         .needs_root = true},
        {.name = "rules",
         .type = Type::list,
         .meaning = "a rule for each user, host and command, aliases opened: `alice ALL=(root) "
                    "NOPASSWD: /bin/x`",
         .item = {.ordered = true},
         .needs_root = true},
        {.name = "has_rule",
         .type = Type::flag,
         .meaning = "each rule that this line of sudoers means is among them",
         .when_absent = false,
         .parameters = {{.name = "rule", .meaning = "`%adm ALL=(root) /usr/bin/journalctl`"}},
         .needs_root = true},
        {.name = "passwordless",
         .type = Type::list,
         .meaning = "users, `%groups` and `ALL` that some rule lets run something without a "
                    "password",
         .needs_root = true},
        {.name = "setting",
         .type = Type::scalar,
         .meaning = "an entry of the Defaults for everyone; a bare name is `true`, `!name` is "
                    "`false`",
         .parameters = {{.name = "key", .meaning = "`use_pty`, `secure_path`"}},
         .needs_root = true},
        {.name = "may_run",
         .type = Type::flag,
         .meaning = "sudo lets this user run this command as root",
         .parameters =
             {{.name = "user"},
              {.name = "command", .meaning = "with its arguments, parted by blanks"}},
         .needs_root = true,
         .in_image = InImage::no_commands},
    };
}

}  // namespace

std::span<const Resource> sudoers_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "sudoers",
                .summary = "What sudo allows whom.",
                .absence = "is not there",
                .attributes = attributes(),
                .example = R"(expect(sudoers().valid);
expect(sudoers().passwordless == list("deploy"));
expect(sudoers().has_rule("deploy ALL=(root) NOPASSWD: /usr/bin/systemctl restart app"));
expect(sudoers().setting("use_pty") == "true");
expect(not sudoers().may_run("www-data", "/bin/sh"));)",
                .yaml_example = R"(- sudoers:
  valid: true
  passwordless: [deploy]
  has_rule: {"deploy ALL=(root) NOPASSWD: /usr/bin/systemctl restart app": true}
  setting: {use_pty: "true"}
  may_run: {www-data: {/bin/sh: false}})",
                .details =
                    R"(/etc/sudoers (else /usr/etc/sudoers) and what it includes are read by Muster, as sudo 1.9 reads them:
a broken line is left out, and told beside the rules. A rule is written in one way, whatever the file
says: one user, one host, one command, whom it runs as (`(root)` where nothing is said, or
`runas_default`), options and tags that apply, in sudo's own order. `has_rule` takes a line of the
file, and may name its aliases. A later rule that forbids takes nothing off the list: `may_run` asks
sudo itself. `passwordless` names rather one too many than one too few, where it cannot be told whether
a line of Defaults applies. Rules of LDAP or sssd are not among them.)",
            },
        .readers =
            {
                {"exists", told_by_files<exists>},
                {"valid", valid},
                {"files", told_by_files<files>},
                {"rules", told_by_files<rules>},
                {"has_rule", told_by_files<has_rule>},
                {"passwordless", told_by_files<passwordless>},
                {"setting", told_by_files<setting>},
                {"may_run", may_run},
            },
    };
    return {&resource, 1};
}

}  // namespace muster
