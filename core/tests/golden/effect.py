"""Writes the reference vectors of the effect filters: the results of Pillow for the same frames.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/effect.py

The tests read the vectors and need no Python.
"""

from pathlib import Path

import numpy as np
import PIL
from PIL import Image

HERE = Path(__file__).parent


def frames(width, height):
    random = np.random.default_rng(11)
    y, x = np.mgrid[:height, :width]
    yield "ramp", (x * 255 // (width - 1)).astype(np.uint8)
    smooth = 110 + 40 * np.sin(x / 7) + 25 * np.cos(y / 5) + 30 * (x > y)
    yield "photo", np.clip(smooth + random.normal(0, 6, x.shape), 0, 255).astype(np.uint8)
    yield "noise", random.integers(0, 256, x.shape).astype(np.uint8)


def dither():
    """Writes the size, a gray frame, and its white pixels with two levels."""
    vectors = []
    for kind, frame in frames(33, 25):
        # Modes "1" and "L" of Pillow diffuse the error by default.
        white = np.asarray(Image.fromarray(frame, "L").convert("1"))
        vectors += [(kind, frame.shape[::-1]), ("source", frame), ("white", white.astype(np.uint8))]
    lines = [f"# Written by effect.py with Pillow {PIL.__version__}: change that instead."]
    lines += [f"{label}: {' '.join(str(int(v)) for v in np.ravel(values))}" for label, values in vectors]
    (HERE / "dither.txt").write_text("\n".join(lines) + "\n")


dither()
