"""Writes reference vectors of filters: the results of SciPy and OpenCV for the same input.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/judges.py

The tests read the vectors and need no Python.
"""

from pathlib import Path

import cv2
import numpy as np
import scipy
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter

HERE = Path(__file__).parent


def write(name, program, vectors):
    lines = [f"# Written by judges.py with {program}: change that instead."]
    lines += [f"{label}: {' '.join(f'{v:.12g}' for v in np.ravel(values))}" for label, values in vectors]
    (HERE / name).write_text("\n".join(lines) + "\n")


def curves():
    """Writes the points of a curve, and its value at each of the 256 levels."""
    shapes = {
        "straight": [0, 0, 1, 1],
        "two points inside": [0.2, 0.9, 0.7, 0.1],
        "S": [0, 0, 0.25, 0.15, 0.75, 0.85, 1, 1],
        "turns": [0, 0.5, 0.2, 1, 0.4, 0, 0.6, 1, 0.8, 0, 1, 0.5],
        "flat parts": [0.1, 0.2, 0.3, 0.2, 0.5, 0.8, 0.7, 0.8, 0.9, 1],
        "steep end": [0, 0, 0.05, 0.6, 1, 0.7],
        "end that turns": [0, 0.3, 0.5, 0.35, 0.55, 0, 1, 1],
        "uneven": [0.03, 0.9, 0.04, 0.5, 0.5, 0.45, 0.51, 0.1, 0.97, 0.05],
        "three": [0, 0, 0.4, 0.7, 1, 1],
    }
    levels = np.arange(256) / 255
    vectors = []
    for label, numbers in shapes.items():
        x, y = np.array(numbers, float).reshape(-1, 2).T
        values = PchipInterpolator(x, y)(np.clip(levels, x[0], x[-1]))
        vectors += [(label, numbers), ("values", values)]
    write("curves.txt", f"SciPy {scipy.__version__}, PchipInterpolator", vectors)


def frame(kind, width, height):
    """A gray frame: smooth shapes with noise, in a part of the range, or a few levels."""
    random = np.random.default_rng(1)
    y, x = np.mgrid[:height, :width]
    if kind == "photo":
        smooth = 110 + 40 * np.sin(x / 7) + 25 * np.cos(y / 5) + 30 * (x > y)
        return np.clip(smooth + random.normal(0, 6, x.shape), 0, 255).astype(np.uint8)
    if kind == "dark":
        return random.integers(0, 9, x.shape).astype(np.uint8) ** 2
    if kind == "halves":
        return np.arange(width, dtype=np.uint8).reshape(height, width)
    if kind == "noise":
        return random.integers(0, 256, x.shape).astype(np.uint8)
    return np.full(x.shape, 93, np.uint8)


def equalize():
    """Writes the size, a frame, and the equalised frame: gray frames, and an RGB frame equalised by its luma."""
    vectors = []
    # The last has a scale of 42.5, which shows how halves are rounded.
    for kind, width, height in [("photo", 37, 29), ("dark", 16, 9), ("noise", 31, 33), ("flat", 5, 3), ("halves", 7, 1)]:
        source = frame(kind, width, height)
        vectors += [(kind, [width, height]), ("source", source), ("result", cv2.equalizeHist(source))]
    source = np.dstack([frame("photo", 23, 19), 200 - frame("photo", 19, 23).T // 2, frame("noise", 23, 19) // 2])
    converted = cv2.cvtColor(source, cv2.COLOR_RGB2YCrCb)
    converted[:, :, 0] = cv2.equalizeHist(converted[:, :, 0])
    result = cv2.cvtColor(converted, cv2.COLOR_YCrCb2RGB)
    vectors += [("colors", [23, 19]), ("source", source), ("result", result)]
    write("equalize.txt", f"OpenCV {cv2.__version__}, equalizeHist", vectors)


def unsharp_mask():
    """Writes the size of a gray frame and the frame, then for each case: amount, sigma and threshold, and the sharpened
    frame in real numbers.

    The blur is rounded to whole levels before it is subtracted, like an 8-bit blur.
    """
    source = frame("photo", 37, 29)
    vectors = [("size", [37, 29]), ("source", source)]
    for amount, sigma, threshold in [(0.5, 1, 0), (1, 2, 0), (1.5, 4, 0), (1, 8, 5), (3, 1.5, 10)]:
        blurred = np.rint(gaussian_filter(source.astype(float), sigma, mode="nearest", truncate=6))
        difference = source - blurred
        sharp = source + amount * np.where(abs(difference) >= threshold, difference, 0)
        vectors += [("amount, sigma, threshold", [amount, sigma, threshold]), ("result", np.clip(sharp, 0, 255))]
    write("unsharp_mask.txt", f"SciPy {scipy.__version__}, ndimage.gaussian_filter", vectors)


curves()
equalize()
unsharp_mask()
