"""Writes the reference vectors of the detail filters: the results of OpenCV for the same input.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/detail.py

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


def photo(width, height, channels):
    """Smooth shapes with an edge, noise, and single dots."""
    random = np.random.default_rng(5)
    y, x, c = np.mgrid[:height, :width, :channels]
    smooth = 110 + 40 * np.sin(x / 4 + c) + 25 * np.cos(y / 3) + 40 * (x > y)
    noisy = smooth + random.normal(0, 8, smooth.shape)
    dots = random.random(smooth.shape)
    noisy[dots < 0.03] = 0
    noisy[dots > 0.97] = 255
    return np.clip(noisy, 0, 255).astype(np.uint8)


def median():
    """Writes the size of a frame of four channels and the frame, then for each case: the radius, and the medians."""
    source = photo(16, 12, 4)
    vectors = [("size", [16, 12]), ("source", source)]
    for radius in [1, 2, 3, 9]:
        vectors += [("radius", [radius]), ("result", cv2.medianBlur(source, 2 * radius + 1))]
    write("median.txt", f"OpenCV {cv2.__version__}, medianBlur", vectors)


def bilateral():
    """Writes the size of a frame of three channels and the frame, then for each case: gray (only the first channel) or
    colors, with diameter and standard deviations, and the result."""
    source = photo(16, 12, 3)
    vectors = [("size", [16, 12]), ("source", source)]
    for kind, diameter, color, space in [
        ("colors", 5, 40, 2),
        ("colors", 9, 90, 3),
        ("gray", 9, 30, 3),
        ("gray", 5, 60, 10),
    ]:
        image = np.ascontiguousarray(source[:, :, 0]) if kind == "gray" else source
        vectors.append((kind, [diameter, color, space]))
        vectors.append(("result", cv2.bilateralFilter(image, diameter, color, space)))
    write("bilateral.txt", f"OpenCV {cv2.__version__}, bilateralFilter", vectors)


def fast_bilateral():
    """Writes the size of a gray frame, the distance of results from its edges, and the frame; then for each case: standard
    deviations in space and of levels, and the results."""
    margin = 12
    source = photo(48, 40, 1)[:, :, 0].copy()
    vectors = [("size", [48, 40, margin]), ("source", source)]
    for space, color in [(4, 30), (4, 90), (3, 50)]:
        result = cv2.bilateralFilter(source, 2 * margin + 1, color, space)
        vectors += [("sigmas", [space, color]), ("result", result[margin:-margin, margin:-margin])]
    write("fast_bilateral.txt", f"OpenCV {cv2.__version__}, bilateralFilter", vectors)


def non_local_means():
    """Writes the size of a gray frame and the frame, then for each case: strength, radius of the patch and of the search,
    and the result."""
    source = photo(24, 18, 1)[:, :, 0].copy()
    vectors = [("size", [24, 18]), ("source", source)]
    for strength, patch, search in [(10, 3, 5), (20, 1, 3), (40, 2, 10), (80, 3, 4)]:
        result = cv2.fastNlMeansDenoising(source, None, strength, 2 * patch + 1, 2 * search + 1)
        vectors += [("parameters", [strength, patch, search]), ("result", result)]
    write("non_local_means.txt", f"OpenCV {cv2.__version__}, fastNlMeansDenoising", vectors)


median()
bilateral()
fast_bilateral()
non_local_means()
