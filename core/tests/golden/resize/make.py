"""Writes pillow.txt: the results of Pillow for small gray images, computed in floats (mode F) and rounded once; names
ending with -linear are results in linear light.

    python3 -m venv venv && venv/bin/pip install pillow==13.0.0 numpy==2.4.6
    venv/bin/python make.py
"""

from pathlib import Path

import numpy
from PIL import Image

random = numpy.random.default_rng(2)
kernels = {
    "lanczos3": Image.Resampling.LANCZOS,
    "catmullRom": Image.Resampling.BICUBIC,
    "bilinear": Image.Resampling.BILINEAR,
    "box": Image.Resampling.BOX,
    "nearest": Image.Resampling.NEAREST,
}
rows = ["# What, width, height, bytes: a source, and then what comes of it (by make.py)"]


def write(name, pixels):
    pixels = numpy.clip(numpy.round(pixels), 0, 255).astype(numpy.uint8)
    rows.append(f"{name} {pixels.shape[1]} {pixels.shape[0]} {pixels.tobytes().hex()}")


def to_light(value):
    return numpy.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def to_value(light):
    return numpy.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


for width, height, sizes in [
    (13, 9, [(7, 5), (20, 3), (1, 1), (26, 18), (13, 4)]),
    (32, 16, [(16, 8), (5, 3), (33, 17), (31, 15), (3, 16)]),
]:
    source = random.integers(0, 256, (height, width)).astype(numpy.float32)
    write("source", source)
    image = Image.fromarray(source)
    for size in sizes:
        for name, kernel in kernels.items():
            # The centre is on the edge between two pixels: rounding errors of Pillow's floats place it before the edge.
            if name == "nearest" and size in [(33, 17), (31, 15)]:
                continue
            write(name, numpy.asarray(image.resize(size, kernel)))
            if name != "nearest":
                light = Image.fromarray(to_light(source / 255).astype(numpy.float32)).resize(size, kernel)
                write(f"{name}-linear", 255 * to_value(numpy.clip(numpy.asarray(light).astype(float), 0, 1)))
(Path(__file__).parent / "pillow.txt").write_text("\n".join(rows) + "\n")
