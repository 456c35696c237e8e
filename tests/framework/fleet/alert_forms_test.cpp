#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/alert/forms/alertmanager.hpp"
#include "framework/fleet/alert/forms/chat.hpp"
#include "framework/fleet/alert/forms/environment.hpp"
#include "framework/fleet/alert/forms/mail.hpp"
#include "framework/fleet/alert/paragraphs.hpp"
#include "tests/framework/fleet/notices.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using muster::Json;
using muster::Message;
using muster::parse_json;
using muster::text_at;
using namespace muster::tests;  // NOLINT(google-build-using-namespace)

namespace {

using namespace std::chrono_literals;

const Json& at(const Json& json, std::string_view name) {
    const auto* found = json.find(name);
    REQUIRE(found != nullptr);
    return *found;
}

const Json& item(const Json& json, std::size_t place) {
    const auto* array = json.as<Json::Array>();
    REQUIRE(array != nullptr);
    return array->at(place);
}

/// Every text in it, however deep.
void collect(const Json& json, std::vector<std::string>& texts) {
    if (const auto* text = json.as<std::string>())
        texts.push_back(*text);
    if (const auto* array = json.as<Json::Array>())
        for (const auto& one : *array)
            collect(one, texts);
    if (const auto* object = json.as<Json::Object>())
        for (const auto& [name, value] : *object)
            collect(value, texts);
}

/// What Python's own reader of mails finds in one, as JSON.
Json read_by_python(const std::string& mail) {
    const muster::TemporaryFolder folder;
    const auto file = folder.write("mail", mail);
    const auto script = folder.write(
        "read.py",
        "import email, email.policy, json, sys\n"
        "mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), "
        "policy=email.policy.default)\n"
        "print(json.dumps({'headers': [[name, str(value)] for name, value in mail.items()],\n"
        "    'defects': [str(d) for d in mail.defects]\n"
        "        + [str(d) for v in mail.values() for d in v.defects],\n"
        "    'to': [[a.display_name, a.addr_spec] for a in mail['to'].addresses],\n"
        "    'date': mail['date'].datetime.isoformat(), 'type': mail.get_content_type(),\n"
        "    'body': mail.get_content()}))\n"
    );
    const auto ended = muster::run_program({"python3", script, file});
    INFO(ended.output);
    REQUIRE(ended.status == 0);
    return parse_json(ended.output);
}

std::string header(const Json& mail, const std::string& name) {
    std::string found;
    for (const auto& one : *at(mail, "headers").as<Json::Array>())
        if (item(one, 0) == Json(name))
            found += *item(one, 1).as<std::string>();
    return found;
}

std::map<std::string, std::string> variables(const Message& message) {
    const auto all = notice_environment(message);
    return {all.begin(), all.end()};
}

}  // namespace

TEST_CASE("a chat gets a line of text and an attachment for each problem") {
    const auto json = parse_json(muster::slack_message(
        message_of({notice_on("web1"), notice_on("web2"), recovery_of(loss_of("db1"))})
    ));

    CHECK(
        text_at(json, "text")
        == "PROBLEM web: 2 of 12 (web[1-2]): file \"/etc/nginx/nginx.conf\" mode (and 1 more)"
    );
    CHECK(at(json, "mrkdwn") == Json(false));
    REQUIRE(at(json, "attachments").as<Json::Array>()->size() == 2);
    const auto& problem = item(at(json, "attachments"), 0);
    const auto& recovery = item(at(json, "attachments"), 1);
    CHECK(
        text_at(problem, "title")
        == "PROBLEM web: 2 of 12 (web[1-2]): file \"/etc/nginx/nginx.conf\" mode"
    );
    CHECK(
        text_at(problem, "text")
        == "expected: 0644\nis: 0666\nsince: 2026-07-01T12:00:00Z\nimpact: high\nowner: web team\n"
           "again: muster run nginx.cpp:14 -t web1"
    );
    CHECK(text_at(problem, "color") != text_at(recovery, "color"));
    CHECK(text_at(recovery, "footer") == "the shop · https://muster.example.net/");
}

