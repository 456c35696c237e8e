// Whatever comes from a target, an inventory or an address is text on the page and nothing else.

#include "framework/base/text.hpp"
#include "framework/base/xml/xpath.hpp"
#include "framework/fleet/serve/router.hpp"
#include "tests/framework/fleet/sample_fleet.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <set>

using muster::answer_page;
using muster::Overview;
using muster::PageRequest;
using muster::State;
using muster::WatchedTarget;
using muster::tests::sample_fleet;

namespace {

using namespace std::string_literals;

const auto& hostile_texts() {
    static const std::vector<std::string> texts = {
        "<script>alert(1)</script>",
        "\"' onmouseover=\"alert(1)\" x='",
        "</title></main><style>*{display:none}</style>",
        "javascript:alert(1)",
        "]]><!-- --> &amp; &#x3c;script&#x3e;",
        "a\0b\x1b[31m\x07\r\n\tc"s,
        "\xff\xfe\xc0\xaf\xed\xa0\x80",
        "\u202egpj.exe \u200b\u2028 \uffff",
        "../../../%2e%2e/?x=1#y&z",
        std::string(20'000, '<')};
    return texts;
}

void spoil(State& state, const std::string& text) {
    state.of.id += text;
    auto& seen = state.observation;
    for (auto* field :
         {&seen.spec,
          &seen.owner,
          &seen.runbook,
          &seen.result.statement,
          &seen.result.subject,
          &seen.result.attribute,
          &seen.result.where.file,
          &seen.result.expected,
          &seen.result.actual,
          &seen.result.message,
          &seen.result.hint,
          &seen.result.because,
          &seen.result.about})
        *field = text;
    seen.roles = seen.tags = seen.result.headings = {text};
    seen.result.evidence = {{text, text}};
    seen.result.waived = muster::Waiver{text, text, text, text};
}

void spoil(WatchedTarget& watched, const std::string& text) {
    auto& target = watched.target;
    target.name += text;
    target.behind = target.url = target.identity = text;
    target.roles = target.notices = {text};
    target.platform = {text, text, text, text, text, text, text, text, text};
    spoil(watched.reach, text);
    for (auto& state : watched.states)
        spoil(state, text);
}

/// Every text of a fleet is `text`, or ends with it.
Overview fleet_full_of(const std::string& text) {
    auto overview = sample_fleet();
    overview.title = text;
    overview.health.version = text;
    overview.health.troubles = {text};
    overview.health.told = {{text, 1}};
    spoil(overview.monitor, text);
    overview.monitor.standing = muster::Standing::errored;
    overview.targets.erase(overview.targets.begin() + 6, overview.targets.end() - 3);
    for (auto& target : overview.targets)
        spoil(target, text);
    for (auto& event : overview.recent) {
        event.of.target += text;
        event.was = event.is = event.statement = event.who = text;
    }
    for (auto& silence : overview.silences)
        silence.target = silence.role = silence.id = silence.reason = silence.who = text;
    return overview;
}

std::vector<PageRequest> all_views(const Overview& overview, const std::string& text) {
    const auto& some = overview.targets.front();
    std::vector<PageRequest> views;
    for (const auto* path : {"/", "/events", "/silences", "/search"})
        views.push_back(
            {.path = path,
             .query = {{"q", text}, {"kind", text}, {"target", text}, {"id", text}, {"role", text}},
             .may_change = true}
        );
    views.push_back({.path = "/events"});
    views.push_back({.path = "/targets/" + some.target.name, .may_change = true});
    views.push_back({.path = "/targets/" + overview.targets.back().target.name, .may_change = true}
    );
    views.push_back({.path = "/targets/nobody" + text});
    views.push_back(
        {.path = "/expectations", .query = {{"id", some.states.front().of.id}}, .may_change = true}
    );
    views.push_back({.path = text});
    return views;
}

/// Holds what a browser reads against what is allowed: the one script and the one style sheet that are ours, no
/// attribute that runs or styles, links of this site and the web alone, every element closed in its place.
constexpr std::string_view browser = R"python(
import sys, html.parser
class Page(html.parser.HTMLParser):
    void = {"meta", "link", "input"}
    known = set("html head meta title link script noscript body header a span b nav ul li form input output button p main"
                " section h1 h2 h3 div details summary dl dt dd code kbd table thead tbody tr th td time svg path select"
                " option label dialog footer".split())
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.scripts, self.slips = [], 0, []
    def handle_startendtag(self, tag, attributes):
        self.start(tag, attributes)
        if tag not in self.void: self.slips.append("self-closed " + tag)
    def handle_starttag(self, tag, attributes):
        self.start(tag, attributes)
        self.open.append(tag)
    def start(self, tag, attributes):
        if tag not in self.known: self.slips.append("element " + tag)
        attributes = dict(attributes)
        if tag == "script":
            self.scripts += 1
            if attributes.get("src") != "/script.js": self.slips.append("script")
        for name, value in attributes.items():
            if name.startswith("on") or name == "style": self.slips.append("attribute " + name)
            if name in ("href", "src", "action") and not value.startswith(("/", "#", "http://", "https://", "data:,")):
                self.slips.append(name + " " + value)
            if name in ("href", "src", "action") and value.startswith("//"): self.slips.append(value)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.slips.append("end of " + tag)
for file in sys.argv[1:]:
    page = Page()
    page.feed(open(file, encoding="utf-8", errors="strict").read())
    page.close()
    if page.open or page.scripts != 1: page.slips.append("open " + str(page.open))
    if page.slips: print(file, page.slips[:5])
    sys.exit(1) if page.slips else None
)python";

/// `%41` as `A`.
std::string decoded(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' and i + 2 < text.size()) {
            bytes += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            bytes += text[i];
        }
    }
    return bytes;
}

