"""Writes the loudness, measured by pyloudnorm, of signals that the tests compute by the same formula, and the loudness,
measured by pyloudnorm and FFmpeg, of a clip of speech, which the mixing desk plays.

    python3 -m venv venv && venv/bin/pip install -r core/tests/golden/requirements.txt
    venv/bin/python core/tests/golden/loudness.py
"""

import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pyloudnorm

here = Path(__file__).parent
clip = here / "../../../demos/assets/voice.mp3"


def music(rate, channels, seconds):
    """Notes that start and decay, over noise whose level rises and falls."""
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
    # "DeMan" selects the filters of the recommendation at any sample rate; pyloudnorm's default differs slightly.
    meter = pyloudnorm.Meter(rate, filter_class="DeMan")
    loudness = meter.integrated_loudness(music(rate, channels, seconds))
    lines.append(f"{rate} {channels} {seconds} {loudness:.4f}")
(here / "loudness.txt").write_text("\n".join(lines) + "\n")

ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
command = [ffmpeg, "-hide_banner", "-nostats", "-i", clip]
decoded = subprocess.run([*command, "-f", "f32le", "-"], capture_output=True, check=True).stdout
loudness = pyloudnorm.Meter(48000, filter_class="DeMan").integrated_loudness(np.frombuffer(decoded, "<f4"))
meter = ["-af", "ebur128=peak=true", "-f", "null", "-"]
measured = subprocess.run([*command, *meter], capture_output=True, check=True, text=True)
summary = measured.stderr[measured.stderr.index("Summary:") :]
# Its loudness range isn't compared: it includes the first three seconds, in which short-term loudness isn't defined.
integrated, peak = (re.search(rf"{label}: +(-?[\d.]+)", summary)[1] for label in ["I", "Peak"])
(here / "loudness-clip.txt").write_text(
    f"# voice.mp3, by pyloudnorm {version('pyloudnorm')}: LUFS;"
    f" by FFmpeg {imageio_ffmpeg.get_ffmpeg_version()}: LUFS, dBTP\n"
    f"{loudness:.4f} {integrated} {peak}\n"
)
