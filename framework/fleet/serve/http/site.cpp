#include "framework/fleet/serve/http/site.hpp"

#include "framework/model/cannot_tell.hpp"

namespace muster {

void tell_of(const HttpSite& site, const std::exception_ptr& unexpected) {
    try {
        if (unexpected)
            std::rethrow_exception(unexpected);
    } catch (const CannotTell& unknown) {
        site.on_trouble(unknown.message);
    } catch (const std::exception& mistake) {
        site.on_trouble(mistake.what());
    } catch (...) {
        site.on_trouble("something was thrown that is no error");
    }
}

}  // namespace muster
