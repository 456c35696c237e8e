// A text of the spec's own, as a fact: what a variable or a template came to can be judged like what a target
// says.

#include "framework/host/resource.hpp"

namespace muster {

namespace {

Task<Value> text(Host&, Fact fact) {
    co_return fact.subject.name();
}

}  // namespace

std::span<const Resource> given_resources() {
    static const Resource given{
        .entry =
            {.name = "given",
             .summary = "a text that is known at once: a variable, a template",
             .subject = {{.name = "text", .meaning = "any text, or a Word"}},
             .attributes =
                 {{.name = "text", .type = Type::text, .meaning = "the very text, exact"}},
             .example = R"(expect(given(var("release")).matches("^v\\d+"));
expect(given(var("settings")).json("server.port", 443));)",
             .yaml_example = R"(- {given: "{{ release }}", text: {matches: '^v\d+'}}
- {given: "{{ settings }}", text: {json: {server.port: 443}}})",
             .details = "Nothing is asked of the target. In C++ given(…) is the text itself.",
             .from_anywhere = true},
        .readers = {{"text", text}},
    };
    return {&given, 1};
}

}  // namespace muster
