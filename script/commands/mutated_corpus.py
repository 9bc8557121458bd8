"""Corpora of any size: the seeds of a fuzz target, and mutants of them."""

import random
import shutil

import suite


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


def grow(target, folder, extra_count):
    """Fills `folder` up to the target's seeds and `extra_count` different mutants; returns how many
    files there are. The same files in every run, and a smaller corpus is a part of a larger one."""
    inputs = [path.read_bytes() for path in suite.files_in(target.seeds)]
    known = set(inputs)
    if not folder.exists():
        shutil.copytree(target.seeds, folder)
    generator = random.Random(6455)
    for i in range(extra_count):
        while (data := mutant(generator, inputs, target.max_input_size)) in known:
            pass
        known.add(data)
        path = folder / f"mutant-{i:06}"
        if not path.exists():
            path.write_bytes(data)
    return len(inputs) + extra_count
