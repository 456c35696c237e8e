// What our reader says of random sudoers files is what visudo and cvtsudoers say of them.

#include "framework/base/json/json.hpp"
#include "framework/platform/sudoers/rules.hpp"
#include "framework/platform/sudoers/settings.hpp"
#include "tests/support/mutation.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/sudoers_writer.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace muster;
using namespace muster::tests;

namespace {

using Texts = std::vector<std::string>;

/// The real programs, with files of ours.
class Sudo {
public:
    bool takes(const std::string& text) const {
        return run_program({"visudo", "-c", "-q", "-f", folder_.write("sudoers", text)}).status
               == 0;
    }
    std::string converted(const std::string& text, const std::string& format) const {
        const auto run =
            run_program({"cvtsudoers", "-e", "-f", format, folder_.write("sudoers", text)});
        INFO(text << run.output);
        REQUIRE(run.status == 0);
        return run.output;
    }

private:
    TemporaryFolder folder_;
};

const Json::Array& items(const Json& object, std::string_view name) {
    static const Json::Array none;
    const auto* found = object.find(name);
    return found == nullptr ? none : *found->as<Json::Array>();
}

/// A member as `user`, `%group`, `#1000` … with `!` before it.
std::string member_text(const Json& member) {
    const auto* negated = member.find("negated");
    const std::string sign = negated != nullptr and *negated->as<bool>() ? "!" : "";
    const std::vector<std::pair<std::string, std::string>> kinds = {
        {"username", ""},
        {"usergroup", "%"},
        {"netgroup", "+"},
        {"userid", "#"},
        {"usergid", "%#"},
        {"nonunixgroup", "%:"},
        {"nonunixgid", "%:#"},
        {"hostname", ""},
        {"networkaddr", ""},
        {"command", ""}};
    for (const auto& [kind, prefix] : kinds)
        if (const auto* value = member.find(kind)) {
            const auto* number = value->as<std::int64_t>();
            return sign + prefix
                   + (number != nullptr ? std::to_string(*number) : *value->as<std::string>());
        }
    return "?";
}

std::string joined(const Json::Array& members) {
    std::string text;
    for (const auto& member : members)
        text += member_text(member) + ",";
    return text;
}

/// SETENV aside, which cvtsudoers tells of the neighbours of ALL as well.
std::string tags_text(const Json& commands) {
    const std::vector<std::pair<std::string, SudoersTagNames>> tags = {
        {"intercept", {"INTERCEPT", "NOINTERCEPT"}},
        {"noexec", {"NOEXEC", "EXEC"}},
        {"authenticate", {"PASSWD", "NOPASSWD"}},
        {"log_input", {"LOG_INPUT", "NOLOG_INPUT"}},
        {"log_output", {"LOG_OUTPUT", "NOLOG_OUTPUT"}},
        {"send_mail", {"MAIL", "NOMAIL"}},
        {"sudoedit_follow", {"FOLLOW", "NOFOLLOW"}}};
    std::string text;
    for (const auto& [name, names] : tags)
        for (const auto& option : items(commands, "Options"))
            if (const auto* value = option.find(name))
                text += std::string(*value->as<bool>() ? names.on : names.off) + ":";
    return text;
}

std::string runas_text(const Json& commands) {
    const bool is_usual =
        commands.find("runasusers") == nullptr and commands.find("runasgroups") == nullptr;
    auto users = is_usual ? "usual," : joined(items(commands, "runasusers"));
    if (users == ",")
        users = "";
    // Groups have a `%` here, if no alias held them.
    auto groups = joined(items(commands, "runasgroups"));
    std::erase(groups, '%');
    return users + ":" + groups;
}

Texts rules_in_json(const Json& policy) {
    Texts rules;
    for (const auto& grant : items(policy, "User_Specs"))
        for (const auto& user : items(grant, "User_List"))
            for (const auto& host : items(grant, "Host_List"))
                for (const auto& commands : items(grant, "Cmnd_Specs"))
                    for (const auto& command : items(commands, "Commands"))
                        rules.push_back(
                            member_text(user) + " " + member_text(host) + "=" + runas_text(commands)
                            + " " + tags_text(commands) + " " + text_at(command, "sha224") + " "
                            + member_text(command)
                        );
    return rules;
}

std::string plain(const SudoersMember& member) {
    return (member.is_negated ? "!" : "") + member.text
           + (member.arguments ? " " + *member.arguments : "");
}

std::string plain(const SudoersMembers& members) {
    std::string text;
    for (const auto& member : members)
        text += plain(member) + ",";
    return text;
}

Texts rules_of_ours(std::vector<SudoersLine> lines) {
    // A user whom no file can name stands for "nothing is said".
    lines.push_back(
        {.what =
             SudoersDefaults{
                 .settings =
                     {{.name = "runas_default",
                       .operation = SudoersSetting::Operation::set,
                       .value = "usual"}}}}
    );
    Texts rules;
    for (const auto& rule : sudoers_rules(lines)) {
        std::string tags;
        for (std::size_t i = sudoers_setenv + 1; i < rule.tags.size(); ++i)
            if (rule.tags[i])
                tags +=
                    std::string(*rule.tags[i] ? sudoers_tag_names[i].on : sudoers_tag_names[i].off)
                    + ":";
        const auto& digests = rule.command.digests;
        rules.push_back(
            plain(rule.user) + " " + plain(rule.host) + "=" + plain(rule.runas.users) + ":"
            + plain(rule.runas.groups) + " " + tags + " "
            + (digests.empty() ? "" : digests[0].substr(digests[0].find(':') + 1)) + " "
            + plain(rule.command)
        );
    }
    return rules;
}

Texts texts_of(const std::vector<SudoersLine>& lines) {
    Texts texts;
    for (const auto& rule : sudoers_rules(lines))
        texts.push_back(rule.text());
    return texts;
}

}  // namespace

