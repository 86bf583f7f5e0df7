"""Writes the reference vectors of the edge filters: the results of OpenCV for the same input.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/edges.py

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
    """A gray frame: smooth shapes with an edge, and noise."""
    random = np.random.default_rng(7)
    y, x = np.mgrid[:height, :width]
    smooth = 110 + 40 * np.sin(x / 5) + 25 * np.cos(y / 4) + 50 * (x > y) - 60 * (x + 2 * y > 50)
    return np.clip(smooth + random.normal(0, 5, smooth.shape), 0, 255).astype(np.uint8)


def gradients():
    """Writes the size of a gray frame and the frame, then the results by name."""
    source = photo(24, 18)
    vectors = [("size", [24, 18]), ("source", source)]
    across = {
        "sobel": cv2.Sobel(source, cv2.CV_64F, 1, 0),
        "scharr": cv2.Scharr(source, cv2.CV_64F, 1, 0),
        "prewitt": cv2.filter2D(source, cv2.CV_64F, np.array([[-1, 0, 1]] * 3)),
    }
    down = {
        "sobel": cv2.Sobel(source, cv2.CV_64F, 0, 1),
        "scharr": cv2.Scharr(source, cv2.CV_64F, 0, 1),
        "prewitt": cv2.filter2D(source, cv2.CV_64F, np.array([[-1, 0, 1]] * 3).T),
    }
    for name in across:
        vectors.append((name, np.clip(np.rint(np.hypot(across[name], down[name])), 0, 255)))
    for size in [1, 3]:
        result = cv2.convertScaleAbs(cv2.Laplacian(source, cv2.CV_16S, ksize=size))
        vectors.append((f"laplacian {size}", result))
    write("gradients.txt", f"OpenCV {cv2.__version__}, Sobel, Scharr, filter2D and Laplacian", vectors)


def canny():
    """Writes the size of a gray frame and the frame, then for each case: thresholds, whether gradients are measured by L2,
    and the edges."""
    source = photo(40, 30)
    vectors = [("size", [40, 30]), ("source", source)]
    for low, high, l2 in [(50, 150, 0), (50, 150, 1), (20, 300, 0), (10.5, 90.5, 1), (100, 100, 0)]:
        edges = cv2.Canny(source, low, high, apertureSize=3, L2gradient=bool(l2))
        vectors += [("low, high, L2", [low, high, l2]), ("edges", edges // 255)]
    write("canny.txt", f"OpenCV {cv2.__version__}, Canny", vectors)


gradients()
canny()
