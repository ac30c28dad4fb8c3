/** The playground: sends what a person does to the server, and draws what the server sends. */
import {byId, element, percent, post, request} from './base.js';
import {brief, featureName, NetworkView} from './playground-network.js';
import {decode, LossChart, nearest, paintPlane, paintScale} from './playground-plots.js';

const DEFAULTS = {
  data: 'circle', noise: '0', trainShare: '50', batchSize: '10', seed: '1', features: 'x1,x2', hiddenLayers: '4,2',
  activation: 'tanh', regularization: 'none', regularizationRate: '0', learningRate: '0.03', problem: 'classification',
};
const DATA_SETS = {
  classification: {circle: 'Circle', xor: 'Exclusive or', gauss: 'Gaussian', spiral: 'Spiral', lesions: 'Lesions', own: 'Own data'},
  regression: {plane: 'Plane', 'multi-gauss': 'Multi-Gaussian', own: 'Own data'},
};
const RATES = ['0.00001', '0.0001', '0.001', '0.003', '0.01', '0.03', '0.1', '0.3', '1', '3', '10'];
const PENALTIES = ['0', '0.001', '0.003', '0.01', '0.03', '0.1', '0.3', '1', '3', '10'];
const MOST_LAYERS = 6;
const MOST_NEURONS = 8;

const settings = {...DEFAULTS};
const stop = {epochs: 0, loss: 0};
/** The images that the server offers as points, if any, and the two classes that are chosen. */
let offered = null;
const classes = {positive: null, negative: null};
let session = null;
let network = null;
let frame = null;
let maps = [];
let shown = null;
let chosen = null;
let edited = null;
let restored = null;
let drawing = false;
let ownFile = null;
/** Whether a weight was edited: then the seed alone does not lead to this network. */
let changedByHand = false;

const chart = new LossChart(byId('loss-chart'));
const view = new NetworkView(byId('network'), byId('edges'), {
  show: (source) => {
    shown = source;
    draw();
  },
  toggle: toggleFeature,
  edit: openEditor,
});

const list = (text) => text === '' ? [] : text.split(',');

// ---- The address: all state is in its fragment. ----

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  Object.assign(settings, DEFAULTS);
  for (const [name, value] of given) {
    if (name in DEFAULTS) {
      settings[name] = value;
    }
  }
  byId('show-test').checked = given.get('showTest') === 'true';
  byId('discretise').checked = given.get('discretize') === 'true';
  classes.positive = given.get('positive');
  classes.negative = given.get('negative');
  stop.epochs = Number(given.get('stopEpochs') ?? 0) || 0;
  stop.loss = Number(given.get('stopLoss') ?? 0) || 0;
  byId('stop-epochs').value = stop.epochs || '';
  byId('stop-loss').value = stop.loss || '';
  restored = null;
  if (given.has('weights')) {
    restored = {steps: Number(given.get('steps') ?? 0) || 0, numbers: given.get('weights').split(',').map(Number)};
  }
}

function writeAddress() {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(settings)) {
    if (value !== DEFAULTS[name] || name === 'seed') {
      all.set(name, value);
    }
  }
  if (settings.data === 'images') {
    all.set('positive', classes.positive ?? '');
    all.set('negative', classes.negative ?? '');
  }
  if (byId('show-test').checked) {
    all.set('showTest', 'true');
  }
  if (byId('discretise').checked) {
    all.set('discretize', 'true');
  }
  if (stop.epochs) {
    all.set('stopEpochs', stop.epochs);
  }
  if (stop.loss) {
    all.set('stopLoss', stop.loss);
  }
  if (frame && !frame.playing && network && (frame.steps > 0 || changedByHand)) {
    const numbers = frame.layers.flatMap((layer) => [...layer.weights.flat(), ...layer.biases]);
    if (numbers.every(Number.isFinite)) {
      all.set('steps', frame.steps);
      all.set('weights', numbers.join(','));
    }
  }
  // Commas and parentheses need no escape in a fragment, and are easier to read.
  const text = all.toString().replace(/%2C/g, ',').replace(/%28/g, '(').replace(/%29/g, ')');
  history.replaceState(null, '', `#${text}`);
}

