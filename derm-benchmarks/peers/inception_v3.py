#!/usr/bin/python3
"""PyTorch's throughput of Inception v3, for derm-benchmarks/gpu-check: a line of JSON for each batch size.

    python3 derm-benchmarks/peers/inception_v3.py cuda 299 5 8,16,32

Device, side of an image, seconds a measurement takes at least, batch sizes. torchvision's network of random weights, 38
classes, eager, single precision (TensorFloat-32 off), RMSProp with momentum. Stops where memory is full.
"""

import json
import sys
import time

import torch
import torchvision

CLASSES = 38
WARM_UP = 3


def runs_per_second(work, seconds, wait):
    for _ in range(WARM_UP):
        work()
    wait()
    start = time.perf_counter()
    runs = 0
    while True:
        work()
        wait()
        runs += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return runs / elapsed


def measure(device, size, seconds, batch):
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    torch.manual_seed(1)
    network = torchvision.models.inception_v3(weights=None, num_classes=CLASSES, aux_logits=False, init_weights=False)
    network = network.to(device)
    optimizer = torch.optim.RMSprop(network.parameters(), lr=0.001, alpha=0.9, eps=0.1, momentum=0.9)
    images = torch.rand(batch, 3, size, size, device=device) * 2 - 1
    labels = torch.arange(batch, device=device) % CLASSES

    def predict():
        with torch.no_grad():
            network(images)

    def step():
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(images), labels).backward()
        optimizer.step()

    network.eval()
    inference = batch * runs_per_second(predict, seconds, wait)
    network.train()
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    training = batch * runs_per_second(step, seconds, wait)
    peak = torch.cuda.max_memory_allocated() if device == "cuda" else None
    return {"batch": batch, "inferenceImagesPerSecond": inference, "trainingImagesPerSecond": training, "peakBytes": peak,
            "torch": torch.__version__, "threads": torch.get_num_threads()}


def main():
    device, size, seconds, batches = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    for batch in sorted(int(each) for each in batches.split(",")):
        try:
            print(json.dumps(measure(device, size, seconds, batch)), flush=True)
        except RuntimeError as full:
            print(json.dumps({"batch": batch, "stopped": str(full).splitlines()[0]}), flush=True)
            return


if __name__ == "__main__":
    main()
