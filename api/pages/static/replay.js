// The slider and the play button of the moment bar. Without this script its fields and links do the same.
const DAY = 24 * 3600 * 1000;
const PLAYING = "concordat-playing";
const STEP_MILLISECONDS = 1800;
const spoken = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

export function replay(bar) {
  if (!bar || !bar.dataset.first) return;
  const form = bar.querySelector("[data-moment-form]");
  const steps = bar.querySelector(".app-moment__steps");
  form.before(slider(bar, form));
  // On a narrow screen the open fields would push the page itself out of sight.
  if (matchMedia("(max-width: 640px)").matches) bar.querySelector("details").open = false;
  const next = bar.querySelector("[data-next]");
  if (next) steps.append(player(next));
  else sessionStorage.removeItem(PLAYING);
}

function slider(bar, form) {
  const first = Date.parse(bar.dataset.first);
  const last = Math.max(Date.parse(bar.dataset.last), Date.parse(bar.dataset.today));
  const row = document.createElement("div");
  row.className = "app-moment__slider";
  const label = document.createElement("label");
  label.className = "govuk-label";
  label.htmlFor = "moment-slider";
  label.textContent = "Slide through time";
  const range = document.createElement("input");
  range.type = "range";
  range.id = "moment-slider";
  range.min = 0;
  range.max = Math.round((last - first) / DAY);
  range.value = Math.round((Date.parse(bar.dataset.asOf) - first) / DAY);
  const output = document.createElement("output");
  output.htmlFor = range.id;
  const chosen = () => new Date(first + range.value * DAY);
  const say = () => {
    output.textContent = spoken.format(chosen());
    range.setAttribute("aria-valuetext", output.textContent);
  };
  say();
  range.addEventListener("input", () => {
    say();
    form.elements.as_of.value = chosen().toISOString().slice(0, 10);
  });
  // With the keys one may go on a while: the page follows when the slider is let go of, or on Enter.
  range.addEventListener("pointerup", () => form.requestSubmit());
  range.addEventListener("keydown", (event) => {
    if (event.key === "Enter") form.requestSubmit();
  });
  row.append(label, range, output);
  return row;
}

function player(next) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "app-moment__play";
  let timer;
  const play = () => {
    sessionStorage.setItem(PLAYING, location.pathname);
    button.textContent = "❚❚ Pause";
    timer = setTimeout(() => location.assign(next.href), STEP_MILLISECONDS);
  };
  const pause = () => {
    sessionStorage.removeItem(PLAYING);
    clearTimeout(timer);
    timer = undefined;
    button.textContent = "▶ Play";
  };
  button.addEventListener("click", () => (timer === undefined ? play() : pause()));
  addEventListener("pagehide", () => clearTimeout(timer));
  if (sessionStorage.getItem(PLAYING) === location.pathname) play();
  else pause();
  return button;
}