/** The weights of the address in the shape of the network; null if their number does not fit. */
function shaped(numbers) {
  const widths = [list(settings.features).length, ...list(settings.hiddenLayers).map(Number), 1];
  let place = 0;
  const take = (count) => numbers.slice(place, place += count);
  const layers = widths.slice(1).map((width, i) => ({
    weights: Array.from({length: widths[i]}, () => take(width)),
    biases: take(width),
  }));
  return place === numbers.length && numbers.every(Number.isFinite) ? layers : null;
}

// ---- What is sent. ----

async function send(command) {
  if (!session) {
    return;
  }
  try {
    await post(`/playground/command?session=${session}`, command);
  } catch (error) {
    say(error.message, true);
  }
}

async function configure() {
  chosen = null;
  closeEditor();
  byId('code-panel').hidden = true;
  say('');
  const command = {action: 'configure', settings, ...stop};
  if (settings.data === 'images') {
    if (!offered) {
      showSettings();
      say('The points of this address are images: start derm serve with the same --model and --neighbours.', true);
      return;
    }
    classes.positive ??= offered.positive;
    classes.negative ??= offered.negative;
    settings.noise = '0';
    command.settings = {...settings, data: 'own'};
    command.images = classes;
  }
  changedByHand = false;
  if (restored) {
    const layers = shaped(restored.numbers);
    if (layers) {
      Object.assign(command, {layers, steps: restored.steps});
      changedByHand = true;
    } else {
      say('The weights in the address do not fit the network; it starts from the seed.', true);
    }
    restored = null;
  }
  showSettings();
  if (settings.data === 'own' && !ownFile) {
    say('Own data are not part of an address: drop the CSV file on the page.', true);
    return;
  }
  await send(command);
}

let pending = 0;
/** A slider sends many values; only the last one makes a network. */
function configureSoon() {
  clearTimeout(pending);
  pending = setTimeout(configure, 150);
}

function say(text, wrong = false) {
  const message = byId('message');
  if (message.textContent !== text) {
    message.textContent = text;
  }
  message.classList.toggle('error', wrong);
}

function connect() {
  const events = new EventSource('/playground/events');
  events.addEventListener('session', async (event) => {
    const begun = JSON.parse(event.data);
    session = begun.id;
    offer(begun.images);
    // After an interruption the server has a new session, which continues from here.
    if (network && frame) {
      frame.playing = false;
      writeAddress();
      readAddress();
    }
    if (ownFile) {
      await sendFile(ownFile);
    }
    await configure();
  });
  events.addEventListener('network', (event) => {
    network = JSON.parse(event.data);
    network.features = Object.fromEntries(
      Object.entries(network.features).map(([name, text]) => [name, decode(text)]));
    chart.clear();
    showNetwork();
  });
  events.addEventListener('frame', (event) => {
    const next = JSON.parse(event.data);
    if (frame && !('auc' in next)) {
      next.auc = frame.auc;
    }
    frame = next;
    if (!drawing) {
      drawing = true;
      requestAnimationFrame(() => {
        drawing = false;
        showFrame();
      });
    }
  });
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) {
      say('The server has too many clients or was stopped. Trying again.', true);
      setTimeout(connect, 2000);
    }
  });
}

// ---- What is shown. ----

