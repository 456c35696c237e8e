#pragma once

#include "framework/cli/arguments.hpp"
#include "framework/fleet/watch/configuration.hpp"
#include "framework/model/vocabulary.hpp"

#include <memory>
#include <string>

namespace muster {

/// Loads what `muster watch FILE` works by: the file, and the specs, inventory and waivers that it names. What the command
/// line says comes before the file.
class WatchLoader {
public:
    /// All outlive this.
    WatchLoader(std::string file, const Arguments& arguments, const Vocabulary& vocabulary);

    /// All of it anew. Sessions of targets that are reached as before stay open. Throws Broken, and what was loaded before
    /// stays as it is.
    std::shared_ptr<const Configuration> load();

    /// Tells secrets as the files say that were loaded last, which are read anew with each load: one that could not be
    /// told is tried again, and one that was changed is known. Several threads at once.
    TellSecret teller() const;

private:
    class NewestSecrets;
    void fill(Configuration& loaded, const Arguments& arguments);

    const std::string file_;
    const Arguments& arguments_;
    const Vocabulary& vocabulary_;
    std::shared_ptr<SessionPool> sessions_;
    std::shared_ptr<NewestSecrets> secrets_;
};

/// The options that a watch file comes to; those of the command line stay as they are.
Arguments with_watch_file(const WatchFile& file, Arguments given);

}  // namespace muster
