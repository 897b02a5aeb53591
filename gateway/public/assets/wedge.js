/**
 * A scanner that types like a keyboard ("keyboard wedge"): a burst of keys ended by Enter is a scan, wherever the focus is. Its text goes into
 * the page's field marked `data-wedge` (the field itself, or a form with one), and the form is sent; what it typed elsewhere meanwhile is taken
 * back. A "wedge" event with the text goes before it, and whoever handles it himself prevents its default. No build.
 */
(() => {
  /** Scanners need 1–20 ms for a key; people who type fast 80 ms, and never less than 60 ms on the average of four keys. Milliseconds. */
  const LONGEST_GAP = 60;
  const LONGEST_MEAN = 35;
  /** A number on a ticket has four signs: shorter bursts are people. */
  const SHORTEST = 4;
  /** The QR of an identity card has about 150. */
  const MOST = 1000;

  /**
   * The text of a scan; undefined where somebody typed. Pure.
   * @param {readonly { readonly key: string, readonly at: number }[]} keys pressed one after the other, `at` in milliseconds; the last is Enter
   */
  const scanOf = (keys) => {
    const end = keys.at(-1);
    const signs = keys.slice(0, -1);
    if (end?.key !== "Enter" || signs.length < SHORTEST || signs.length > MOST) return undefined;
    if (signs.some(({ key }) => [...key].length !== 1)) return undefined;
    const gaps = keys.slice(1).map(({ at }, index) => at - (keys[index]?.at ?? at));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    if (gaps.some((gap) => gap > LONGEST_GAP) || mean > LONGEST_MEAN) return undefined;
    return signs.map(({ key }) => key).join("");
  };

  /** Keys that type nothing: a scanner presses Shift before each capital. */
  const SILENT = new Set(["Shift", "CapsLock", "Alt", "AltGraph", "Control", "NumLock"]);

  const isTextField = (element) =>
    element !== null &&
    "value" in element &&
    (element.tagName === "TEXTAREA" || (element.tagName === "INPUT" && element.type !== "checkbox"));

  const targetOf = (page) => {
    const marked = page.querySelector("[data-wedge]");
    // A screen that cannot hear the hub takes nothing: sending would leave it at an error page of the browser's.
    if (marked === null || marked.closest("[inert]") !== null) return undefined;
    const field = marked.tagName === "INPUT" ? marked : marked.querySelector("input:not([type=hidden])");
    return field === null ? undefined : { field, form: field.form };
  };

  /** Listens on a page. Answers how to stop. */
  const attach = (page) => {
    let keys = [];
    /** The field that the burst types into, and what stood there before. */
    let typedInto;
    const begin = () => {
      const focused = page.activeElement;
      keys = [];
      typedInto = isTextField(focused) ? { element: focused, value: focused.value } : undefined;
    };
    const pressed = (event) => {
      if (SILENT.has(event.key)) return;
      const last = keys.at(-1);
      if (event.ctrlKey || event.metaKey || event.repeat) return begin();
      if (last === undefined || event.timeStamp - last.at > LONGEST_GAP) begin();
      keys.push({ key: event.key, at: event.timeStamp });
      if (event.key !== "Enter") return;
      const text = scanOf(keys);
      keys = [];
      if (text === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const target = targetOf(page);
      if (typedInto !== undefined && typedInto.element !== target?.field) typedInto.element.value = typedInto.value;
      const mine = page.dispatchEvent(new CustomEvent("wedge", { detail: { text }, cancelable: true }));
      if (!mine || target === undefined) return;
      target.field.value = text;
      target.form?.requestSubmit();
    };
    page.addEventListener("keydown", pressed, true);
    return () => page.removeEventListener("keydown", pressed, true);
  };

  globalThis.lienthongWedge = { scanOf, attach };
  if (globalThis.document !== undefined) attach(document);
})();
