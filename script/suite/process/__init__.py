"""Child processes: each has a limit of time and of memory, dies with its parent, and its end is one
of a closed set.
"""

from suite.process.child import Stopper, run
from suite.process.children import cpu_seconds_of_children
from suite.process.ending import Done, End, Ending, Limits, signal_name
from suite.process.guard import temporary_folder

__all__ = [
    "Done",
    "End",
    "Ending",
    "Limits",
    "Stopper",
    "cpu_seconds_of_children",
    "run",
    "signal_name",
    "temporary_folder",
]
