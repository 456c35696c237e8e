#include "framework/base/json/fields.hpp"

namespace muster {

bool JsonWriter::is_nothing(const Json& json) {
    return json.is_null() or json == Json(false) or json == Json(0) or json == Json("")
           or json == Json::array() or json == Json::object();
}

Json written(const std::string& text) {
    return bytes_to_json(text);
}

Json written(bool flag) {
    return Json(flag);
}

Json written(const Json& value) {
    return value;
}

Json written(Nanoseconds duration) {
    return Json(std::int64_t{duration.count()});
}

Json written(Instant time) {
    return Json(std::int64_t{time.time_since_epoch().count()});
}

void read(const Json& from, std::string& text) {
    text = bytes_from_json(from);
}

void read(const Json& from, bool& flag) {
    const auto* found = from.as<bool>();
    if (found == nullptr)
        throw Broken("expected true or false");
    flag = *found;
}

void read(const Json& from, Json& value) {
    value = from;
}

void read(const Json& from, Nanoseconds& duration) {
    duration = Nanoseconds(read_integer(from));
}

void read(const Json& from, Instant& time) {
    time = Instant(Nanoseconds(read_integer(from)));
}

std::int64_t read_integer(const Json& from) {
    const auto* number = from.as<std::int64_t>();
    if (number == nullptr)
        throw Broken("expected a whole number");
    return *number;
}

}  // namespace muster
