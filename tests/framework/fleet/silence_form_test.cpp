#include "framework/fleet/serve/silence_form.hpp"

#include "tests/framework/fleet/sample_fleet.hpp"

#include <catch2/catch.hpp>

using muster::ended_number;
using muster::form_fields;
using muster::FormFields;
using muster::FormSlip;
using muster::Instant;
using muster::Silence;
using muster::silence_from;
using muster::tests::sample_now;

namespace {

std::string slip_of(const std::string& body) {
    const auto asked = silence_from(*form_fields(body), "", sample_now);
    const auto* slip = std::get_if<FormSlip>(&asked);
    return slip == nullptr ? "" : slip->reason;
}

}  // namespace

TEST_CASE("a form is decoded as browsers send it") {
    CHECK(form_fields("") == FormFields{});
    CHECK(
        form_fields("a=1&b=x+y%26%3D%E3%81%82&&c&d=e=f")
        == FormFields{{"a", "1"}, {"b", "x y&=あ"}, {"c", ""}, {"d", "e=f"}}
    );
    for (const auto* broken : {"a=%", "a=%4", "a=%4g", "a=%-1", "%zz=1"})
        CHECK(form_fields(broken) == std::nullopt);
    std::string many = "a=1";
    for (int i = 0; i < 100; ++i)
        many += "&a=1";
    CHECK(form_fields(many) == std::nullopt);
}

TEST_CASE("a silence is what the form says, from now on") {
    const auto asked = silence_from(
        *form_fields("kind=silence&target=web*&role=proxy&id=&for=4h&reason=+new+disk+&who=aki"),
        "",
        sample_now
    );
    const auto& silence = std::get<Silence>(asked);

    CHECK(silence.kind == Silence::Kind::silence);
    CHECK(silence.target == "web*");
    CHECK(silence.role == "proxy");
    CHECK(silence.id == "");
    CHECK(silence.reason == "new disk");
    CHECK(silence.who == "aki");
    CHECK(silence.from == sample_now);
    CHECK(silence.until == sample_now + std::chrono::hours(4));
}

TEST_CASE(
    "an acknowledgement may last as long as its problem, and who has logged in is who it is by"
) {
    const auto asked = silence_from(
        *form_fields("kind=ack&target=web&id=x&for=&reason=r&who=somebody+else"), "mia", sample_now
    );
    const auto& silence = std::get<Silence>(asked);

    CHECK(silence.kind == Silence::Kind::ack);
    CHECK(silence.until == Instant{});
    CHECK(silence.who == "mia");
}

TEST_CASE("a form that means nothing says why") {
    CHECK(slip_of("kind=silence&target=a&for=1h&reason=r&who=w") == "");
    CHECK(slip_of("kind=mute&target=a&for=1h&reason=r&who=w") == "kind: silence or ack");
    CHECK(
        slip_of("kind=silence&for=1h&reason=r&who=w")
        == "of what? say a target, a role or an expectation; target * is all"
    );
    CHECK(
        slip_of("kind=silence&target=a&for=1h&reason=+&who=w")
        == "reason: somebody will want to know why"
    );
    CHECK(slip_of("kind=silence&target=a&for=1h&reason=r") == "who: somebody will want to ask");
    CHECK(
        slip_of("kind=silence&target=a&for=&reason=r&who=w")
        == "for: \"\" is no time: write 30m, 4h, 7d"
    );
    CHECK(
        slip_of("kind=silence&target=a&for=0s&reason=r&who=w")
        == "for: \"0s\" is no time: write 30m, 4h, 7d"
    );
    CHECK(slip_of("kind=silence&target=a&for=4000d&reason=r&who=w") == "for: longer than a year");
    CHECK(
        slip_of("kind=silence&target=a%0Ab&for=1h&reason=r&who=w")
        == "target: has signs that are no text"
    );
    CHECK(
        slip_of("kind=silence&target=%ff&for=1h&reason=r&who=w")
        == "target: has signs that are no text"
    );
    CHECK(
        slip_of("kind=silence&target=a&for=1h&who=w&reason=" + std::string(401, 'x'))
        == "reason: longer than 400 bytes"
    );
}

TEST_CASE("the number of a silence that is to end is a number") {
    CHECK(std::get<std::int64_t>(ended_number({{"number", "12"}})) == 12);
    CHECK(std::holds_alternative<FormSlip>(ended_number({{"number", "12x"}})));
    CHECK(std::holds_alternative<FormSlip>(ended_number({})));
}
