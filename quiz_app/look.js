// What the browser does beside Streamlit's own: once per page load, whatever is drawn anew.
if (!window.courseLook) {
  window.courseLook = true;

  // On a telephone the menu covers the page. Streamlit leaves it open when a page was chosen.
  document.addEventListener("click", (event) => {
    if (innerWidth < 768 && event.target.closest('[data-testid="stSidebarNav"] a'))
      document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  });

  // Where what had the focus is gone (Start becomes Pause), the focus goes to what is in its place: in the nearest
  // container with a key, the button of the same name, else the first one, else the container itself.
  let had = null;
  let waiting = 0;
  document.addEventListener("focusin", (event) => {
    const places = [];
    for (let at = event.target.parentElement; at; at = at.parentElement)
      places.push(...[...at.classList].filter((name) => name.startsWith("st-key-")));
    had = { element: event.target, name: event.target.innerText, places };
  });
  const lost = () =>
    had && document.activeElement === document.body && (!had.element.isConnected || had.element.disabled);
  const inItsPlace = () => {
    for (const name of had.places) {
      const place = document.querySelector(`.${CSS.escape(name)}`);
      if (!place) continue;
      const buttons = [...place.querySelectorAll('button[data-testid^="stBaseButton"]:not([disabled])')];
      const button = buttons.find((one) => one.innerText === had.name) ?? buttons[0];
      if (button) return button;
      place.tabIndex = -1;
      return place;
    }
    const title = document.querySelector("h1");
    if (title) title.tabIndex = -1;
    return title;
  };
  const mend = (tries) => {
    waiting = 0;
    if (!lost()) return;
    const drawn = document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
    if (drawn || !tries) inItsPlace()?.focus({ preventScroll: true });
    else waiting = setTimeout(mend, 50, tries - 1);
  };

  // Streamlit's own words name a command that nobody here has used.
  const sayStopped = () => {
    for (const title of document.querySelectorAll('[role="dialog"] h2')) {
      const dialog = title.closest('[role="dialog"]');
      if (dialog.dataset.course || !/^connection (error|failed)/i.test(title.textContent)) continue;
      dialog.dataset.course = "stopped";
      title.firstChild.nodeValue = STOPPED.title;
      const words = document.createElement("p");
      words.className = "course-stopped";
      STOPPED.text.split("`").forEach((part, place) => {
        words.append(place % 2 ? Object.assign(document.createElement("code"), { textContent: part }) : part);
      });
      title.after(words);
    }
  };

  // A new verdict is said aloud: by one place that stays, since screen readers do not hear of one that has just come.
  const says = document.createElement("div");
  says.id = "course-says";
  says.setAttribute("role", "status");
  document.body.append(says);
  let before = {};
  const sayVerdict = () => {
    const said = document.querySelector(".course-said");
    if (!said || (said.dataset.of === before.of && said.dataset.version === before.version)) return;
    if (said.dataset.of === before.of) says.textContent = said.dataset.text;
    before = { ...said.dataset };
  };

  new MutationObserver(() => {
    if (!waiting && lost()) waiting = setTimeout(mend, 50, 60);
    sayStopped();
    sayVerdict();
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
}
