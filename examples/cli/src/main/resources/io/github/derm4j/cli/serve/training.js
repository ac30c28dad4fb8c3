import {byId, element, percent, post, svg} from './base.js';

const HEIGHT = 260;
const LEFT = 46;
const BOTTOM = 30;
const TICKS = 4;

let drawn = -1;
let sampled = '';
/** The images of the samples, which stay while the probabilities change. */
let images = {set: -1, all: []};

const events = new EventSource('/api/training');
let over = false;
events.addEventListener('state', (event) => show(JSON.parse(event.data)));
events.addEventListener('error', () => {
  if (!over) {
    byId('work').textContent = 'The run has ended, or its server does not answer.';
    byId('stop').disabled = true;
  }
});

byId('stop').addEventListener('click', async () => {
  byId('stop').disabled = true;
  try {
    await post('/api/training/stop', {});
  } catch (failure) {
    byId('work').textContent = failure.message;
  }
});

function show(state) {
  byId('title').textContent = state.title;
  byId('part').textContent = state.part === undefined ? '' : `· ${state.part}`;
  byId('stop').disabled = !state.stoppable;
  byId('results').hidden = state.results.length === 0;
  byId('results').replaceChildren(...state.results.map((each) => element('li', {}, each)));
  byId('program').hidden = state.program === undefined;
  byId('program-link').download = state.program ?? '';
  byId('progress').value = state.steps > 0 ? state.done / state.steps : 0;
  byId('rate').textContent = state.imagesPerSecond > 0 ? state.imagesPerSecond.toFixed(1) : '–';
  byId('left').textContent = state.secondsLeft === undefined ? '–' : time(state.secondsLeft);
  byId('training-left').textContent = state.trainingSecondsLeft === undefined ? '–' : time(state.trainingSecondsLeft);
  byId('learning-rate').textContent = state.learningRate === undefined ? '–' : String(Number(state.learningRate.toPrecision(3)));
  byId('since').textContent = time(state.seconds);
  byId('waited').textContent = state.waited === undefined ? '–' : percent(state.waited);
  byId('skipped').textContent = state.skipped;
  const words = {
    RUNNING: state.work || 'Reading and splitting …',
    STOPPING: 'Stopping after this step; finished work is kept …',
    ENDED: 'The run has ended.',
  };
  // A screen reader reads what changes here: the work, not each step of it.
  if (byId('work').textContent !== words[state.state]) {
    byId('work').textContent = words[state.state];
  }
  if (state.state === 'ENDED') {
    over = true;
    events.close();
  }
  if (state.epochs.length !== drawn) {
    drawn = state.epochs.length;
    draw(state.epochs);
    byId('epochs').replaceChildren(...[...state.epochs].reverse().map(row));
  }
  const samples = JSON.stringify(state.samples);
  if (samples !== sampled) {
    sampled = samples;
    showSamples(state);
  }
}

function showSamples({samples, sampleSet}) {
  byId('samples-panel').hidden = samples.length === 0;
  if (images.set !== sampleSet) {
    images = {set: sampleSet, all: samples.map((each, n) => each.hasImage
      ? element('img', {src: `/api/training/sample?set=${sampleSet}&n=${n}`, alt: '', width: 112, height: 112})
      : element('span', {class: 'no-image'}, 'The image can’t be read.'))};
  }
  byId('samples').replaceChildren(...samples.map((each, n) => sample(each, images.all[n])));
}

function sample(each, image) {
  const rows = each.top.some((row) => row.name === each.own.name) ? each.top : [...each.top, each.own];
  const classes = rows.map((row) => element('li', row.name === each.own.name ? {class: 'own'} : {},
    element('span', {}, row.name), ' ', element('span', {class: 'number'}, percent(row.probability))));
  return element('li', {}, image, element('div', {},
    element('p', {}, element('strong', {}, each.diagnosis), ' ',
      element('span', {class: each.right ? 'verdict' : 'verdict wrong'}, each.right ? '✓ right' : '✗ wrong')),
    element('ul', {'aria-label': `Classes of ${each.image}, the most probable first`}, ...classes),
    element('p', {class: 'fine'}, each.image)));
}

function row(epoch) {
  const accuracy = epoch.validationAccuracy === null ? '–' : percent(epoch.validationAccuracy);
  return element('tr', {}, ...[epoch.number, number(epoch.loss), number(epoch.validationLoss), accuracy,
    epoch.seconds.toFixed(1)].map((text) => element('td', {}, String(text))));
}

function number(value) {
  return value === null ? '–' : value.toFixed(3);
}

function time(seconds) {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function draw(epochs) {
  if (epochs.length === 0) {
    return;
  }
  // As wide as its place, so that its text is as large as the page's.
  const width = Math.max(byId('chart').clientWidth, 240);
  const values = epochs.flatMap((each) => [each.loss, each.validationLoss]).filter((each) => each !== null);
  const most = Math.max(...values, 1e-9) * 1.05;
  const x = (i) => LEFT + (epochs.length === 1 ? 0 : i * (width - LEFT - 10) / (epochs.length - 1));
  const y = (value) => 8 + (HEIGHT - BOTTOM - 8) * (1 - value / most);
  const last = epochs.at(-1);
  const chart = svg('svg', {viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img',
    'aria-label': `Losses of ${epochs.length} epochs; the last: training ${number(last.loss)}, validation ${number(last.validationLoss)}`});
  for (let i = 0; i <= TICKS; i++) {
    const value = most * i / TICKS;
    chart.append(svg('line', {class: 'grid', x1: LEFT, x2: width, y1: y(value), y2: y(value)}),
      svg('text', {class: 'tick', x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end'}, value.toFixed(2)));
  }
  chart.append(svg('text', {class: 'tick', x: x(0), y: HEIGHT - 8}, String(epochs[0].number)),
    svg('text', {class: 'tick', x: width - 4, y: HEIGHT - 8, 'text-anchor': 'end'}, `epoch ${last.number}`));
  for (const [name, second] of [['loss', ''], ['validationLoss', ' curve-second']]) {
    const points = epochs.map((each, i) => [x(i), each[name]]).filter((each) => each[1] !== null);
    chart.append(svg('polyline', {class: `curve${second}`, points: points.map(([at, value]) => `${at},${y(value)}`).join(' ')}));
    for (const [at, value] of points.slice(-1)) {
      chart.append(svg('circle', {class: `dot${second}`, cx: at, cy: y(value), r: 3}));
    }
  }
  byId('chart').replaceChildren(chart);
}
