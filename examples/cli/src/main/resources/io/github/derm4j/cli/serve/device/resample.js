/**
 * Crop and resize as in Java, bit for bit. Pixels are bytes, three to a pixel: red, green, blue.
 * The classes CentralCrop, Resampler, Antialiasing and Smoothing of derm-data say why; the sums
 * are those of OpenCV's resize, GaussianBlur and warpAffine.
 */

const BOX_MARGIN = 1.2;
const NEGLIGIBLE_VARIANCE = 0.06;
const THREE_TAPS_VARIANCE = 0.52;
const TILE_BYTES = 1 << 20;

/** The rectangle that a network sees of an image: whole pixels, as many cut off on either side. */
export function centralCrop(width, height, fraction) {
  const margin = (side) => Math.min(Math.trunc(side * (1 - fraction) / 2), Math.trunc((side - 1) / 2));
  const x = fraction === 1 ? 0 : margin(width);
  const y = fraction === 1 ? 0 : margin(height);
  return {x, y, width: width - 2 * x, height: height - 2 * y};
}

/** Resizes pixels to a square. */
export function resized(pixels, width, height, size) {
  if (width === size && height === size) {
    return pixels;
  }
  const across = width / size;
  const down = height / size;
  const box = boxOf(Math.min(across, down));
  const shrunk = smoothed(averaged({pixels, width, height}, box), missing(across, box), missing(down, box));
  return box === 1 ? resizedInIntegers(shrunk, size) : sampled(shrunk, width, height, box, size);
}

/** The network's input, channels first. */
export function normalized(pixels, normalization) {
  const [divisor, shift] = normalization === 'ZERO_TO_ONE' ? [255, 0] : [127.5, -1];
  const table = Float32Array.from({length: 256}, (_, value) => value / divisor + shift);
  const plane = pixels.length / 3;
  const values = new Float32Array(pixels.length);
  for (let i = 0, at = 0; i < plane; i++) {
    values[i] = table[pixels[at++]];
    values[plane + i] = table[pixels[at++]];
    values[2 * plane + i] = table[pixels[at++]];
  }
  return values;
}

function boxOf(scale) {
  let box = 1;
  while (2 * box * BOX_MARGIN <= scale) {
    box *= 2;
  }
  return box;
}

/** The variance that a triangle has beyond the box and bilinear sampling. */
function missing(scale, box) {
  return Math.max(0, ((scale / box) ** 2 - 1) / 6 - (1 - 1 / (box * box)) / 12);
}

/** Averages squares of pixels by halves; the last pixels are repeated up to a whole square. */
function averaged(source, box) {
  let {pixels, width, height} = source;
  let wide = Math.ceil(width / box) * box;
  let high = Math.ceil(height / box) * box;
  for (let left = box; left > 1; left /= 2) {
    wide /= 2;
    high /= 2;
    const half = new Uint8Array(3 * wide * high);
    let at = 0;
    for (let y = 0; y < high; y++) {
      const above = 3 * width * Math.min(2 * y, height - 1);
      const below = 3 * width * Math.min(2 * y + 1, height - 1);
      for (let x = 0; x < wide; x++) {
        const first = 3 * Math.min(2 * x, width - 1);
        const second = 3 * Math.min(2 * x + 1, width - 1);
        for (let c = 0; c < 3; c++) {
          half[at++] = (pixels[above + first + c] + pixels[above + second + c]
            + pixels[below + first + c] + pixels[below + second + c] + 2) >> 2;
        }
      }
    }
    [pixels, width, height] = [half, wide, high];
  }
  return {pixels, width, height};
}

/** Taps of a Gaussian of a variance, in 1/256. */
function taps(variance) {
  if (variance < NEGLIGIBLE_VARIANCE) {
    return [256];
  }
  const few = variance <= THREE_TAPS_VARIANCE;
  const radius = few ? 1 : Math.ceil(3 * Math.sqrt(variance));
  const squared = few ? -0.5 / Math.log(variance / (2 * (1 - variance))) : variance;
  const bell = Array.from({length: 2 * radius + 1}, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * squared)));
  const sum = bell.reduce((a, b) => a + b, 0);
  const whole = new Array(2 * radius + 1);
  let error = 0;
  let rest = 256;
  for (let i = 0; i < radius; i++) {
    const exact = 256 * bell[i] / sum + error;
    whole[i] = whole[2 * radius - i] = halfToEven(exact);
    error = exact - whole[i];
    rest -= 2 * whole[i];
  }
  whole[radius] = rest;
  return whole;
}

