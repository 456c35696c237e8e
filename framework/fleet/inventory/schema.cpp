#include "framework/fleet/inventory/schema.hpp"

#include "framework/author/schema/values.hpp"
#include "framework/fleet/inventory/yaml_inventory.hpp"

namespace muster {

namespace {

using Object = Json::Object;
using Array = Json::Array;

Json scalar_as(std::string_view meaning) {
    return described_schema(meaning, schema_of_scalar());
}

Json scalars_as(std::string_view meaning) {
    return described_schema(meaning, one_or_list_of(schema_of_scalar()));
}

Json map_of(const Json& schema) {
    return Json(Object{{"type", "object"}, {"additionalProperties", schema}});
}

/// `db:`, of which nothing more is said.
Json or_nothing(const Json& schema) {
    return Json(Object{{"anyOf", Json(Array{schema, Json(Object{{"type", "null"}})})}});
}

Json variables() {
    return described_schema(
        "variables by name: texts, lists, maps", or_nothing(map_of(Json(true)))
    );
}

Json secret() {
    const auto one = [](std::string_view key, Json schema) {
        auto object = closed_object({{std::string(key), std::move(schema)}});
        object.add("required", Json(Array{Json(key)}));
        return object;
    };
    auto vault = closed_object(
        {{"vault", scalar_as("a file of ansible-vault")}, {"key", scalar_as("a variable in it")}}
    );
    vault.add("required", Json(Array{Json("vault"), Json("key")}));
    const Json command(Object{{"type", "array"}, {"items", schema_of_scalar()}, {"minItems", 1}});
    return Json(Object{
        {"anyOf",
         Json(Array{
             one("env", scalar_as("a variable of the environment")),
             one("file", scalar_as("a file, without the newline at its end")),
             one("credential", scalar_as("a credential of systemd")),
             one("command", described_schema("the first line that it says", command)),
             vault})}});
}

Object access() {
    return {
        {"user", scalar_as("who logs in")},
        {"port", scalar_as("where sshd listens")},
        {"connect_over", scalar_as("a network: Muster connects to the address there")},
        {"identity", scalars_as("private keys: files, or env:NAME")},
        {"host_key",
         scalars_as("the host's public keys, `ssh-ed25519 AAAA…`; nothing else counts then")},
        {"password", scalar_as("the secret that logs in, by name")},
        {"sudo_password", scalar_as("the secret that raises rights, by name")},
        {"sudo", described_schema("raise rights with sudo at login", schema_of_flag())},
        {"jump", scalars_as("hosts to go through, the first first (ProxyJump)")},
        {"ssh",
         described_schema(
             "options of ssh_config(5) by name", map_of(one_or_list_of(schema_of_scalar()))
         )}};
}

Json role() {
    auto keys = access();
    keys.emplace_back("vars", variables());
    return or_nothing(closed_object(std::move(keys)));
}

Json target() {
    auto keys = access();
    keys.emplace_back(
        "url",
        scalar_as("what is no host by ssh: local, rootfs:FOLDER, podman://ID, recording:FILE")
    );
    keys.emplace_back(
        "host", scalar_as("the name or address to connect to, else the target's name")
    );
    keys.emplace_back("roles", scalars_as("roles of the target"));
    keys.emplace_back(
        "addresses",
        described_schema(
            "addresses by network, or a list of those that networks files",
            Json(Object{
                {"anyOf",
                 Json(Array{map_of(schema_of_scalar()), one_or_list_of(schema_of_scalar())})}})
        )
    );
    keys.emplace_back("vars", variables());
    return or_nothing(closed_object(std::move(keys)));
}

}  // namespace

Json inventory_schema() {
    auto schema = closed_object({
        {"inventory", scalar_as("the title")},
        {"networks",
         described_schema(
             "10.0.0.0/16 by name: addresses within are filed under it",
             map_of(one_or_list_of(schema_of_scalar()))
         )},
        {"defaults", described_schema("of all targets", closed_object(access()))},
        {"vars", variables()},
        {"secrets", described_schema("where secrets are kept, by name", map_of(secret()))},
        {"roles",
         described_schema(
             "what members of a role share; or their names alone",
             Json(Object{
                 {"anyOf",
                  Json(Array{
                      map_of(role()),
                      Json(Object{{"type", "array"}, {"items", schema_of_scalar()}})})}})
         )},
        {"targets", described_schema("by name, or by a range: web[01-20]", map_of(target()))},
    });
    schema.add("required", Json(Array{Json("inventory")}));
    auto& members = std::get<Object>(schema.data);
    members.insert(
        members.begin(),
        {{"$schema", "http://json-schema.org/draft-07/schema#"},
         {"title", "an inventory of Muster"}}
    );
    return schema;
}

}  // namespace muster
