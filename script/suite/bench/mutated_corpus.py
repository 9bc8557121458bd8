"""Corpora of any size: the seeds of a fuzz target, and mutants of them."""

import random
import shutil

from suite.project import files_in


def mutant(generator, inputs, max_size):
    """An input with one to four changes: a byte set, put in or taken out, or the end of another."""
    data = bytearray(generator.choice(inputs))
    for _ in range(generator.randint(1, 4)):
        place = generator.randint(0, len(data))
        match generator.randrange(4):
            case 0:
                data[place : place + 1] = generator.randbytes(1)
            case 1:
                data[place:place] = generator.randbytes(1)
            case 2:
                del data[place : place + 1]
            case 3:
                data[place:] = generator.choice(inputs)[place:]
    return bytes(data[:max_size])


class MutatedCorpus:
    """A folder of a target's seeds and different mutants of them: the same in every run."""

    def __init__(self, target, folder):
        self.target, self.folder = target, folder
        self.seeds = [path.read_bytes() for path in files_in(target.seeds)]
        self.known = set(self.seeds)
        self.generator = random.Random(6455)
        shutil.copytree(target.seeds, folder)

    def grow(self, file_count):
        """Adds mutants until there are so many files."""
        while len(self.known) < file_count:
            data = mutant(self.generator, self.seeds, self.target.max_input_size)
            if data not in self.known:
                (self.folder / f"mutant-{len(self.known):06}").write_bytes(data)
                self.known.add(data)
