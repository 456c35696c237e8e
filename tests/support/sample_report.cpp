#include "tests/support/sample_report.hpp"

namespace muster::tests {

namespace {

using namespace std::chrono_literals;

constexpr Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 7 / 1) + 12h;

Platform debian() {
    return {
        "debian",
        "debian",
        "12.9",
        "bookworm",
        "x86_64",
        "6.1.0-28-amd64",
        "kvm",
        "systemd",
        "b08dfa6083e7567a1921a715000001fb"};
}

Result passed(
    int line,
    std::vector<std::string> headings,
    std::string subject,
    std::string attribute,
    std::string value
) {
    Result row{
        .id = "nginx role/" + subject + "/" + attribute,
        .headings = std::move(headings),
        .where = {"nginx.cpp", line, 9},
        .statement = subject + " " + attribute + ": " + value,
        .subject = subject,
        .attribute = attribute,
        .outcome = Outcome::passed,
        .expected = value,
        .actual = value};
    row.duration = 2ms;
    return row;
}

Result wrong_mode() {
    auto row = passed(
        14,
        {"keeps its configuration in root's hands"},
        "file \"/etc/nginx/nginx.conf\"",
        "mode",
        "0644"
    );
    row.outcome = Outcome::failed;
    row.actual = "0666";
    row.message = "expected 0644, is 0666";
    row.evidence = {
        {"stat /etc/nginx/nginx.conf", "regular file, mode 0666, root root, 1482 bytes"}};
    row.because = "nobody but root may change what the proxy does";
    row.impact = Impact::high;
    return row;
}

Result wrong_title() {
    auto row = passed(
        21,
        {"ウィキを配信する", "トップページ"},
        "http \"http://localhost/\"",
        "body",
        "contains \"ようこそ、社内ウィキへ\""
    );
    row.outcome = Outcome::failed;
    row.expected = "contains \"ようこそ、社内ウィキへ\"";
    row.actual =
        "\"<html><title>ただいまメンテナンス中です。しばらくお待ちください。</title></html>\"";
    row.message = "expected to contain \"ようこそ、社内ウィキへ\", is 68 bytes of text";
    row.evidence = {{"http GET http://localhost/", "200, 68 bytes"}};
    row.attempts = 4;
    row.duration = 3s;
    row.given_id = "wiki-top";
    return row;
}

Result waived() {
    auto row = passed(16, {}, "port \"443\"", "listening", "true");
    row.outcome = Outcome::failed;
    row.actual = "false";
    row.message = "expected true, is false";
    row.waived = {"the certificate comes on Monday", "OPS-17", "web team", "2026-12-31"};
    return row;
}

Result denied() {
    auto row = passed(
        17,
        {"keeps its configuration in root's hands"},
        "file \"/etc/nginx/htpasswd\"",
        "content",
        "contains \"admin:\""
    );
    row.outcome = Outcome::errored;
    row.expected.clear();
    row.actual.clear();
    row.message = "permission denied reading /etc/nginx/htpasswd";
    row.hint = "try --sudo";
    row.evidence = {{"read /etc/nginx/htpasswd", "permission denied"}};
    return row;
}

Result not_asked() {
    auto row = passed(25, {}, "kernel_parameter \"net.core.somaxconn\"", "value", "at least 1024");
    row.outcome = Outcome::skipped;
    row.expected.clear();
    row.actual.clear();
    row.message = "only_if(service \"nginx\" enabled) does not hold";
    row.duration = 0ns;
    return row;
}

SpecReport nginx_role() {
    SpecReport spec{
        "nginx role",
        {"nginx.cpp", 4, 1},
        {"proxy"},
        {"web", "cis-5.2"},
        "web team",
        "https://wiki.example/nginx",
        {}};
    const std::vector<std::string> alone = {"is the distribution's nginx, alone on the host"};
    spec.results = {
        passed(6, alone, "package \"nginx\"", "installed", "true"),
        passed(7, alone, "package \"nginx\"", "version", "at least 1.22"),
        wrong_mode(),
        waived(),
        denied(),
        passed(20, {"ウィキを配信する"}, "port \"80\"", "listening", "true"),
        wrong_title(),
        not_asked()};
    return spec;
}

TargetReport web() {
    TargetReport target{"web-03", "ssh://root@10.99.1.2:22", debian(), {"proxy"}};
    target.specs = {nginx_role(), {"backup of the wiki", {"nginx.cpp", 31, 1}}};
    target.notices = {"3 specs with roles left out; name them, or give --as ROLE"};
    target.exchanges = 2;
    target.started = noon;
    target.duration = 420ms;
    return target;
}

TargetReport application() {
    TargetReport target{"アプリ-01", "ssh://deploy@app1", debian(), {"app"}};
    SpecReport spec{"アプリケーション", {"app spec.cpp", 3, 1}, {"app"}};
    spec.results = {
        passed(5, {}, "service \"puma\"", "running", "true"),
        passed(6, {}, "user \"deploy\"", "shell", "\"/bin/bash\"")};
    SpecReport image{"the golden image", {"app spec.cpp", 9, 1}};
    image.results = {not_asked()};
    target.specs = {std::move(spec), std::move(image)};
    for (auto& each : target.specs)
        for (auto& row : each.results)
            row.where.file = each.where.file;
    target.exchanges = 1;
    target.started = noon + 10ms;
    target.duration = 250ms;
    return target;
}

TargetReport unverified() {
    TargetReport target{"db-01", "ssh://db1", debian(), {"db"}};
    target.exchanges = 1;
    target.started = noon + 20ms;
    target.duration = 40ms;
    return target;
}

TargetReport silent() {
    TargetReport target{"db-02", "ssh://db2:2222", {}, {"db"}};
    target.unreachable = "no answer from db2:2222 within 10 s";
    target.started = noon + 30ms;
    target.duration = 10s;
    return target;
}

}  // namespace

RunReport sample_report() {
    return {"0.1.0", noon, 10'030ms, {web(), application(), unverified(), silent()}, false};
}

RunReport report_full_of(const std::string& text) {
    TargetReport target{text, text, {}, {text}};
    target.platform = {text, text, text, text, text, text, text, text, text};
    target.notices = {text};
    SpecReport spec{text, {text, 1, 1}, {text}, {text}, text, text, {}};
    for (const auto outcome :
         {Outcome::passed, Outcome::failed, Outcome::errored, Outcome::skipped}) {
        Result row{
            text,
            {text},
            {text, 1, 1},
            text,
            text,
            text,
            outcome,
            text,
            text,
            text,
            text,
            {{text, text}}};
        row.because = row.given_id = row.about = text;
        spec.results.push_back(row);
    }
    spec.results[1].waived = {text, text, text, text};
    spec.results.push_back(spec.results[0]);
    spec.results.back().outcome = Outcome::failed;
    target.specs = {std::move(spec)};
    TargetReport silent{text, text};
    silent.unreachable = text;
    return {text, noon, 1s, {std::move(target), std::move(silent)}, true};
}

}  // namespace muster::tests
