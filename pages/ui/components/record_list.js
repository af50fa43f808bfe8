export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const { words } = data;
  const itemOf = (item) => {
    const href = local(item.href);
    const open = (event) => {
      if (!href || event.target.closest(".round")) return;
      follow(event, href, () => setTriggerValue("open", item.id));
    };
    const done = item.done && el("button", {
      class: "round done", type: "button", title: fill(words.done, { name: item.title }), "aria-label": fill(words.done, { name: item.title }),
      onclick: (event) => { event.currentTarget.closest("li").classList.add("gone"); setTriggerValue("done", item.id); },
    }, icon("check"));
    const call = item.phone && el("a", {
      class: "round", href: tel(item.phone), "aria-label": fill(words.call, { name: item.title }),
    }, icon("call"));
    const side = (item.value || item.note || item.badge) && el("div", { class: "side" },
      item.badge && badge(item.badge),
      item.value && el("span", { text: item.value, title: item.value_title }),
      item.note && el("span", { class: "note" + (item.note_tone ? " toned " + tone(item.note_tone) : ""), text: item.note }));
    return el("li", {
      class: tone(item.tone) + (href ? " opens" : ""), "aria-current": item.current && "true", onclick: open,
      onauxclick: (event) => event.button === 1 && open(event),
    },
      done, avatar(item) || icon(item.icon),
      el("div", { class: "what" },
        el(href ? "a" : "span", { class: "title clip", href, text: item.title, title: item.title }),
        (item.lead || item.sub) && el("span", { class: "sub clip" },
          item.lead && el("b", { class: "toned " + tone(item.lead_tone), text: item.lead }), item.lead && " ", item.sub)),
      side, call);
  };
  root.replaceChildren(el("ul", { class: [data.dense && "dense", data.wrap && "wrap"].filter(Boolean).join(" ") }, ...data.items.map(itemOf)));
}
