// What the page does besides being read: it keeps itself up to date, is narrowed down as one types, and moves by keys.
// Without this file everything on it can be read and done.
"use strict";
(() => {
  const main = () => document.querySelector("main");
  const search = document.querySelector("[id=q]");
  const found = document.querySelector("[id=found]");
  const live = document.querySelector("[id=live]");
  const help = document.querySelector("[id=help]");

  // Narrowing down: entries in which not all words stand are hidden.
  const entries = () => [...main().querySelectorAll("[data-find]")];
  const narrow = () => {
    const onSearchPage = location.pathname === "/search";
    const words = onSearchPage ? [] : search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = entries();
    let shown = 0;
    for (const entry of all) {
      const fits = words.every((word) => entry.dataset.find.includes(word));
      entry.hidden = !fits;
      if (fits) shown += 1;
      if (fits && words.length > 0) entry.closest("details.more")?.setAttribute("open", "");
    }
    for (const role of main().querySelectorAll("section.role"))
      role.hidden = words.length > 0 && !role.querySelector("[data-find]:not([hidden])");
    found.value = words.length === 0 ? "" : `${shown} of ${all.length} here`;
  };

  // News: <main> is fetched anew; what the reader has unfolded, focused and typed stays as it was.
  const keyOf = (element) => element?.dataset.key || element?.id || element?.getAttribute("href") || "";
  const placeOf = (element) => {
    const key = keyOf(element);
    const alike = [...main().querySelectorAll(element.tagName)].filter((one) => keyOf(one) === key);
    return { tag: element.tagName, key, nth: alike.indexOf(element) };
  };
  let isTouched = false;  // something was typed or chosen in a form of the view
  main().addEventListener("input", () => { isTouched = true; });
  const isWriting = () => isTouched || (main().contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));
  const unfolded = () => new Map([...main().querySelectorAll("details[data-key]")].map((one) => [one.dataset.key, one.open]));
  let isFetching = false;
  let isDue = false;
  const renew = async () => {
    if (isFetching || document.hidden || isWriting()) { isDue = true; return; }
    isFetching = true;
    isDue = false;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const text = await answer.text();
      const fresh = new DOMParser().parseFromString(text, "text/html");
      if (!fresh.querySelector("main") || isWriting()) { isDue = true; return; }
      const open = unfolded();
      const focused = main().contains(document.activeElement) ? placeOf(document.activeElement) : null;
      const at = [scrollX, scrollY];
      main().replaceChildren(...fresh.querySelector("main").childNodes);
      document.title = fresh.title;
      for (const one of main().querySelectorAll("details[data-key]"))
        if (open.has(one.dataset.key)) one.open = open.get(one.dataset.key);
      narrow();
      if (focused)
        [...main().querySelectorAll(focused.tag)].filter((one) => keyOf(one) === focused.key)[Math.max(0, focused.nth)]?.focus({ preventScroll: true });
      scrollTo(...at);
      say("");
    } catch {
      say(silent);
    } finally {
      isFetching = false;
    }
  };
  const say = (words) => { live.textContent = words; live.hidden = words === ""; };

  // At most one renewal in two seconds, however much happens.
  let timer = null;
  const news = () => { timer ??= setTimeout(() => { timer = null; renew(); }, 2000); };
  const silent = "The monitor does not answer: what is shown here may be old.";
  const poll = () => setInterval(renew, 30000);
  if ("EventSource" in window) {
    const stream = new EventSource("/events/stream");
    let lost = null;  // a stream that is back within ten seconds says nothing
    stream.addEventListener("changed", news);
    stream.addEventListener("open", () => {
      if (lost === null) return;
      clearTimeout(lost);
      lost = null;
      say("");
      news();
    });
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) poll();  // refused: there are too many, say
      else lost ??= setTimeout(() => say(silent), 10000);
    });
  } else {
    poll();
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isDue) news(); });
  document.addEventListener("focusout", () => { if (isDue) news(); });

  // Keys.
  const items = () => [...main().querySelectorAll(".item")].filter((one) => one.offsetParent !== null);
  const move = (by) => {
    const all = items();
    if (all.length === 0) return;
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    all[next].focus({ preventScroll: true });
    all[next].scrollIntoView({ block: "nearest" });
  };
  const fold = () => {
    const details = document.activeElement?.closest("li, tr")?.querySelector("details");
    if (details) details.open = !details.open;
  };
  const keys = {
    j: () => move(1), k: () => move(-1), x: fold,
    "/": () => { search.focus(); search.select(); }, "?": () => help.showModal(),
    f: () => location.assign("/"), e: () => location.assign("/events"), s: () => location.assign("/silences"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || help.open) return;
    const at = event.target;
    if (at === search && event.key === "Escape") { search.value = ""; narrow(); search.blur(); return; }
    if (at.matches("input, select, textarea")) return;
    const onItem = at.classList.contains("item");
    const action = event.key === "ArrowDown" && onItem ? keys.j : event.key === "ArrowUp" && onItem ? keys.k
      : Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (action) { event.preventDefault(); action(); }
  });

  search.addEventListener("input", narrow);
  const button = document.querySelector("[id=keys]");
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
  narrow();
})();
