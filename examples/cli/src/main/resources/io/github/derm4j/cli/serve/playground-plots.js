/** Draws maps, points and curves of the playground. */
import {svg} from './base.js';

const LOW = [245, 147, 34];
const MIDDLE = [232, 234, 235];
const HIGH = [8, 119, 189];
const EXTENT = 6;

/** The colour of a value from -1 to 1, as [red, green, blue]. */
function colour(value) {
  const v = Math.max(-1, Math.min(1, value));
  const end = v < 0 ? LOW : HIGH;
  return MIDDLE.map((middle, i) => Math.round(middle + Math.abs(v) * (end[i] - middle)));
}

/** The same as CSS; what is no number is grey. */
export function css(value) {
  return Number.isFinite(value) ? `rgb(${colour(value).join(' ')})` : '#888';
}

const COLOURS = Array.from({length: 256}, (_, i) => colour((i - 128) / 127));

/** The bytes of a map, as the server sends them. */
export function decode(text) {
  const bytes = atob(text);
  return Int8Array.from(bytes, (c) => c.charCodeAt(0));
}

/** Paints a square map into a canvas of as many pixels; the page scales it. */
export function paintMap(canvas, values, discrete = false) {
  const side = Math.round(Math.sqrt(values.length));
  if (canvas.width !== side) {
    canvas.width = side;
    canvas.height = side;
  }
  const context = canvas.getContext('2d');
  const image = context.createImageData(side, side);
  for (let i = 0; i < values.length; i++) {
    const value = discrete ? (values[i] >= 0 ? 127 : -127) : values[i];
    const [red, green, blue] = COLOURS[value + 128];
    image.data[4 * i] = red;
    image.data[4 * i + 1] = green;
    image.data[4 * i + 2] = blue;
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

const small = document.createElement('canvas');

function place(canvas, x, y) {
  return [
    (x + EXTENT) / (2 * EXTENT) * canvas.width,
    (EXTENT - y) / (2 * EXTENT) * canvas.height,
  ];
}

const dots = {parts: [], canvas: document.createElement('canvas')};

/** The points, drawn once for all frames in which they stay the same. */
function drawn(width, height, parts) {
  const known = parts.map(({points}) => points);
  const {canvas} = dots;
  if (canvas.width === width && canvas.height === height && known.length === dots.parts.length
    && known.every((points, i) => points === dots.parts[i])) {
    return canvas;
  }
  dots.parts = known;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  context.lineWidth = 1;
  for (const {points, test} of parts) {
    context.strokeStyle = test ? '#111' : '#fff';
    for (const [x, y, target] of points) {
      const [px, py] = place(canvas, x, y);
      context.beginPath();
      context.arc(px, py, 3.2, 0, 2 * Math.PI);
      context.fillStyle = css(target);
      context.fill();
      context.stroke();
    }
  }
  return canvas;
}

/** Draws a map and points over it. */
export function paintPlane(canvas, values, discrete, parts, chosen) {
  paintMap(small, values, discrete);
  const context = canvas.getContext('2d');
  context.imageSmoothingEnabled = !discrete;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  context.globalAlpha = 1;
  context.drawImage(drawn(canvas.width, canvas.height, parts), 0, 0);
  if (chosen) {
    const [px, py] = place(canvas, chosen[0], chosen[1]);
    context.strokeStyle = '#111';
    context.lineWidth = 2.5;
    context.beginPath();
    context.arc(px, py, 8, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** The point nearest to a pixel within 10 pixels, as {part, index}; null if there is none. */
export function nearest(canvas, px, py, parts) {
  let best = null;
  let closest = 100;
  parts.forEach(({points, test}) => points.forEach(([x, y], index) => {
    const [cx, cy] = place(canvas, x, y);
    const distance = (cx - px) ** 2 + (cy - py) ** 2;
    if (distance < closest) {
      closest = distance;
      best = {test, index};
    }
  }));
  return best;
}

/** Draws the scale of the colours. */
export function paintScale(canvas) {
  const context = canvas.getContext('2d');
  for (let x = 0; x < canvas.width; x++) {
    context.fillStyle = css(2 * x / (canvas.width - 1) - 1);
    context.fillRect(x, 0, 1, canvas.height);
  }
}

/** Keeps losses, and draws them; when there are many, every second one is dropped. */
export class LossChart {
  #element;
  #rows = [];
  #every = 1;

  constructor(element) {
    this.#element = element;
  }

  clear() {
    this.#rows = [];
    this.#every = 1;
    this.draw();
  }

  add(steps, train, test) {
    const last = this.#rows.at(-1);
    if (last && steps < last[0]) {
      this.clear();
    }
    if (train !== null && test !== null && (!last || steps - last[0] >= this.#every)) {
      this.#rows.push([steps, train, test]);
    }
    if (this.#rows.length > 400) {
      this.#rows = this.#rows.filter((_, i) => i % 2 === 0);
      this.#every = Math.max(1, Math.round(steps / 200));
    }
    this.draw();
  }

  draw() {
    const most = Math.max(1e-9, ...this.#rows.flatMap(([, a, b]) => [a, b]));
    const first = this.#rows[0]?.[0] ?? 0;
    const width = Math.max(1, (this.#rows.at(-1)?.[0] ?? 1) - first);
    const line = (column) => this.#rows
      .map((row) => `${(200 * (row[0] - first) / width).toFixed(1)},${(58 - 55 * row[column] / most).toFixed(1)}`)
      .join(' ');
    this.#element.replaceChildren(
      svg('polyline', {points: line(1), class: 'train'}),
      svg('polyline', {points: line(2), class: 'test'}));
  }
}
