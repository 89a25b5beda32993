// A surface that can be turned: heights over a square as a mesh on a canvas, with paths on it and a ball at each end.
// data: points; heights and colours of the mesh, row by row; paths: [{colour, dashes, label, line: [[x, y, height], …]}]
// with x and y in [-1, 1] and heights in [0, 1]; words for those who do not see it; ink, and edge, around the paths.
const FIRST = { turn: -0.62, tilt: 0.62 };
const STEP = Math.PI / 36;
const TALL = 0.95; // of half the square's side
const surfaces = new WeakMap();

export default function (component) {
  const { parentElement, data } = component;
  const canvas = parentElement.querySelector("canvas");
  let surface = surfaces.get(canvas);
  if (!surface) surfaces.set(canvas, (surface = begin(canvas, parentElement)));
  surface.show(data);
  return () => surface.end();
}

function begin(canvas, parentElement) {
  const context = canvas.getContext("2d");
  const view = { ...FIRST };
  let data = null;
  let asked = 0;

  const draw = () => {
    asked = 0;
    if (!data || !canvas.clientWidth) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const onScreen = projection(view, width, height);
    drawMesh(context, data, view, onScreen);
    data.paths.forEach((path) => drawPath(context, path, data, onScreen));
  };
  const soon = () => (asked ||= requestAnimationFrame(draw));
  const turn = (round, over) => {
    view.turn += round;
    view.tilt = Math.min(Math.PI / 2, Math.max(0.12, view.tilt + over));
    soon();
  };
  const look = (where) => {
    Object.assign(view, where);
    soon();
  };

  let from = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add("turning");
    from = [event.clientX, event.clientY];
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    turn((event.clientX - from[0]) * 0.009, (event.clientY - from[1]) * 0.007);
    from = [event.clientX, event.clientY];
  });
  for (const kind of ["pointerup", "pointercancel"])
    canvas.addEventListener(kind, () => {
      from = null;
      canvas.classList.remove("turning");
    });
  canvas.addEventListener("keydown", (event) => {
    const far = event.shiftKey ? 3 * STEP : STEP;
    const moves = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, far], ArrowDown: [0, -far] };
    if (moves[event.key]) turn(...moves[event.key]);
    else if (event.key === "Home") look(FIRST);
    else return;
    event.preventDefault();
  });
  const press = (name, what) => parentElement.querySelector(name).addEventListener("click", what);
  press(".left", () => turn(-3 * STEP, 0));
  press(".right", () => turn(3 * STEP, 0));
  press(".above", () => look({ turn: 0, tilt: Math.PI / 2 }));
  press(".again", () => look(FIRST));
  const sizes = new ResizeObserver(soon);
  sizes.observe(canvas);
  return {
    show: (fresh) => {
      data = fresh;
      canvas.setAttribute("aria-label", fresh.words);
      sizes.observe(canvas);
      soon();
    },
    end: () => sizes.disconnect(),
  };
}

/** From (x, y, height) to [x, y on the canvas, how far away]. */
function projection({ turn, tilt }, width, height) {
  const [cos, sin, rise, lie] = [Math.cos(turn), Math.sin(turn), Math.cos(tilt), Math.sin(tilt)];
  const size = Math.min(width / 2.9, height / (2.9 * lie + TALL * rise + 0.1));
  const middle = height / 2 + (size * TALL * rise) / 2;
  return (x, y, z) => {
    const away = x * sin + y * cos;
    return [width / 2 + size * (x * cos - y * sin), middle - size * (away * lie + TALL * z * rise), away];
  };
}

function drawMesh(context, { points, heights, colours }, view, onScreen) {
  const along = (index) => (2 * index) / (points - 1) - 1;
  const corners = heights.map((z, at) => onScreen(along(at % points), along(Math.floor(at / points)), z));
  const tiles = [];
  for (let row = 0; row < points - 1; row++)
    for (let column = 0; column < points - 1; column++) {
      const at = row * points + column;
      tiles.push([at, corners[at][2] + corners[at + points + 1][2]]);
    }
  tiles.sort((one, other) => other[1] - one[1]); // what is far away first
  const light = [Math.cos(2.2 + view.turn), Math.sin(2.2 + view.turn)]; // it comes from the left of whoever looks
  context.lineJoin = "round";
  for (const [at] of tiles) {
    const steepX = ((heights[at + 1] - heights[at]) * TALL * (points - 1)) / 2;
    const steepY = ((heights[at + points] - heights[at]) * TALL * (points - 1)) / 2;
    const slope = (steepX * light[0] + steepY * light[1]) / Math.hypot(1, steepX, steepY);
    const bright = Math.max(0.62, Math.min(1.12, 0.97 - 0.34 * slope));
    const colour = `rgb(${colours[at].map((one) => Math.min(255, Math.round(one * bright))).join(",")})`;
    context.fillStyle = context.strokeStyle = colour;
    context.lineWidth = 0.8; // closes the gaps between tiles
    context.beginPath();
    for (const corner of [at, at + 1, at + points + 1, at + points]) context.lineTo(corners[corner][0], corners[corner][1]);
    context.closePath();
    context.fill();
    context.stroke();
  }
}

function drawPath(context, { colour, dashes, label, line }, { ink, edge }, onScreen) {
  const seen = line.map((place) => onScreen(...place));
  const stroke = (style, width, dash) => {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.beginPath();
    for (const [x, y] of seen) context.lineTo(x, y);
    context.stroke();
    context.setLineDash([]);
  };
  context.lineCap = context.lineJoin = "round";
  stroke("#FFFFFFD9", 5, []);
  stroke(colour, 2.6, dashes);
  const disc = ([x, y], radius, fill, border) => {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.fillStyle = fill;
    context.strokeStyle = border;
    context.lineWidth = 2.2;
    context.fill();
    context.stroke();
  };
  disc(seen[0], 4, "#FFFFFF", colour);
  const [x, y] = seen.at(-1);
  const shine = context.createRadialGradient(x - 3, y - 4, 1, x, y, 9);
  shine.addColorStop(0, "#FFFFFF");
  shine.addColorStop(0.45, colour);
  disc([x, y - 3], 8, shine, "#FFFFFF");
  if (!label) return;
  context.font = "13px sans-serif";
  context.lineWidth = 3.5;
  context.strokeStyle = edge;
  context.fillStyle = ink;
  context.strokeText(label, x + 13, y);
  context.fillText(label, x + 13, y);
}
