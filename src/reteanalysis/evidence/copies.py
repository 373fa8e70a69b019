"""Copies of a network by number, each from its own stream of random numbers, and what a measure says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from numpy.random import Generator, Philox, SeedSequence

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from numpy.typing import NDArray

    from reteanalysis.network import Network
    from reteanalysis.terms import Reason

T = TypeVar("T")

ENUMERATE_BELOW = 100  # with fewer possible draws than this, all are made, once each (metrics specification, N5)


@dataclass(frozen=True)
class Copies(Generic[T]):
    """Perturbed copies of a network, or of several years, made when asked for by number; none of them, and why.

    The copy of a number is always the same: whoever shares the work gives each worker some of the numbers, and the first
    copies of a longer run are those of a shorter one.

    Attributes
    ----------
    make : callable
        From the number of a copy to the copy.
    count : int
        How many there are.
    reason : Reason or None
        Why there is none.
    exact : bool
        Whether these are all possible draws, each as likely as any other.
    names : tuple of str
        What each copy leaves out, where each leaves out one thing.
    alike : callable, optional
        From the number of a copy to what it is made from: copies of one make are the same, and are measured once. With four
        projects a thousand resamples are thirty-five.

    Examples
    --------
    >>> from reteanalysis import METRICS, example
    >>> copies = Copies(example().networks[2019].without, 0)
    >>> len(copies), list(copies)
    (0, [])
    """

    make: Callable[[int], T]
    count: int
    reason: Reason | None = None
    exact: bool = False
    names: tuple[str, ...] = ()
    alike: Callable[[int], Hashable] | None = None

    @classmethod
    def none(cls, reason: Reason) -> Copies[T]:
        """Return no copies, for a reason."""

        def make(number: int) -> T:
            raise IndexError(number)

        return cls(make, 0, reason)

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, number: int) -> T:
        if not 0 <= number < self.count:
            raise IndexError(number)
        return self.make(number)

    def __iter__(self) -> Iterator[T]:
        return map(self.make, range(self.count))


def streams(seed: int, *which: int) -> Callable[[int], Generator]:
    """Return the random numbers of each draw: one counter-based stream by number, apart from those of any other `which`.

    The number of the draw is the highest word of the counter: 2^192 numbers lie between two draws. It is one generator set to
    that place, which is ten times quicker than a new one: it is to be drawn from before the next draw is asked for.

    >>> one, other = streams(1, 7), streams(1, 8)
    >>> one(3).random() == streams(1, 7)(3).random(), one(3).random() == one(4).random(), one(3).random() == other(3).random()
    (True, False, False)
    """
    source = Philox(key=SeedSequence(seed, spawn_key=which).generate_state(2, np.uint64))
    generator, begun = Generator(source), source.state

    def stream(draw: int) -> Generator:
        begun["state"]["counter"][3] = draw
        source.state = begun
        return generator

    return stream


def measured(
    metrics: Iterable[Any], copies: Iterable[Any], like: Network | None = None, *, progress: Callable[[int], object] | None = None
) -> dict[str, NDArray[np.float64]]:
    """Return what each metric says of each copy: by name, an array whose first axis is the copies. Each copy is made once.

    Parameters
    ----------
    metrics : iterable of Metric
        Declared metrics, anybody's.
    copies : iterable of Network, or of mappings from year to Network
        Of two or more years a metric of change is asked of the first and the last; of any other, the last minus the first.
    like : Network, optional
        Whose partners the values of single partners are aligned with; nan for those whom a copy does not have.
    progress : callable, optional
        Told now and then how many more copies were measured.

    Examples
    --------
    >>> from reteanalysis import METRICS, example
    >>> years = example().networks
    >>> measured([METRICS["size"], METRICS["entry_rate"]], [{2019: years[2019], 2020: years[2020]}])
    {'size': array([0.]), 'entry_rate': array([0.16666667])}
    """
    asked = list(metrics)

    def said(copy: Any) -> list[Any]:
        values = [of_years(metric, copy) if isinstance(copy, Mapping) else metric(copy) for metric in asked]
        if like is None:
            return values
        return [
            _aligned(value, _latest(copy), like) if metric.level == "partner" else value
            for metric, value in zip(asked, values, strict=True)
        ]

    known: dict[Any, list[Any]] = {}
    every: list[list[Any]] = []
    alike = copies.alike if isinstance(copies, Copies) else None
    for number, copy in enumerate(range(len(copies)) if isinstance(copies, Copies) and alike else copies):
        if alike is None:
            every.append(said(copy))
        else:
            make = alike(number)
            every.append(known[make] if make in known else known.setdefault(make, said(copies[number])))  # type: ignore[index]
        if progress is not None and number % _NOW_AND_THEN == _NOW_AND_THEN - 1:
            progress(_NOW_AND_THEN)
    return {metric.name: np.array([values[at] for values in every], float) for at, metric in enumerate(asked)}


_NOW_AND_THEN = 50


def of_years(metric: Any, networks: Mapping[int, Network]) -> Any:
    """Return a metric of change between the first and the last year, or the difference of any other between them."""
    first, last = networks[min(networks)], networks[max(networks)]
    return metric(first, last) if metric.years == 2 else metric(last) - metric(first)


def _latest(copy: Network | Mapping[int, Network]) -> Network:
    return copy[max(copy)] if isinstance(copy, Mapping) else copy


def _aligned(value: NDArray[np.float64], network: Network, like: Network) -> NDArray[np.float64]:
    if network.partners == like.partners:
        return value
    of = dict(zip(network.partners, value.tolist(), strict=True))
    return np.array([of.get(partner, np.nan) for partner in like.partners], float)
