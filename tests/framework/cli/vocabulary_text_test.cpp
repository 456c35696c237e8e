#include "framework/cli/vocabulary_text.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const ResourceEntry lamp = {
    .name = "lamp",
    .summary = "A lamp.",
    .subject = {{.name = "room", .meaning = "where it stands"}},
    .qualifiers =
        {{.name = "seen_from",
          .parameters = {{.name = "street", .meaning = "a street", .matcher = true}},
          .meaning = "only what is seen from there"}},
    .views = {{.name = "bulb", .meaning = "what gives light"}},
    .attributes =
        {{.name = "lit", .type = Type::flag, .meaning = "it gives light", .when_absent = false},
         {.name = "shade",
          .type = Type::text,
          .meaning = "its colour",
          .parameters = {{.name = "side", .type = Type::number, .optional = true}},
          .needs_root = true}},
    .example = R"(expect(lamp("hall").lit);)",
    .yaml_example = "- {lamp: hall, lit: true}",
};

}  // namespace

TEST_CASE("a resource as JSON says all that a program needs to write an expectation of it") {
    CHECK(
        to_text(resource_json(lamp))
        == R"({"name":"lamp","summary":"A lamp.",)"
           R"("subject":[{"name":"room","type":"text","optional":false,"matcher":false,"meaning":"where it stands"}],)"
           R"("attributes":[)"
           R"({"name":"lit","parameters":[],"type":"flag","when_absent":"false","needs_root":false,"in_image":"the same","meaning":"it gives light"},)"
           R"({"name":"shade","parameters":[{"name":"side","type":"number","optional":true,"matcher":false,"meaning":""}],)"
           R"("type":"text","when_absent":null,"needs_root":true,"in_image":"the same","meaning":"its colour"}],)"
           R"("views":[{"name":"bulb","parameters":[],"meaning":"what gives light","attributes":[]}],)"
           R"("qualifiers":[{"name":"seen_from","parameters":[{"name":"street","type":"text","optional":false,)"
           R"("matcher":true,"meaning":"a street"}],"meaning":"only what is seen from there"}],"columns":[],)"
           R"("example":"expect(lamp(\"hall\").lit);","of_fleet":false,"yaml_example":"- {lamp: hall, lit: true}"})"
    );
}

TEST_CASE("a plural as JSON names its columns") {
    const ResourceEntry lamps = {.name = "lamps", .summary = "All lamps.", .columns = &lamp};

    const auto text = to_text(resource_json(lamps));

    CHECK_THAT(
        text,
        Catch::EndsWith(
            R"("columns":["name","lit","shade"],"example":"","of_fleet":false,"yaml_example":""})"
        )
    );
}
