"""A Chromium that starts: the one there is, else Playwright's own, else the distribution's.

Run as a program it installs one where none is found, and fails where none can be had.
"""

import os
import shutil
import subprocess
import sys

ARGUMENTS = [
    "--no-sandbox",  # Chromium's sandbox does not start as root, which CI often is
    "--disable-background-networking",
    "--disable-gpu",
    "--no-first-run",
]
# The first shows no window and needs half the time; it is what Playwright takes too.
NAMES = [
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
]


def find():
    """Path of a browser that starts headless, or None. ``CHROMIUM_PATH`` names another one."""
    return next(filter(_starts, _candidates()), None)


def _candidates():
    from playwright.sync_api import sync_playwright

    if given := os.environ.get("CHROMIUM_PATH"):
        yield given
    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path
    yield from filter(None, map(shutil.which, NAMES))


def _starts(path):
    """A browser may be there and still lack a library that it needs."""
    command = [path, "--headless", *ARGUMENTS, "--dump-dom", "about:blank"]
    try:
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _installers():
    yield [sys.executable, "-m", "playwright", "install", "chromium"]
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        yield [*sudo, "apt-get", "update", "-q"]
        for name in NAMES[:2]:
            yield [*sudo, "apt-get", "install", "-q", "-y", "--no-install-recommends", name]


def main():
    if find():
        return
    for command in _installers():
        print("No Chromium that starts; trying:", *command, flush=True)
        try:
            subprocess.run(command, timeout=600)
        except (OSError, subprocess.TimeoutExpired) as failure:
            print(failure, flush=True)
        if find():
            return
    sys.exit(
        "The browser tests need Chromium, and none could be installed. Install the package "
        "chromium, or set CHROMIUM_PATH, or leave the browser tests out with SKIP_BROWSER=1."
    )


if __name__ == "__main__":
    main()
