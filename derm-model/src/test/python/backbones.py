#!/usr/bin/python3
"""Tiny backbones with random weights and their features, made by PyTorch and PIL (Debian: python3-torch
1.13, python3-onnx 1.12, python3-pil 9.4, python3-numpy).

Writes into ../resources/io/github/derm4j/model/backbone:
  image.png       75 x 50, generated
  <network>.onnx  exported by torch.onnx; external.onnx has its weights in external.weights
  features.csv    network,pooling,f0,f1,...: what PyTorch computes of image.png, prepared by PIL

Networks: vit (class token and a register token before those of the image; tokens and a pooled vector as
outputs; any number of images), convnext (a map; opset 11; one image), resnet (a pooled vector; three
images; opset 21), and the resnet with other inputs: half (float16), unsigned (uint8), signed (int8), last
(NHWC), external, and two (a second input, which is refused).

Run in this folder: python3 backbones.py
"""
import csv
import os

import numpy as np
import onnx
import torch
from PIL import Image
from torch import nn

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                   "../resources/io/github/derm4j/model/backbone")
SIZE = 32
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def photo():
    random = np.random.RandomState(11)
    y, x = np.mgrid[0:50, 0:75]
    rgb = np.empty((50, 75, 3))
    for c, base in enumerate((210, 165, 140)):
        spot = 1 / (1 + np.exp((np.hypot(x - 34, (y - 27) * 1.3) - 15) / 2))
        rgb[..., c] = base - (60 + 30 * c) * spot + 12 * np.sin(0.4 * x + c) + random.normal(0, 3, x.shape)
    return Image.fromarray(np.clip(rgb, 0, 255).round().astype("uint8"))


