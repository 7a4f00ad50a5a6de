"""Get files over the network with pooch: patience with a busy server, and a cause that is said."""

import time
from pathlib import Path

import pooch
import requests

from clinpeft.corpora.files import Get

_TIMEOUT = (5.0, 30.0)  # seconds to reach the address, and without an answer before a download counts as broken
_CHUNK = 1 << 16
_TRIES = 4  # of one file, where the server asks to be asked more slowly
_BUSY = (429, 503)
_PAUSE, _LONGEST_PAUSE = 2.0, 60.0  # seconds, where a busy server names none, and the longest that is waited


def from_address(base: str) -> Get:
    """What gets a file under the address and puts it at a path; OSError says in one line why it cannot be had."""
    download = pooch.HTTPDownloader(timeout=_TIMEOUT, chunk_size=_CHUNK)
    return lambda file, target: _get(download, base + file.path, target)


def _get(download: pooch.HTTPDownloader, address: str, target: Path) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            download(address, str(target), None)  # what was received is checked by whoever asked for it
            return
        except requests.HTTPError as error:
            answer = error.response
            if answer is None or answer.status_code not in _BUSY or attempt == _TRIES:
                raise
            time.sleep(_pause(answer, attempt))
        except requests.RequestException as error:
            # Their own text is half a page of nested errors; what matters to the reader is this.
            raise OSError(_cause(error)) from error


def _cause(error: requests.RequestException) -> str:
    """What went wrong, and what the reader can set; the first that fits, since some errors are two kinds at once."""
    if isinstance(error, requests.exceptions.SSLError):
        return (
            "the certificate of the address was not accepted; where your institution's proxy signs connections, name "
            "the file with its certificate in $REQUESTS_CA_BUNDLE"
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return (
            "the proxy could not be reached or refused; $HTTPS_PROXY (for http addresses $HTTP_PROXY) names it: set it "
            "to your network's proxy, or unset it where there is none"
        )
    if isinstance(error, requests.Timeout):
        return f"no answer: the address was tried for {_TIMEOUT[0]:g} and then waited for {_TIMEOUT[1]:g} seconds"
    return "the address could not be reached, or the connection broke"


def _pause(answer: requests.Response, attempt: int) -> float:
    """Seconds to wait before asking a busy server again: as many as it names, else twice as many each time."""
    named = answer.headers.get("Retry-After", "")
    return min(_LONGEST_PAUSE, float(named) if named.isdigit() else _PAUSE * 2 ** (attempt - 1))
