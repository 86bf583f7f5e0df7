"""Writes the results of OpenCV's `copyMakeBorder` for a small picture.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/pad.py
"""

from pathlib import Path

import cv2
import numpy as np

MODES = {
    "transparent": cv2.BORDER_CONSTANT,
    "clamp": cv2.BORDER_REPLICATE,
    "reflect": cv2.BORDER_REFLECT,
    "mirror": cv2.BORDER_REFLECT_101,
    "wrap": cv2.BORDER_WRAP,
}

picture = (np.arange(1, 16, dtype=np.uint8) * 10).reshape(3, 5)
lines = [f"# Written by pad.py with OpenCV {cv2.__version__}: change that instead."]
for name, mode in MODES.items():
    padded = cv2.copyMakeBorder(picture, 4, 9, 7, 12, mode, value=77)
    lines.append(f"{name}: {' '.join(map(str, padded.ravel()))}")
(Path(__file__).parent / "pad.txt").write_text("\n".join(lines) + "\n")
