// Whole documents: JSON and YAML, and what we read from them: plans, reports, recordings, questions.

#include "framework/author/lint/lint.hpp"
#include "framework/author/write/written_spec.hpp"
#include "framework/backend/recording/recording.hpp"
#include "framework/backend/ssh/identity.hpp"
#include "framework/backend/ssh/known_hosts.hpp"
#include "framework/backend/ssh/ssh_config.hpp"
#include "framework/backend/ssh/ssh_config_file.hpp"
#include "framework/base/error.hpp"
#include "framework/base/json/path.hpp"
#include "framework/base/xml/xpath.hpp"
#include "framework/base/yaml/content.hpp"
#include "framework/base/yaml/yaml.hpp"
#include "framework/cli/defaults_file.hpp"
#include "framework/host/question_codec.hpp"
#include "framework/model/plan_codec.hpp"
#include "framework/model/report_codec.hpp"
#include "framework/run/relations.hpp"
#include "framework/spec/yaml/specs.hpp"
#include "matchers/table.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace muster::fuzz {

namespace {

/// Reads a document, and what it holds writes and reads back the same.
template<class Read>
void round_trip(const Json& json, const Read& read) {
    try {
        const auto first = to_text(to_json(read(json)));
        FUZZ_ASSERT(to_text(to_json(read(parse_json(first)))) == first);
    } catch (const Broken&) {
        return;  // it is none
    }
}

void json(std::string_view input) {
    try {
        const auto value = parse_json(input);
        round_trip(value, plan_from_json);
        round_trip(value, report_from_json);
        round_trip(value, surroundings_from_json);
        round_trip(value, recording_from_json);
        round_trip(value, question_from_json);
        round_trip(value, answer_from_json);
    } catch (const Broken&) {
        return;  // no JSON
    }
}

void yaml(std::string_view input) {
    try {
        for (const auto& document : parse_yaml(input, "fuzz.yaml"))
            (void)to_json(document);
    } catch (const Broken&) {
        return;  // no YAML
    }
}

/// Whatever stands in a spec, it is said for a target, or what is wrong with it.
std::vector<std::string> sorted_texts(const std::vector<Expression>& expressions) {
    std::vector<std::string> texts;
    for (const auto& expression : expressions) {
        Plan plan{"t", {Spec{}}, {}, {}};
        plan.specs[0].rows.emplace_back().expression = expression;
        texts.push_back(to_text(to_json(plan)));
    }
    std::ranges::sort(texts);
    return texts;
}

/// A spec of the rows that can be written says the same rows.
void write_again(const Plan& plan, const Surroundings& around, const Lexicon& lexicon) {
    WrittenSpec spec{"a comment", "t", {{"a heading", "", {}}}};
    std::vector<Expression> before;
    for (const auto& one : plan.specs)
        for (const auto& row : one.rows)
            if (row.broken.empty() and row.judged and can_be_written(row.expression)) {
                spec.parts[0].rows.push_back({row.expression});
                before.push_back(row.expression);
            }
    if (before.empty())
        return;
    const auto text = to_text(spec, SpecLanguage::yaml, lexicon);
    std::vector<Expression> after;
    try {
        const auto again = collect(read_yaml_specs(text, "again.yaml"), lexicon, around);
        for (const auto& row : again.specs.at(0).rows)
            after.push_back(row.expression);
    } catch (const Broken&) {
        after.clear();  // what we wrote is no spec: found below
    }
    FUZZ_ASSERT(sorted_texts(after) == sorted_texts(before));
    (void)to_text(spec, SpecLanguage::cpp, lexicon);
}

/// The FLEETs of the same text, among members whose names are as odd as the spec.
void read_as_fleet(std::string_view input, Surroundings around, const Lexicon& lexicon) {
    around.fleet = true;
    around.platform_assumed = true;
    around.inventory = std::make_shared<const Inventory>(Inventory{
        {{.name = "\n", .roles = {"app"}}, {.name = "a\"b", .roles = {"app", "db"}}}, {"app", "db"}}
    );
    const auto plan = collect(read_yaml_specs(std::string(input), "fuzz.yaml"), lexicon, around);
    FUZZ_ASSERT(to_text(to_json(plan_from_json(to_json(plan)))) == to_text(to_json(plan)));
    for (const auto& spec : plan.specs)
        for (const auto& row : spec.rows)
            for_each_fact(row.expression, [&](const Fact& fact) {
                (void)facts_of_members(fact, *around.inventory);
            });
}

void yaml_specs(std::string_view input) {
    static const Vocabulary vocabulary(resource_table());
    static const auto lexicon = vocabulary.lexicon();
    Surroundings around{{"web", "ssh://web", {"proxy"}, {{"lan", "10.0.0.3"}}}, {}};
    around.platform.family = "debian";
    around.platform.version = "12.5";
    around.target.variables.add("sites", Json(Json::Array{Json("a"), Json("b")}));
    try {
        const auto plan =
            collect(read_yaml_specs(std::string(input), "fuzz.yaml"), lexicon, around);
        FUZZ_ASSERT(to_text(to_json(plan_from_json(to_json(plan)))) == to_text(to_json(plan)));
        for (const auto& finding : lint_one(plan, around.platform, vocabulary, around.now))
            FUZZ_ASSERT(not to_text(finding).empty());
        write_again(plan, around, lexicon);
        read_as_fleet(input, around, lexicon);
    } catch (const Broken&) {
        return;  // a slip in its head
    }
}

void defaults(std::string_view input) {
    try {
        auto arguments = std::get<Arguments>(parse_arguments({"run"}));
        apply(parse_defaults(input, "muster.yaml"), arguments);
    } catch (const Broken&) {
        return;  // a slip in it
    }
}

void known_hosts(std::string_view input) {
    for (const auto& line : parse_known_hosts(input, "known_hosts")) {
        (void)names_host(line.hosts, "web.example.org");
        (void)names_host(line.hosts, "[10.0.0.9]:2222");
    }
}

/// What files of a target hold, looked into as authors do; expressions are theirs, so these are fixed.
void content(std::string_view input) {
    for (const auto* expression : {"//a[@b='1']/text()", "count(//*)", "string(/r/@x)"})
        (void)xpath_found(input, expression);
    const auto yaml = yaml_content(input);
    FUZZ_ASSERT(yaml.data.has_value() == yaml.fault.empty());
    for (const auto* text : {"a[*].b", "/a/0/~1", "[-1]"})
        if (yaml.data)
            (void)DataPath::parse(text).values_in(*yaml.data);
}

void paths(std::string_view input) {
    try {
        (void)DataPath::parse(input).leads_somewhere(Json(Json::Array{Json(1)}));
        check_xpath(input);
    } catch (const Broken&) {
        return;  // no path
    }
}

void ssh_config(std::string_view input) {
    try {
        SshConfigValues values;
        for (const auto& line : parse_ssh_config(input, "config"))
            apply(line, values);
    } catch (const Broken&) {
        return;  // no configuration
    }
}

void identities(std::string_view input) {
    const auto identity = parse_identity(input, "key");
    FUZZ_ASSERT(identity.state != Identity::State::missing);
}

std::string plan_text() {
    Row row;
    row.id = "a spec / file \"/x\" / mode / equals / 1";
    row.headings = {"a heading"};
    row.expression.fact = {{"file", {Value("/x")}, {{"on", {Value("y")}}}, "link"}, "mode"};
    row.expression.matcher = {
        "and", {}, {equals(Mode{0644}), negated({"in", {Value(1), Value("\xFF")}})}};
    row.guards.push_back({row.expression, {"x.cpp", 3, 0}});
    Plan plan{
        "web",
        {{Spec::Kind::spec, "a spec", {"x.cpp", 1, 0}, {"r"}, {"t"}, "o", "u", {row}}},
        {"left"},
        {}};
    return to_text(to_json(plan));
}

std::string report_text() {
    RunReport run;
    run.targets.push_back(
        {.name = "web", .url = "ssh://web", .specs = {{.title = "a spec", .results = {Result{}}}}}
    );
    return to_text(to_json(run));
}

std::string recording_text() {
    Recording recording{.target = "web", .cannot = {{"run", "no"}}};
    recording.questions.push_back({Stat{"/x"}, {{{}, std::optional(FileStatus{})}}});
    recording.questions.push_back({Run{Command{{"id", "-u"}}}, {{{}, Output{0, "", "0\n", "", {}}}}}
    );
    return to_text(to_json(recording));
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> documents_targets() {
    using namespace fuzz;
    return {
        {"json",
         json,
         {plan_text(),
          report_text(),
          recording_text(),
          to_text(to_json(Question(Talk{"h", 1, "", "x", "y", {}}))),
          to_text(to_json(Answer(std::vector<NamedContent>{{"/a", std::string("\xFF")}}))),
          R"([1, -2.5e3, "é😀", true, null, {"a": [[]]}])"}},
        {"yaml",
         yaml,
         {"spec: x\nexpect:\n  - {file: /x, mode: 0644}\n",
          "a: &x [1, 2]\nb: *x\n---\n\"c\": |\n  d\n"}},
        {"yaml_specs",
         yaml_specs,
         {"spec: x\nroles: [a]\nvars: {p: 1}\nexpect:\n"
          "- {package: [a, b], installed: true, version: {\">=\": 1.10}}\n"
          "- {it: h, when: {family: [debian], not: {version: {\"<\": \"12\"}}}, expect: [\n"
          "  {file: \"/{{ p }}/{{ s }}\", mode: {\"<=\": 0640}, each: {s: {var: sites}}, because: "
          "x}]}\n"
          "- any_of: [{port: 80, on: \"::1\", udp: {listening: true}}, {not: {user: a, exists: "
          "true}}]\n",
          "spec: y\nonly_if: {service: a, property: {b: c}}\nexpect:\n"
          "- {users: , where: {uid: 0}, every: {shell: {in: [a, b]}}, retry_for: 3s, id: i, "
          "follow: true}\n"
          "- {file: /x, mtime: {\">\": {ago: 1d}}, sha256: {same_as: {file: /y}}, content: "
          "{captured: {a: 1}}}\n"
          "- {http: \"http://{{ target.address.lan }}/\", headers: {a: {contains: b}}, body: "
          "{json: {a: 1}}}\n"
          "- {port: \"{{ n }}\", listening: false, each: {n: {range: [1, 3]}}, skip: later}\n"}},
        {"defaults",
         defaults,
         {"target: [ssh://a, ssh://b]\njobs: 4\nsudo: true\nvars: {port: 010, on: [a, no]}\n"}},
        {"known_hosts",
         known_hosts,
         {"web,10.0.0.*,!10.0.0.9 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA\n",
          "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-rsa "
          "AAAAB3NzaC1yc2EAAAADAQAB\n"
          "@revoked * ssh-rsa AAAA\n"}},
        {"content",
         content,
         {"<r x='1'><a b='1'>t&amp;</a><![CDATA[x]]></r>",
          "a: [{b: 0x1F}, {b: 1e3}, +7]\n",
          R"({"a": [{"b": 1.10}]})"}},
        {"paths",
         paths,
         {"servers[0].name", R"(["a.b"][-1][*])", "/a~1b/0", "//a[position()<2]/@b"}},
        {"ssh_config",
         ssh_config,
         {"Host web *.x !y\n  Port = 22\n  ConnectTimeout 1m30s # c\n"
          "IdentityFile \"~/a b\"\nProxyJump none\n"}},
        {"identities",
         identities,
         {"-----BEGIN OPENSSH PRIVATE KEY-----\n"
          "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAADwAAAAtzc2gtZWQyNTUxOQ==\n"
          "-----END OPENSSH PRIVATE KEY-----\n",
          "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n",
          "ssh-ed25519 AAAA x\n"}},
    };
}

}  // namespace muster