TEST_CASE("files are valid for us where they are valid for visudo") {
    if (not has_tool("visudo"))
        return skip("no visudo here");
    const Sudo sudo;
    int valid = 0;
    for (unsigned seed = 1; seed <= 150; ++seed) {
        SudoersWriter writer(seed, SudoersWriter::Extent::all);
        const auto whole = writer.file();
        for (const auto& text : {whole, writer.broken(whole), writer.broken(whole)}) {
            const auto faults = sudoers_faults(sudoers_text_from(text));
            INFO(text << (faults.empty() ? "" : faults[0].message));
            CHECK(faults.empty() == sudo.takes(text));
            valid += faults.empty() ? 1 : 0;
        }
    }
    // Else there was nothing to differ in.
    CHECK(valid > 100);
    CHECK(valid < 350);
}

TEST_CASE("our rules are those of cvtsudoers") {
    if (not has_tool("cvtsudoers"))
        return skip("no cvtsudoers here");
    const Sudo sudo;
    int compared = 0;
    for (unsigned seed = 1; seed <= 150; ++seed) {
        const auto text = SudoersWriter(seed, SudoersWriter::Extent::as_in_json).file();
        INFO(text);
        const auto read = sudoers_text_from(text);
        if (not read.faults.empty())
            continue;  // such as a scope that begins with an IPv6 address

        ++compared;
        CHECK(rules_of_ours(read.lines) == rules_in_json(parse_json(sudo.converted(text, "json"))));
    }
    CHECK(compared > 75);  // else there was nothing to differ in
}

TEST_CASE("what cvtsudoers writes comes to the same rules, and so does what we write") {
    if (not has_tool("cvtsudoers"))
        return skip("no cvtsudoers here");
    const Sudo sudo;
    int compared = 0;
    for (unsigned seed = 1; seed <= 150; ++seed) {
        const auto text = SudoersWriter(seed, SudoersWriter::Extent::all).file();
        const auto read = sudoers_text_from(text);
        if (not read.faults.empty())
            continue;
        const auto rules = texts_of(read.lines);
        std::string written;
        for (const auto& rule : rules)
            written += rule + "\n";
        auto theirs = sudo.converted(text, "sudoers");
        // It writes IPv6 addresses so that they are none, and other names so that it can't read them itself: backslashes
        // are lost, and the `!` of a group that is not of Unix gets into its name.
        for (auto at = theirs.find("\\:\\:"); at != std::string::npos; at = theirs.find("\\:\\:"))
            theirs.replace(at, 4, "::");
        const bool is_faithful = text.find("\\\\") == std::string::npos
                                 and theirs.find("%:!") == std::string::npos and sudo.takes(theirs);
        INFO(text << "---\n" << theirs << "---\n" << written);

        if (is_faithful)
            CHECK(texts_of(sudoers_text_from(theirs).lines) == rules);
        compared += is_faithful ? 1 : 0;
        CHECK(texts_of(sudoers_text_from(written).lines) == rules);
        CHECK(sudo.takes(written));
    }
    CHECK(compared > 30);
}