class Vit(nn.Module):
    def __init__(self, width=16, patch=8, heads=2):
        super().__init__()
        self.patch = nn.Conv2d(3, width, patch, patch)
        self.prefix = nn.Parameter(torch.randn(1, 2, width))
        self.place = nn.Parameter(torch.randn(1, (SIZE // patch) ** 2, width))
        self.norm1, self.norm2, self.norm = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.heads = heads

    def attention(self, x):
        n, t, d = x.shape
        q, k, v = self.qkv(x).reshape(n, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) * (d // self.heads) ** -0.5).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(n, t, d))

    def forward(self, images):
        x = self.patch(images).flatten(2).transpose(1, 2) + self.place
        x = torch.cat([self.prefix.expand(x.shape[0], -1, -1), x], 1)
        x = x + self.attention(self.norm1(x))
        x = x + self.down(nn.functional.gelu(self.up(self.norm2(x))))
        tokens = self.norm(x)
        return tokens, tokens[:, 0] * 2


class ConvNext(nn.Module):
    """Depthwise convolutions and normalisation of channels; ends with a map."""

    def __init__(self, width=12):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 4, 4)
        self.depth = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, images):
        x = self.stem(images)
        y = self.norm(self.depth(x).permute(0, 2, 3, 1))
        return x + self.down(nn.functional.gelu(self.up(y))).permute(0, 3, 1, 2)


class ResNet(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, 2, 1)
        self.first, self.second = nn.Conv2d(width, width, 3, 1, 1), nn.Conv2d(width, width, 3, 1, 1)
        self.norm1, self.norm2 = nn.BatchNorm2d(width), nn.BatchNorm2d(width)
        for norm in (self.norm1, self.norm2):
            nn.init.normal_(norm.running_mean)
            nn.init.uniform_(norm.running_var, 0.5, 2)

    def forward(self, images):
        x = self.stem(images).relu()
        x = (x + self.norm2(self.second(self.norm1(self.first(x)).relu()))).relu()
        return nn.functional.adaptive_avg_pool2d(x, 1).flatten(1)


class Other(nn.Module):
    """The same network with another kind of input, which it turns into numbers itself."""

    def __init__(self, network, kind):
        super().__init__()
        self.network, self.kind = network, kind
        self.register_buffer("mean", torch.tensor(MEAN).reshape(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(STD).reshape(1, 3, 1, 1))

    def forward(self, images, *more):
        x = images.float()
        if self.kind == "last":
            x = x.permute(0, 3, 1, 2)
        elif self.kind in ("unsigned", "signed"):
            x = ((x + (128 if self.kind == "signed" else 0)) / 255 - self.mean) / self.std
        features = self.network(x)
        if more:
            features = features * more[0]
        return features.half() if self.kind == "half" else features


def prepared(image, edge, filter):
    """Shortest edge, then the centre: the rules of torchvision."""
    short, long = sorted(image.size)
    other = int(edge * long / short)
    image = image.resize((edge, other) if image.width <= image.height else (other, edge), filter)
    left, top = (int(round((side - SIZE) / 2.0)) for side in image.size)
    pixels = np.asarray(image.crop((left, top, left + SIZE, top + SIZE)))
    values = (pixels.astype("float64") / 255 - MEAN) / STD
    return torch.tensor(values.transpose(2, 0, 1)[None], dtype=torch.float32), torch.tensor(
        pixels.transpose(2, 0, 1)[None].copy())


def export(name, network, example, opset=14, dynamic=False, inputs=("pixel_values",), outputs=("features",)):
    path = os.path.join(OUT, name + ".onnx")
    axes = {each: {0: "batch"} for each in inputs[:1] + outputs} if dynamic else None
    torch.onnx.export(network, example, path, opset_version=opset, input_names=list(inputs),
                      output_names=list(outputs), dynamic_axes=axes)
    return path


def main():
    os.makedirs(OUT, exist_ok=True)
    torch.manual_seed(23)
    image = photo()
    image.save(os.path.join(OUT, "image.png"), optimize=True)
    values, pixels = prepared(image, 36, Image.BICUBIC)
    vit, convnext, resnet = Vit().eval(), ConvNext().eval(), ResNet().eval()
    rows = []
    with torch.no_grad():
        export("vit", vit, values, dynamic=True, outputs=("last_hidden_state", "pooler_output"))
        tokens, pooled = vit(values)
        rows.append(("vit", "first-token", tokens[0, 0]))
        rows.append(("vit", "mean-of-tokens-0", tokens[0].mean(0)))
        rows.append(("vit", "mean-of-tokens-2", tokens[0, 2:].mean(0)))
        rows.append(("vit", "vector", pooled[0]))
        export("convnext", convnext, values, opset=11)
        rows.append(("convnext", "mean-of-positions", convnext(values)[0].mean((1, 2))))
        path = export("resnet", resnet, values.expand(3, -1, -1, -1))
        model = onnx.load(path)
        # Its operators are the same in version 21, which this version of onnx does not know yet.
        model.opset_import[0].version = 21
        onnx.save(model, path)
        rows.append(("resnet", "vector", resnet(values)[0]))
        for kind, example in (("half", values.half()), ("unsigned", pixels),
                              ("signed", (pixels.int() - 128).to(torch.int8)),
                              ("last", values.permute(0, 2, 3, 1))):
            network = Other(resnet, kind).eval()
            export(kind, network, example, dynamic=True)
            rows.append((kind, "vector", network(example)[0].float()))
        path = export("external", resnet, values, dynamic=True)
        onnx.save_model(onnx.load(path), path, save_as_external_data=True, all_tensors_to_one_file=True,
                        location="external.weights", size_threshold=0)
        rows.append(("external", "vector", resnet(values)[0]))
        export("two", Other(resnet, "plain"), (values, torch.ones(1)), inputs=("pixel_values", "age"))
    with open(os.path.join(OUT, "features.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["network", "pooling"] + ["f%d" % i for i in range(16)])
        for name, pooling, features in rows:
            writer.writerow([name, pooling] + ["%.7f" % each for each in features.tolist()])


if __name__ == "__main__":
    main()
