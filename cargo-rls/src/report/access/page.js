"use strict";
const search = document.getElementById("search");
const hide = document.getElementById("hide");
const count = document.getElementById("count");
const dialog = document.getElementById("behind");
const what = document.getElementById("what");
const sections = [...document.querySelectorAll("section.table")];

// every word must be found in the table's name or in one of its rows
function look() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const section of sections) {
    const table = section.querySelector("h2").textContent.toLowerCase();
    let any = false;
    for (const row of section.querySelectorAll("tbody tr")) {
      const text = table + " " + row.textContent.toLowerCase();
      const found = words.every((word) => text.includes(word));
      const nothing = hide.checked && !row.querySelector("td:not(.none)");
      row.hidden = !found || nothing;
      any ||= !row.hidden;
    }
    section.hidden = !any;
    shown += any ? 1 : 0;
  }
  count.textContent = shown + " of " + sections.length + (sections.length === 1 ? " table" : " tables");
}

search.addEventListener("input", look);
hide.addEventListener("change", look);
document.addEventListener("click", (event) => {
  const cell = event.target.closest("td");
  if (event.target.closest("td button") && cell) {
    what.replaceChildren(cell.querySelector("template").content.cloneNode(true));
    dialog.showModal();
  } else if (event.target === dialog) {
    dialog.close();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !dialog.open && event.target !== search) {
    event.preventDefault();
    search.focus();
  }
});
look();
