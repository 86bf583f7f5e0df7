"""Writes the reference vectors of the morphology filters: the results of OpenCV for the same input.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/morphology.py

The tests read the vectors and need no Python.
"""

from pathlib import Path

import cv2
import numpy as np

HERE = Path(__file__).parent


def write(name, program, vectors):
    lines = [f"# Written by {Path(__file__).name} with {program}: change that instead."]
    lines += [f"{label}: {' '.join(f'{v:.12g}' for v in np.ravel(values))}" for label, values in vectors]
    (HERE / name).write_text("\n".join(lines) + "\n")


def photo(width, height):
    """A gray frame: smooth shapes with noise and single dots."""
    random = np.random.default_rng(3)
    y, x = np.mgrid[:height, :width]
    smooth = 110 + 40 * np.sin(x / 4) + 25 * np.cos(y / 3) + 30 * (x > y)
    noisy = smooth + random.normal(0, 6, smooth.shape)
    dots = random.random(smooth.shape)
    noisy[dots < 0.03] = 0
    noisy[dots > 0.97] = 255
    return np.clip(noisy, 0, 255).astype(np.uint8)


def morphology():
    """Writes the size of a gray frame and the frame, then for each case: radii, whether the element is an ellipse, and the
    results of the seven operations."""
    source = photo(24, 18)
    vectors = [("size", [24, 18]), ("source", source)]
    operations = ["ERODE", "DILATE", "OPEN", "CLOSE", "GRADIENT", "TOPHAT", "BLACKHAT"]
    for x, y, ellipse in [(1, 1, 0), (3, 5, 0), (2, 3, 1), (8, 5, 1)]:
        shape = cv2.MORPH_ELLIPSE if ellipse else cv2.MORPH_RECT
        element = cv2.getStructuringElement(shape, (2 * x + 1, 2 * y + 1))
        vectors.append(("radii, ellipse", [x, y, ellipse]))
        for name in operations:
            vectors.append((name.lower(), cv2.morphologyEx(source, getattr(cv2, "MORPH_" + name), element)))
    write("morphology.txt", f"OpenCV {cv2.__version__}, morphologyEx", vectors)


morphology()
