#include "framework/platform/sudoers/sudoers.hpp"

#include "framework/platform/sudoers/scanner.hpp"
#include "framework/platform/sudoers/times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace muster {

namespace {

using TokenKind = SudoersToken::Kind;

/// What is wrong with a line; ends the reading of it.
struct BrokenLine {
    SudoersToken at;
    std::string message;
};

/// Goes through the tokens of one file, one ahead. A fault may stand at any depth of a line and ends no more than the line:
/// so it is thrown and caught in here.
class Parser {
public:
    Parser(std::string_view text, const std::string& file) : scanner_(text), file_(file) {
        (void)take();
    }

    SudoersText whole() {
        while (token_.kind != TokenKind::end)
            line();
        return std::move(found_);
    }

private:
    SudoersToken take() { return std::exchange(token_, scanner_.next()); }

    bool is(TokenKind kind) const { return token_.kind == kind; }

    bool took(TokenKind kind) {
        if (not is(kind))
            return false;
        (void)take();
        return true;
    }

    SudoersToken expect(TokenKind kind, std::string_view what) {
        if (not is(kind))
            fail(fmt::format("here has to be {}", what));
        return take();
    }

    [[noreturn]] void fail(const std::string& message) const {
        throw BrokenLine{token_, token_.kind == TokenKind::broken ? token_.text : message};
    }

    Location where(const SudoersToken& token) const {
        return {.file = file_, .line = token.line, .column = token.column};
    }

    /// One line, or one that is left out: the rest of a broken line is skipped, as sudo does.
    void line() {
        try {
            entry();
            (void)expect(TokenKind::line_end, "the end of the line");
        } catch (const BrokenLine& broken) {
            found_.faults.push_back({where(broken.at), broken.message});
            while (not is(TokenKind::line_end) and not is(TokenKind::end))
                (void)take();
            (void)took(TokenKind::line_end);
        }
    }

    void entry() {
        const auto first = token_;
        switch (first.kind) {
        case TokenKind::line_end: return;
        case TokenKind::include:
        case TokenKind::include_folder: return include();
        case TokenKind::alias_kind: return aliases();
        case TokenKind::defaults: {
            auto line = defaults();
            if (not is(TokenKind::line_end))
                fail("here has to be a comma or the end of the line");
            return keep(first, std::move(line));
        }
        default: {
            auto line = grant();
            if (not is(TokenKind::line_end))
                fail("here has to be a comma, a colon or the end of the line");
            return keep(first, std::move(line));
        }
        }
    }

    template<class What>
    void keep(const SudoersToken& first, What what) {
        found_.lines.push_back({where(first), std::move(what)});
    }

    void include() {
        const auto first = take();
        auto path = expect(TokenKind::word, "a path");
        keep(
            first,
            SudoersInclude{
                .path = std::move(path.text), .is_folder = first.kind == TokenKind::include_folder}
        );
    }

    void aliases() {
        const auto first = take();
        do {
            alias(first.text);
        } while (took(TokenKind::colon));
    }

    void alias(std::string_view kind) {
        if (is(TokenKind::all) or is(TokenKind::option))
            fail(fmt::format("{} is a word of sudo's own", is(TokenKind::all) ? "ALL" : token_.text)
            );
        const auto name = expect(TokenKind::alias, "the name of an alias, in capitals");
        (void)expect(TokenKind::equals, "=");
        SudoersAlias alias{
            .kind = SudoersAlias::Kind::user, .name = name.text, .where = where(name)};
        if (kind == "Cmnd") {
            alias.kind = SudoersAlias::Kind::command;
            alias.members = list(&Parser::command);
        } else if (kind == "Host") {
            alias.kind = SudoersAlias::Kind::host;
            alias.members = list(&Parser::host);
        } else {
            if (kind == "Runas")
                alias.kind = SudoersAlias::Kind::runas;
            alias.members = list(&Parser::user);
        }
        keep(name, std::move(alias));
    }

