"""Writes the results of libsamplerate and SciPy for a signal that the test computes by the same formula, at another rate.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/resample.py
"""

from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

import numpy as np
import samplerate
import scipy.signal


def chord(rate, seconds, highest):
    """Seven sines up to `highest` Hz, which fade in and out."""
    t = np.arange(int(rate * seconds)) / rate
    tones = sum(np.sin(2 * np.pi * (highest * (k / 7) ** 2 * t % 1) + k) for k in range(1, 8))
    return (tones / 8 * np.sin(np.pi * t / seconds) ** 2).astype(np.float32)


def by_scipy(samples, source, target):
    ratio = Fraction(target, source)
    up, down = ratio.numerator, ratio.denominator
    widest = max(up, down)
    low_pass = scipy.signal.firwin(2 * 400 * widest + 1, 0.975 / widest, window=("kaiser", 14.6))
    return scipy.signal.resample_poly(samples.astype(np.float64), up, down, window=low_pass)


judges = {
    f"samplerate {version('samplerate')}, sinc_best": lambda x, a, b: samplerate.resample(x, b / a, "sinc_best"),
    f"scipy {version('scipy')}, resample_poly": by_scipy,
}
lines = ["# from, to, seconds, highest Hz, first frame: samples"]
for source, target in [(44100, 48000), (48000, 44100), (48000, 16000), (16000, 48000)]:
    highest = 0.85 * min(source, target) / 2
    samples = chord(source, 0.25, highest)
    first = int(target * 0.25 * 0.4)
    for judge, resample in judges.items():
        part = resample(samples, source, target)[first : first + 24]
        lines.append(f"# {judge}")
        lines.append(f"{source} {target} 0.25 {highest} {first}: " + " ".join(f"{x:.9f}" for x in part))
(Path(__file__).parent / "resample.txt").write_text("\n".join(lines) + "\n")
