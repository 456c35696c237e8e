#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

/// What can be known of a certificate, whoever shows it.
struct CertificateFacts : Subject {
    explicit CertificateFacts(Subject subject) : Subject(subject) {}

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

struct Certificate : CertificateFacts {
    explicit Certificate(Subject subject) : CertificateFacts(subject) {}

    Certificate entry(Item number) const { return Certificate(narrowed("entry", {number})); }
    Certificate trusting(Word ca_file) const {
        return Certificate(narrowed("trusting", {ca_file}));
    }
};

/// The first certificate of a file of the target, PEM or DER.
inline Certificate certificate(Word path) {
    return Certificate(Subject("certificate", {path}));
}

}  // namespace muster::dsl
