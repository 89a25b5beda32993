// The drawing pad: strokes by mouse, finger, pen or keyboard; every finished stroke is sent as [[x, y], …] in [0, 1].
const STEP = 1 / 28;

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  const canvas = parentElement.querySelector("canvas");
  const status = parentElement.querySelector("[role=status]");
  if (canvas.dataset.ready) return; // mounted already; Streamlit calls again after every rerun
  canvas.dataset.ready = "yes";

  const context = canvas.getContext("2d");
  const pen = { x: 0.5, y: 0.3, down: false, shown: false };
  let strokes = (data?.strokes ?? []).map((stroke) => stroke.map((point) => [...point]));
  let current = null;

  const draw = () => {
    const size = canvas.width;
    context.fillStyle = "#000";
    context.fillRect(0, 0, size, size);
    context.strokeStyle = context.fillStyle = "#fff";
    context.lineWidth = size * 0.075;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of current ? [...strokes, current] : strokes) {
      context.beginPath();
      context.moveTo(stroke[0][0] * size, stroke[0][1] * size);
      for (const [x, y] of stroke) context.lineTo(x * size, y * size); // a single point becomes a round dot
      context.stroke();
    }
    if (pen.shown) {
      context.strokeStyle = pen.down ? "#F0803C" : "#56B4E9";
      context.lineWidth = 3;
      context.beginPath();
      context.arc(pen.x * size, pen.y * size, size * 0.045, 0, 7);
      context.stroke();
    }
  };
  const finish = () => {
    if (!current) return;
    strokes.push(current);
    current = null;
    send();
  };
  const say = () => {
    const left = strokes.length;
    status.textContent = left ? `${left} ${left === 1 ? "stroke" : "strokes"} on the pad.` : "The pad is empty.";
  };
  const send = () => {
    draw();
    say();
    setStateValue("strokes", strokes);
  };
  const clear = () => {
    strokes = [];
    current = null;
    pen.down = false;
    send();
  };
  const undo = () => {
    if (current) current = null;
    else strokes.pop();
    pen.down = false;
    send();
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (value) => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    pen.shown = pen.down = false;
    canvas.setPointerCapture(event.pointerId);
    current = [at(event)];
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current || pen.down) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) current.push(at(one));
    draw();
  });
  for (const kind of ["pointerup", "pointercancel"]) canvas.addEventListener(kind, () => pen.down || finish());

  canvas.addEventListener("focus", () => {
    pen.shown = canvas.matches(":focus-visible");
    draw();
  });
  canvas.addEventListener("blur", () => {
    pen.shown = pen.down = false;
    finish();
    draw();
  });
  canvas.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[event.key];
    if (move) {
      const far = event.shiftKey ? 4 : 1;
      pen.x = Math.min(1, Math.max(0, pen.x + move[0] * STEP * far));
      pen.y = Math.min(1, Math.max(0, pen.y + move[1] * STEP * far));
      if (pen.down) current.push([pen.x, pen.y]);
    } else if (event.key === " ") {
      pen.down = !pen.down;
      if (pen.down) current = [[pen.x, pen.y]];
      else finish();
    } else if (event.key === "Backspace") undo();
    else if (event.key === "Delete") clear();
    else return;
    event.preventDefault();
    pen.shown = true;
    draw();
    if (move || event.key === " ")
      status.textContent = `Pen ${pen.down ? "down" : "up"}, column ${Math.round(pen.x * 28)}, row ${Math.round(pen.y * 28)} of 28.`;
  });
  parentElement.querySelector(".undo").addEventListener("click", undo);
  parentElement.querySelector(".clear").addEventListener("click", clear);
  draw();
  if (strokes.length) say(); // whoever comes back finds what was drawn
}
