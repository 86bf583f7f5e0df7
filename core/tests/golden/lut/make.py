"""Writes table.cube and colors.txt: some colours, and the results of OpenColorIO for them with the table.

    python3 -m venv venv && venv/bin/pip install opencolorio==2.6.0 numpy==2.4.6
    venv/bin/python make.py
"""

from pathlib import Path

import numpy
import PyOpenColorIO as ocio

here = Path(__file__).parent
random = numpy.random.default_rng(1)
size = 5
low, high = (-0.1, 0.0, 0.05), (1.2, 1.0, 0.9)

lines = [
    "# Comments, blank lines, a domain, scientific notation, and colours outside of 0 to 1.",
    'TITLE "Test"',
    "",
    f"LUT_3D_SIZE {size}",
    "DOMAIN_MIN " + " ".join(map(str, low)),
    "DOMAIN_MAX " + " ".join(map(str, high)),
]
axis = numpy.linspace(0, 1, size)
for blue in axis:
    for green in axis:
        for red in axis:
            color = numpy.array([red, green, blue]) ** 1.3 + random.normal(0, 0.15, 3)
            lines.append(f"{color[0]:.6f} {color[1]:.5e} {color[2]:g}")
(here / "table.cube").write_text("\n".join(lines) + "\n")

extremes = [[r, g, b] for r in (0, 255) for g in (0, 255) for b in (0, 255)]
grays = [[v, v, v] for v in range(0, 256, 15)]
colors = numpy.concatenate([extremes, grays, random.integers(0, 256, (200, 3))])


def look_up(interpolation):
    config = ocio.Config.CreateRaw()
    transform = ocio.FileTransform(str(here / "table.cube"), interpolation=interpolation)
    processor = config.getProcessor(transform).getOptimizedCPUProcessor(ocio.OPTIMIZATION_NONE)
    pixels = (colors / 255).astype(numpy.float32)
    processor.applyRGB(pixels)
    return pixels


results = [look_up(interpolation) for interpolation in (ocio.INTERP_TETRAHEDRAL, ocio.INTERP_LINEAR)]
rows = ["# red, green, blue; the same after the table, tetrahedral; and trilinear (by make.py)"]
for color, tetrahedral, trilinear in zip(colors, *results):
    rows.append(" ".join([*map(str, color), *(f"{c:.6f}" for c in (*tetrahedral, *trilinear))]))
(here / "colors.txt").write_text("\n".join(rows) + "\n")
