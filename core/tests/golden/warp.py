"""Writes the positions by OpenCV's `initUndistortRectifyMap`, and the results of SciPy's `affine_transform` (linear, with
every border mode) and of scikit-image's `warp` (bicubic) for a frame. Also writes remap.txt: the results of OpenCV's `remap`.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/warp.py
"""

from pathlib import Path

import cv2
import numpy as np
import scipy
import skimage
from scipy.ndimage import affine_transform
from skimage.transform import warp

WIDTH, HEIGHT = 19, 14
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
picture = ((x * 23 + y * 41 + x * y * 7) % 256).astype(np.uint8)
lines = [
    f"# Written by warp.py with OpenCV {cv2.__version__}, SciPy {scipy.__version__} and scikit-image {skimage.__version__}: change that instead."
]

# In OpenCV, pixel centres are whole numbers; here, they are at halves.
focal, center = 0.8 * WIDTH, (0.4 * WIDTH - 0.5, 0.55 * HEIGHT - 0.5)
camera = np.array([[focal, 0, center[0]], [0, focal, center[1]], [0, 0, 1]])
places = cv2.initUndistortRectifyMap(
    camera, np.array([0.3, -0.2, 0.02, -0.03, 0.05]), None, camera, (WIDTH, HEIGHT), cv2.CV_32FC1
)
for row in (0, 5, 13):
    numbers = np.stack([places[0][row], places[1][row]], axis=-1).ravel()
    lines.append(f"lens row {row}: {' '.join(f'{v:.7g}' for v in numbers)}")

# From the result to the frame, in (x, y), with pixel centres at halves.
a, c, e, b, d, f = 0.9, 0.25, 1.3, -0.3, 1.1, 2.1
matrix = np.array([[d, b], [c, a]])
offset = np.array([f, e]) + matrix @ [0.5, 0.5] - [0.5, 0.5]
for name, mode in {"clamp": "nearest", "reflect": "reflect", "wrap": "grid-wrap", "transparent": "grid-constant"}.items():
    warped = affine_transform(picture.astype(np.float64), matrix, offset, order=1, mode=mode)
    lines.append(f"bilinear {name}: {' '.join(f'{v:.4f}' for v in warped.ravel())}")
half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
back = np.linalg.inv(half) @ np.array([[a, c, e], [b, d, f], [0, 0, 1]]) @ half
bicubic = warp(picture.astype(np.float64), back, order=3, mode="edge", clip=False, preserve_range=True)
lines.append(f"bicubic clamp: {' '.join(f'{v:.4f}' for v in bicubic.clip(0, 255).ravel())}")
(Path(__file__).parent / "warp.txt").write_text("\n".join(lines) + "\n")

# The sizes of the frame and of the result, and the frame; then for each case: a map, and the result. Positions are odd
# multiples of 1/32, so that none is halfway between pixels.
random = np.random.default_rng(4)
WIDE, HIGH = 11, 9
absolute = random.uniform([-4, -3], [WIDTH + 3, HEIGHT + 3], (HIGH, WIDE, 2))
maps = {"absolute": absolute, "relative": random.uniform(-4, 4, (HIGH, WIDE, 2))}
edges = {
    "transparent": cv2.BORDER_CONSTANT,
    "clamp": cv2.BORDER_REPLICATE,
    "reflect": cv2.BORDER_REFLECT,
    "wrap": cv2.BORDER_WRAP,
}
lines = [
    f"# Written by warp.py with OpenCV {cv2.__version__}, remap: change that instead.",
    f"size: {WIDTH} {HEIGHT} {WIDE} {HIGH}",
    f"source: {' '.join(map(str, picture.ravel()))}",
]
for kind, method, edge in [("absolute", "bilinear", edge) for edge in edges] + [
    ("absolute", "nearest", "clamp"),
    ("relative", "bilinear", "clamp"),
]:
    places = ((np.floor(maps[kind] * 16) * 2 + 1) / 32).astype(np.float32)
    flags = cv2.INTER_LINEAR if method == "bilinear" else cv2.INTER_NEAREST
    if kind == "relative":
        flags |= cv2.WARP_RELATIVE_MAP
    result = cv2.remap(picture, places, None, flags, borderMode=edges[edge])
    lines.append(f"{kind}: {' '.join(f'{v:.7g}' for v in places.ravel())}")
    lines.append(f"{method} {edge}: {' '.join(map(str, result.ravel()))}")
(Path(__file__).parent / "remap.txt").write_text("\n".join(lines) + "\n")
