// Moves wait in a line, one under way until the app has seen it, and what else is wished waits for the last of them:
// of two wishes that reach a busy app it would see only the second. What the app answers is the truth.
export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const my = remember(root);
  const { words } = data;
  my.queue = my.queue || [];
  if (my.run !== data.run) my.runs = (my.runs || 0) + 1;
  my.run = data.run;
  // The first run after a wish may have begun before it; a second one without it means that it never arrived.
  if (my.queue.length && (my.queue[0].number === data.handled || my.runs > 1)) my.queue.shift();
  const columns = data.columns.map((column) => ({ ...column, cards: [...column.cards] }));
  const columnOf = (id) => columns.find((column) => column.cards.some((card) => String(card.id) === String(id)));
  const cardOf = (id) => columnOf(id).cards.find((card) => String(card.id) === String(id));
  const columnNode = (id) => [...root.querySelectorAll(".column")].find((node) => node.dataset.id === String(id));
  const cardNode = (id) => [...root.querySelectorAll(".card")].find((node) => node.dataset.id === String(id));

  const place = (id, to) => {
    const from = columnOf(id);
    const target = columns.find((column) => String(column.id) === String(to));
    if (!from || !target || from === target) return null;
    const card = cardOf(id);
    from.cards.splice(from.cards.indexOf(card), 1);
    target.cards.unshift(card);
    return { id: card.id, from: from.id, to: target.id, version: card.version };
  };
  const announce = (text) => (root.querySelector(".live").textContent = text);
  const say = (name, id, stage) => announce(fill(words[name], { name: cardOf(id).title, stage }));

  const send = () => {
    my.sent = my.queue[0].number;
    my.runs = 0;
    setTriggerValue("move", my.queue[0]);
  };
  const move = (id, to) => {
    const made = place(id, to);
    if (!made) return;
    say("dropped", id, columnOf(id).name);
    made.number = my.number = (my.number || Date.now()) + 1;
    my.queue.push(made);
    my.last = String(made.id);
    draw(made.id);
    if (my.queue.length === 1) send();
  };

  const wish = (event, value) => {
    if (my.queue.length) my.later = [event, value];
    else setTriggerValue(event, value);
  };

  const choose = (card, column, choice) => {
    if (columns.some((other) => String(other.id) === choice.value)) { move(card.id, choice.value); return; }
    wish("act", { id: card.id, action: choice.value, version: card.version });
    choice.value = column.id;
  };

  const moveMenu = (card, column) =>
    !card.fixed && el("span", { class: "to", title: words.move },
      icon("drive_file_move"),
      el("select", {
        "aria-label": fill(words.move_one, { name: card.title }), tabindex: "-1",
        onclick: (event) => event.stopPropagation(),
        onchange: (event) => choose(card, column, event.target),
      }, el("option", { value: column.id, text: words.move, selected: true, disabled: true }),
      ...columns.filter((other) => other !== column).map((other) => el("option", { value: other.id, text: other.name })),
      data.actions.length && el("hr"),
      ...data.actions.map((action) => el("option", { value: action.id, text: action.name }))));

  const cardNodeOf = (card, column) => {
    const href = local(card.href);
    const open = (event) => !event.target.closest(".to") && follow(event, href, () => wish("open", card.id));
    return el("article", {
      class: "card" + (my.last === String(card.id) ? " moved" : ""), "data-id": card.id, tabindex: "-1",
      draggable: card.fixed ? "false" : "true", "aria-roledescription": words.hint, onclick: open,
      onauxclick: (event) => event.button === 1 && open(event),
      ondragstart: (event) => {
        my.drag = String(card.id);
        event.dataTransfer.setData("text/plain", card.title);
        event.dataTransfer.effectAllowed = "move";
        event.currentTarget.classList.add("drag");
      },
      ondragend: (event) => { my.drag = null; event.currentTarget.classList.remove("drag"); clearOver(); },
    },
    el("div", { class: "row" }, el("span", { class: "amount", text: card.amount, title: card.amount_title }),
      el("span", { class: "right" }, moveMenu(card, column), avatar(card))),
    el("a", { class: "name clip", href, text: card.title, tabindex: "-1", draggable: "false", title: card.title }),
    el("span", { class: "sub quiet clip", text: card.sub }),
    el("div", { class: "row" },
      card.age ? el("span", { class: "age" + (card.age_tone ? " toned " + tone(card.age_tone) : "") }, icon("schedule"), el("span", { class: "clip", text: card.age, title: card.age })) : el("span"),
      card.badge && badge(card.badge)));
  };

  const clearOver = () => root.querySelectorAll(".over").forEach((node) => node.classList.remove("over"));
  const columnNodeOf = (column) => el("section", {
    class: "column " + tone(column.tone), "data-id": column.id, "aria-label": column.name,
    ondragover: (event) => {
      if (!my.drag) return;
      event.preventDefault();
      if (!event.currentTarget.classList.contains("over")) { clearOver(); event.currentTarget.classList.add("over"); }
    },
    ondrop: (event) => { event.preventDefault(); const id = my.drag; my.drag = null; clearOver(); if (id) move(id, column.id); },
  },
  el("header", {}, el("h3", { class: "clip", text: column.name, title: column.name }), el("span", { class: "count", text: column.count }),
    el("span", { class: "quiet", text: column.value, title: column.value_title }), el("span", { class: "quiet share", text: column.share })),
  el("div", { class: "cards", role: "list" }, ...column.cards.map((card) => cardNodeOf(card, column)),
    column.more && el("button", { class: "more", type: "button", text: column.more, onclick: () => wish("more", column.id) })));

  const focus = (id) => {
    root.querySelectorAll(".card").forEach((node) => (node.tabIndex = node.dataset.id === String(id) ? 0 : -1));
    const node = cardNode(id);
    if (node) { node.focus({ preventScroll: true }); node.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  };

  function draw(focusId) {
    const before = root.querySelector(".board");
    const scroll = before && { left: before.scrollLeft, tops: [...before.querySelectorAll(".cards")].map((node) => node.scrollTop) };
    const board = el("div", { class: "board" }, ...columns.map(columnNodeOf));
    if (before) before.replaceWith(board);
    else root.append(board, el("div", { class: "live out", "aria-live": "assertive" }));
    if (scroll) {
      board.scrollLeft = scroll.left;
      board.querySelectorAll(".cards").forEach((node, i) => (node.scrollTop = scroll.tops[i] || 0));
    }
    fit();
    if (my.held) (cardNode(my.held.id) || { classList: { add() {} } }).classList.add("held");
    const first = root.querySelector(".card");
    if (focusId !== undefined && cardNode(focusId)) focus(focusId);
    else if (first) first.tabIndex = 0;
  }

  function fit() {
    let top = root.getBoundingClientRect().top;
    for (let node = root; node; node = node.parentNode || node.host) top += (node.scrollTop && node !== root) ? node.scrollTop : 0;
    root.firstElementChild.style.setProperty("--tall", `calc(100dvh - ${Math.round(top + data.bottom)}px)`);
  }

  const neighbour = (id, key) => {
    const here = columnOf(id);
    const row = here.cards.indexOf(cardOf(id));
    if (key === "ArrowUp" || key === "ArrowDown") return here.cards[row + (key === "ArrowDown" ? 1 : -1)];
    const step = key === "ArrowRight" ? 1 : -1;
    for (let i = columns.indexOf(here) + step; columns[i]; i += step)
      if (columns[i].cards.length) return columns[i].cards[Math.min(row, columns[i].cards.length - 1)];
  };
  const carry = (id, key) => {
    const to = columns[columns.indexOf(columnOf(id)) + (key === "ArrowRight" ? 1 : -1)];
    if (!to) return;
    place(id, to.id);
    draw(id);
    say("over", id, to.name);
  };
  const release = (drop) => {
    const { id, from, version } = my.held;
    const to = columnOf(id).id;
    my.held = null;
    place(id, from);
    if (drop && to !== from) move(id, to);
    else { draw(id); say("put_back", id); }
  };

  const keys = (event) => {
    const node = event.target.closest && event.target.closest(".card");
    if (!node || event.target !== node || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = node.dataset.id;
    const arrow = event.key.startsWith("Arrow");
    if (my.held) {
      if (event.key === " " || event.key === "Enter") release(true);
      else if (event.key === "Escape" || event.key === "Tab") release(false);
      else if (event.key === "ArrowLeft" || event.key === "ArrowRight") carry(id, event.key);
      else if (!arrow) return;
    } else if (event.key === "Enter") wish("open", cardOf(id).id);
    else if (event.key === " " && !cardOf(id).fixed) {
      my.held = { id, from: columnOf(id).id };
      node.classList.add("held");
      say("grabbed", id);
    } else if (arrow) { const next = neighbour(id, event.key); if (next) focus(next.id); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // What is still waiting is laid over what came, with the version that came.
  const waiting = my.queue;
  my.queue = waiting.map((old) => ({ old, made: place(old.id, old.to) }))
    .filter(({ old, made }) => made || old.number === my.sent).map(({ old, made }) => ({ ...old, ...made }));
  if (my.held && columnOf(my.held.id)) my.held.from = columnOf(my.held.id).id;
  else my.held = null;
  const focused = parentElement.activeElement && parentElement.activeElement.closest(".card");
  root.onkeydown = keys;
  draw(focused ? focused.dataset.id : undefined);
  if (my.queue.length && my.queue[0].number !== my.sent) send();
  else if (!my.queue.length && my.later) { setTriggerValue(...my.later); my.later = null; }
  if (my.fit) window.removeEventListener("resize", my.fit);
  my.fit = fit;
  window.addEventListener("resize", fit);
  return () => window.removeEventListener("resize", my.fit);
}
