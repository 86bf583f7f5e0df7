"""Makes small animations with every disposal and blending, and writes what other decoders show.

Needs Pillow (with libwebp). Writes `animations.pack`: entries of a name (a length byte and ASCII) and bytes (a 32-bit
length, little-endian, and the bytes), compressed by zlib. An entry `name.gif` is a file; the entry `=reference` before
it has width, height, number of plays (0: no end), and count (16 bits each), and for each picture its milliseconds (32
bits) and the RGBA pixels that Pillow shows; for APNGs that Pillow gets wrong, those of a plain loop.
"""

import io
import random
import struct
import zlib
from pathlib import Path

from PIL import GifImagePlugin, Image

here = Path(__file__).parent
WIDTH, HEIGHT = 24, 18
GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_ALWAYS


def patch(chance, width, height, binary=False):
    """A picture of stripes and noise, with holes."""
    picture = Image.new("RGBA", (width, height))
    for y in range(height):
        for x in range(width):
            color = tuple(chance.choice([0, 60, 128, 200, 255]) for _ in range(3))
            alpha = 255 if (x + y) % 3 == 0 else 0 if binary else chance.choice([0, 1, 64, 128, 200, 254, 255])
            picture.putpixel((x, y), (*color, alpha))
    return picture


def place(chance):
    """An area within the canvas; even positions, as WebP needs them."""
    width, height = chance.randint(1, WIDTH), chance.randint(1, HEIGHT)
    return chance.randrange(0, WIDTH - width + 1) & ~1, chance.randrange(0, HEIGHT - height + 1) & ~1, width, height


def png_chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_data(picture, mode):
    """The deflated rows of a picture."""
    file = io.BytesIO()
    picture.convert(mode).save(file, "PNG")
    bytes, at, data = file.getvalue(), 8, b""
    while at < len(bytes):
        length = struct.unpack(">I", bytes[at : at + 4])[0]
        if bytes[at + 4 : at + 8] == b"IDAT":
            data += bytes[at + 8 : at + 8 + length]
        at += length + 12
    return data


