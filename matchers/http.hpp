#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

/// What can be known of the certificate that a server shows.
struct ServerCertificate : Subject {
    explicit ServerCertificate(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Flag valid{*this, "valid"};
    Text subject{*this, "subject"};
    Text issuer{*this, "issuer"};
    Text common_name{*this, "common_name"};
    Text subject_field(Word key) const { return {*this, "subject_field", {key}}; }
    Text issuer_field(Word key) const { return {*this, "issuer_field", {key}}; }
    Text email{*this, "email"};
    Text serial{*this, "serial"};
    Time not_before{*this, "not_before"};
    Time expires{*this, "expires"};
    Number days_left{*this, "days_left"};
    List names{*this, "names"};
    List dns_names{*this, "dns_names"};
    Flag covers(Word host) const { return {*this, "covers", {host}}; }
    Number key_bits{*this, "key_bits"};
    Text key_type{*this, "key_type"};
    Text signature_algorithm{*this, "signature_algorithm"};
    Text fingerprint{*this, "fingerprint"};
    Text fingerprint_sha1{*this, "fingerprint_sha1"};
    Flag self_signed{*this, "self_signed"};
    Flag authority{*this, "authority"};
    List purposes{*this, "purposes"};
    Flag has_purpose(Word purpose) const { return {*this, "has_purpose", {purpose}}; }
    Number chain_length{*this, "chain_length"};
    Flag trusted{*this, "trusted"};
    Flag matches_key(Word path) const { return {*this, "matches_key", {path}}; }
    Text extension(Word oid) const { return {*this, "extension", {oid}}; }
};

struct Http : Subject {
    explicit Http(Subject subject) : Subject(subject) {}

    Flag reachable{*this, "reachable"};
    Flag answers{*this, "answers"};
    Number status{*this, "status"};
    Number time{*this, "time"};
    Text protocol{*this, "protocol"};
    Text body{*this, "body"};
    Text header(Word name) const { return {*this, "header", {name}}; }
    List headers(Word name) const { return {*this, "headers", {name}}; }
    Flag has_header(Word name) const { return {*this, "has_header", {name}}; }
    Text redirected_to{*this, "redirected_to"};

    ServerCertificate certificate{part("certificate")};

    Http method(Word method) const { return Http(narrowed("method", {method})); }
    Http with_header(Word name, Word value) const {
        return Http(narrowed("with_header", {name, value}));
    }
    Http sending(Word body) const { return Http(narrowed("sending", {body})); }
    Http auth(Word user, Word secret) const { return Http(narrowed("auth", {user, secret})); }
    Http auth(Word user, Secret secret) const { return auth(user, secret.as_argument()); }
    Http bearer(Word secret) const { return Http(narrowed("bearer", {secret})); }
    Http bearer(Secret secret) const { return bearer(secret.as_argument()); }
    Http following(Item redirects) const { return Http(narrowed("following", {redirects})); }
    Http timeout(Duration after) const { return Http(narrowed("timeout", {after})); }
    Http resolve_to(Word address) const { return Http(narrowed("resolve_to", {address})); }
    Http proxy(Word url) const { return Http(narrowed("proxy", {url})); }
    Http trusting(Word ca_file) const { return Http(narrowed("trusting", {ca_file})); }
    Http client_certificate(Word certificate, Word key) const {
        return Http(narrowed("client_certificate", {certificate, key}));
    }
    Http unverified() const { return Http(narrowed("unverified", {})); }
};

/// One request from the target's place in the network.
inline Http http(Word url) {
    return Http(Subject("http", {url}));
}

}  // namespace muster::dsl
