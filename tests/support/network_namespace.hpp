#pragma once

// Network namespaces of a test's own, with real links and routes.

#include <string>
#include <vector>

namespace muster::tests {

/// Two namespaces that are gone at the end of a test. Nothing of the machine's own network is touched.
class NetworkNamespace {
public:
    NetworkNamespace();
    NetworkNamespace(const NetworkNamespace&) = delete;
    NetworkNamespace& operator=(const NetworkNamespace&) = delete;
    ~NetworkNamespace();

    /// `ip` in the namespace: "link add br0 type bridge". Throws when it fails.
    void ip(const std::string& words) const;
    /// What a line of shell prints there.
    std::string told(const std::string& line) const;
    /// The second namespace, for the other end of a cable.
    const std::string& other() const { return other_; }

    /// Words that start a shell there, for a connection over pipes.
    std::vector<std::string> shell() const;
    /// The same where there is no `ip` at all.
    std::vector<std::string> shell_without_ip() const;
    /// The same where `ip` is busybox's, which knows no -j.
    std::vector<std::string> shell_with_busybox_ip() const;

private:
    std::vector<std::string> shell_after(const std::string& preparation) const;

    std::string name_;
    std::string other_;
};

/// Why no namespace can be made here; empty when one can.
std::string why_no_network_namespace();

}  // namespace muster::tests