function showSettings() {
  document.querySelectorAll('[data-setting]').forEach((control) => {
    const name = control.dataset.setting;
    const value = settings[name];
    if (control.tagName === 'SELECT' && ![...control.options].some((option) => option.value === value)) {
      control.append(element('option', {value}, value));
    }
    control.value = value;
    const output = byId(`${name}-value`);
    if (output) {
      output.textContent = value;
    }
  });
  const none = settings.regularization === 'none';
  document.querySelector('[data-setting=regularizationRate]').disabled = none;
  document.querySelector('[data-setting=noise]').disabled = ['own', 'images'].includes(settings.data);
  const sets = {...DATA_SETS[settings.problem]};
  if (offered && settings.problem === 'classification') {
    sets.images = 'Images, by their features';
  }
  byId('image-classes').hidden = settings.data !== 'images' || !offered;
  byId('positive').value = classes.positive ?? '';
  byId('negative').value = classes.negative ?? '';
  byId('data-sets').replaceChildren(...Object.entries(sets).map(([name, title]) => {
    const radio = element('input', {type: 'radio', name: 'data', value: name});
    radio.checked = settings.data === name;
    radio.addEventListener('change', () => chooseData(name));
    return element('label', {class: 'check'}, radio, ` ${title}`);
  }));
  const hidden = list(settings.hiddenLayers);
  byId('layer-count').textContent = `${hidden.length} hidden layer${hidden.length === 1 ? '' : 's'}`;
  byId('fewer-layers').disabled = hidden.length === 0;
  byId('more-layers').disabled = hidden.length === MOST_LAYERS;
  byId('layer-buttons').replaceChildren(...hidden.map((count, layer) => element('div', {class: 'layer'},
    neuronButton(layer, Number(count), -1), element('span', {}, `${count}`), neuronButton(layer, Number(count), 1))));
}

function neuronButton(layer, count, change) {
  const label = change > 0 ? `Add a neuron to hidden layer ${layer + 1}` : `Remove a neuron from hidden layer ${layer + 1}`;
  const button = element('button', {type: 'button', 'aria-label': label, 'data-layer': `${layer}${change}`,
    disabled: change > 0 ? count >= MOST_NEURONS : count <= 1}, change > 0 ? '+' : '−');
  button.addEventListener('click', () => {
    const hidden = list(settings.hiddenLayers);
    hidden[layer] = String(count + change);
    settings.hiddenLayers = hidden.join(',');
    configure();
    document.querySelector(`[data-layer="${layer}${change}"]`)?.focus();
  });
  return button;
}

function showNetwork() {
  Object.assign(settings, network.settings);
  if (network.ofImages) {
    settings.data = 'images';
  }
  showSettings();
  const named = network.columns.some((column, i) => column.name !== `x${i + 1}`);
  byId('columns').hidden = !named;
  byId('columns').textContent = network.columns.map((column, i) => `${featureName(`x${i + 1}`)}: ${column.name}`).join(', ');
  view.build(Object.keys(network.features), list(settings.features), list(settings.hiddenLayers).map(Number));
  view.paintInputs(network.features);
  const [x, y] = network.columns;
  byId('axis-x').textContent = axis(x, 0);
  byId('axis-y').textContent = axis(y, 1);
  byId('classification').hidden = settings.problem !== 'classification';
  document.querySelectorAll('[data-class]').forEach((name) => {
    name.textContent = network.classes[name.dataset.class] ?? '';
  });
  byId('point-panel').hidden = !network.images;
  byId('point').max = network.train.length + network.test.length;
}

function axis(column, index) {
  const name = featureName(`x${index + 1}`);
  return column.name === `x${index + 1}` ? name : `${name}: ${column.name}, ${brief(column.low)} to ${brief(column.high)}`;
}

function neuronName(layer, neuron) {
  return layer === list(settings.hiddenLayers).length ? 'Output' : `Hidden layer ${layer + 1}, neuron ${neuron + 1}`;
}

function showFrame() {
  if (!network) {
    return;
  }
  maps = frame.maps.map((neurons) => neurons.map(decode));
  byId('play').textContent = frame.playing ? 'Pause' : 'Play';
  byId('play').setAttribute('aria-pressed', String(frame.playing));
  byId('epochs').textContent = frame.epochs.toLocaleString('en');
  byId('steps').textContent = frame.steps.toLocaleString('en');
  byId('test-loss').textContent = loss(frame.testLoss);
  byId('train-loss').textContent = loss(frame.trainLoss);
  chart.add(frame.steps, frame.trainLoss, frame.testLoss);
  byId('loss-chart').setAttribute('aria-label',
    `Loss curves; test loss now ${loss(frame.testLoss)}, training loss ${loss(frame.trainLoss)}`);
  if (frame.message) {
    say(frame.message, frame.trainLoss === null);
  } else if (frame.playing) {
    say('');
  }
  if (frame.test) {
    byId('test-accuracy').textContent = percent(frame.test.accuracy);
    byId('train-accuracy').textContent = percent(frame.train.accuracy);
    frame.test.counts.forEach((row, i) => row.forEach((count, j) => {
      byId(`count-${i}${j}`).textContent = count;
    }));
  }
  showCurve();
  draw();
  refreshEditor();
  if (!frame.playing) {
    writeAddress();
  }
}

