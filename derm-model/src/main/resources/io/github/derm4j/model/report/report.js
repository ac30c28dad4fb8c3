/* Saves figures as SVG and PNG. The report is complete without it. */
const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin',
  'font-size', 'font-weight', 'font-family', 'opacity', 'text-anchor'];
const SCALE = 3;

function withStyles(svg) {
  const copy = svg.cloneNode(true);
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, i) => {
    const style = getComputedStyle(originals[i]);
    STYLES.forEach(name => element.setAttribute(name, style.getPropertyValue(name)));
    element.removeAttribute('class');
  });
  const box = svg.viewBox.baseVal;
  copy.setAttribute('xmlns', svg.namespaceURI);
  copy.setAttribute('width', box.width);
  copy.setAttribute('height', box.height);
  const paper = document.createElementNS(svg.namespaceURI, 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', getComputedStyle(document.documentElement).getPropertyValue('--card').trim());
  copy.prepend(paper);
  return copy;
}

function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function save(svg, kind) {
  const copy = withStyles(svg);
  const name = svg.getAttribute('aria-label').replace(/[^A-Za-z0-9]+/g, '-').toLowerCase() + '.' + kind.toLowerCase();
  const drawing = new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' });
  if (kind === 'SVG') {
    download(drawing, name);
    return;
  }
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement('canvas');
    canvas.width = SCALE * image.width;
    canvas.height = SCALE * image.height;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(blob => download(blob, name), 'image/png');
    URL.revokeObjectURL(image.src);
  };
  image.src = URL.createObjectURL(drawing);
}

document.querySelectorAll('figure svg').forEach(svg => {
  const buttons = document.createElement('p');
  buttons.className = 'save';
  ['SVG', 'PNG'].forEach(kind => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = kind;
    button.setAttribute('aria-label', 'Save as ' + kind + ': ' + svg.getAttribute('aria-label'));
    button.onclick = () => save(svg, kind);
    buttons.append(button);
  });
  svg.after(buttons);
});

// Paper has no disclosure triangles.
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(each => { each.open = true; }));