TEST_CASE("a chat is not called by what a target says") {
    const auto slack = muster::slack_message(hostile_message());
    const auto mattermost = muster::mattermost_message(hostile_message());
    std::vector<std::string> of_slack;
    std::vector<std::string> of_mattermost;
    collect(parse_json(slack), of_slack);
    collect(parse_json(mattermost), of_mattermost);

    REQUIRE(of_slack.size() > 6);
    for (const auto& text : of_slack) {
        CHECK(is_clean(text, "\n"));
        CHECK(text.find('<') == std::string::npos);
        CHECK(text.find('>') == std::string::npos);
    }
    CHECK(slack.find("&lt;!channel&gt;") != std::string::npos);
    for (const auto& text : of_mattermost) {
        CHECK(is_clean(text, "\n"));
        CHECK(text.find("@all") == std::string::npos);
        CHECK(text.find("**b") == std::string::npos);
    }
    CHECK(mattermost.find("\\\\*\\\\*b") != std::string::npos);
}

TEST_CASE("an Alertmanager gets one alert for each notice") {
    const auto alerts = parse_json(muster::alertmanager_alerts(
        message_of({notice_on("web1"), recovery_of(loss_of("db1", "db"))}), 5min
    ));
    const auto& problem = item(alerts, 0);
    const auto& recovery = item(alerts, 1);

    CHECK(
        to_text(at(problem, "labels"))
        == R"({"alertname":"nginx","fleet":"the shop","target":"web1","role":"web",)"
           R"("id":"nginx / mode","impact":"high","owner":"web team"})"
    );
    CHECK(text_at(problem, "startsAt") == "2026-07-01T12:00:00Z");
    CHECK(text_at(problem, "endsAt") == "2026-07-01T12:23:00Z");
    CHECK(text_at(problem, "generatorURL") == "https://muster.example.net/");
    CHECK(text_at(at(problem, "annotations"), "expected") == "0644");
    CHECK(text_at(at(problem, "annotations"), "actual") == "0666");
    CHECK(text_at(at(problem, "annotations"), "again") == "muster run nginx.cpp:14 -t web1");
    CHECK(
        text_at(at(problem, "annotations"), "summary")
        == "PROBLEM web1: file \"/etc/nginx/nginx.conf\" mode"
    );
    CHECK(text_at(at(recovery, "labels"), "alertname") == "unreachable");
    CHECK(text_at(recovery, "endsAt") == "2026-07-01T12:03:00Z");
}

TEST_CASE("an alert and its end have the same labels") {
    const auto alerts = parse_json(muster::alertmanager_alerts(
        message_of({notice_on("web1"), recovery_of(notice_on("web1"))}), 5min
    ));

    CHECK(at(item(alerts, 0), "labels") == at(item(alerts, 1), "labels"));
}

TEST_CASE("alerts of hostile texts are JSON without control characters") {
    std::vector<std::string> texts;
    collect(parse_json(muster::alertmanager_alerts(hostile_message(), 5min)), texts);

    REQUIRE(texts.size() > 20);
    for (const auto& text : texts)
        CHECK(is_clean(text));
}

TEST_CASE("a mail is read as it was meant") {
    const auto mail = read_by_python(muster::mail_of(
        message_of({notice_on("web1")}),
        "Muster <muster@example.net>",
        {"ops@example.net", "Käthe \"K\" <k@example.net>"},
        noon
    ));

    CHECK(to_text(at(mail, "defects")) == "[]");
    CHECK(header(mail, "From") == "Muster <muster@example.net>");
    CHECK(to_text(at(mail, "to")) == R"([["","ops@example.net"],["Käthe K","k@example.net"]])");
    CHECK(header(mail, "Subject") == "PROBLEM web1: file \"/etc/nginx/nginx.conf\" mode");
    CHECK(text_at(mail, "date") == "2026-07-01T12:00:00+00:00");
    CHECK(text_at(mail, "type") == "text/plain");
    CHECK(text_at(mail, "body") == plain_text(message_of({notice_on("web1")})));
    CHECK(header(mail, "Message-ID").ends_with("@example.net>"));
}

