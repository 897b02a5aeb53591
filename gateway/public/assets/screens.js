/**
 * What a screen of the hall does by itself: stays connected and says when it is not, tells the time, turns pages, goes back to its start when
 * nobody is there, types with keys on the glass. Everything else is the server's. No build; runs in any browser of the last years.
 */
(() => {
  /** Longer silence than this (the stream beats every 5 s) is a cut cable that nobody told us of, milliseconds. */
  const SILENCE_MS = 12_000;
  const AGAIN_MS = 2_000;
  const TICK_MS = 250;

  const screen = () => document.querySelector("[data-screen]");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // --- connection ---------------------------------------------------------------------------------------------------------------------

  let source;
  let stamp;
  let build;
  let heardAt = performance.now();
  let triedAt = 0;
  let lost = false;

  /** The whole page anew; only while the hub answers, or the browser would show an error page of its own and stay there. */
  const reload = () =>
    fetch(location.href, { headers: { accept: "text/html" } }).then(
      (answer) => answer.status < 500 && location.reload(),
      () => undefined,
    );

  const show = () => {
    const at = screen();
    if (at === null) return;
    document.documentElement.toggleAttribute("data-offline", lost);
    // The picture is as old as the last word of the hub.
    if (lost) for (const hour of all("[data-heard-at]")) hour.textContent = time.format(hubTime(heardAt));
    for (const banner of all("[data-offline-banner]")) banner.hidden = !lost;
    // What could be touched takes nothing while the hub does not hear it: a kiosk that is offline gives no numbers.
    for (const part of all("[data-needs-hub]")) part.inert = lost;
  };
  const setLost = (now) => {
    if (lost === now) return;
    lost = now;
    show();
    if (!lost) refresh();
  };
  const refresh = () => document.body.dispatchEvent(new CustomEvent("hall:moved"));

  const heard = () => {
    heardAt = performance.now();
    setLost(false);
  };
  const connect = () => {
    const at = screen();
    if (at === null) return;
    source?.close();
    triedAt = performance.now();
    const mine = new EventSource(
      `/hall/live?screen=${at.dataset.screen}&after=${encodeURIComponent(stamp ?? at.dataset.stamp ?? "")}`,
    );
    source = mine;
    mine.addEventListener("hello", (event) => {
      heard();
      // A newer hub serves newer pages: a wall that never sleeps must not run the old ones for months.
      if (build !== undefined && build !== event.data) void reload();
      build = event.data;
    });
    mine.addEventListener("beat", heard);
    mine.addEventListener("moved", (event) => {
      stamp = event.lastEventId;
      heard();
      refresh();
    });
    mine.onerror = () => {
      setLost(true);
      // The browser tries again by itself after a cut line, but never after an answer that was no stream.
      if (mine.readyState === EventSource.CLOSED && source === mine) source = undefined;
    };
  };

  /** An answer of 401 to the stream means that this browser is nobody's device any more: the page itself says what to do. */
  const askWhy = () =>
    fetch(`/hall/live/who?screen=${screen()?.dataset.screen}`).then(
      (answer) => answer.status === 401 && location.reload(),
      () => undefined,
    );

  const watch = () => {
    const now = performance.now();
    if (source === undefined && now - triedAt > AGAIN_MS) {
      void askWhy();
      connect();
    } else if (source !== undefined && now - heardAt > SILENCE_MS && now - triedAt > SILENCE_MS) {
      setLost(true);
      connect();
    }
  };

  // A tap whose answer never came: the page stays, the banner says why. The key of the page makes the next tap give the same number.
  document.addEventListener("htmx:error", () => setLost(true));
  document.addEventListener("htmx:before:swap", (event) => {
    const status = event.detail?.ctx?.response?.status ?? 200;
    // A proxy's error page must not take the place of ours.
    if (status >= 502) {
      event.preventDefault();
      setLost(true);
    }
  });
  for (const kind of ["click", "submit"])
    document.addEventListener(
      kind,
      (event) => {
        if (!lost || event.target.closest?.("[data-offline-banner]")) return;
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      true,
    );

  // --- clock --------------------------------------------------------------------------------------------------------------------------

  /** Hub time: what the server said, and how long ago that was. */
  let hubAt = Date.now();
  let saidAt = performance.now();
  const time = new Intl.DateTimeFormat("vi-VN", {
    timeZone: "Asia/Ho_Chi_Minh",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
  /** The hub's clock at a moment of this page (performance.now). */
  const hubTime = (moment) => new Date(hubAt + moment - saidAt);
  const tellTime = () => {
    const at = hubTime(performance.now());
    for (const clock of all("[data-clock]")) {
      const text = time.format(at);
      if (clock.textContent !== text) clock.textContent = text;
    }
  };
  const setClock = () => {
    const said = all("[data-now]").at(-1)?.dataset.now;
    if (said === undefined || said === setClock.last) return;
    setClock.last = said;
    hubAt = Date.parse(said);
    saidAt = performance.now();
  };

  // --- pages of a list ----------------------------------------------------------------------------------------------------------------

  const turned = new Map();
  let paused = false;
  const turnPages = (now) => {
    for (const pager of all("[data-pager]")) {
      const pages = all(":scope > [data-page]", pager);
      const seconds = Number(pager.dataset.pager);
      const state = turned.get(pager.id) ?? { index: 0, at: now };
      if (!paused && now - state.at >= seconds * 1000) turned.set(pager.id, { index: state.index + 1, at: now });
      else turned.set(pager.id, state);
      const index = pages.length === 0 ? 0 : turned.get(pager.id).index % pages.length;
      pages.forEach((page, at) => {
        if (page.hidden !== (at !== index)) page.hidden = at !== index;
      });
    }
  };
  // WCAG 2.2.2: what moves by itself can be held, where there is a keyboard.
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target === document.body && all("[data-pager]").length > 0) paused = !paused;
  });

  // --- nobody there -------------------------------------------------------------------------------------------------------------------

  let touchedAt = performance.now();
  const touched = () => {
    touchedAt = performance.now();
  };
  for (const kind of ["pointerdown", "keydown", "input", "wedge"]) document.addEventListener(kind, touched, true);

  /** data-idle: after so many seconds without a touch it goes back; data-ask: so many before that it asks. */
  const goHome = () => document.querySelector("[data-home]")?.click();
  const idle = (now) => {
    const at = document.querySelector("[data-idle]");
    if (at === null) return;
    // Who stands before a kiosk that is offline is not hurried: he can do nothing.
    if (lost) return touched();
    const seconds = Number(at.dataset.idle);
    const left = seconds - (now - touchedAt) / 1000;
    const dialog = document.querySelector("[data-idle-ask]");
    if (left <= 0) {
      touched();
      if (dialog?.open) dialog.close();
      return goHome();
    }
    if (dialog === null) return;
    if (left > Number(at.dataset.ask)) {
      if (dialog.open) dialog.close();
      return;
    }
    for (const count of all("[data-idle-left]", dialog)) {
      const text = String(Math.ceil(left));
      if (count.textContent !== text) count.textContent = text;
    }
    if (!dialog.open) dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-stay]")) document.querySelector("[data-idle-ask]")?.close();
  });

  /** A kiosk has a way back of its own: whoever swipes back by the browser's would find what the person before him left. */
  const leaveHistory = () => {
    const home = document.querySelector("[data-idle] [data-home]");
    if (home !== null && !lost) location.replace(home.href);
  };
  addEventListener("popstate", leaveHistory);
  addEventListener("pageshow", (event) => {
    const [came] = performance.getEntriesByType("navigation");
    if (event.persisted || came?.type === "back_forward") leaveHistory();
  });

  /** data-after="20": a form that sends itself, a link that opens itself, when nobody touched anything for so many seconds. */
  const shownAt = new WeakMap();
  const after = (now) => {
    for (const part of all("[data-after]")) {
      if (!shownAt.has(part)) shownAt.set(part, now);
      const since = Math.max(shownAt.get(part), touchedAt);
      if (lost || now - since < Number(part.dataset.after) * 1000) continue;
      shownAt.set(part, now);
      if (part instanceof HTMLFormElement) part.requestSubmit();
      else part.click();
    }
  };

  // --- keys on the glass --------------------------------------------------------------------------------------------------------------

  const type = (input, key) => {
    const start = input.selectionStart ?? input.value.length;
    const end = input.selectionEnd ?? start;
    const cut = key === "back" ? (start === end ? Math.max(0, start - 1) : start) : start;
    const text = key === "back" || key === "clear" ? "" : key === "space" ? " " : key;
    if (key === "clear") input.value = "";
    else {
      const most = input.maxLength < 0 ? Number.POSITIVE_INFINITY : input.maxLength;
      if (input.value.length - (end - cut) + text.length > most) return;
      input.setRangeText(text, cut, end, "end");
    }
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // A key takes neither the focus nor the place in the text from its field.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.("[data-key]")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const key = event.target.closest?.("[data-key]");
    if (!key) return;
    const input = document.getElementById(key.closest("[data-keys-for]").dataset.keysFor);
    if (input !== null) type(input, key.dataset.key);
  });

  // --- every page ---------------------------------------------------------------------------------------------------------------------

  /** After a swap: language of the document, the clock, and the focus on what is new. */
  const settle = () => {
    const at = screen();
    if (at === null) return;
    if (at.lang) document.documentElement.lang = at.lang;
    setClock();
    tellTime();
    show();
  };
  document.addEventListener("htmx:after:swap", (event) => {
    settle();
    const whole = event.detail?.ctx?.target === document.body;
    if (!whole) return;
    touched();
    scrollTo(0, 0);
    const wanted = document.querySelector("[autofocus]") ?? document.querySelector("h1");
    wanted?.focus({ preventScroll: true });
    // Typing goes on behind what stands there already.
    if (wanted instanceof HTMLInputElement) wanted.setSelectionRange(wanted.value.length, wanted.value.length);
  });

  const tick = () => {
    const now = performance.now();
    watch();
    tellTime();
    turnPages(now);
    idle(now);
    after(now);
  };
  const start = () => {
    if (screen() === null) return;
    settle();
    connect();
    tick();
    setInterval(tick, TICK_MS);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
