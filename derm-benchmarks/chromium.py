"""Headless Chromium by the WebDriver protocol, for the scripts beside this file. Needs chromium and chromedriver."""
import json
import pathlib
import re
import subprocess
import time
import urllib.request

PATIENCE = 300


class Browser:
    """A window; its profile is kept in a folder."""

    def __init__(self, profile):
        self.driver = subprocess.Popen(['chromedriver', '--port=0'], stdout=subprocess.PIPE, text=True)
        for line in self.driver.stdout:
            found = re.search(r'successfully on port (\d+)', line)
            if found:
                self.base = f'http://127.0.0.1:{found.group(1)}'
                break
        arguments = ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', f'--user-data-dir={profile}']
        started = self.call('/session', {'capabilities': {'alwaysMatch': {'goog:chromeOptions': {'args': arguments}}}})
        self.base += f"/session/{started['sessionId']}"

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, headers={'Content-Type': 'application/json'})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)['value']

    def open(self, url):
        self.call('/url', {'url': url})

    def script(self, text, *arguments):
        return self.call('/execute/sync', {'script': text, 'args': arguments})

    def text(self, css):
        return self.script("return (document.querySelector(arguments[0]) || {}).textContent || ''", css)

    def wait(self, css, wanted, seconds=PATIENCE):
        """Waits until the text of an element is as wanted, and gives it."""
        end = time.monotonic() + seconds
        while not wanted(text := self.text(css)):
            problem = self.text('#problem') or self.text('.message.error')
            if problem or time.monotonic() > end:
                raise SystemExit(f'waited in vain for {css}, which says "{text}". {problem}')
            time.sleep(0.2)
        return text

    def click(self, css):
        self.call(f'/element/{self.element(css)}/click', {})

    def element(self, css):
        return next(iter(self.call('/element', {'using': 'css selector', 'value': css}).values()))

    def choose(self, css, file):
        self.call(f'/element/{self.element(css)}/value', {'text': str(file)})

    def peaks(self):
        """The most resident megabytes of each renderer so far."""
        everyone = subprocess.run(['ps', '-eo', 'pid,ppid,args'], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in everyone.splitlines()[1:]]
        family = {str(self.driver.pid)}
        for _ in range(6):
            family |= {pid for pid, parent, _ in rows if parent in family}
        return [peak(pid) for pid, _, what in rows if pid in family and '--type=renderer' in what]

    def close(self):
        try:
            urllib.request.urlopen(urllib.request.Request(self.base, method='DELETE'), timeout=30).close()
        finally:
            self.driver.terminate()
            self.driver.wait()


def peak(pid):
    status = pathlib.Path(f'/proc/{pid}/status').read_text()
    return int(re.search(r'VmHWM:\s+(\d+)', status).group(1)) * 1024 / 1e6