    SudoersDefaults defaults() {
        using Scope = SudoersDefaults::Scope;
        SudoersDefaults line;
        const auto scope = take().text;
        if (scope == "@") {
            line = {.scope = Scope::host, .names = list(&Parser::host)};
        } else if (scope == "!") {
            line = {.scope = Scope::command, .names = list(&Parser::command)};
        } else if (not scope.empty()) {
            line = {
                .scope = scope == ":" ? Scope::user : Scope::runas, .names = list(&Parser::user)};
        }
        do {
            line.settings.push_back(setting());
        } while (took(TokenKind::comma));
        return line;
    }

    SudoersSetting setting() {
        using Operation = SudoersSetting::Operation;
        const bool is_off = took(TokenKind::negation);
        const auto name = expect(TokenKind::setting, "the name of a setting");
        SudoersSetting setting{
            .name = name.text,
            .operation = is_off ? Operation::off : Operation::on,
            .where = where(name)};
        if (is_off)
            return setting;
        if (is(TokenKind::equals)) {
            setting.operation = Operation::set;
        } else if (is(TokenKind::plus_equals)) {
            setting.operation = Operation::add;
        } else if (is(TokenKind::minus_equals)) {
            setting.operation = Operation::remove;
        } else {
            return setting;
        }
        (void)take();
        setting.value = expect(TokenKind::word, "a value").text;
        return setting;
    }

    SudoersGrant grant() {
        SudoersGrant grant{.users = list(&Parser::user)};
        do {
            grant.privileges.push_back(privilege());
        } while (took(TokenKind::colon));
        return grant;
    }

    SudoersPrivilege privilege() {
        SudoersPrivilege privilege{.hosts = list(&Parser::host)};
        (void)expect(TokenKind::equals, "a comma or =");
        do {
            privilege.commands.push_back(command_with_its_words());
        } while (took(TokenKind::comma));
        return privilege;
    }

    SudoersCommand command_with_its_words() {
        SudoersCommand found;
        if (is(TokenKind::open))
            found.runas = runas();
        std::optional<SudoersToken> alias;
        while (is(TokenKind::option) or is_profile()) {
            const auto name = take();
            // Where sudo knows no AppArmor this is an alias like any other.
            if (name.kind == TokenKind::alias and not is(TokenKind::equals)) {
                alias = name;
                break;
            }
            option(name.text, found.options);
        }
        while (not alias and is(TokenKind::tag))
            tag(take().text, found.tags);
        found.command = alias
                            ? SudoersMember{.kind = SudoersMember::Kind::alias, .text = alias->text}
                            : negatable(&Parser::command);
        return found;
    }

    bool is_profile() const { return is(TokenKind::alias) and token_.text == "APPARMOR_PROFILE"; }

    SudoersRunas runas() {
        SudoersRunas runas;
        (void)take();
        if (not is(TokenKind::close) and not is(TokenKind::colon))
            runas.users = list(&Parser::user);
        if (took(TokenKind::colon) and not(runas.users.empty() and is(TokenKind::close)))
            runas.groups = list(&Parser::runas_group);
        (void)expect(TokenKind::close, "a comma or )");
        return runas;
    }

    void option(std::string_view name, SudoersOptions& options) {
        (void)expect(TokenKind::equals, "=");
        const auto place = static_cast<std::size_t>(
            std::ranges::find(sudoers_option_names, name) - sudoers_option_names.begin()
        );
        if (not is(TokenKind::word))
            fail("here has to be a value");
        options[place] = option_value(name);
        (void)take();
    }

    std::string option_value(std::string_view name) const {
        const auto& text = token_.text;
        if (name == "TIMEOUT") {
            const auto seconds = sudoers_timeout(text);
            if (not seconds)
                fail("this is no duration such as 1d2h3m4s, or too long");
            return std::to_string(*seconds);
        }
        if (name == "NOTBEFORE" or name == "NOTAFTER") {
            auto moment = sudoers_moment(text);
            if (not moment)
                fail("this is no moment such as 20231231235959Z");
            return std::move(*moment);
        }
        if (name == "CWD" or name == "CHROOT") {
            constexpr std::string_view begins = "/~*";
            if (text.empty() or begins.find(text[0]) == std::string_view::npos)
                fail("this has to begin with /, ~ or *");
        }
        return text;
    }

