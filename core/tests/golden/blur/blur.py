"""Writes the reference vectors of the blurs: the results of OpenCV for the same frames.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/blur/blur.py

The tests read the vectors and need no Python.
"""

from pathlib import Path

import cv2
import numpy as np

HERE = Path(__file__).parent


def write(name, program, vectors):
    lines = [f"# Written by blur.py with {program}: change that instead."]
    lines += [f"{label}: {' '.join(f'{v:.12g}' for v in np.ravel(values))}" for label, values in vectors]
    (HERE / name).write_text("\n".join(lines) + "\n")


def frames():
    """Opaque RGBA and gray, 12 × 9: smooth shapes with noise."""
    random = np.random.default_rng(11)
    y, x = np.mgrid[:9, :12]
    smooth = 110 + 60 * np.sin(x / 4) + 45 * np.cos(y / 3) + 40 * (x > y)
    rgba = np.stack([smooth, 255 - smooth, smooth / 2, np.full(x.shape, 255)], axis=-1)
    rgba[..., :3] += random.normal(0, 25, (9, 12, 3))
    rgba = np.clip(rgba, 0, 255).astype(np.uint8)
    return {4: rgba, 1: np.ascontiguousarray(rgba[..., 0])}


FRAMES = frames()
SOURCES = [("rgba", FRAMES[4]), ("gray", FRAMES[1])]


def box_blur():
    """Writes the frames, then for each case: channels and radii, and the result."""
    vectors = list(SOURCES)
    for channels in (4, 1):
        for rx, ry in [(1, 1), (2, 0), (3, 4)]:
            for name, border in [("replicate", cv2.BORDER_REPLICATE), ("reflect101", cv2.BORDER_REFLECT_101)]:
                result = cv2.blur(FRAMES[channels], (2 * rx + 1, 2 * ry + 1), borderType=border)
                vectors += [(name, [channels, rx, ry]), ("result", result)]
    write("box_blur.txt", f"OpenCV {cv2.__version__}, blur", vectors)


def kernels():
    """Asymmetric kernels, which reveal a flip."""
    y, x = np.mgrid[-2:3, -2:3]
    whole = (3 * x * x + 2 * x - y) % 7 - 2
    y, x = np.mgrid[-7:8, -7:8]
    wide = np.exp(-((x + 1) ** 2 + y * y) / 18)
    y, x = np.mgrid[-1:2, -1:2]
    return {"whole": whole.astype(float), "wide": wide / wide.sum(), "signed": np.sin(3 * x + y) + 0.2}


def convolve():
    """Writes the frames, then for each case: channels and bias, the kernel, and the result; alpha is unchanged."""
    vectors = list(SOURCES)
    for name, kernel in kernels().items():
        for channels, bias in [(4, 0), (1, 20)]:
            source = FRAMES[channels]
            result = cv2.filter2D(source, -1, kernel, delta=bias, borderType=cv2.BORDER_REPLICATE)
            if channels == 4:
                result[..., 3] = 255
            vectors += [(name, [channels, bias]), ("kernel", kernel), ("result", result)]
    write("convolve.txt", f"OpenCV {cv2.__version__}, filter2D", vectors)


def convolve_separable():
    """Writes the frames, then for each case: channels and bias, the kernels along rows and columns, and the result; alpha is
    unchanged."""
    vectors = list(SOURCES)
    binomial = np.array([1, 4, 6, 4, 1]) / 16
    ramp = np.array([-0.4, 0.1, 0.9, 0.8, -0.1, -0.2, 0.1])
    for name, across, down in [("binomial", binomial, binomial), ("ramp", ramp, binomial)]:
        for channels, bias in [(4, 0), (1, 20)]:
            source = FRAMES[channels]
            result = cv2.sepFilter2D(source, -1, across, down, delta=bias, borderType=cv2.BORDER_REPLICATE)
            if channels == 4:
                result[..., 3] = 255
            vectors += [(name, [channels, bias]), ("across", across), ("down", down), ("result", result)]
    write("convolve_separable.txt", f"OpenCV {cv2.__version__}, sepFilter2D", vectors)


def lens_blur():
    """Writes the frames, then for each case: channels, radius, the weight and the lowest level of bright pixels, and the
    result. Without bright pixels, results are exact; with bright pixels, they aren't close to a half."""
    vectors = list(SOURCES)
    cases = [(4, 1.5), (4, 5), (1, 3.2), (1, 7.5), (4, 3, 8, 140), (1, 4, 2.5, 190), (4, 2, 40, 170)]
    for channels, radius, highlights, threshold in [(*case, 0, 255)[:4] for case in cases]:
        reach = int(radius)
        y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        disc = (x * x + y * y <= radius * radius).astype(float)
        source = FRAMES[channels]
        levels = cv2.cvtColor(source, cv2.COLOR_RGBA2GRAY) if channels == 4 else source
        weights = np.where(levels >= threshold, 1.0 + highlights, 1.0)
        blur = lambda image: cv2.filter2D(image, -1, disc / disc.sum(), borderType=cv2.BORDER_REFLECT_101)
        weighed = source * (weights[..., None] if channels == 4 else weights)
        total = blur(weights)
        exact = blur(weighed) / (total[..., None] if channels == 4 else total)
        vectors += [("disc", [channels, radius, highlights, threshold]), ("result", np.rint(exact))]
    write("lens_blur.txt", f"OpenCV {cv2.__version__}, filter2D of doubles, rounded", vectors)


box_blur()
lens_blur()
convolve()
convolve_separable()
