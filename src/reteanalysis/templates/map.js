(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words, years } = data;
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const listing = new Intl.ListFormat(data.lang);
  const written = new Intl.NumberFormat(data.lang, { useGrouping: "always" });
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);

  const partners = new Map(data.nodes.map((node) => [node.id, node]));
  const ties = new Map(data.edges.map((edge) => [edge.id, edge]));
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const network = new vis.Network(find("#map"), { nodes, edges }, data.options);
  const frame = find("#map .vis-network");
  frame.tabIndex = 0; // vis asks for 900, which would come before everything else on the page
  for (const [name, value] of [["role", "application"], ["aria-label", words.map], ["aria-describedby", "map-help"]]) frame.setAttribute(name, value);

  const state = { year: data.year, hidden: new Set(), picked: null, over: null };

  // ------------------------------------------------------------ what is there to see

  const there = (partner, year) => (year === "all" ? Object.keys(partner.years).length > 0 : year in partner.years);
  const shown = (partner) => !state.hidden.has(partner.sector) && there(partner, state.year);
  const projectsOf = (partner) => [...new Set(state.year === "all" ? Object.values(partner.years).flat() : partner.years[state.year] || [])];
  const tied = (tie, year = state.year) => {
    const found = year === "all" ? Object.values(tie.years) : year in tie.years ? [tie.years[year]] : [];
    if (!found.length) return null;
    const projects = [...new Set(found.flatMap((one) => one[1]))];
    return { projects, weight: projects.length || Math.max(...found.map((one) => one[0])) };
  };
  const listed = (projects) => {
    const names = projects.map((project) => data.projects[project]);
    const rest = names.length - 3;
    return [...names.slice(0, 3), ...(rest > 0 ? [rest === 1 ? words.one_more : fill(words.more, { n: written.format(rest) })] : [])].join("; ");
  };

  let visible = new Map(); // partners in view: their ties in view
  function look() {
    const at = years.indexOf(state.year);
    const before = years[at - 1], after = years[at + 1];
    visible = new Map([...partners.values()].filter(shown).map((partner) => [partner.id, []]));
    const near = state.picked && new Set([state.picked]);
    const lines = [...ties.values()].map((tie) => {
      const now = visible.has(tie.from) && visible.has(tie.to) ? tied(tie) : null;
      if (now) {
        visible.get(tie.from).push({ id: tie.to, ...now });
        visible.get(tie.to).push({ id: tie.from, ...now });
        if (near && (tie.from === state.picked || tie.to === state.picked)) near.add(tie.from).add(tie.to);
      }
      return [tie, now];
    });
    edges.update(lines.map(([tie, now]) => {
      const mine = tie.from === state.picked || tie.to === state.picked;
      return {
        id: tie.id, hidden: !now, width: now ? Math.min(1 + 1.3 * (now.weight - 1), 9) : 0,
        color: mine ? { color: "#0059b3", opacity: 0.8 } : { color: "#8fa1b5", opacity: state.picked ? 0.15 : 0.55 },
        title: now ? `${partners.get(tie.from).label} – ${partners.get(tie.to).label}\n` +
          (now.projects.length ? `${words.shared}: ${written.format(now.projects.length)}\n${listed(now.projects)}` : words.declared) : undefined,
      };
    }));
    const thin = visible.size > 300 ? 0.4 : 1; // among hundreds the outlines would hide the sectors
    nodes.update([...partners.values()].map((partner) => {
      const seen = visible.has(partner.id);
      const came = seen && at > 0 && !there(partner, before);
      const goes = seen && at >= 0 && after !== undefined && !there(partner, after);
      const size = (7 + 3.2 * Math.sqrt(projectsOf(partner).length || 1)) * (partner.shape === "star" ? 1.25 : 1);
      partner.size = size;
      return {
        id: partner.id, hidden: !seen, size, borderWidth: (came ? 3 : goes ? 2 : 1) * thin, opacity: near && !near.has(partner.id) ? 0.25 : 1,
        shapeProperties: { borderDashes: goes ? [5, 3] : false },
        color: { background: partner.color, border: came || goes ? "#111111" : "#5b6b7c", highlight: { background: partner.color, border: "#0059b3" }, hover: { background: partner.color, border: "#0059b3" } },
        title: seen ? `${partner.label}\n${data.sectors[partner.sector].name}\n${words.projects}: ${written.format(projectsOf(partner).length)} · ${words.ties}: ${data.unasked.includes(state.year) ? words.not_recorded : written.format(visible.get(partner.id).length)}` : undefined,
      };
    }));
    summarise(lines.filter(([, now]) => now).length, before);
    all("[data-count]").forEach((place) => {
      const sector = Number(place.dataset.count);
      place.textContent = written.format([...partners.values()].filter((partner) => partner.sector === sector && there(partner, state.year)).length);
    });
    all("[data-row]").forEach((row) => { row.hidden = !visible.has(row.dataset.row); });
    find("#outline").hidden = state.year === "all" || years.length < 2;
    describe();
  }

  function summarise(drawn, before) {
    const apart = [...visible.values()].filter((links) => !links.length).length;
    const blind = data.unasked.filter((year) => state.year === year || state.year === "all"); // nobody was asked: no lines, and no zero either
    const told = (count) => (blind.length === (state.year === "all" ? years.length : 1) ? words.not_recorded : count);
    const figures = [[words.shown, visible.size], [words.ties, told(drawn)], [words.projects, new Set([...visible.keys()].flatMap((id) => projectsOf(partners.get(id)))).size], [words.isolates, told(apart)]];
    const list = document.createElement("dl");
    for (const [word, value] of figures) list.append(element("dt", word), element("dd", typeof value === "number" ? written.format(value) : value));
    find("#unasked").textContent = blind.length ? fill(words.unasked, { years: listing.format(blind) }) : "";
    find("#unasked").hidden = !blind.length;
    const change = document.createElement("p");
    if (before !== undefined) {
      const open = [...partners.values()].filter((partner) => !state.hidden.has(partner.sector));
      const count = (test) => written.format(open.filter(test).length);
      const was = (partner) => there(partner, before), is = (partner) => there(partner, state.year);
      const pairs = [...ties.values()].filter((tie) => !state.hidden.has(partners.get(tie.from).sector) && !state.hidden.has(partners.get(tie.to).sector));
      const links = (test) => written.format(pairs.filter((tie) => test(before in tie.years, state.year in tie.years)).length);
      const asked = ![before, state.year].some((year) => data.unasked.includes(year));
      change.append(element("b", `${fill(words.against, { year: before })}: `), [
        `${words.joined} ${count((one) => is(one) && !was(one))}`, `${words.gone} ${count((one) => was(one) && !is(one))}`, `${words.remained} ${count((one) => was(one) && is(one))}`,
        ...(!asked ? [] : [`${words.new_ties} ${links((was, is) => is && !was)}`, `${words.lost_ties} ${links((was, is) => was && !is)}`, `${words.kept_ties} ${links((was, is) => was && is)}`]),
      ].join(" · "));
    } else if (state.year !== "all" && years.length > 1) change.append(fill(words.first_year, { year: state.year }));
    find("#summary").replaceChildren(list, ...(change.childNodes.length ? [change] : []));
  }

  // ------------------------------------------------------------ one partner

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function link(id) {
    const made = element("a", partners.get(id).label);
    made.href = "#map";
    made.dataset.node = id;
    return made;
  }

  function describe() {
    const place = find("#details");
    const partner = partners.get(state.picked);
    if (!partner) return place.replaceChildren(Object.assign(element("p", words.pick), { className: "quiet" }));
    const parts = [element("h2", partner.label), Object.assign(element("p", `${data.sectors[partner.sector].name}${partner.owner ? ` (${words.owner})` : ""} · ${Object.keys(partner.years).join(", ")}`), { className: "quiet" })];
    if (!visible.has(partner.id)) parts.push(element("p", fill(words.absent, { year: state.year })));
    const block = (word, items) => {
      const list = document.createElement("ul");
      list.append(...items.map((item) => { const line = document.createElement("li"); line.append(...item); return line; }));
      parts.push(element("h3", `${word}: ${items.length ? written.format(items.length) : words.nobody}`), list);
    };
    const links = (visible.get(partner.id) || []).sort((a, b) => b.weight - a.weight || partners.get(a.id).label.localeCompare(partners.get(b.id).label, data.lang));
    if (projectsOf(partner).length) block(words.projects, projectsOf(partner).map((project) => [data.projects[project]]));
    if (data.unasked.includes(state.year)) parts.push(element("h3", `${words.works_with}: ${words.not_recorded}`));
    else if (visible.has(partner.id)) block(words.works_with, links.map((one) => [link(one.id), one.projects.length > 1 ? ` (${written.format(one.projects.length)})` : ""]));
    const clear = element("button", words.clear);
    clear.type = "button";
    clear.addEventListener("click", () => pick(null));
    place.replaceChildren(...parts, clear);
    place.scrollTop = 0;
  }

  function pick(id, { travel = false } = {}) {
    state.picked = id;
    if (id && travel) {
      const partner = partners.get(id);
      if (state.hidden.delete(partner.sector)) find(`[data-sector="${partner.sector}"]`).checked = true;
      if (!there(partner, state.year)) show("all");
    }
    look();
    if (id && visible.has(id)) network.selectNodes([id], false);
    else network.unselectAll();
    if (id && travel) {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      network.focus(id, { scale: Math.max(network.getScale(), 1), animation: still ? false : { duration: 350 } });
    }
  }

  function show(year) {
    state.year = year;
    all("[data-year]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.year === year)));
  }

  // ------------------------------------------------------------ names, where there is room for them

  const folded = new Map(data.nodes.map((node) => {
    const lines = [""];
    for (const word of node.label.split(/\s+/)) {
      if (lines.at(-1) && (lines.at(-1) + " " + word).length > 22) lines.push(word);
      else lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim();
    }
    return [node.id, lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]}…`] : lines];
  }));

  network.on("afterDrawing", (canvas) => {
    const unit = 1 / network.getScale(); // names keep their size on the screen at every zoom
    const tall = 14 * unit;
    canvas.font = `600 ${12.5 * unit}px "Titillium Web", sans-serif`;
    canvas.textAlign = "center";
    canvas.textBaseline = "top";
    canvas.lineJoin = "round";
    const taken = [...visible.keys()].map((id) => partners.get(id)).map((one) => [one.x - one.size, one.y - one.size, one.x + one.size, one.y + one.size, one.id]);
    const [start, end] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: frame.clientWidth, y: frame.clientHeight })];
    const cut = (box) => box[0] < start.x || box[1] < start.y || box[2] > end.x || box[3] > end.y;
    const first = (one) => (one.id === state.picked ? 3 : one.id === state.over ? 2 : one.owner ? 1 : 0); // named in any case
    const near = new Set((visible.get(state.picked) || []).map((one) => one.id));
    const order = [...visible.keys()].map((id) => partners.get(id)).sort((a, b) => first(b) - first(a) || near.has(b.id) - near.has(a.id) || b.size - a.size || (a.id < b.id ? -1 : 1));
    for (const one of order) {
      if (state.picked && first(one) < 2 && !near.has(one.id)) continue;
      const lines = folded.get(one.id);
      const half = Math.max(...lines.map((line) => canvas.measureText(line).width)) / 2, deep = tall * lines.length, aside = one.size + 4 * unit + half;
      const spots = [[one.x, one.y + one.size + 3 * unit], [one.x, one.y - one.size - 3 * unit - deep], [one.x + aside, one.y - deep / 2], [one.x - aside, one.y - deep / 2]];
      const boxes = spots.map(([x, y]) => [x - half, y, x + half, y + deep]);
      const free = boxes.findIndex((box) => !cut(box) && !taken.some((other) => other[4] !== one.id && box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]));
      if (free < 0 && !first(one)) continue;
      const [x, top] = spots[Math.max(free, 0)];
      taken.push([...boxes[Math.max(free, 0)], one.id]);
      lines.forEach((line, n) => {
        canvas.strokeStyle = "#ffffffe0";
        canvas.lineWidth = 4 * unit;
        canvas.strokeText(line, x, top + n * tall);
        canvas.fillStyle = "#17324d";
        canvas.fillText(line, x, top + n * tall);
      });
    }
  });

  // ------------------------------------------------------------ what the reader does

  all("[data-year]").forEach((button) => button.addEventListener("click", () => { show(button.dataset.year); pick(state.picked); }));
  all("[data-sector]").forEach((box) => box.addEventListener("change", () => {
    state.hidden[box.checked ? "delete" : "add"](Number(box.dataset.sector));
    pick(state.picked);
  }));
  all("[data-zoom]").forEach((button) => button.addEventListener("click", () => {
    if (button.dataset.zoom === "fit") fit();
    else network.moveTo({ scale: network.getScale() * Number(button.dataset.zoom) });
  }));
  find(".find").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = find("#find").value, wanted = plain(name);
    const rank = (label) => (plain(label) === wanted ? 0 : plain(label).startsWith(wanted) ? 1 : plain(label).includes(wanted) ? 2 : 3);
    const best = wanted && [...partners.values()].sort((a, b) => rank(a.label) - rank(b.label) || a.label.localeCompare(b.label, data.lang))[0];
    const hit = best && rank(best.label) < 3;
    if (hit) pick(best.id, { travel: true });
    find("#found").textContent = !wanted ? "" : hit ? fill(words.found, { name: best.label }) : fill(words.not_found, { name });
  });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("a[data-node]");
    if (!chosen) return;
    event.preventDefault();
    pick(chosen.dataset.node, { travel: true });
    find(".board").scrollIntoView({ block: "start" });
    find("#details").focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.picked) pick(null); });
  network.on("click", ({ nodes: [id] }) => pick(id ?? null));
  network.on("hoverNode", ({ node }) => { state.over = node; network.redraw(); });
  network.on("blurNode", () => { state.over = null; network.redraw(); });
  // the wheel scrolls the page, as everywhere; with Ctrl it zooms
  find("#map").addEventListener("wheel", (event) => { if (!event.ctrlKey) event.stopPropagation(); }, { capture: true });

  // all places, of all years: the frame stays the same when the year changes
  function fit() {
    const xs = data.nodes.map((node) => node.x), ys = data.nodes.map((node) => node.y);
    if (!xs.length) return;
    const [left, right, top, bottom] = [Math.min(...xs) - 60, Math.max(...xs) + 60, Math.min(...ys) - 40, Math.max(...ys) + 60];
    const scale = Math.min(frame.clientWidth / (right - left), frame.clientHeight / (bottom - top), 1.4);
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale });
  }

  look();
  fit();
  addEventListener("beforeprint", fit);
  document.fonts.load('600 12px "Titillium Web"').then(() => network.redraw());
  window.reteMap = { network, nodes, state, visible: () => [...visible.keys()] };
})();
