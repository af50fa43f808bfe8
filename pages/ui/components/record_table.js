function content(cell, column, first, href) {
  if (cell === null || cell === undefined || cell === "") return [el("span", { class: "quiet dash", text: "—" })];
  const item = typeof cell === "object" ? cell : { text: cell };
  const text = item.text !== undefined && item.text !== null &&
    el("span", { class: "text clip" + (item.strong ? " strong" : "") + (item.tone ? " toned " + tone(item.tone) : ""), text: item.text });
  const body = [icon(item.icon), avatar(item), ...(item.badges || []).map(badge), text];
  const line = first && href
    ? el("a", { class: "line", href, tabindex: "-1" }, ...body)
    : el("div", { class: "line" }, ...body);
  const sub = item.sub && el("div", { class: "line sub" + (item.sub_tone ? " toned " + tone(item.sub_tone) : "") },
    column.clock && icon("schedule", "small"), el("span", { class: "clip", text: item.sub }));
  return [line, sub];
}

function cellOf(row, column, first) {
  const cell = row.cells[column.id];
  const empty = cell === null || cell === undefined || cell === "";
  const item = cell && typeof cell === "object" ? cell : {};
  const names = [
    first ? "title" : { badge: "badges", figure: "figure", note: "note" }[column.card] || "",
    column.align === "right" ? "right" : "", column.wide ? "wide" : "", empty ? "empty" : "",
    item.sub && item.text ? "both" : "", column.card === "note" && item.sub_tone ? "tinted " + tone(item.sub_tone) : "", item.phone ? "phoned" : "",
  ];
  const node = el("td", { class: names.filter(Boolean).join(" "), title: item.title }, ...content(cell, column, first, local(row.href)));
  if (item.phone) node.append(el("span", { class: "small", text: item.phone }));
  if (empty && column.card === "note" && column.empty) node.append(el("span", { class: "small", text: column.empty }));
  return node;
}

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const my = remember(root);
  const { columns, rows, words } = data;
  const title = columns.find((column) => column.card === "title") || columns[0];
  const nameOf = (row) => { const cell = row.cells[title.id]; return (cell && cell.text) || cell || ""; };

  // Python's selection wins unless it is an echo of one that this table has sent itself.
  const told = JSON.stringify(data.selected || []);
  my.sent = my.sent || [told];
  const at = my.sent.lastIndexOf(told);
  if (at >= 0 && my.chosen) my.sent.splice(0, at);
  else {
    const adopted = Boolean(my.chosen);
    my.chosen = new Set(data.selected || []);
    my.sent = [told];
    if (adopted) setStateValue("selected", [...my.chosen]);
  }

  const say = () => {
    const list = [...my.chosen];
    my.sent.push(JSON.stringify(list));
    setStateValue("selected", list);
    mark();
  };
  const pick = (index, on, range) => {
    const from = range && my.last !== undefined ? Math.min(my.last, index) : index;
    const to = range && my.last !== undefined ? Math.max(my.last, index) : index;
    for (let i = from; i <= to && i < rows.length; i++) on ? my.chosen.add(rows[i].id) : my.chosen.delete(rows[i].id);
    my.last = index;
    say();
  };
  const lines = () => [...root.querySelectorAll("tbody tr")];
  const mark = () => {
    lines().forEach((line, i) => {
      const on = my.chosen.has(rows[i].id);
      line.classList.toggle("on", on);
      const box = line.querySelector(".pick input");
      if (box) box.checked = on;
    });
    const all = root.querySelector("thead .pick input");
    if (!all) return;
    const count = rows.filter((row) => my.chosen.has(row.id)).length;
    all.checked = count > 0 && count === rows.length;
    all.indeterminate = count > 0 && count < rows.length;
  };
  const focus = (index) => {
    const list = lines();
    const line = list[Math.max(0, Math.min(list.length - 1, index))];
    if (!line) return;
    list.forEach((other) => (other.tabIndex = other === line ? 0 : -1));
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  };

  const heading = (column) => {
    const sorted = data.sort && data.sort[0] === column.id ? data.sort[1] : null;
    const next = sorted === "asc" ? "desc" : "asc";
    const names = [column.align === "right" ? "right" : "", column.wide ? "wide" : ""].filter(Boolean).join(" ");
    const order = sorted && (sorted === "asc" ? "ascending" : "descending");
    if (!column.sortable) return el("th", { scope: "col", class: names, text: column.label });
    return el("th", { scope: "col", class: names, "aria-sort": order },
      el("button", {
        type: "button", title: fill(words.sort, { name: column.label }),
        onclick: () => setTriggerValue("sort", { column: column.id, direction: next }),
      }, el("span", { class: "clip", text: column.label }), icon(sorted === "asc" ? "expand_less" : "expand_more")));
  };

  const lineOf = (row, index) => {
    const href = local(row.href);
    const box = data.selectable && el("td", { class: "pick" }, el("input", {
      type: "checkbox", tabindex: "-1", "aria-label": fill(words.one, { name: nameOf(row) }),
      onclick: (event) => { event.stopPropagation(); pick(index, event.target.checked, event.shiftKey); },
    }));
    const call = row.phone && el("td", { class: "call" }, el("a", {
      href: tel(row.phone), "aria-label": fill(words.call, { name: nameOf(row) }), onclick: (event) => event.stopPropagation(),
    }, icon("call")));
    const open = (event) => {
      if (event.target.closest(".pick, .call")) return;
      follow(event, href, () => setTriggerValue("open", row.id));
    };
    return el("tr", {
      tabindex: index === 0 ? "0" : "-1", "data-id": row.id, onclick: open,
      onauxclick: (event) => event.button === 1 && open(event),
    }, box, ...columns.map((column) => cellOf(row, column, column === title)), call);
  };

  const shape = JSON.stringify([columns, rows, data.sort, data.selectable, data.dense, words]);
  if (shape !== my.shape) {
    const focused = parentElement.activeElement && parentElement.activeElement.closest("tr[data-id]");
    const focusedId = focused && focused.dataset.id;
    const all = data.selectable && el("th", { class: "pick" }, el("input", {
      type: "checkbox", "aria-label": words.all, onclick: (event) => {
        rows.forEach((row) => (event.target.checked ? my.chosen.add(row.id) : my.chosen.delete(row.id)));
        say();
      },
    }));
    const widths = el("colgroup", {}, data.selectable && el("col", { style: "width:2.7rem" }),
      ...columns.map((column) => {
        const col = el("col", { class: column === title ? "first" : column.wide ? "wide" : "" });
        if (column.width) col.style.width = column.width;
        return col;
      }));
    root.replaceChildren(el("table", { class: data.dense && "dense" }, widths,
      el("thead", {}, el("tr", {}, all, ...columns.map(heading))),
      el("tbody", {}, ...rows.map(lineOf))));
    if (my.shape && my.last !== undefined) my.last = undefined;
    my.shape = shape;
    const again = focusedId && lines().findIndex((line) => line.dataset.id === focusedId);
    if (focusedId && again >= 0) focus(again);
  }
  mark();

  const keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const list = lines();
    const line = event.composedPath().find((node) => node.tagName === "TR" && node.dataset.id);
    const here = line ? list.indexOf(line) : -1;
    const step = { ...(data.letters && { j: 1, k: -1 }), ArrowDown: 1, ArrowUp: -1 }[event.key];
    const inside = here >= 0 && event.composedPath()[0] === line;
    const lost = event.composedPath()[0] === document.body && (event.key === "j" || event.key === "k");
    if (step && (inside || lost) && !typing(event)) { event.preventDefault(); focus(here + step); }
    else if (inside && event.key === "Enter") { event.preventDefault(); setTriggerValue("open", rows[here].id); }
    else if (inside && event.key === " " && data.selectable) {
      event.preventDefault();
      pick(here, !my.chosen.has(rows[here].id), event.shiftKey);
    } else if (inside && (event.key === "Home" || event.key === "End")) {
      event.preventDefault();
      focus(event.key === "Home" ? 0 : list.length - 1);
    }
  };
  if (my.keys) document.removeEventListener("keydown", my.keys);
  my.keys = keys;
  document.addEventListener("keydown", keys);
  return () => document.removeEventListener("keydown", my.keys);
}