    static void tag(std::string_view name, SudoersTags& tags) {
        for (std::size_t i = 0; i < tags.size(); ++i) {
            if (name == sudoers_tag_names[i].on or name == sudoers_tag_names[i].off)
                tags[i] = name == sudoers_tag_names[i].on;
        }
    }

    SudoersMembers list(SudoersMember (Parser::*one)()) {
        SudoersMembers members;
        do {
            members.push_back(negatable(one));
        } while (took(TokenKind::comma));
        return members;
    }

    SudoersMember negatable(SudoersMember (Parser::*one)()) {
        std::vector<std::string> digests;
        if (one == &Parser::command and is(TokenKind::digest_type))
            digests = this->digests();
        const bool is_negated = took(TokenKind::negation);
        auto member = (this->*one)();
        member.is_negated = is_negated;
        if (not digests.empty() and member.kind == SudoersMember::Kind::alias)
            fail("a digest has to stand before a path or ALL");
        member.digests = std::move(digests);
        return member;
    }

    std::vector<std::string> digests() {
        std::vector<std::string> digests;
        do {
            const auto name = expect(TokenKind::digest_type, "sha256 or another digest").text;
            (void)expect(TokenKind::colon, ":");
            digests.push_back(name + ":" + expect(TokenKind::digest, "a digest").text);
        } while (took(TokenKind::comma));
        return digests;
    }

    SudoersMember user() {
        return member(
            {{TokenKind::group, SudoersMember::Kind::group},
             {TokenKind::netgroup, SudoersMember::Kind::netgroup},
             {TokenKind::word, SudoersMember::Kind::name}},
            "a user"
        );
    }
    SudoersMember host() {
        return member(
            {{TokenKind::network, SudoersMember::Kind::network},
             {TokenKind::netgroup, SudoersMember::Kind::netgroup},
             {TokenKind::word, SudoersMember::Kind::name}},
            "a host"
        );
    }
    SudoersMember runas_group() {
        return member({{TokenKind::word, SudoersMember::Kind::name}}, "a group");
    }

    SudoersMember command() {
        constexpr std::string_view edit = "/sudoedit";
        // The pseudo-command is the one word that is no path.
        if (is(TokenKind::word) and token_.text != "list")
            fail("this is no absolute path");
        if (is(TokenKind::command) and token_.text.starts_with('/') and token_.text.ends_with(edit))
            fail("sudoedit has to stand without a path");
        return member(
            {{TokenKind::command, SudoersMember::Kind::command},
             {TokenKind::word, SudoersMember::Kind::command}},
            "a command"
        );
    }

    /// ALL, an alias, or one of these.
    SudoersMember member(
        std::initializer_list<std::pair<TokenKind, SudoersMember::Kind>> kinds,
        std::string_view what
    ) {
        if (is(TokenKind::alias))
            return {.kind = SudoersMember::Kind::alias, .text = take().text};
        if (took(TokenKind::all))
            return {.kind = SudoersMember::Kind::all, .text = "ALL"};
        for (const auto& [token, kind] : kinds) {
            if (not is(token))
                continue;
            auto found = take();
            return {
                .kind = kind,
                .text = std::move(found.text),
                .arguments = std::move(found.arguments)};
        }
        fail(fmt::format("here has to be {}", what));
    }

    SudoersScanner scanner_;
    const std::string& file_;
    SudoersToken token_;
    SudoersText found_;
};

}  // namespace

SudoersText sudoers_text_from(std::string_view text, const std::string& file) {
    return Parser(text, file).whole();
}

bool is_read_by_sudo(std::string_view name) {
    return not name.empty() and not name.ends_with('~')
           and name.find('.') == std::string_view::npos;
}

}  // namespace muster
