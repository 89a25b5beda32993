// Walks down a landscape: a path for each racer, as far as the slider stands; Run lets all of them walk at once.
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 660, HEIGHT = 440, SECONDS = 6;

const element = (name, attributes, text = "") => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
};
const size = (height) =>
  height === null ? "away" : height < 0.001 ? height.toExponential(0) : Number(height.toPrecision(3)).toString();

export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".race");
  const svg = root.querySelector(".map > svg");
  const [button, slider, output, list] = ["button", "input", "output", "ol"].map((name) => root.querySelector(name));
  const before = root.race;
  // What is shown stays where it is when a rate changes; another landscape, or other racers, are shown to their end.
  const same = before && before.data.place === data.place;
  const race = (root.race = { data, step: same ? Math.min(before.step, data.steps) : data.steps, frame: 0 });
  if (before) cancelAnimationFrame(before.frame);

  const [left, right, bottom, top] = data.view;
  const at = ([x, y]) => [((x - left) / (right - left)) * WIDTH, ((top - y) / (top - bottom)) * HEIGHT];
  root.querySelector(".ground").src = data.ground;
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("aria-label", data.alt);
  svg.replaceChildren();
  list.replaceChildren();
  for (const low of data.lowest) {
    const [x, y] = at(low);
    svg.append(element("path", { class: "low", d: `M${x - 8} ${y}h16M${x} ${y - 8}v16` }));
  }
  const [startX, startY] = at(data.start);
  svg.append(element("circle", { class: "start", cx: startX, cy: startY, r: 4 }));
  const lanes = data.lanes.map((lane, place) => {
    const points = lane.places.map((one) => one && at(one));
    const path = element("polyline", { stroke: lane.colour, "stroke-dasharray": lane.dash.join(" ") });
    const head = element("g", {});
    head.append(element("circle", { r: 10, fill: lane.colour, stroke: data.paper, "stroke-width": 1.5 }));
    head.append(element("text", { fill: data.paper }, place + 1));
    svg.append(path);
    // Where its function has failed the path ends, with the words beside it, on the side that has room.
    const end = element("text", { class: "end", stroke: data.paper, fill: lane.colour }, lane.failed && `✕ ${lane.failed}`);
    const [endX, endY] = points.filter(Boolean).at(-1);
    const before = endX > WIDTH / 2;
    end.setAttribute("x", endX + (before ? -16 : 16));
    end.setAttribute("y", Math.min(Math.max(endY, 12), HEIGHT - 12));
    end.style.textAnchor = before ? "end" : "start";
    svg.append(end);
    const line = document.createElement("li");
    const sample = element("svg", { viewBox: "0 0 38 14", "aria-hidden": "true" });
    sample.append(element("polyline", { points: "0,7 38,7", stroke: lane.colour, "stroke-dasharray": lane.dash.join(" ") }));
    const title = document.createElement("b");
    title.textContent = `${place + 1} ${lane.title}`;
    const said = document.createElement("span");
    line.append(sample, title, said);
    list.append(line);
    return { lane, points, path, head, end, said };
  });
  for (const one of [...lanes].reverse()) svg.append(one.head);

  const draw = () => {
    const step = race.step;
    slider.value = step;
    slider.setAttribute("aria-valuetext", `step ${step} of ${data.steps}`);
    output.textContent = `step ${step} of ${data.steps}`;
    for (const { lane, points, path, head, end, said } of lanes) {
      const walked = points.slice(0, step + 1).filter(Boolean);
      path.setAttribute("points", walked.map((point) => point.map((one) => one.toFixed(1)).join(",")).join(" "));
      const [x, y] = walked[walked.length - 1];
      head.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      end.style.visibility = lane.failed && !points[step] ? "visible" : "hidden";
      said.textContent = points[step] ? `height ${size(lane.heights[step])}` : lane.failed || "flown off";
    }
  };
  const rest = () => {
    cancelAnimationFrame(race.frame);
    race.frame = 0;
    button.textContent = "Run";
  };
  const run = () => {
    // Who wants less motion sees ten pictures instead of a film.
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const from = race.step >= data.steps ? 0 : race.step;
    let begun = null;
    button.textContent = "Pause";
    const tick = (now) => {
      begun ??= now;
      const share = (now - begun) / (1000 * SECONDS);
      const reached = from + (calm ? Math.floor(share * 10) / 10 : share) * data.steps;
      race.step = Math.min(Math.floor(reached), data.steps);
      draw();
      if (race.step < data.steps) race.frame = requestAnimationFrame(tick);
      else rest();
    };
    race.frame = requestAnimationFrame(tick);
  };
  slider.max = data.steps;
  slider.oninput = () => {
    rest();
    race.step = Number(slider.value);
    draw();
  };
  button.onclick = () => (race.frame ? rest() : run());
  rest();
  draw();
  return () => cancelAnimationFrame(root.race?.frame ?? 0);
}
