"""One vendor's JSON API: its address, who we are there, and patience as its rate-limit headers ask for.

A read is tried again a few times when the vendor is busy or stumbles, for waits that a job
may spend; a write only when it was refused for the rate, which says that it was not taken.
Longer waits go up to the job, which comes back later.  A ticket that was merged into another
answers with where it went: a read goes there once, on the same host.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError
from webhook.helpdesks.calling import call_answer

TRIES = 3
LONGEST_PAUSE_S = 5.0  # a job slot is held meanwhile
FIRST_PAUSE_S = 0.2
TOO_MANY = 429
MOST_PAGES = 50  # of one list: beyond it somebody else's loop would become ours
Following = Callable[[Any, int], Mapping[str, Any] | str | None]


@dataclass(frozen=True)
class Api:
    """Calls below one ``base`` address with ``headers`` that say who we are."""

    base: str
    headers: Mapping[str, str] = field(repr=False)
    allow_private: bool = False
    pause: Callable[[float], None] = time.sleep

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON value at a path.  Raises HelpdeskUnavailableError, HelpdeskRejectedError."""
        return self.read(path, query)[0]

    def read(self, path: str, query: Mapping[str, Any] | None = None) -> tuple[Any, Mapping[str, str]]:
        """Return the JSON value at a path (or a whole address below ``base``) and the answer's headers."""
        return self._call("GET", path, None, query)

    def post(self, path: str, value: Any) -> Any:
        """Send a new thing; return what was made."""
        return self._call("POST", path, value)[0]

    def write(self, method: str, path: str, value: Any = None) -> tuple[Any, Mapping[str, str]]:
        """Send with any other method; return the answer's value and its headers."""
        return self._call(method, path, value)

    def pages(
        self,
        path: str,
        query: Mapping[str, Any] | None,
        following: Callable[[Any, int], Mapping[str, Any] | str | None],
    ) -> Iterator[Any]:
        """Yield one page after the other.

        ``following`` is given a page and how many came, and returns the next page's query, or
        its path or address, or None at the end.
        """
        for number in range(1, MOST_PAGES + 1):
            page = self.get(path, query)
            yield page
            further = following(page, number)
            if further is None:
                return
            if isinstance(further, str):
                path, query = further, None
            else:
                query = further

    def _call(
        self, method: str, path: str, value: Any, query: Mapping[str, Any] | None = None
    ) -> tuple[Any, Mapping[str, str]]:
        url = self._address(path)
        if query:
            url += ("&" if "?" in url else "?") + urlencode(query, doseq=True)
        began = time.monotonic()
        is_moved = False
        for attempt in range(TRIES):
            try:
                return call_answer(method, url, value, headers=self.headers, allow_private=self.allow_private)
            except HelpdeskRejectedError as error:
                if method != "GET" or not error.location or is_moved or attempt == TRIES - 1:
                    raise
                is_moved, url = True, self._here(urljoin(url, error.location))
            except HelpdeskUnavailableError as error:
                wait = FIRST_PAUSE_S * 4**attempt if error.retry_after_s is None else error.retry_after_s
                may_repeat = method == "GET" or error.status == TOO_MANY
                is_late = time.monotonic() - began > LONGEST_PAUSE_S  # it hangs: the job comes back later
                if not may_repeat or attempt == TRIES - 1 or wait > LONGEST_PAUSE_S or is_late:
                    raise
                self.pause(wait)
        raise AssertionError("every try returns or raises")

    def _here(self, address: str) -> str:
        """Return the address on our own host: a vendor may name it otherwise, and our token goes nowhere else."""
        base, there = urlsplit(self.base), urlsplit(address)
        return urlunsplit((base.scheme, base.netloc, there.path, there.query, ""))

    def _address(self, path: str) -> str:
        if not path.startswith(("http://", "https://")):
            return f"{self.base.rstrip('/')}/{path.lstrip('/')}"
        there, base = urlsplit(path), urlsplit(self.base)
        # A link in an answer must not carry our token to another host.
        if there.netloc != base.netloc:
            raise HelpdeskRejectedError("The helpdesk's next page lies at another address than the one configured.")
        return path


def option(options: Mapping[str, str], name: str, *, connection_id: str) -> str:
    """Return an option that a call cannot do without.  Raises HelpdeskRejectedError."""
    value = options.get(name, "").strip()
    if not value:
        raise HelpdeskRejectedError(f"Connection '{connection_id}' needs the option {name}.")
    return value
