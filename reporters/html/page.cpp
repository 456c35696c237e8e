#include "reporters/html/page.hpp"

namespace muster {

const std::string_view html_style = R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #5b6470; --paper: #fff; --line: #d6dae0; --shade: #f3f5f7;
  --passed: #1a7f37; --failed: #b3261e; --errored: #8a4b00; --skipped: #5b6470; --waived: #5b3fa0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --dim: #9aa4b0; --paper: #14171b; --line: #333a42;
  --shade: #1d2127; --passed: #57c778; --failed: #ff8a80; --errored: #ffb454; --skipped: #9aa4b0; --waived: #b9a3f5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: .2rem 0; } h2 { font-size: 1.15rem; margin: 1.6rem 0 .5rem; }
h3 { font-size: 1rem; margin: .9rem 0 .2rem; }
p { margin: .3rem 0; } code, .mono { font-family: ui-monospace, monospace; font-size: .92em; }
.dim { color: var(--dim); }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: .8rem 0; padding: 0; list-style: none; }
.counts li { border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .8rem; }
.counts b { font-size: 1.25rem; margin-right: .35rem; }
.passed { color: var(--passed); } .failed { color: var(--failed); } .errored { color: var(--errored); }
.skipped { color: var(--skipped); } .waived { color: var(--waived); }
form { display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: center; padding: .6rem; background: var(--shade);
  border: 1px solid var(--line); border-radius: .4rem; }
input[type=search] { flex: 1 1 14rem; min-width: 10rem; } input, select { font: inherit; padding: .2rem .4rem;
  color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: .3rem; }
input:focus-visible, select:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--errored); }
.wide { overflow-x: auto; } table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .2rem .6rem; text-align: left; vertical-align: top; }
thead th { background: var(--shade); } td.cell { text-align: center; white-space: nowrap; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .4rem .7rem; }
details details { border-style: dotted; margin: .3rem 0; }
summary { cursor: pointer; } a { color: inherit; }
ul.rows { list-style: none; margin: .2rem 0; padding: 0; } ul.rows > li { padding: .15rem 0 .15rem 1.5rem;
  text-indent: -1.5rem; } ul.rows > li > * { text-indent: 0; }
.mark { display: inline-block; width: 1.5rem; font-weight: bold; text-indent: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: .2rem 0 .4rem 1.5rem;
  font-size: .92em; } dt { color: var(--dim); } dd { margin: 0; white-space: pre-wrap; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; margin-left: 0; } dd { margin-bottom: .3rem; } }
@media print { form { display: none; } }
)css";

const std::string_view html_script = R"js(
(() => {
  const form = document.querySelector("form");
  const rows = [...document.querySelectorAll("li.row")];
  const targets = [...document.querySelectorAll("details.target")];
  const count = form.querySelector("output");
  const narrow = () => {
    const words = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcomes = new Set([...form.querySelectorAll("input[name=outcome]:checked")].map((one) => one.value));
    const meant = (target) => (!form.target.value || target.dataset.name === form.target.value)
      && (!form.role.value || target.dataset.roles.split("\n").includes(form.role.value));
    const any = words.length > 0 || form.target.value || form.role.value || outcomes.size < 5;
    let shown = 0;
    for (const target of targets) {
      const wanted = meant(target);
      let some = false;
      for (const row of target.querySelectorAll("li.row")) {
        const text = (target.dataset.name + " " + row.textContent).toLowerCase();
        row.hidden = !(wanted && outcomes.has(row.dataset.outcome) && words.every((word) => text.includes(word)));
        if (!row.hidden) { some = true; shown += 1; }
      }
      for (const spec of target.querySelectorAll("section, details.passing"))
        spec.hidden = any && !spec.querySelector("li.row:not([hidden])");
      target.hidden = any && !(some || (wanted && words.length === 0 && !target.querySelector("li.row")));
      if (any && some) target.open = true;
    }
    count.value = any ? `${shown} of ${rows.length} rows` : `${rows.length} rows`;
  };
  form.addEventListener("input", narrow);
  form.addEventListener("reset", () => setTimeout(narrow));
  form.addEventListener("submit", (event) => event.preventDefault());
  if (location.hash.startsWith("#q=")) form.words.value = decodeURIComponent(location.hash.slice(3));
  form.hidden = false;
  narrow();
})();
)js";

}  // namespace muster
