"""Writes the reference vectors of the tone filters: the results of OpenCV for the same frames.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/tone.py

The tests read the vectors and need no Python.
"""

from pathlib import Path

import cv2
import numpy as np

HERE = Path(__file__).parent


def write(name, program, vectors):
    lines = [f"# Written by tone.py with {program}: change that instead."]
    lines += [f"{label}: {' '.join(f'{v:.12g}' for v in np.ravel(values))}" for label, values in vectors]
    (HERE / name).write_text("\n".join(lines) + "\n")


def frame(kind, width, height):
    """A gray frame: smooth shapes with noise, in a part of the range, or with two tones or one."""
    random = np.random.default_rng(7)
    y, x = np.mgrid[:height, :width]
    if kind == "photo":
        smooth = 110 + 40 * np.sin(x / 7) + 25 * np.cos(y / 5) + 30 * (x > y)
        return np.clip(smooth + random.normal(0, 6, x.shape), 0, 255).astype(np.uint8)
    if kind == "dark":
        return random.integers(0, 9, x.shape).astype(np.uint8) ** 2
    if kind == "noise":
        return random.integers(0, 256, x.shape).astype(np.uint8)
    if kind == "two tones":
        return np.where(x + y < 20, 40, 190).astype(np.uint8)
    return np.full(x.shape, 93, np.uint8)


def otsu_threshold():
    """Writes the size, a frame, and the threshold level."""
    vectors = []
    for kind, width, height in [("photo", 24, 18), ("dark", 16, 9), ("noise", 21, 17), ("two tones", 24, 18), ("flat", 5, 3)]:
        source = frame(kind, width, height)
        level, _ = cv2.threshold(source, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        vectors += [(kind, [width, height]), ("source", source), ("level", [level])]
    write("otsu_threshold.txt", f"OpenCV {cv2.__version__}, THRESH_OTSU", vectors)


def clahe():
    """Writes width, height, tiles across and down and the clip limit; a frame; and the result."""
    vectors = []
    for kind, width, height, across, down, limit in [
        ("photo", 24, 16, 8, 8, 2),
        ("photo", 37, 29, 8, 8, 2),
        ("photo", 24, 19, 8, 8, 4),
        ("noise", 21, 17, 3, 5, 1.5),
        ("dark", 24, 18, 2, 2, 40),
        ("photo", 24, 18, 1, 1, 0),
        ("photo", 5, 3, 8, 8, 3),
        ("flat", 16, 9, 4, 4, 2),
    ]:
        source = frame(kind, width, height)
        result = cv2.createCLAHE(limit, (across, down)).apply(source)
        vectors += [(kind, [width, height, across, down, limit]), ("source", source), ("result", result)]
    write("clahe.txt", f"OpenCV {cv2.__version__}, createCLAHE", vectors)


def adaptive_threshold():
    """Writes width, height, method (0 mean, 1 Gaussian), block size and offset; a frame; and its white pixels (1)."""
    vectors = []
    for kind, width, height, method, block, offset in [
        ("photo", 24, 18, 0, 11, 2),
        ("photo", 24, 18, 0, 3, 0),
        ("noise", 21, 17, 0, 7, -5),
        ("noise", 21, 17, 0, 51, 10),
        ("flat", 5, 3, 0, 5, 0),
        ("flat", 5, 3, 0, 5, 1),
        ("photo", 24, 18, 1, 11, 2),
        ("photo", 24, 18, 1, 3, 0),
        ("noise", 21, 17, 1, 9, -5),
        ("noise", 21, 17, 1, 31, 10),
    ]:
        source = frame(kind, width, height)
        result = cv2.adaptiveThreshold(source, 1, method, cv2.THRESH_BINARY, block, offset)
        vectors += [(kind, [width, height, method, block, offset]), ("source", source), ("result", result)]
    write("adaptive_threshold.txt", f"OpenCV {cv2.__version__}, adaptiveThreshold", vectors)


otsu_threshold()
clahe()
adaptive_threshold()
