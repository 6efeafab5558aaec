"""Standardized columns of data: x′ = (x − mean)/deviation, with the numbers as given kept beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.types import Matrix, Vector

DIVISORS: Mapping[str, int] = {"population": 0, "sample": 1}
"""What is taken from the number of rows n to get the divisor of the squares: n, or n − 1."""

_TOLERANCE = 1e-6
"""By how much the mean and the deviation of a standardized column may differ from 0 and 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Standardization:
    """x′ = (x − mean)/deviation of each column, and x = x′·deviation + mean.

    The mean and the deviation are those of the training rows: deviation = √(Σ (x − mean)²/d), where d is n
    ("population", as numpy.std) or n − 1 ("sample", as pandas' std).
    """

    divisor: str
    """A key of `DIVISORS`."""
    raw: Matrix
    """x, the numbers as given, shape (rows, columns), read-only: first the training rows, then the test rows."""
    mean: Vector
    """Shape (columns,), read-only."""
    deviation: Vector
    """Shape (columns,), read-only."""

    @classmethod
    def of(cls, raw: Matrix, training_rows: int, divisor: str) -> Standardization:
        """The standardization of the columns of `raw` by its first rows; see `is_usable` for its deviations.

        The squares are those of the numbers divided by a power of 2, so that they neither overflow nor vanish; for
        numbers of ordinary size the result is that of numpy.std, to the last bit.
        """
        known = raw[:training_rows]
        with np.errstate(all="ignore"):
            _, exponents = np.frexp(np.abs(known).max(axis=0))
            scaled = np.ldexp(known, -exponents)
            mean = np.ldexp(scaled.mean(axis=0), exponents)
            spread = scaled.std(axis=0, ddof=min(DIVISORS[divisor], training_rows - 1))
            deviation = np.ldexp(spread, exponents)
        for array in (raw, mean, deviation):
            array.setflags(write=False)
        return cls(divisor, raw, mean, deviation)

    def is_usable(self, column: int, training_rows: int) -> bool:
        """Whether a standardized column has the mean 0 and the deviation 1 that it is to have.

        It has not if all its numbers are equal, if they differ in their last digits only, or if their differences
        are beyond the range of float64.
        """
        deviation = self.deviation[column]
        if not np.finfo(np.float64).tiny <= deviation < np.inf:
            return False
        with np.errstate(all="ignore"):
            values = (self.raw[:training_rows, column] - self.mean[column]) / deviation
            spread = values.std(ddof=DIVISORS[self.divisor])
            return bool(abs(values.mean()) <= _TOLERANCE and abs(spread - 1.0) <= _TOLERANCE)

    def values(self) -> Matrix:
        """x′ of all rows, shape (rows, columns), read-only; not finite where x is too far from the mean."""
        with np.errstate(all="ignore"):
            values = np.ascontiguousarray((self.raw - self.mean) / self.deviation)
        values.setflags(write=False)
        return values

    def to_raw(self, values: Matrix) -> Matrix:
        """x′·deviation + mean, in the unit of the data, of any values of shape (…, columns)."""
        with np.errstate(all="ignore"):
            return np.asarray(values * self.deviation + self.mean)
