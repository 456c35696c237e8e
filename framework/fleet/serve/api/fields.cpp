#include "framework/fleet/serve/api/fields.hpp"

namespace muster {

namespace shape {

namespace {

Json of_type(std::string_view type) {
    return Json(Json::Object{{"type", Json(type)}});
}

Json array_of(Json items) {
    auto json = of_type("array");
    json.add("items", std::move(items));
    return json;
}

}  // namespace

Json text() {
    return of_type("string");
}

Json count() {
    auto json = of_type("integer");
    json.add("minimum", 0);
    return json;
}

Json number() {
    return of_type("number");
}

Json flag() {
    return of_type("boolean");
}

Json time() {
    auto json = of_type("string");
    json.add("format", "date-time");
    return json;
}

Json seconds() {
    auto json = of_type("number");
    json.add("description", "seconds");
    return json;
}

Json texts() {
    return array_of(text());
}

Json one_of(std::span<const std::string_view> words) {
    auto json = of_type("string");
    auto all = Json::Array{};
    for (const auto word : words)
        all.emplace_back(word);
    json.add("enum", Json(std::move(all)));
    return json;
}

Json list_of(std::string_view schema) {
    return array_of(reference_to(schema));
}

Json reference_to(std::string_view schema) {
    return Json(Json::Object{{"$ref", Json("#/components/schemas/" + std::string(schema))}});
}

}  // namespace shape

Json schema_from(std::string_view description, const std::vector<FieldShape>& fields) {
    auto properties = Json::object();
    auto required = Json::Array{};
    for (const auto& field : fields) {
        auto member = field.shape;
        // Beside a reference nothing else is read (OpenAPI 3.0, "Reference Object").
        if (member.find("$ref") == nullptr and member.find("description") == nullptr)
            member.add("description", Json(field.meaning));
        properties.add(std::string(field.name), std::move(member));
        if (field.is_required)
            required.emplace_back(field.name);
    }
    auto schema = Json::object();
    schema.add("type", "object");
    schema.add("description", Json(description));
    schema.add("required", Json(std::move(required)));
    schema.add("properties", std::move(properties));
    return schema;
}

Json json_count(std::size_t number) {
    return Json(static_cast<std::int64_t>(number));
}

Json json_seconds(Nanoseconds duration) {
    return Json(static_cast<double>(duration.count()) / 1e9);
}

Json json_time(Instant at) {
    return at == Instant{} ? Json() : Json(to_iso8601(at));
}

Json json_texts(const std::vector<std::string>& texts) {
    auto all = Json::Array{};
    for (const auto& text : texts)
        all.emplace_back(text);
    return Json(std::move(all));
}

Json json_text_if_any(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

}  // namespace muster
