"""Makes an Inception v3 of torchvision with random weights and says what it computes.

    python3 torchvision_inception.py FOLDER

writes FOLDER/random.pth, random.safetensors (the same numbers), input.f32 ([2, 75, 75, 3], -1 to 1, little-endian) and
probabilities.f32 ([2, 7]): what the network says of that input, normalised by ImageNet's mean and deviation. Average
pools leave the border's zeros out, as Keras's do; every other part is torchvision's.
"""
import json
import os
import sys

import numpy as np
import torch
import torchvision

folder = sys.argv[1]
torch.manual_seed(1)
pool = torch.nn.functional.avg_pool2d
torch.nn.functional.avg_pool2d = lambda *args, **kwargs: pool(*args, **kwargs, count_include_pad=False)
network = torchvision.models.inception_v3(weights=None, num_classes=7, transform_input=False, init_weights=False)
for module in network.modules():
    if isinstance(module, torch.nn.BatchNorm2d):
        module.weight.data.uniform_(0.5, 1.5).mul_(torch.where(torch.rand_like(module.weight) < 0.2, -1.0, 1.0))
        module.weight.data[0] = 0
        module.bias.data.normal_(0, 0.3)
        module.running_mean.normal_(0, 0.1)
        module.running_var.uniform_(0.5, 1.5)
network.fc.weight.data.mul_(30)  # So that the probabilities are far from equal.
network.eval()
pixels = torch.rand(2, 3, 75, 75)
mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
with torch.no_grad():
    said = network((pixels - mean[:, None, None]) / deviation[:, None, None]).softmax(1)
state = network.state_dict()
torch.save(state, os.path.join(folder, "random.pth"))
header, data = {"__metadata__": {"format": "pt"}}, b""
for name, value in state.items():
    if value.dtype == torch.float32:
        values = value.numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
text = json.dumps(header).encode()
with open(os.path.join(folder, "random.safetensors"), "wb") as file:
    file.write(len(text).to_bytes(8, "little") + text + data)
(pixels * 2 - 1).permute(0, 2, 3, 1).contiguous().numpy().astype("<f4").tofile(os.path.join(folder, "input.f32"))
said.numpy().astype("<f4").tofile(os.path.join(folder, "probabilities.f32"))
