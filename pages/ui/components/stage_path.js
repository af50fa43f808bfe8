export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const { words } = data;
  const stageOf = (stage) => {
    const here = ["now", "won", "lost"].includes(stage.state);
    const asButton = !here && !stage.fixed;
    const names = `stage ${stage.state} ${tone(stage.state === "done" ? "green" : "gray")}`;
    const marks = { done: "check", won: "check", lost: "close" };
    return el("li", { "aria-current": here ? "step" : undefined },
      el(asButton ? "button" : "div", {
        class: names, type: asButton ? "button" : undefined,
        title: asButton ? fill(words.move, { name: stage.name }) : stage.note,
        onclick: asButton ? () => setTriggerValue("move", stage.id) : () => {},
      },
      el("span", { class: "name" }, icon(marks[stage.state]), el("span", { class: "clip", text: stage.name })),
      stage.note && el("span", { class: "note" }, stage.late && icon("warning"), el("span", { class: "clip", text: stage.note }))));
  };
  const list = el("ol", { "aria-label": words.path }, ...data.stages.map(stageOf));
  root.replaceChildren(list);
  const current = list.querySelector("[aria-current]");
  if (current) list.scrollLeft = current.offsetLeft - list.offsetLeft - 24;
}
