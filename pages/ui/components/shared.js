// Text reaches the page only as textContent; nothing here ever parses HTML.
const TONES = ["red", "green", "blue", "orange", "violet", "gray"];
const tone = (name) => "t-" + (TONES.includes(name) ? name : "gray");

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child));
  return node;
}

const icon = (name, extra = "") =>
  name && el("span", { class: "icon " + extra, "aria-hidden": "true", translate: "no", text: name });
const badge = (item) => el("span", { class: "badge " + tone(item.tone), text: item.text, title: item.title });
const avatar = (item) =>
  item.initials && el("span", {
    class: "avatar " + tone(item.mine ? "green" : "gray"), "aria-hidden": "true",
    title: item.owner, text: item.initials,
  });
const fill = (template, values) =>
  (template || "").replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

// Only addresses of this app and of the telephone become links, whatever the data says.
const local = (href) => (typeof href === "string" && /^(\/(?![/\\])|\?|[\w-]+(\?|\/|$))/.test(href) ? href : undefined);
const tel = (number) => "tel:" + String(number).replace(/[^\d+*#,;]/g, "");

const elsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.button === 1;

// A plain click on a link is told to the app; with Ctrl, Shift or the middle button the browser opens it itself.
function follow(event, href, tell) {
  const onLink = event.target.closest && event.target.closest("a[href]");
  if (elsewhere(event)) {
    if (!onLink && href) window.open(href, "_blank", "noopener");
    return;
  }
  event.preventDefault();
  if (String(window.getSelection()).length && !onLink) return;
  tell();
}

const memory = new WeakMap();
const remember = (root) => memory.get(root) || memory.set(root, {}).get(root);
const typing = (event) => {
  const target = event.composedPath()[0];
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName || "");
};
