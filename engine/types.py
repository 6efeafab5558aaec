"""Array types of the engine's signatures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
"""A one-dimensional float64 array: θ, a gradient, an update."""

Matrix = npt.NDArray[np.float64]
"""A two-dimensional float64 array, shape (rows, columns) or (from, to)."""

Rows = npt.NDArray[np.intp]
"""Row indices into the data, from 0, shape (batch,)."""

Mask = npt.NDArray[np.bool_]
"""A truth value for each parameter, shape (parameters,)."""

NO_ROWS: Rows = np.empty(0, dtype=np.intp)
NO_ROWS.setflags(write=False)
