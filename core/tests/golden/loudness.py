"""Writes what pyloudnorm says of the loudness of sounds that the tests make by the same formula.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/loudness.py
"""

from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyloudnorm


def music(rate, channels, seconds):
    """Notes that begin and die away over noise that swells."""
    frames = int(rate * seconds)
    noise = np.empty(frames * channels)
    state = 1
    for i in range(frames * channels):
        state = (state * 1664525 + 1013904223) % 2**32
        noise[i] = state / 2**31 - 1
    noise = noise.reshape(frames, channels)
    t = np.arange(frames) / rate
    beat, since = np.floor(t * 2), t * 2 % 1 / 2
    pitch = 110 * (1 + beat * 5 % 7)
    loudness = 0.02 + 0.4 * np.sin(t * 0.05 * 2 * np.pi) ** 2
    note = [(t * pitch * (1 + channel * 0.5) % 1 - 0.5) * np.exp(-since * 6) for channel in range(channels)]
    return loudness[:, None] * (np.stack(note, axis=1) + 0.1 * noise)


lines = [f"# pyloudnorm {version('pyloudnorm')}: rate, channels, seconds, LUFS"]
for rate, channels, seconds in [(48000, 1, 12), (48000, 2, 20), (44100, 2, 12), (22050, 5, 12)]:
    # "DeMan" are the filters of the recommendation at any rate; pyloudnorm's own default is off by a little.
    meter = pyloudnorm.Meter(rate, filter_class="DeMan")
    loudness = meter.integrated_loudness(music(rate, channels, seconds))
    lines.append(f"{rate} {channels} {seconds} {loudness:.4f}")
(Path(__file__).parent / "loudness.txt").write_text("\n".join(lines) + "\n")
