/** Draws the network: a button with a map for each input and neuron, and a line for each weight. */
import {element, svg} from './base.js';
import {css, paintMap} from './playground-plots.js';

const NAMES = {
  'x1^2': 'x₁²', 'x2^2': 'x₂²', 'x1*x2': 'x₁x₂', 'sin(x1)': 'sin x₁', 'sin(x2)': 'sin x₂',
};

/** The name of an input as people write it. */
export function featureName(feature) {
  return NAMES[feature] ?? feature.replace(/^x(\d)$/, (_, n) => `x${'₀₁₂₃₄₅₆₇₈'[n]}`);
}

/** A number for people. */
export function brief(value) {
  return Number.isFinite(value) ? Number(value).toPrecision(3).replace('-', '−') : 'not a number';
}

export class NetworkView {
  #box;
  #edges;
  #events;
  #inputs = [];
  #neurons = [];
  #lines = [];
  #active = [];

  /** `events` has show(source), toggle(feature) and edit(layer, neuron). */
  constructor(box, edges, events) {
    this.#box = box;
    this.#edges = edges;
    this.#events = events;
    new ResizeObserver(() => this.#place()).observe(box);
  }

  /** Builds the buttons of another network. */
  build(features, active, hidden) {
    const focused = document.activeElement?.dataset?.source;
    this.#box.querySelectorAll('button').forEach((button) => button.remove());
    this.#active = active;
    this.#inputs = features.map((feature) => this.#button({
      source: feature, label: featureName(feature), classes: 'input',
      press: () => this.#events.toggle(feature),
      pressed: active.includes(feature),
    }));
    this.#neurons = [...hidden, 1].map((count, layer) => Array.from({length: count}, (_, neuron) =>
      this.#button({
        source: `${layer}/${neuron}`, label: '', classes: layer === hidden.length ? 'neuron last' : 'neuron',
        press: () => this.#events.edit(layer, neuron),
      })));
    this.#lines = [];
    this.#edges.replaceChildren();
    this.#neurons.forEach((neurons, layer) => {
      const from = layer === 0 ? active.length : this.#neurons[layer - 1].length;
      this.#lines.push(Array.from({length: from}, () => neurons.map((_, neuron) => {
        const title = svg('title');
        const line = svg('path', {class: 'edge'}, title);
        line.addEventListener('click', () => this.#events.edit(layer, neuron));
        this.#edges.append(line);
        return line;
      })));
    });
    this.#place();
    if (focused) {
      this.#box.querySelector(`[data-source="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
    }
  }

  #button({source, label, classes, press, pressed}) {
    const canvas = element('canvas', {width: 25, height: 25, 'aria-hidden': 'true'});
    const button = element('button', {type: 'button', class: classes, 'data-source': source}, canvas);
    if (label) {
      button.append(element('span', {}, label));
      button.setAttribute('aria-pressed', String(pressed));
    }
    button.addEventListener('click', press);
    for (const event of ['mouseenter', 'focus']) {
      button.addEventListener(event, () => this.#events.show(source));
    }
    for (const event of ['mouseleave', 'blur']) {
      button.addEventListener(event, () => this.#events.show(null));
    }
    this.#box.append(button);
    return button;
  }

  #columns() {
    return [this.#inputs, ...this.#neurons];
  }

  /** Puts everything where the width of the page allows. */
  #place() {
    const width = this.#box.clientWidth;
    if (!width || !this.#neurons.length) {
      return;
    }
    const columns = this.#columns();
    const labels = 46;
    const room = (width - labels) / columns.length;
    const side = room < 44 ? 20 : room < 62 ? 26 : 36;
    const gap = side + 14;
    const height = Math.max(...columns.map((column) => column.length)) * gap + 8;
    this.#box.style.height = `${height}px`;
    this.#edges.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const at = [];
    columns.forEach((column, c) => {
      const x = labels + (width - labels - side - 8) * c / (columns.length - 1);
      at.push(column.map((button, i) => {
        const y = 4 + i * gap;
        button.style.left = `${c === 0 ? 0 : x}px`;
        button.style.top = `${y}px`;
        button.style.setProperty('--side', `${side}px`);
        return [x, y + side / 2 + 3];
      }));
    });
    const active = this.#active.map((feature) =>
      at[0][this.#inputs.findIndex((button) => button.dataset.source === feature)]);
    this.#lines.forEach((rows, layer) => rows.forEach((row, from) => row.forEach((line, to) => {
      const [x1, y1] = layer === 0 ? active[from] : at[layer][from];
      const [x2, y2] = at[layer + 1][to];
      const start = x1 + side + (layer === 0 ? 4 : 6);
      const middle = (start + x2) / 2;
      line.setAttribute('d', `M${start},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`);
    })));
  }

  /** Paints the inputs, which do not change. */
  paintInputs(maps) {
    for (const button of this.#inputs) {
      paintMap(button.querySelector('canvas'), maps[button.dataset.source]);
    }
  }

  /** Paints the neurons and weights of a moment. */
  paint(maps, layers, discrete, names) {
    this.#neurons.forEach((neurons, layer) => neurons.forEach((button, neuron) => {
      paintMap(button.querySelector('canvas'), maps[layer][neuron], discrete);
      const bias = layers[layer].biases[neuron];
      button.setAttribute('aria-label', `${names(layer, neuron)}, bias ${brief(bias)}: edit`);
      button.title = `${names(layer, neuron)}, bias ${brief(bias)}`;
      button.style.setProperty('--bias', css(bias));
    }));
    this.#lines.forEach((rows, layer) => rows.forEach((row, from) => row.forEach((line, to) => {
      const weight = layers[layer].weights[from][to];
      const size = Number.isFinite(weight) ? Math.min(9, 0.8 + 2 * Math.abs(weight)) : 0.8;
      line.setAttribute('stroke', css(weight));
      line.setAttribute('stroke-width', size.toFixed(2));
      line.firstChild.textContent = `weight ${brief(weight)}`;
    })));
  }
}
