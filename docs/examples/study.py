#!/usr/bin/python3
"""Plots what "fundstelle trend --format tsv" counted, one file a line: study.py OUT.svg FILE.tsv...

Needs nothing but Python. Quarters are summed from months: matches and words first, then the share of both,
since a mean of the months' shares would give few words the weight of many.
"""
import csv
import sys
from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 320, 60, 30, 40
COLOURS = ["#36c", "#c33", "#393", "#939"]


def quarters(path):
    matches, words = {}, {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            year, month = map(int, row["period"].split("-"))
            quarter = f"{year}-Q{(month + 2) // 3}"
            matches[quarter] = matches.get(quarter, 0) + int(row["occurrences"])
            words[quarter] = words.get(quarter, 0) + int(row["words"])
    return {q: 1e6 * matches[q] / words[q] if words[q] else None for q in words}


def main(out, *paths):
    lines = {Path(path).stem: quarters(path) for path in paths}
    names = sorted(set().union(*lines.values()))
    most = max(share or 0 for line in lines.values() for share in line.values())
    x = {q: LEFT + i * (WIDTH - LEFT - 20) / max(1, len(names) - 1) for i, q in enumerate(names)}
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-size="12">']
    for i, (name, line) in enumerate(lines.items()):
        points = [(x[q], HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share / most)
                  for q, share in sorted(line.items()) if share is not None]
        dots = "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3"/>' for a, b in points)
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        parts.append(f'<g fill="{COLOURS[i % 4]}" stroke="{COLOURS[i % 4]}"><polyline fill="none" points="{path}"/>'
                     f'{dots}<text x="{LEFT + 100 * i}" y="18">{name}</text></g>')
    parts += [f'<text x="{x[q]:.1f}" y="{HEIGHT - 15}" text-anchor="middle">{q}</text>'
              for q in names[::max(1, len(names) // 8)]]
    parts.append(f'<text x="5" y="{TOP + 5}">{most:.0f}</text><text x="5" y="{HEIGHT - BOTTOM}">0</text></svg>')
    Path(out).write_text("\n".join(parts) + "\n", encoding="utf-8")
    for name, line in lines.items():
        top = max((share or 0, q) for q, share in line.items())
        print(f"{name}: most in {top[1]}, {top[0]:.1f} per million words")


main(*sys.argv[1:])
