#include "framework/model/http.hpp"

#include "framework/base/crypto/digest.hpp"

namespace muster {

Hidden hidden(std::string text, std::string_view salt) {
    auto mark = text.empty() ? std::string() : stretched_digest(text, salt);
    return {std::move(text), std::move(mark)};
}

}  // namespace muster
