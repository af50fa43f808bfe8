// Going on to another field only: what a click on a button sets off must not move the button away.
const FIELD = "input, textarea";

export default function ({ data, setStateValue }) {
  const said = { ...data.said };
  const left = (event) => {
    if (!event.target.matches?.(FIELD) || !event.relatedTarget?.matches?.(FIELD)) return;
    const field = data.fields.find((name) => event.target.closest(`.st-key-${CSS.escape(data.form)}-${name}`));
    if (!field) return;
    said[field] = event.target.value;
    setStateValue("said", { ...said });
  };
  document.addEventListener("focusout", left);
  return () => document.removeEventListener("focusout", left);
}
