#include "framework/platform/named_content.hpp"

namespace muster {

const std::string& bytes_of(const NamedContent& file) {
    if (const auto* why = std::get_if<CannotTell>(&file.bytes))
        throw *why;
    return std::get<std::string>(file.bytes);
}

}  // namespace muster
