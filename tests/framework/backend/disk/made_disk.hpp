#pragma once

#include "tests/framework/backend/local/public_folder.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>

namespace muster::tests {

/// Runs a line of shell that has to work.
inline void must_run(const std::string& line) {
    const auto run = run_tool(line);
    INFO(line << "\n" << run.output);
    REQUIRE(run.exit_status == 0);
}

/// A file system made of a folder by mke2fs(8), which neither mounts nor needs root.
inline std::string made_filesystem(
    const PublicFolder& where,
    const std::string& name,
    const std::string& folder,
    const std::string& options,
    unsigned mebibytes = 8
) {
    auto path = where / name;
    must_run(fmt::format(
        "truncate -s {}M {} && mke2fs -q -F {} -d {} {}", mebibytes, path, options, folder, path
    ));
    return path;
}

/// Lays file systems of one mebibyte times `mebibytes` into a disk, whose table sfdisk(8) makes.
class MadeDisk {
public:
    MadeDisk(std::string path, const std::string& table) : path_(std::move(path)) {
        must_run(
            fmt::format("truncate -s 64M {} && printf '{}' | sfdisk -q {}", path_, table, path_)
        );
    }
    void lay(const std::string& filesystem, unsigned at_mebibyte) const {
        must_run(fmt::format(
            "dd if={} of={} bs=1M seek={} conv=notrunc status=none", filesystem, path_, at_mebibyte
        ));
    }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace muster::tests
