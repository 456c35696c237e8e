#include "framework/base/text.hpp"
#include "framework/platform/unit_files.hpp"
#include "framework/platform/unit_text.hpp"

namespace muster {

InstallSection parse_install(std::string_view unit_file) {
    InstallSection install;
    for (const auto& [key, value] : unit_settings(unit_file, "Install")) {
        const auto values = words_of(value);
        if (key == "WantedBy" or key == "RequiredBy" or key == "UpheldBy")
            install.wanted = install.wanted or not values.empty();
        else if (key == "Alias")
            install.aliases.insert(install.aliases.end(), values.begin(), values.end());
        else if (key == "Also")
            install.also.insert(install.also.end(), values.begin(), values.end());
        else if (key == "DefaultInstance" and not values.empty())
            install.default_instance = values.front();
    }
    return install;
}

}  // namespace muster
