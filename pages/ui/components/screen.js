export default function ({ data, setStateValue }) {
  const query = window.matchMedia(`(max-width: ${data.most}px)`);
  const say = () => query.matches !== data.narrow && setStateValue("narrow", query.matches);
  say();
  query.addEventListener("change", say);
  return () => query.removeEventListener("change", say);
}
