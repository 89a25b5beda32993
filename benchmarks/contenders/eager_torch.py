"""The same network trained by PyTorch, eagerly, on one thread.

Usage: eager_torch.py DATA.npz BATCH_SIZE LEARNING_RATE. For each line on standard input it trains one epoch and
answers with the seconds that this took and the mean loss. Its images lie in memory as float32, scaled already.
"""

import sys
import time

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)
with np.load(sys.argv[1]) as data:
    images = torch.from_numpy(data["images"].astype(np.float32) / 255)
    labels = torch.from_numpy(data["labels"].astype(np.int64))
batch_size, learning_rate = int(sys.argv[2]), float(sys.argv[3])
network = nn.Sequential(nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 100), nn.ReLU(), nn.Linear(100, 10))
with torch.no_grad():
    for layer in network:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            layer.bias.zero_()
criterion = nn.CrossEntropyLoss()
optimiser = torch.optim.SGD(network.parameters(), lr=learning_rate)
for _ in sys.stdin:
    begun = time.perf_counter()
    order = torch.randperm(len(images))
    losses = []
    for start in range(0, len(images), batch_size):
        batch = order[start : start + batch_size]
        optimiser.zero_grad()
        loss = criterion(network(images[batch]), labels[batch])
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    print(time.perf_counter() - begun, np.mean(losses), flush=True)
