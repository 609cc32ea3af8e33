/* Narrows a long list by what its reader types; without it the list stands whole. */
for (const table of document.querySelectorAll("table[data-filter]")) {
  const rows = [...table.tBodies[0].rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const label = document.createElement("label");
  const box = document.createElement("input");
  const told = document.createElement("span");
  label.textContent = table.dataset.filter + " ";
  box.type = "search";
  box.autocomplete = "off";
  told.setAttribute("role", "status");
  label.append(box);
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden = !words.every((word) => texts[at].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    told.textContent = words.length ? shown + " of " + rows.length + " on this page" : "";
  });
  const line = document.createElement("p");
  line.className = "filter";
  line.append(label, told);
  table.closest(".scroll").before(line);
}
