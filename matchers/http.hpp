#pragma once
#include <muster/types.hpp>

#include <matchers/certificate.hpp>

namespace muster::dsl {

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

    CertificateFacts certificate{part("certificate")};

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
