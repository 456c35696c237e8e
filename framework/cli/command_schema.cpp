#include "framework/author/schema/spec_schema.hpp"
#include "framework/cli/commands.hpp"
#include "matchers/table.hpp"

namespace muster {

int command_schema(const Invocation& invocation) {
    const auto lexicon = Vocabulary(resource_table()).lexicon();
    invocation.out << to_text(spec_schema(lexicon), 1) << "\n";
    return 0;
}

}  // namespace muster
