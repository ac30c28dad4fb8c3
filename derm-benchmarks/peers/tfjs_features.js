// Computes the features of images with TensorFlow.js itself, for comparison with tfjs_to_onnx.py:
//   node tfjs_features.js MODEL.json WEIGHTS.bin SIZE IMAGES.rgb
// IMAGES.rgb has the bytes of images of SIZE × SIZE pixels. Prints a JSON array of the mean over the positions of the
// map before the pooling, for each image. Needs @tensorflow/tfjs in a node_modules above the current folder.
const fs = require('fs');
const tf = require(require.resolve('@tensorflow/tfjs', { paths: [process.cwd()] }));

async function main([modelFile, weights, size, images]) {
  const model = JSON.parse(fs.readFileSync(modelFile));
  const bytes = fs.readFileSync(weights);
  const handler = tf.io.fromMemory({
    modelTopology: model.modelTopology,
    format: model.format,
    signature: (model.userDefinedMetadata || {}).signature,
    weightSpecs: model.weightsManifest.flatMap((group) => group.weights),
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  });
  await tf.setBackend('cpu');
  const pixels = Float32Array.from(fs.readFileSync(images), (value) => value / 255);
  const input = tf.tensor4d(pixels, [pixels.length / (3 * size * size), +size, +size, 3]);
  let map;
  if (model.modelTopology.node) {
    const pooling = model.modelTopology.node.find((node) => node.op === 'AvgPool');
    map = (await tf.loadGraphModel(handler)).execute(input, pooling.input[0]);
  } else {
    const whole = await tf.loadLayersModel(handler);
    const pooling = whole.layers.filter((layer) => layer.getClassName() === 'AveragePooling2D').pop();
    map = tf.model({ inputs: whole.inputs, outputs: pooling.input }).predict(input);
  }
  console.log(JSON.stringify(await map.mean([1, 2]).array()));
}

main(process.argv.slice(2));
