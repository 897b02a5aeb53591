// What htmx does not do by itself. The focus goes to an answer that was swapped in (autofocus, htmx does that); what it says in one sentence is
// also put where screen readers listen.
document.addEventListener("htmx:after:swap", () => {
  const listener = document.getElementById("announce");
  const answer = document.querySelector("[data-announce]");
  if (listener === null || !(answer instanceof HTMLElement)) return;
  listener.textContent = answer.dataset.announce ?? "";
  answer.removeAttribute("data-announce");
});

// A button that prints the page; without script it is not shown.
for (const button of document.querySelectorAll("[data-print]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => window.print());
}
