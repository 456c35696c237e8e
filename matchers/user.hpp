#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct User : Subject {
    explicit User(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Number uid{*this, "uid"};
    Number gid{*this, "gid"};
    Text group{*this, "group"};
    List groups{*this, "groups"};
    List gids{*this, "gids"};
    Text home{*this, "home"};
    Text shell{*this, "shell"};
    Text comment{*this, "comment"};
    Flag local{*this, "local"};
    Text source{*this, "source"};
    Flag system{*this, "system"};
    Flag password_set{*this, "password_set"};
    Flag password_empty{*this, "password_empty"};
    Flag password_locked{*this, "password_locked"};
    Text password_algorithm{*this, "password_algorithm"};
    Text password_hash{*this, "password_hash"};
    Time password_changed{*this, "password_changed"};
    Time password_expires{*this, "password_expires"};
    Time expires{*this, "expires"};
    Number password_min_days{*this, "password_min_days"};
    Number password_max_days{*this, "password_max_days"};
    Number password_warn_days{*this, "password_warn_days"};
    Number password_inactive_days{*this, "password_inactive_days"};
    List authorized_keys{*this, "authorized_keys"};
    Flag has_authorized_key(Word key) const { return {*this, "has_authorized_key", {key}}; }
    List authorized_key_options(Word key) const { return {*this, "authorized_key_options", {key}}; }
    List keys_from_command{*this, "keys_from_command"};
    Time last_login{*this, "last_login"};
    Flag logged_in{*this, "logged_in"};
};

/// An account, through the name services of the target.
inline User user(Word name) {
    return User(Subject("user", {name}));
}

struct Users : Plural<Users> {
    explicit Users(Subject subject) : Plural(subject) {}
};

/// All accounts that the name services of the target enumerate.
inline Users users() {
    return Users(Subject("users", {}));
}

}  // namespace muster::dsl