TEST_CASE("no text begins a header or ends a mail") {
    const auto raw = muster::mail_of(
        hostile_message(), hostile, {hostile, "a@example.net\nBcc: eve@example.net"}, noon
    );
    const auto mail = read_by_python(raw);

    const std::set<std::string> meant = {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding"};
    std::set<std::string> names;
    for (const auto& one : *at(mail, "headers").as<Json::Array>())
        names.insert(*item(one, 0).as<std::string>());
    CHECK(names == meant);
    CHECK(text_at(mail, "body") == plain_text(hostile_message()));
    CHECK(is_clean(raw, "\n"));
    CHECK(raw.find("\n.\n") == std::string::npos);
    for (const auto line : muster::lines_of(raw))
        CHECK(line.size() <= 78);
}

TEST_CASE("a mail that is sent again has the same Message-ID, another has another") {
    const auto id = [](const Message& message, muster::Instant now) {
        const auto mail = muster::mail_of(message, "m@example.net", {"a@example.net"}, now);
        const auto begin = mail.find("Message-ID:");
        return mail.substr(begin, mail.find('\n', begin) - begin);
    };

    CHECK(
        id(message_of({notice_on("web1")}), noon) == id(message_of({notice_on("web1")}), noon + 1h)
    );
    CHECK(id(message_of({notice_on("web1")}), noon) != id(message_of({notice_on("web2")}), noon));
}

TEST_CASE("a long text of many characters is encoded in words that are read as one") {
    std::string text;
    for (int i = 0; i < 50; ++i)
        text += "日本語 ü ";
    const auto words = muster::encoded_words(text);

    CHECK(muster::encoded_words("plain") == "plain");
    CHECK(muster::encoded_words("=?utf-8?q?x?=") != "=?utf-8?q?x?=");
    for (const auto line : muster::lines_of(words))
        CHECK(line.size() <= 76);
    const auto mail = read_by_python(
        "Subject: " + words + "\nTo: a@example.net\nDate: Wed, 01 Jul 2026 12:00:00 +0000\n\nx\n"
    );
    CHECK(header(mail, "Subject") == text);
}

TEST_CASE("quoted-printable keeps every byte and what mail programs would change") {
    CHECK(muster::quoted_printable("a=b \nFrom me\n.\n\xff") == "a=3Db=20\n=46rom me\n=2E\n=FF");
    const auto lines = muster::quoted_printable(std::string(200, 'x') + std::string(50, '\xe4'));
    for (const auto line : muster::lines_of(lines))
        CHECK(line.size() <= 76);
}

TEST_CASE("a command finds in its environment what there is to know") {
    const auto found =
        variables(message_of({recovery_of(loss_of("db1")), notice_on("web1"), notice_on("web2")}));

    CHECK(found.at("MUSTER_KIND") == "problem");
    CHECK(found.at("MUSTER_TARGET") == "web1");
    CHECK(found.at("MUSTER_TARGETS") == "db1, web[1-2]");
    CHECK(found.at("MUSTER_COUNT") == "3");
    CHECK(found.at("MUSTER_MESSAGE") == "expected 0644, is 0666");
    CHECK(found.at("MUSTER_SINCE") == "2026-07-01T12:00:00Z");
    CHECK(found.at("MUSTER_AGAIN") == "muster run nginx.cpp:14 -t web1");
    CHECK(found.at("MUSTER_HINT").empty());
    CHECK(found.at("MUSTER_FLEET") == "the shop");
}

TEST_CASE("an environment of hostile texts has no NUL and no control character, and is bounded") {
    auto message = hostile_message();
    message.notices.front().message = std::string(100'000, 'x');

    for (const auto& [name, value] : notice_environment(message)) {
        CHECK(is_clean(value));
        CHECK(value.size() < 3000);
    }
    CHECK(variables({}).at("MUSTER_COUNT") == "0");
}