function loss(value) {
  return value === null ? 'not a number' : value.toFixed(3);
}

function showCurve() {
  const auc = frame.auc;
  const roc = byId('roc');
  roc.hidden = !auc;
  if (!auc) {
    byId('auc').textContent = 'No curve: it needs test points of both classes, and outputs that are numbers.';
    return;
  }
  const text = `AUC of the test points ${auc.value.toFixed(3)}`
    + (auc.low === null ? '' : ` (95 % interval ${auc.low.toFixed(3)} to ${auc.high.toFixed(3)}, DeLong)`);
  byId('auc').textContent = text;
  roc.alt = `Curve of sensitivity and specificity. ${text}`;
  const source = `data:image/svg+xml,${encodeURIComponent(auc.chart)}`;
  if (roc.src !== source) {
    roc.src = source;
  }
}

function parts() {
  const all = [{points: network.train, test: false}];
  if (byId('show-test').checked) {
    all.push({points: network.test, test: true});
  }
  return all;
}

function draw() {
  if (!network || !frame || !maps.length) {
    return;
  }
  const discrete = byId('discretise').checked;
  view.paint(maps, frame.layers, discrete, neuronName);
  let values = maps.at(-1)[0];
  let what = 'the output';
  if (shown in network.features) {
    values = network.features[shown];
    what = `the input ${featureName(shown)}`;
  } else if (shown) {
    const [layer, neuron] = shown.split('/').map(Number);
    if (maps[layer]?.[neuron]) {
      values = maps[layer][neuron];
      what = neuronName(layer, neuron).toLowerCase();
    }
  }
  const point = chosen && (chosen.test ? network.test : network.train)[chosen.index];
  paintPlane(byId('plane'), values, discrete, parts(), point);
  byId('plane-text').textContent = `Map of ${what}, with ${network.train.length} training points`
    + (byId('show-test').checked ? ` and ${network.test.length} test points` : '')
    + (network.columns.length > 2 ? '; further columns are in the middle of their scale' : '') + '.';
  byId('plane').setAttribute('aria-label', `Map of ${what} over ${network.columns[0].name} and ${network.columns[1].name}`);
}

// ---- Choices. ----

function chooseData(name) {
  settings.data = name;
  if (name === 'own') {
    settings.noise = '0';
    if (!ownFile) {
      showSettings();
      say('Drop a CSV file on the page, or choose one.');
      byId('file').focus();
      return;
    }
  }
  keepPossibleFeatures({lesions: 4, images: offered?.components}[name] ?? 2);
  configure();
}

/** The points that the server has in addition to the data sets. */
function offer(images) {
  offered = images ?? null;
  if (!offered) {
    return;
  }
  const names = offered.classes.map((name) => [name, name]);
  for (const [id, rows] of [['positive', names], ['negative', [...names, ['', 'all others']]]]) {
    byId(id).replaceChildren(...rows.map(([value, text]) => element('option', {value}, text)));
  }
}

function chooseClasses() {
  classes.positive = byId('positive').value;
  classes.negative = byId('negative').value;
  if (classes.positive === classes.negative) {
    classes.negative = '';
  }
  configure();
}

function keepPossibleFeatures(columns) {
  const possible = list(settings.features).filter((feature) => {
    const number = /^x(\d)$/.exec(feature);
    return !number || Number(number[1]) <= columns;
  });
  settings.features = possible.length ? possible.join(',') : 'x1,x2';
}

function toggleFeature(feature) {
  const order = Object.keys(network.features);
  const active = new Set(list(settings.features));
  if (active.has(feature) && active.size === 1) {
    say('The network needs at least one input.', true);
    return;
  }
  if (!active.delete(feature)) {
    active.add(feature);
  }
  settings.features = order.filter((name) => active.has(name)).join(',');
  configure();
}

