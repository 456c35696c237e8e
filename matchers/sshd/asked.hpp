#pragma once

// Asking the SSH server of a target by its own options: `sshd -T`, `sshd -t`.

#include "framework/host/host.hpp"
#include "framework/model/fact.hpp"
#include "framework/platform/sshd_configuration.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster {

/// `sshd`, how it is to be asked, and which file it is to read.
Command sshd_command(const Subject& subject, const char* option);

/// Who logs in, of `.for_connection`.
SshdConnection connection_of(const Subject& subject);

/// Throws why sshd said nothing.
[[noreturn]] void throw_what_sshd_says(const Output& output);

/// The lines of `sshd -T`, keyword and value; nothing where there is no sshd.
using SshdTold = std::optional<std::vector<std::pair<std::string, std::string>>>;
Task<SshdTold> told_by_sshd(Host& host, Subject subject);

}  // namespace muster
