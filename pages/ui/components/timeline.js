export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const { words } = data;
  const fileOf = (file) =>
    el("button", {
      type: "button", "aria-label": fill(words.download, { name: file.name }), onclick: () => setTriggerValue("download", file.id),
    }, icon(file.icon || "attach_file"), el("span", { class: "clip", text: file.name }), file.size && el("span", { class: "quiet", text: file.size }));
  const titleOf = (item) => {
    const href = local(item.href);
    if (!href) return el("b", { text: item.title });
    return el("a", { href, onclick: (event) => follow(event, href, () => setTriggerValue("open", item.id)) }, el("b", { text: item.title }));
  };
  const itemOf = (item) =>
    el("li", {},
      el("span", { class: "dot " + tone(item.tone) }, icon(item.icon || "history")),
      el("div", { class: "what" },
        el("div", { class: "head" }, titleOf(item), item.who && el("span", { class: "quiet", text: " · " + item.who }), item.badge && badge(item.badge)),
        item.body && el("p", { class: "body", text: item.body }),
        item.files && item.files.length ? el("div", { class: "files" }, ...item.files.map(fileOf)) : null),
      el("time", { text: item.time, title: item.time_title }));
  root.replaceChildren(
    ...data.groups.map((group) => el("section", {}, el("h4", { text: group.label }), el("ol", {}, ...group.items.map(itemOf)))),
    ...(data.more ? [el("button", { class: "more", type: "button", text: data.more, onclick: () => setTriggerValue("more", true) })] : []));
}
