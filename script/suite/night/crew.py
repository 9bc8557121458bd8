"""For suite.night.props_phase, until it calls suite.process itself."""

from collections.abc import Callable

from suite.engine import libfuzzer
from suite.process import Limits, Stopper


class Crew(Stopper):
    def run(self, command: list[str], on_line: Callable[[str], object], seconds: float) -> int:
        environment = libfuzzer.fuzzing_environment()
        end = libfuzzer.run(
            command, Limits(seconds), on_line=on_line, environment=environment, stopper=self
        ).end
        return end.status if end.status is not None else -(end.signal or 1)