function choose(control) {
  const name = control.dataset.setting;
  settings[name] = control.value;
  const output = byId(`${name}-value`);
  if (output) {
    output.textContent = control.value;
  }
  if (name === 'learningRate') {
    send({action: 'rate', value: Number(control.value)});
    return;
  }
  if (name === 'problem') {
    settings.data = settings.data === 'own' ? 'own' : Object.keys(DATA_SETS[control.value])[0];
    keepPossibleFeatures(2);
  }
  if (name === 'regularization' && control.value === 'none') {
    settings.regularizationRate = '0';
  }
  configureSoon();
}

function changeLayers(change) {
  const hidden = list(settings.hiddenLayers);
  settings.hiddenLayers = (change > 0 ? [...hidden, '2'] : hidden.slice(0, -1)).join(',');
  configure();
}

/** Gives the server a file, which it keeps as long as this page is open. */
async function sendFile(file) {
  ownFile = file;
  try {
    await request(`/playground/data?session=${session}&name=${encodeURIComponent(file.name)}`, {method: 'POST', body: file});
  } catch (error) {
    ownFile = null;
    say(error.message, true);
    return false;
  }
  return true;
}

async function upload(file) {
  if (!await sendFile(file)) {
    return;
  }
  settings.data = 'own';
  settings.noise = '0';
  await configure();
}

function setStop() {
  stop.epochs = Math.max(0, Math.round(Number(byId('stop-epochs').value))) || 0;
  stop.loss = Math.max(0, Number(byId('stop-loss').value)) || 0;
  send({action: 'stop', ...stop});
}

// ---- The editor of weights. ----

function openEditor(layer, neuron) {
  edited = {layer, neuron};
  const active = list(settings.features);
  byId('editor-title').textContent = neuronName(layer, neuron);
  const fields = [numberField('Bias', frame.layers[layer].biases[neuron],
    (value) => send({action: 'bias', layer, neuron, value}))];
  frame.layers[layer].weights.forEach((row, from) => {
    const name = layer === 0 ? featureName(active[from]) : `neuron ${from + 1}`;
    fields.push(numberField(`Weight of ${name}`, row[neuron],
      (value) => send({action: 'weight', layer, from, to: neuron, value})));
  });
  byId('editor-fields').replaceChildren(...fields);
  byId('editor').hidden = false;
  byId('editor-fields').querySelector('input').focus();
}

/** Six digits are enough to read; the network keeps all. */
function rounded(value) {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : '';
}

function numberField(label, value, change) {
  const input = element('input', {type: 'number', step: 'any', value: rounded(value)});
  input.addEventListener('change', () => {
    if (input.value === '' || !Number.isFinite(input.valueAsNumber)) {
      say(`${label}: must be a number.`, true);
      return;
    }
    changedByHand = true;
    change(input.valueAsNumber);
  });
  return element('label', {}, `${label} `, input);
}

function refreshEditor() {
  if (!edited || byId('editor').hidden) {
    return;
  }
  const {layer, neuron} = edited;
  const values = [frame.layers[layer].biases[neuron], ...frame.layers[layer].weights.map((row) => row[neuron])];
  byId('editor-fields').querySelectorAll('input').forEach((input, i) => {
    if (input !== document.activeElement) {
      input.value = rounded(values[i]);
    }
  });
}

function closeEditor() {
  byId('editor').hidden = true;
  edited = null;
}

// ---- Points with images. ----

function choosePoint(point) {
  chosen = point;
  const image = byId('point-image');
  if (!point) {
    image.removeAttribute('src');
    byId('point-text').textContent = '';
    draw();
    return;
  }
  const {test, index} = point;
  const points = test ? network.test : network.train;
  const name = network.classes[points[index][2] > 0 ? 1 : 0];
  const text = `${name}, ${test ? 'test' : 'training'} point`;
  image.src = `/playground/image?session=${session}&part=${test ? 'test' : 'train'}&point=${index}`;
  image.alt = `Image of this lesion: ${name}`;
  byId('point-text').textContent = text;
  byId('point').value = index + 1 + (test ? network.train.length : 0);
  draw();
}