def apng(chance, count, plays, hidden, mode="RGBA", binary=True):
    """An APNG, and its pictures; `hidden` is whether its default image isn't shown."""
    parts = []
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 6 if mode == "RGBA" else 2, 0, 0, 0)
    out = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"acTL", struct.pack(">II", count, plays))
    sequence = 0
    if hidden:
        out += png_chunk(b"IDAT", png_data(patch(chance, WIDTH, HEIGHT), mode))
    for index in range(count):
        x, y, width, height = (0, 0, WIDTH, HEIGHT) if index == 0 and not hidden else place(chance)
        delay = chance.choice([(4, 100), (1, 10), (1, 25), (7, 0), (250, 1000)])
        dispose = chance.choice([0, 1, 2]) if index > 0 else chance.choice([0, 1])
        blend = chance.choice([0, 1])
        control = struct.pack(">IIIIIHHBB", sequence, width, height, x, y, *delay, dispose, blend)
        out += png_chunk(b"fcTL", control)
        sequence += 1
        picture = patch(chance, width, height, binary)
        parts.append((x, y, picture, delay[0] * 1000 // (delay[1] or 100), dispose, blend))
        data = png_data(picture, mode)
        if index == 0 and not hidden:
            out += png_chunk(b"IDAT", data)
            continue
        half = len(data) // 2
        for part in (data[:half], data[half:]):
            out += png_chunk(b"fdAT", struct.pack(">I", sequence) + part)
            sequence += 1
    return out + png_chunk(b"IEND", b""), parts


def composited(parts):
    """What the specification of APNG shows: Pillow interpolates alpha instead of compositing it."""
    canvas = [[(0.0, 0.0, 0.0, 0.0)] * WIDTH for _ in range(HEIGHT)]
    frames = []
    for x, y, picture, milliseconds, dispose, blend in parts:
        before = [row[:] for row in canvas]
        for dy in range(picture.height):
            for dx in range(picture.width):
                *color, alpha = (value / 255 for value in picture.getpixel((dx, dy)))
                *under, behind = canvas[y + dy][x + dx]
                if blend == 1:
                    whole = alpha + behind * (1 - alpha)
                    color = [(c * alpha + u * behind * (1 - alpha)) / (whole or 1) for c, u in zip(color, under)]
                    alpha = whole
                canvas[y + dy][x + dx] = (*color, alpha)
        frames.append((milliseconds, bytes(round(v * 255) for row in canvas for pixel in row for v in pixel)))
        if dispose == 1:
            for dy in range(picture.height):
                canvas[y + dy][x : x + picture.width] = [(0.0, 0.0, 0.0, 0.0)] * picture.width
        elif dispose == 2:
            canvas = before
    return frames


def webp(chance, count, plays, lossy=False):
    """An animated WebP, of still files by libwebp."""

    def chunk(name, body):
        return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    def three(number):
        return struct.pack("<I", number)[:3]

    frames = b""
    for _ in range(count):
        x, y, width, height = place(chance)
        file = io.BytesIO()
        patch(chance, width, height).save(file, "WEBP", lossless=not lossy, quality=90, exact=True)
        body, picture = file.getvalue()[12:], b""
        while body:
            length = struct.unpack("<I", body[4:8])[0]
            end = 8 + length + length % 2
            if body[:4] != b"VP8X":
                picture += body[:end]
            body = body[end:]
        flags = chance.choice([0, 1, 2, 3])
        milliseconds = chance.choice([40, 100, 33, 1000])
        head = three(x // 2) + three(y // 2) + three(width - 1) + three(height - 1) + three(milliseconds)
        frames += chunk(b"ANMF", head + bytes([flags]) + picture)
    extended = bytes([0x12, 0, 0, 0]) + three(WIDTH - 1) + three(HEIGHT - 1)
    body = b"WEBP" + chunk(b"VP8X", extended) + chunk(b"ANIM", struct.pack("<IH", 0, plays)) + frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif(chance, count, repetitions, local):
    """A GIF; `local` is whether pictures have tables of their own. The codes are Pillow's."""
    colors = [tuple(chance.randrange(256) for _ in range(3)) for _ in range(16)]
    table = b"".join(bytes(color) for color in colors)
    out = b"GIF89a" + struct.pack("<HHBBB", WIDTH, HEIGHT, 0xB3, 0, 0) + table
    if repetitions is not None:
        out += b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<H", repetitions) + b"\0"
    for index in range(count):
        x, y, width, height = (0, 0, WIDTH, HEIGHT) if index == 0 else place(chance)
        picture = Image.new("P", (width, height))
        picture.putpalette(table)
        picture.putdata([chance.randrange(16) for _ in range(width * height)])
        file = io.BytesIO()
        picture.save(file, "GIF", interlace=chance.choice([0, 1]), optimize=False)
        still = file.getvalue()
        at = 13 + (3 << ((still[10] & 7) + 1) if still[10] & 0x80 else 0)
        while still[at] == 0x21:
            at += 2
            while still[at]:
                at += still[at] + 1
            at += 1
        descriptor, at = bytearray(still[at : at + 10]), at + 10
        if descriptor[9] & 0x80:
            at += 3 << ((descriptor[9] & 7) + 1)
        size, codes = still[at], still[at + 1 : -1]
        descriptor[1:5] = struct.pack("<HH", x, y)
        descriptor[9] = descriptor[9] & 0x40 | (0x83 if local else 0)
        disposal = chance.choice([0, 1, 2, 3]) if index > 0 else chance.choice([1, 2])
        # Without a transparent colour, Pillow clears to the background colour; browsers never do.
        transparent = disposal == 2 or chance.choice([True, True, False])
        flags = disposal << 2 | transparent
        control = struct.pack("<BBBBHBB", 0x21, 0xF9, 4, flags, chance.choice([4, 10, 25]), 5, 0)
        own = table[24:] + table[:24] if local else b""
        out += control + bytes(descriptor) + own + bytes([size]) + codes
    return out + b";"


def shown(file):
    """What Pillow shows."""
    picture = Image.open(io.BytesIO(file))
    frames = []
    # Pillow counts a default image that isn't shown.
    first = 1 if picture.info.get("default_image") else 0
    for index in range(first, picture.n_frames):
        picture.seek(index)
        pixels = picture.convert("RGBA").tobytes()
        frames.append((round(picture.info["duration"]), pixels))
    return frames


def entry(name, bytes):
    return struct.pack("B", len(name)) + name.encode() + struct.pack("<I", len(bytes)) + bytes


def main():
    pack = b""
    chance = random.Random(1)
    files = []
    for index in range(8):
        repetitions = [None, 0, 1, 5][index % 4]
        plays = {None: 1, 0: 0}.get(repetitions, (repetitions or 0) + 1)
        file = gif(chance, 6, repetitions, index % 2 == 1)
        files.append((f"{index}.gif", plays, file, shown(file)))
    for index in range(12):
        plays = [0, 1, 3, 0][index % 4]
        translucent = index >= 6
        file, parts = apng(chance, 6, plays, index % 2 == 1, "RGBA", not translucent)
        # Pillow draws on a default image that isn't shown.
        frames = composited(parts) if translucent or index % 2 == 1 else shown(file)
        files.append((f"{index}.png", plays, file, frames))
    file, _ = apng(chance, 4, 0, False, "RGB")
    files.append(("rgb.png", 0, file, shown(file)))
    for index in range(8):
        plays = [0, 1, 3, 0][index % 4]
        file = webp(chance, 6, plays, index == 7)
        files.append((f"{index}.webp", plays, file, shown(file)))
    for name, plays, file, frames in files:
        reference = struct.pack("<HHHH", WIDTH, HEIGHT, plays, len(frames))
        for milliseconds, pixels in frames:
            reference += struct.pack("<I", milliseconds) + pixels
        pack += entry("=reference", reference) + entry(name, file)
    (here / "animations.pack").write_bytes(zlib.compress(pack, 9))


main()
