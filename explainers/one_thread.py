"""Linear algebra on one thread."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from threadpoolctl import ThreadpoolController

F = TypeVar("F", bound=Callable[..., Any])
_blas = ThreadpoolController()


def one_thread(function: F) -> F:
    """Keep linear algebra to one thread: matrices as small as these only lose by sharing, and wait for each other."""
    return cast(F, _blas.wrap(limits=1, user_api="blas")(function))