function pointAt(event) {
  if (!network?.images) {
    return;
  }
  const plane = byId('plane');
  const box = plane.getBoundingClientRect();
  const x = (event.clientX - box.left) * plane.width / box.width;
  const y = (event.clientY - box.top) * plane.height / box.height;
  const point = nearest(plane, x, y, parts());
  if (point && (point.index !== chosen?.index || point.test !== chosen?.test)) {
    choosePoint(point);
  }
}

// ---- Files to take away. ----

async function exportFile(button) {
  const {export: kind, file} = button.dataset;
  let text;
  try {
    const answer = await fetch(`/playground/export?session=${session}&kind=${kind}`);
    text = await answer.text();
    if (!answer.ok) {
      throw new Error(JSON.parse(text).error);
    }
  } catch (error) {
    say(error.message, true);
    return;
  }
  byId('code').textContent = text;
  byId('code').setAttribute('aria-label', file);
  byId('code-panel').hidden = false;
  byId('code-note').textContent = kind === 'java' ? 'Run it with: jbang Playground.java'
    : kind === 'keras' ? 'It reads points.csv beside it.' : '';
  const link = byId('download');
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([text], {type: 'text/plain'}));
  link.download = file;
  link.textContent = `Download ${file}`;
  link.focus();
}

// ---- The start. ----

function options(select, values) {
  select.append(...values.map((value) => element('option', {value}, value)));
}

function bind() {
  options(document.querySelector('[data-setting=learningRate]'), RATES);
  options(document.querySelector('[data-setting=regularizationRate]'), PENALTIES);
  document.querySelectorAll('[data-setting]').forEach((control) =>
    control.addEventListener(control.type === 'range' ? 'input' : 'change', () => choose(control)));
  byId('play').addEventListener('click', () => send({action: frame?.playing ? 'pause' : 'play'}));
  for (const action of ['epoch', 'step', 'reset']) {
    byId(action).addEventListener('click', () => {
      if (action === 'reset') {
        changedByHand = false;
        say('');
      }
      send({action});
    });
  }
  byId('positive').addEventListener('change', chooseClasses);
  byId('negative').addEventListener('change', chooseClasses);
  byId('regenerate').addEventListener('click', () => {
    settings.seed = String(1 + Math.floor(Math.random() * 999999));
    configure();
  });
  byId('fewer-layers').addEventListener('click', () => changeLayers(-1));
  byId('more-layers').addEventListener('click', () => changeLayers(1));
  byId('editor-close').addEventListener('click', closeEditor);
  byId('editor').addEventListener('submit', (event) => event.preventDefault());
  byId('stop-epochs').addEventListener('change', setStop);
  byId('stop-loss').addEventListener('change', setStop);
  for (const id of ['show-test', 'discretise']) {
    byId(id).addEventListener('change', () => {
      draw();
      writeAddress();
    });
  }
  byId('plane').addEventListener('mousemove', pointAt);
  byId('plane').addEventListener('click', pointAt);
  byId('point').addEventListener('change', () => {
    const number = byId('point').valueAsNumber - 1;
    const train = network.train.length;
    if (number >= 0 && number < train + network.test.length) {
      choosePoint(number < train ? {test: false, index: number} : {test: true, index: number - train});
    }
  });
  byId('file').addEventListener('change', () => {
    if (byId('file').files.length) {
      upload(byId('file').files[0]);
    }
  });
  addEventListener('dragover', (event) => {
    event.preventDefault();
    byId('drop').classList.add('over');
  });
  addEventListener('dragleave', () => byId('drop').classList.remove('over'));
  addEventListener('drop', (event) => {
    event.preventDefault();
    byId('drop').classList.remove('over');
    if (event.dataTransfer.files.length) {
      upload(event.dataTransfer.files[0]);
    }
  });
  // Without this, the server notices only when it next sends something.
  addEventListener('pagehide', () => navigator.sendBeacon(`/playground/command?session=${session}`, '{"action": "end"}'));
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      location.reload();
    }
  });
  addEventListener('hashchange', () => {
    readAddress();
    configure();
  });
  document.querySelectorAll('[data-export]').forEach((button) =>
    button.addEventListener('click', () => exportFile(button)));
}

paintScale(byId('scale'));
bind();
readAddress();
showSettings();
connect();
