# Room: scripts. Asks other sites whether a page is still there, gently. Called by scripts/links.py.
"""One request at a time to a host, a pause between two, few retries, and an honest name."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import responses
from typing import Literal
from urllib.parse import urljoin, urlsplit

from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.exceptions import (
    HTTPError,
    LocationValueError,
    MaxRetryError,
    NewConnectionError,
    ResponseError,
    SSLError,
)
from urllib3.exceptions import TimeoutError as TookTooLong

from macros.messages.message import Message

Kind = Literal["right", "moved", "dead", "busy", "redirects", "certificate", "timeout", "no answer"]

# The name that the logs of a site show; a site that wants us gone can refuse it.
AGENT = "papers-and-care-link-check (checks that the pages we cite still exist)"
_FOR_GOOD = {301, 308}
_ASK_AGAIN = (429, 500, 502, 503, 504)
_HOSTS_AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a site said of one address.

    ``status`` is that of the last answer, 0 without one. ``moved_to`` is where a page is that moved
    for good, "" otherwise. ``says`` explains the answer to an editor: a message, or the words of
    the site.
    """

    url: str
    kind: Kind
    status: int = 0
    moved_to: str = ""
    says: Message | str = ""


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How patient we are, in seconds; ``longest_wait`` is what a site may ask for (Retry-After)."""

    timeout: float = 20
    pause: float = 1
    longest_wait: int = 60


class LinkClient:
    """Asks other sites. ``sleep`` makes the pause between two requests to one host."""

    def __init__(
        self, manners: Manners | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._manners = manners or Manners()
        self._sleep = sleep
        self._pool = PoolManager(
            headers={"User-Agent": AGENT, "Accept": "*/*"},
            timeout=Timeout(self._manners.timeout),
            retries=Retry(
                total=None,
                connect=1,
                read=1,
                other=0,
                redirect=8,
                status=2,
                allowed_methods=None,
                status_forcelist=_ASK_AGAIN,
                backoff_factor=self._manners.pause,
                raise_on_status=False,
                retry_after_max=self._manners.longest_wait,
            ),
        )

    def answers(
        self, urls: Iterable[str], *, told: Callable[[Answer], object] = lambda _: None
    ) -> dict[str, Answer]:
        """What each address answers; ``told`` hears each answer as it comes."""
        by_host: Mapping[str, list[str]] = defaultdict(list)
        for url in urls:
            by_host[urlsplit(url).netloc].append(url)

        def of_one_host(addresses: list[str]) -> list[Answer]:
            answers = []
            for number, url in enumerate(addresses):
                if number:
                    self._sleep(self._manners.pause)
                answers.append(self._answer(url))
                told(answers[-1])
            return answers

        with ThreadPoolExecutor(max_workers=_HOSTS_AT_ONCE) as hosts:
            found = hosts.map(of_one_host, by_host.values())
            return {answer.url: answer for answers in found for answer in answers}

    def _answer(self, url: str) -> Answer:
        answer = self._ask("HEAD", url)
        # Some sites know only GET, and say so in many ways. A busy one is not asked again.
        if answer.kind == "dead" or (answer.kind == "no answer" and answer.status):
            self._sleep(self._manners.pause)
            answer = self._ask("GET", url)
        return answer

    def _ask(self, method: str, url: str) -> Answer:
        try:
            response = self._pool.request(method, url, preload_content=False)
        except MaxRetryError as error:
            return _failed(url, error.reason or error)
        except (HTTPError, LocationValueError) as error:
            return _failed(url, error)
        # The first bytes said enough; the page itself is not fetched.
        response.close()
        return _answered(url, response)


def _answered(url: str, response: BaseHTTPResponse) -> Answer:
    status = response.status
    says: Message | str = f"{status} {responses.get(status, '')}".strip()
    if status == 429 or status == 503:
        return Answer(url=url, kind="busy", status=status, says=says)
    if status >= 500:
        return Answer(url=url, kind="no answer", status=status, says=says)
    if status >= 400:
        return Answer(url=url, kind="dead", status=status, says=says)
    steps = response.retries.history if response.retries else ()
    redirects = [step for step in steps if step.redirect_location]
    if redirects and {step.status for step in redirects} <= _FOR_GOOD:
        moved_to = url
        for step in redirects:
            moved_to = urljoin(moved_to, step.redirect_location)
        says = Message("links.now", address=moved_to)
        return Answer(url=url, kind="moved", status=status, moved_to=moved_to, says=says)
    return Answer(url=url, kind="right", status=status, says=says)


def _failed(url: str, error: Exception) -> Answer:
    if isinstance(error, SSLError):
        return Answer(url=url, kind="certificate", says=Message("links.certificate"))
    # To urllib3, a host that is not there is a kind of timeout.
    if isinstance(error, TookTooLong) and not isinstance(error, NewConnectionError):
        return Answer(url=url, kind="timeout", says=Message("links.timeout"))
    if isinstance(error, ResponseError):
        return Answer(url=url, kind="redirects", says=Message("links.redirects"))
    says = Message("links.no-answer", fault=type(error).__name__)
    return Answer(url=url, kind="no answer", says=says)