function halfToEven(value) {
  const floor = Math.floor(value);
  const part = value - floor;
  return part > 0.5 || (part === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

function smoothed(source, varianceAcross, varianceDown) {
  const across = taps(varianceAcross);
  const down = taps(varianceDown);
  if (across.length === 1 && down.length === 1) {
    return source;
  }
  const {pixels, width, height} = source;
  const sums = new Uint16Array(pixels.length);
  const reach = (across.length - 1) / 2;
  for (let y = 0; y < height; y++) {
    const row = 3 * width * y;
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = -reach; k <= reach; k++) {
        const from = row + 3 * Math.min(Math.max(x + k, 0), width - 1);
        const tap = across[k + reach];
        red += tap * pixels[from];
        green += tap * pixels[from + 1];
        blue += tap * pixels[from + 2];
      }
      const at = row + 3 * x;
      sums[at] = red;
      sums[at + 1] = green;
      sums[at + 2] = blue;
    }
  }
  const smooth = new Uint8Array(pixels.length);
  const high = (down.length - 1) / 2;
  const row = new Float64Array(3 * width);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (let k = -high; k <= high; k++) {
      const from = 3 * width * Math.min(Math.max(y + k, 0), height - 1);
      const tap = down[k + high];
      for (let i = 0; i < row.length; i++) {
        row[i] += tap * sums[from + i];
      }
    }
    const at = 3 * width * y;
    for (let i = 0; i < row.length; i++) {
      smooth[at + i] = (row[i] + 32768) >> 16;
    }
  }
  return {pixels: smooth, width, height};
}

/** Bilinear with weights of 1/2048, as OpenCV's resize. */
function resizedInIntegers(source, size) {
  const {pixels, width, height} = source;
  const across = weights(width, size);
  const down = weights(height, size);
  const result = new Uint8Array(3 * size * size);
  let at = 0;
  for (const [top, bottom, v] of down) {
    for (const [left, right, u] of across) {
      for (let c = 0; c < 3; c++) {
        const above = ((2048 - u) * pixels[3 * (top * width + left) + c] + u * pixels[3 * (top * width + right) + c]) >> 4;
        const below = ((2048 - u) * pixels[3 * (bottom * width + left) + c] + u * pixels[3 * (bottom * width + right) + c]) >> 4;
        result[at++] = ((((2048 - v) * above) >> 16) + ((v * below) >> 16) + 2) >> 2;
      }
    }
  }
  return result;
}

/** For each pixel of the result the two of the source beside it, and the weight of the second. */
function weights(side, size) {
  const scale = 1 / (size / side);
  return Array.from({length: size}, (_, i) => {
    const place = Math.fround((i + 0.5) * scale - 0.5);
    const first = Math.floor(place);
    return [clamp(first, side), clamp(first + 1, side), halfToEven(Math.fround(Math.fround(place - first) * 2048))];
  });
}

function clamp(place, side) {
  return Math.min(Math.max(place, 0), side - 1);
}

/** Bilinear at places of 1/32 of a pixel, as OpenCV's warpAffine. */
function sampled(source, width, height, box, size) {
  const {pixels, width: wide, height: high} = source;
  const tiles = Math.ceil(Math.sqrt(3 * wide * box * high * box / TILE_BYTES));
  const across = places(width / size, box, size, tiles, true);
  const down = places(height / size, box, size, tiles, false);
  const result = new Uint8Array(3 * size * size);
  let at = 0;
  for (const y of down) {
    const top = 3 * wide * clamp(y >> 5, high);
    const bottom = 3 * wide * clamp((y >> 5) + 1, high);
    const v = y & 31;
    for (const x of across) {
      const left = 3 * clamp(x >> 5, wide);
      const right = 3 * clamp((x >> 5) + 1, wide);
      const u = x & 31;
      for (let c = 0; c < 3; c++) {
        const above = (32 - u) * pixels[top + left + c] + u * pixels[top + right + c];
        const below = (32 - u) * pixels[bottom + left + c] + u * pixels[bottom + right + c];
        result[at++] = ((32 - v) * above + v * below + 512) >> 10;
      }
    }
  }
  return result;
}

/** In 1/32 of a pixel; OpenCV counts in 1/1024 from the start of each tile, and adds up its columns otherwise. */
function places(scale, box, size, tiles, columns) {
  const part = 1 / box;
  const step = scale * part;
  const all = [];
  for (let tile = 0; tile < tiles; tile++) {
    const from = Math.trunc(size * tile / tiles);
    const to = Math.trunc(size * (tile + 1) / tiles);
    const start = step * 0.5 + scale * from * part - 0.5;
    for (let i = 0; i < to - from; i++) {
      const thousandths = columns
        ? halfToEven(start * 1024) + halfToEven(step * i * 1024)
        : halfToEven((step * i + start) * 1024);
      all.push((thousandths + 16) >> 5);
    }
  }
  return all;
}