PageRequest request_of(std::string_view url) {
    url = url.substr(0, url.find('#'));
    const auto question = url.find('?');
    PageRequest request{.path = decoded(url.substr(0, question)), .may_change = true};
    if (question != std::string_view::npos)
        for (const auto pair : muster::split(url.substr(question + 1), '&')) {
            const auto equals = pair.find('=');
            request.query.emplace_back(
                decoded(pair.substr(0, equals)), decoded(pair.substr(equals + 1))
            );
        }
    return request;
}

/// Follows every link of the site; those that lead nowhere.
std::vector<std::string> dead_links(const Overview& overview) {
    std::set<std::string> seen = {"/"};
    std::deque<std::string> open = {"/"};
    std::vector<std::string> dead;
    while (not open.empty()) {
        const auto url = open.front();
        open.pop_front();
        const auto answer = answer_page(overview, request_of(url));
        if (answer.status != 200)
            dead.push_back(url);
        if (not answer.type.starts_with("text/html"))
            continue;
        const auto links = muster::xpath_found(answer.body, "//a/@href");
        REQUIRE(links.fault == "");
        for (const auto& link : links.texts)
            if (link.starts_with('/') and seen.insert(link).second)
                open.push_back(link);
    }
    CHECK(seen.size() > 20);
    return dead;
}

}  // namespace

TEST_CASE("hostile texts stay texts on every view, to a parser of XML and to one of HTML") {
    const muster::tests::ScratchFolder folder;
    const auto program = folder.file("browser.py", browser);
    for (const auto& text : hostile_texts()) {
        INFO(muster::squeezed(text.substr(0, 60)));
        const auto overview = fleet_full_of(text);
        std::string files;
        int number = 0;
        for (const auto& view : all_views(overview, text)) {
            const auto answer = answer_page(overview, view);
            CHECK(answer.type == "text/html; charset=utf-8");
            CHECK(muster::xpath_found(answer.body, "/html/body/main").fault == "");
            CHECK(muster::xpath_found(answer.body, "//main").texts.size() == 1);
            files += " " + folder.file(std::to_string(++number) + ".html", answer.body);
        }
        const auto judged = muster::tests::run_tool("python3 " + program + files);
        CHECK(judged.output == "");
        CHECK(judged.exit_status == 0);
    }
}

TEST_CASE("a runbook is a link where it is of the web, and else a text") {
    auto overview = sample_fleet();
    auto& state = overview.targets.front().states.front();
    const auto links = [&](const std::string& runbook) {
        state.observation.runbook = runbook;
        const auto page = answer_page(overview, {.path = "/targets/proxy-01"}).body;
        return muster::xpath_found(page, "//dl[@class='terms']//a/@href").texts.front();
    };

    CHECK(links("https://wiki/a?b&c") == "https://wiki/a?b&c");
    CHECK(links("javascript:alert(1)") != "javascript:alert(1)");
    CHECK(links("data:text/html,x") != "data:text/html,x");
}

TEST_CASE("every link leads somewhere") {
    CHECK(dead_links(sample_fleet()) == std::vector<std::string>{});
}

TEST_CASE("links to names with odd signs lead to them") {
    auto overview = sample_fleet();
    overview.targets.resize(5);
    overview.recent.clear();
    overview.targets[0].target.name = "web 1 & \"2\" ?#%41+ü/x";
    overview.targets[4].states[0].of.id = "a / b? & c=d #%20+";

    CHECK(dead_links(overview) == std::vector<std::string>{});
}
