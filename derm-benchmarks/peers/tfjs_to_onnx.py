"""Writes the body of a TensorFlow.js model as an ONNX network; its output is the mean over the positions of the last map:
  tfjs_to_onnx.py MODEL.json WEIGHTS.bin OUT.onnx
Reads layers models and graph models, with the layers of Inception v3 and MobileNet v2. Weights in 8 bits are expanded to
32, as TensorFlow.js does. Height and width of the input stay free. Needs Debian's python3-onnx."""
import base64
import json
import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

INPUT, OUTPUT = "image", "features"
nodes, constants = [], []


def weights_of(manifest, data):
    """The weights by name, in single precision."""
    found, at = {}, 0
    for spec in (spec for group in manifest for spec in group["weights"]):
        packed = spec.get("quantization")
        kind = numpy.dtype(packed["dtype"] if packed else spec["dtype"])
        count = int(numpy.prod(spec["shape"]))
        values = numpy.frombuffer(data, kind, count, at).astype(numpy.float32)
        at += count * kind.itemsize
        if packed:
            values = values * numpy.float32(packed["scale"]) + numpy.float32(packed["min"])
        found[spec["name"]] = values.reshape(spec["shape"])
    assert at == len(data), "the manifest does not describe all weights"
    return found


def constant(name, values):
    constants.append(numpy_helper.from_array(numpy.ascontiguousarray(values), name))
    return name


def node(kind, inputs, name, **attributes):
    nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
    return name


def padding(word):
    return "SAME_UPPER" if word.upper() == "SAME" else "VALID"


def convolution(source, name, kernel, strides, pad, bias=None, depthwise=False):
    """A convolution; kernels are [height, width, in, out], or [height, width, channels, 1] if depthwise."""
    order = (2, 3, 0, 1) if depthwise else (3, 2, 0, 1)
    inputs = [source, constant(name + "/kernel", kernel.transpose(order))]
    if bias is not None:
        inputs.append(constant(name + "/bias", bias))
    return node("Conv", inputs, name, strides=strides, auto_pad=padding(pad), group=kernel.shape[2] if depthwise else 1)


def activation(source, name, word):
    if word in (None, "linear"):
        return source
    if word.lower() == "relu6":
        limits = [constant(name + "/least", numpy.float32(0)), constant(name + "/most", numpy.float32(6))]
        return node("Clip", [source, *limits], name)
    assert word.lower() == "relu", word
    return node("Relu", [source], name)


def of_layers(topology, weights):
    """The last map of a layers model, before its pooling and its classifier."""
    results, last = {}, INPUT
    for layer in topology["model_config"]["config"]["layers"]:
        kind, name, config = layer["class_name"], layer["name"], layer["config"]
        sources = [results[each[0]] for each in layer["inbound_nodes"][0]] if layer["inbound_nodes"] else []
        if kind == "InputLayer":
            last = INPUT
        elif kind in ("Conv2D", "DepthwiseConv2D"):
            depthwise = kind != "Conv2D"
            assert not config["use_bias"] and config["activation"] == "linear", name
            kernel = weights[name + ("/depthwise_kernel" if depthwise else "/kernel")]
            last = convolution(sources[0], name, kernel, config["strides"], config["padding"], depthwise=depthwise)
        elif kind == "BatchNormalization":
            beta = weights[name + "/beta"]
            gamma = weights[name + "/gamma"] if config["scale"] else numpy.ones_like(beta)
            parts = [gamma, beta, weights[name + "/moving_mean"], weights[name + "/moving_variance"]]
            inputs = [constant(f"{name}/{i}", part) for i, part in enumerate(parts)]
            last = node("BatchNormalization", sources + inputs, name, epsilon=config["epsilon"])
        elif kind in ("ReLU", "Activation"):
            word = config.get("activation") or ("relu6" if config["max_value"] == 6 else "relu")
            last = activation(sources[0], name, word)
        elif kind == "ZeroPadding2D":
            (top, bottom), (left, right) = config["padding"]
            pads = numpy.array([0, 0, top, left, 0, 0, bottom, right], numpy.int64)
            last = node("Pad", [sources[0], constant(name + "/pads", pads)], name)
        elif kind == "Add":
            last = node("Add", sources, name)
        elif kind == "Concatenate":
            last = node("Concat", sources, name, axis=1)
        elif kind == "MaxPooling2D" or (kind == "AveragePooling2D" and config["padding"] == "same"):
            word = "MaxPool" if kind == "MaxPooling2D" else "AveragePool"
            pad = padding(config["padding"])
            last = node(word, sources, name, kernel_shape=config["pool_size"], strides=config["strides"], auto_pad=pad)
        else:
            assert kind == "AveragePooling2D", name + ": unknown layer " + kind
            return sources[0]
        results[name] = last
    raise AssertionError("the model has no pooling at its end")


def text(coded):
    return base64.b64decode(coded).decode()


def of_graph(topology, weights):
    """The last map of a graph model."""
    results = dict(weights)
    for each in topology["node"]:
        kind, name, attributes = each["op"], each["name"], each.get("attr", {})
        if kind == "Const":
            continue
        # A name after ^ says only what is computed before.
        sources = [results[source] for source in each.get("input", []) if not source.startswith("^")]
        if kind == "Placeholder":
            results[name] = INPUT
        elif kind in ("_FusedConv2D", "FusedDepthwiseConv2dNative"):
            strides = [int(stride) for stride in attributes["strides"]["list"]["i"][1:3]]
            fused = [text(word) for word in attributes["fused_ops"]["list"]["s"]]
            assert fused[0] == "BiasAdd", fused
            source, kernel, bias = sources
            pad = text(attributes["padding"]["s"])
            computed = convolution(source, name + "/Conv", kernel, strides, pad, bias, kind != "_FusedConv2D")
            results[name] = activation(computed, name, fused[1] if len(fused) > 1 else None)
        elif kind in ("Mul", "Sub", "AddV2"):
            inputs = [
                source if isinstance(source, str) else constant(f"{name}/{i}", source) for i, source in enumerate(sources)
            ]
            results[name] = node(kind.replace("V2", ""), inputs, name)
        else:
            assert kind == "AvgPool", name + ": unknown operation " + kind
            return sources[0]
    raise AssertionError("the model has no pooling at its end")


def main(model, weights, out):
    model = json.load(open(model, encoding="utf-8"))
    values = weights_of(model["weightsManifest"], open(weights, "rb").read())
    topology = model["modelTopology"]
    last = of_graph(topology, values) if "node" in topology else of_layers(topology, values)
    node("Flatten", [node("GlobalAveragePool", [last], "pooled")], OUTPUT)
    graph = helper.make_graph(
        nodes,
        "body",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["n", 3, "height", "width"])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["n", None])],
        constants,
    )
    network = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="tfjs_to_onnx.py")
    network.ir_version = 7
    onnx.checker.check_model(network)
    onnx.save(network, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
