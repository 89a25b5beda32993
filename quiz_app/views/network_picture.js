// The picture of a network: a column for each block, a disc for each of its first units, a line for each edge.
// data: columns: [{ block, title, units, more, values: [in [-1, 1], …], edges: [[from, to, size in [-1, 1]], …] }], where
// edges come from the column before; positive and negative colours; chosen: "unit B U", "edge B U FROM" or "".
const GAP = { x: 128, least: 96, y: 30 }; // columns stand closer where that shows all of them
const TOP = 40;
const RADIUS = 10;
const SPACE = "http://www.w3.org/2000/svg";
const pictures = new WeakMap();

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  const area = parentElement.querySelector(".scroll");
  let picture = pictures.get(area);
  if (!picture) pictures.set(area, (picture = begin(area, parentElement)));
  picture.send = (name) => setStateValue("chosen", name);
  picture.show(data);
}

function begin(area, parentElement) {
  const svg = area.querySelector("svg");
  const status = parentElement.querySelector("[role=status]");
  let data = null;
  let chosen = "";
  const picture = { send: () => {}, show };

  function choose(name) {
    chosen = name;
    mark();
    svg.querySelector(".chosen")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    status.textContent = said(name);
    picture.send(name);
  }
  function said(name) {
    const [kind, block, unit, from] = name.split(" ");
    const column = data.columns.find((each) => each.block === Number(block));
    if (!column) return "";
    const where = `unit ${Number(unit) + 1} of ${column.title}`;
    return kind === "edge" ? `Edge from unit ${Number(from) + 1} before it to ${where}` : where[0].toUpperCase() + where.slice(1);
  }
  function mark() {
    for (const each of svg.querySelectorAll(".chosen")) each.classList.remove("chosen");
    svg.querySelector(`[data-name="${chosen}"]`)?.classList.add("chosen");
  }
  function show(fresh) {
    data = fresh;
    chosen = chosen || fresh.chosen;
    area.setAttribute("aria-label", fresh.words);
    draw(svg, data);
    mark();
  }
  // The place gets its width after the first picture is drawn, and another one with the window.
  new ResizeObserver(() => data && show(data)).observe(area);
  svg.addEventListener("click", (event) => {
    const name = event.target.closest("[data-name]")?.dataset.name;
    if (name) choose(name);
  });
  area.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (!step || !data) return;
    event.preventDefault();
    choose(next(data.columns, chosen, step, event.shiftKey));
  });
  return picture;
}

/** The unit, or the edge, that an arrow key leads to. */
function next(columns, chosen, [across, down], edges) {
  const [, block, unit, from] = chosen.split(" ");
  const at = columns.findIndex((each) => each.block === Number(block));
  if (at < 0) return `unit ${columns[0].block} 0`;
  const column = columns[at];
  if (edges && down) {
    const into = column.edges.filter((edge) => edge[1] === Number(unit)).map((edge) => edge[0]);
    if (!into.length) return chosen;
    const place = from === undefined ? (down > 0 ? 0 : into.length - 1) : into.indexOf(Number(from)) + down;
    return `edge ${column.block} ${unit} ${into[(place + into.length) % into.length]}`;
  }
  const to = columns[Math.min(columns.length - 1, Math.max(0, at + across))];
  return `unit ${to.block} ${Math.min(to.units - 1, Math.max(0, Number(unit) + down))}`;
}

function draw(svg, { columns, positive, negative }) {
  const tallest = Math.max(...columns.map((column) => column.units));
  const room = Math.floor((svg.parentElement.clientWidth - 2) / columns.length);
  const gap = Math.min(GAP.x, Math.max(GAP.least, room));
  const [width, height] = [gap * columns.length, TOP + GAP.y * tallest + 26];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  const x = (column) => gap * (column + 0.5);
  const y = (column, unit) => TOP + GAP.y * (unit + 0.5 + (tallest - columns[column].units) / 2);
  const drawn = [];
  columns.forEach((column, place) => {
    for (const [from, to, size] of column.edges) {
      const ends = { x1: x(place - 1) + RADIUS, y1: y(place - 1, from), x2: x(place) - RADIUS, y2: y(place, to) };
      const group = make("g", { class: "edge", "data-name": `edge ${column.block} ${to} ${from}` });
      const line = { stroke: size < 0 ? negative : positive, "stroke-width": 0.5 + 3 * Math.abs(size) };
      group.append(
        make("line", { ...ends, ...line, class: "line", opacity: 0.3 + 0.7 * Math.abs(size), ...(size < 0 ? { "stroke-dasharray": "5 3" } : {}) }),
        make("line", { ...ends, class: "hit" }),
      );
      drawn.push(group);
    }
  });
  columns.forEach((column, place) => {
    drawn.push(make("text", { x: x(place), y: 18, "text-anchor": "middle" }, column.title));
    for (let unit = 0; unit < column.units; unit++) {
      const value = column.values[unit] ?? 0;
      const group = make("g", { class: "unit", "data-name": `unit ${column.block} ${unit}` });
      const fill = { fill: value < 0 ? negative : positive, "fill-opacity": 0.08 + 0.85 * Math.abs(value) };
      group.append(make("circle", { cx: x(place), cy: y(place, unit), r: RADIUS, ...fill }));
      drawn.push(group);
    }
    if (column.more)
      drawn.push(make("text", { x: x(place), y: y(place, column.units - 1) + 28, "text-anchor": "middle" }, `and ${column.more} more`));
  });
  svg.replaceChildren(...drawn);
}

function make(name, attributes, text) {
  const element = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}
