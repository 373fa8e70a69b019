// Search and sort for the tables that ask for it. Without this script they are simply whole.
document.querySelectorAll(".rt-searchable:not([data-ready])").forEach((box) => {
  box.dataset.ready = "";
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const body = box.querySelector("tbody");
  const rows = [...body.rows].map((row, place) => ({ row, place, words: plain(row.textContent) }));
  const search = document.createElement("p");
  const label = search.appendChild(document.createElement("label"));
  const field = label.appendChild(document.createElement("input"));
  const shown = search.appendChild(document.createElement("span"));
  search.className = "rt-search";
  label.prepend(box.dataset.search + " ");
  field.type = "search";
  field.autocomplete = "off";
  shown.setAttribute("role", "status");
  const filter = () => {
    const words = plain(field.value).split(/\s+/);
    rows.forEach((each) => (each.row.hidden = !words.every((word) => each.words.includes(word))));
    const kept = rows.filter((each) => !each.row.hidden).length;
    shown.textContent = box.dataset.shown.replace("{n}", kept).replace("{total}", rows.length);
  };
  field.addEventListener("input", filter);
  filter();
  box.prepend(search);

  const heads = [...box.querySelectorAll("thead th")];
  const key = (row, column) => {
    const cell = row.cells[column];
    if (cell.dataset.value === undefined) return cell.textContent.trim();
    return cell.dataset.value === "" ? NaN : Number(cell.dataset.value.replace("inf", "Infinity"));
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const numbers = head.classList.contains("rt-number");
      const first = numbers ? "descending" : "ascending"; // who sorts numbers looks for the large ones
      const second = numbers ? "ascending" : "descending";
      const order = head.getAttribute("aria-sort") === first ? second : first;
      const sign = order === "ascending" ? 1 : -1;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", order);
      const absent = (value) => value === "" || Number.isNaN(value);
      const compare = (a, b) =>
        absent(a) - absent(b) || // what is not defined comes last in both directions
        (absent(a) ? 0 : sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), box.closest("[lang]").lang, { numeric: true })));
      rows
        .map((each) => ({ ...each, value: key(each.row, column) }))
        .sort((a, b) => compare(a.value, b.value) || a.place - b.place)
        .forEach((each) => body.append(each.row));
    });
  });
});
