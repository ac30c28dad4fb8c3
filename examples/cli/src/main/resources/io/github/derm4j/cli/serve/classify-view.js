/** What an answer looks like, whether a server or this device computed it. */

import {byId, element, percent, svg} from './base.js';

const PIXELATED_BELOW = 150;

/**
 * Calls a function for each image that a person chooses, photographs or drops, one after the
 * other. The function gets the image's card and its file; its error is shown on the card.
 */
export function onImages(classify) {
  byId('files').addEventListener('change', (event) => take(event.target));
  byId('camera').addEventListener('change', (event) => take(event.target));
  byId('threshold').addEventListener('input', showThreshold);

  const drop = byId('drop');
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    classifyAll([...event.dataTransfer.files]);
  });

  function take(input) {
    classifyAll([...input.files]);
    // The same file may be chosen again.
    input.value = '';
  }

  async function classifyAll(files) {
    for (const [i, file] of files.entries()) {
      byId('status').textContent = `Classifying ${i + 1} of ${files.length} …`;
      const card = element('section', {class: 'panel answer'}, element('h2', {}, file.name));
      byId('answers').prepend(card);
      try {
        await classify(card, file);
      } catch (failure) {
        card.append(element('p', {class: 'error', role: 'alert'}, failure.message));
      }
    }
    byId('status').textContent = files.length === 1 ? 'Classified 1 image.' : `Classified ${files.length} images.`;
  }
}

/** Refuses a file that is larger than the model's limit. */
export function requireSize(file, model) {
  if (file.size > model.mostBytes) {
    throw new Error(`The file is larger than ${Math.floor(model.mostBytes / 1048576)} MB.`);
  }
}

/**
 * Shows an answer on its card.
 *
 * @return the image, and both columns for what else is to be shown
 */
export function show(card, file, answer, model) {
  const image = element('img', {
    class: model.size < PIXELATED_BELOW ? 'shown small' : 'shown',
    src: answer.input,
    alt: `The part of ${file.name} that the classifier sees`,
  });
  const left = element('div', {}, image, element('p', {class: 'fine'}, processing(answer.image, model)));
  if (answer.knownFrom) {
    left.append(element('p', {class: 'fine'}, `This file is one of the classifier's ${answer.knownFrom} images: `
      + 'its prediction is not representative of new images.'));
  }
  if (answer.novelty?.flagged) {
    left.append(element('p', {class: 'fine'}, 'This image is unlike the images that trained the classifier: '
      + 'its prediction is not reliable.'));
  }
  if (answer.disagreement !== undefined) {
    left.append(element('p', {class: 'fine'}, `Disagreement of the members: ${answer.disagreement.toFixed(3)}.`));
  }
  const right = element('div', {});
  if (answer.inferenceClasses.length > 0) {
    right.append(bars('Inference classes', answer.inferenceClasses));
  }
  right.append(way(answer.path), bars('Training classes', answer.trainingClasses));
  card.append(element('div', {class: 'answer-body'}, left, right));
  showThreshold();
  return {image, left, right};
}

function processing(image, model) {
  const turned = image.orientation === 'none' ? '' : ` ${capital(image.orientation)}, according to its EXIF orientation.`;
  const crop = model.centralFraction < 1
    ? `Cropped to the central ${Math.round(1000 * model.centralFraction) / 10} % of each side, then resized`
    : 'Resized without cropping';
  return `${image.format} of ${image.width} × ${image.height} pixels.${turned} ${crop} to ${model.size} × ${model.size} pixels.`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function bars(caption, rows) {
  const body = element('tbody');
  for (const row of rows) {
    const width = 100 * row.probability;
    body.append(element('tr', {'data-probability': row.probability},
      element('th', {scope: 'row'}, row.name),
      element('td', {}, svg('svg', {viewBox: '0 0 100 12', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
        svg('rect', {class: 'back', width: 100, height: 12}), svg('rect', {class: 'fill', width, height: 12}))),
      element('td', {class: 'number'}, percent(row.probability))));
  }
  return element('table', {class: 'bars'}, element('caption', {}, caption), body);
}

function way(path) {
  const list = element('ol', {class: 'way'});
  for (const node of path) {
    list.append(element('li', {'data-probability': node.probability},
      element('span', {}, node.name), element('span', {class: 'share'}, percent(node.probability))));
  }
  return element('div', {}, element('h3', {}, 'Path down the tree'), list);
}

/** Marks the nodes above the threshold, and the last of these as the answer. */
function showThreshold() {
  const threshold = byId('threshold').value / 100;
  byId('threshold-text').textContent = `${byId('threshold').value} %`;
  for (const list of document.querySelectorAll('.way')) {
    const items = [...list.children];
    const above = items.filter((item) => Number(item.dataset.probability) >= threshold);
    for (const item of items) {
      item.classList.toggle('above', above.includes(item));
      const chosen = item === above.at(-1);
      item.classList.toggle('chosen', chosen);
      if (chosen) {
        item.setAttribute('aria-current', 'true');
      } else {
        item.removeAttribute('aria-current');
      }
    }
  }
}
