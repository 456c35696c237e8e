#include "framework/base/json/json.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/serve/api/fields.hpp"
#include "framework/fleet/serve/api/objects.hpp"
#include "framework/fleet/serve/routes.hpp"

#include <algorithm>

namespace muster {

namespace {

Json parameter(std::string_view name, std::string_view meaning, const char* in, bool is_required) {
    auto json = Json::object();
    json.add("name", Json(name));
    json.add("in", in);
    json.add("description", Json(meaning));
    if (is_required)
        json.add("required", true);
    json.add("schema", shape::text());
    return json;
}

Json parameters_of(const PageRoute& route) {
    Json::Array all;
    if (const auto brace = route.path.find('{'); brace != std::string_view::npos) {
        const auto name = route.path.substr(brace + 1, route.path.size() - brace - 2);
        all.push_back(parameter(name, "as it is called", "path", true));
    }
    if (route.method == "GET")
        for (const auto& one : route.parameters)
            all.push_back(parameter(one.name, one.meaning, "query", one.is_required));
    return Json(std::move(all));
}

Json content_of(std::string_view type, Json schema) {
    auto media = Json(Json::Object{{"schema", std::move(schema)}});
    return Json(Json::Object{{std::string(type), std::move(media)}});
}

/// Without what stands behind a semicolon: `text/html`.
std::string_view bare_type(std::string_view type) {
    return trimmed(type.substr(0, type.find(';')));
}

Json good_answer(const PageRoute& route) {
    auto answer = Json::object();
    answer.add("description", Json(route.summary));
    auto schema = route.schema.empty() ? shape::text() : shape::reference_to(route.schema);
    if (route.schema.empty() and bare_type(route.type) == "application/json")
        schema = Json(Json::Object{{"type", Json("object")}});
    answer.add("content", content_of(bare_type(route.type), std::move(schema)));
    return answer;
}

Json slip_answer() {
    auto answer = Json::object();
    answer.add("description", "There is no answer, and why.");
    answer.add("content", content_of("application/json", shape::reference_to("Slip")));
    return answer;
}

Json responses_of(const PageRoute& route) {
    auto responses = Json::object();
    if (route.method == "POST") {
        responses.add(
            "303", Json(Json::Object{{"description", Json("It is done: /silences shows it.")}})
        );
    } else {
        responses.add("200", good_answer(route));
    }
    if (route.path.starts_with("/api/"))
        responses.add("default", slip_answer());
    return responses;
}

Json body_of(const PageRoute& route) {
    std::vector<FieldShape> fields;
    for (const auto& one : route.parameters)
        fields.push_back({one.name, one.meaning, shape::text(), one.is_required});
    auto body = Json::object();
    body.add("required", true);
    body.add("content", content_of(route.type, schema_from(route.summary, fields)));
    return body;
}

Json operation_of(const PageRoute& route) {
    auto operation = Json::object();
    operation.add("summary", Json(route.summary));
    operation.add("parameters", parameters_of(route));
    if (route.method == "POST")
        operation.add("requestBody", body_of(route));
    operation.add("responses", responses_of(route));
    return operation;
}

/// Routes of one path stand together, by their methods.
Json paths() {
    auto all = Json::Object{};
    for (const auto& route : routes()) {
        auto place = std::ranges::find(all, route.path, &Json::Object::value_type::first);
        if (place == all.end())
            place = all.insert(all.end(), {std::string(route.path), Json::object()});
        place->second.add(lower_case(route.method), operation_of(route));
    }
    return Json(std::move(all));
}

Json security_schemes() {
    const auto scheme = [](const char* name) {
        return Json(Json::Object{{"type", Json("http")}, {"scheme", Json(name)}});
    };
    return Json(Json::Object{{"basic", scheme("basic")}, {"bearer", scheme("bearer")}});
}

}  // namespace

std::string openapi_text(const Overview& overview) {
    auto document = Json::object();
    document.add("openapi", "3.0.3");
    document.add(
        "info",
        Json(Json::Object{
            {"title", Json("Muster, the loop of a monitoring node")},
            {"description", Json("What is expected of a fleet, and how that stands.")},
            {"version", Json(overview.health.version.empty() ? "0" : overview.health.version)}})
    );
    document.add("paths", paths());
    auto components = Json::object();
    components.add("schemas", api_schemas());
    components.add("securitySchemes", security_schemes());
    document.add("components", std::move(components));
    return to_text(document, 2) + "\n";
}

}  // namespace muster
