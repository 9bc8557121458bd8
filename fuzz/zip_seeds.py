#!/usr/bin/python3
"""Zips a folder of seeds, the same bytes for the same seeds. Usage: zip_seeds.py FOLDER ZIP"""

import sys
import zipfile
from pathlib import Path

folder, path = map(Path, sys.argv[1:])
with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as seeds:
    for seed in sorted(folder.iterdir()):
        # Without a time of its own an entry is of 1980.
        seeds.writestr(zipfile.ZipInfo(seed.name), seed.read_bytes(), zipfile.ZIP_DEFLATED)
