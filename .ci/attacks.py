"""What the stages of .ci/soak share: the derm command, images without an archive, and a server in place of the ISIC Archive."""
import http.server
import json
import os
import pathlib
import random
import struct
import subprocess
import threading
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
DISEASES = {'melanoma': (200, 60, 60), 'nevus': (60, 200, 60), 'wart': (60, 60, 200)}
# A small heap and one compiler: the runs are short.
JAVA = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx1g'
NETWORK = ['--size', '75', '--width', '0.05']
PREPROCESSING = {'channels': 'RGB', 'rescaleFactor': 1 / 255, 'mean': [0.5] * 3, 'std': [0.5] * 3, 'resize': 'exact',
                 'resizeTo': 75, 'interpolation': 'bilinear', 'output': 'features'}


def command():
    """The path of the command, built if necessary. With DERM_CLASS_PATH, that class path is used instead of a build."""
    if 'DERM_CLASS_PATH' in os.environ:
        return str(ROOT / 'examples/cli/src/dist/bin/derm')
    derm = str(ROOT / 'examples/bin/derm')
    subprocess.run([derm, '--version'], check=True, stdout=subprocess.DEVNULL)
    return derm


def environment(threads=1, java=JAVA):
    """The variables of a run, with the number of the engine's threads."""
    return {**os.environ, 'OMP_NUM_THREADS': str(threads), 'GOMP_SPINCOUNT': '0',
            'DERM_JAVA_OPTS': f'{java} {os.environ.get("DERM_JAVA_OPTS", "")}'}


def png(size, colour, rng):
    """A noisy image of a colour."""
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

    noise = rng.randbytes(size * size * 3)
    rows = (b'\0' + bytes(min(255, colour[i % 3] + noise[row * size * 3 + i] // 5) for i in range(size * 3)) for row in range(size))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', size, size, 8, 2, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(b''.join(rows))) + chunk(b'IEND', b''))


def draw(folder, each):
    """Draws images into a folder for each disease."""
    rng = random.Random(1)
    for disease, colour in DISEASES.items():
        (folder / disease).mkdir(parents=True)
        for i in range(each):
            (folder / disease / f'{disease}-{i:03}.png').write_bytes(png(80, colour, rng))


class Archive(http.server.ThreadingHTTPServer):
    """The ISIC Archive's API on this machine, with generated images of several pages of its list."""

    PAGE = 20

    def __init__(self, images, size):
        super().__init__(('127.0.0.1', 0), Answer)
        rng = random.Random(2)
        self.base = f'http://127.0.0.1:{self.server_port}/'
        self.images = [png(size, list(DISEASES.values())[i % 3], rng) for i in range(images)]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that was killed is no error of the server."""

    def page(self, start):
        end = min(start + self.PAGE, len(self.images))
        results = [{'isic_id': f'ISIC_{i:07}', 'attribution': 'Clinic', 'copyright_license': 'CC-0',
                    'files': {'full': {'url': f'{self.base}file/{i}', 'size': len(self.images[i])}},
                    'metadata': {'clinical': {'diagnosis_1': 'Benign'}}} for i in range(start, end)]
        following = f'{self.base}images/search/?cursor={end}' if end < len(self.images) else None
        return {'count': len(self.images), 'next': following, 'results': results}


class Answer(http.server.BaseHTTPRequestHandler):
    """Answers one request of a client of the archive."""

    def do_GET(self):
        path, _, query = self.path.partition('?')
        if path.startswith('/file/'):
            body = self.server.images[int(path.removeprefix('/file/'))]
        elif path.endswith('/images/search/'):
            body = json.dumps(self.server.page(int(query.removeprefix('cursor=')) if 'cursor=' in query else 0)).encode()
        elif '/license-file/' in path:
            body = b'A licence.'
        else:
            body = b'{"size": %d}' % sum(map(len, self.server.images))
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        for start in range(0, len(body), 1 << 13):
            self.wfile.write(body[start:start + (1 << 13)])
            self.wfile.flush()

    def log_message(self, *args):
        """The stages print their own lines."""
