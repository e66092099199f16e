"""An SVG of how cost grows."""
import math

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 360, 220, 52, 36, 28


def axis_end(value):
    """A round number not below the value."""
    scale = 10 ** math.floor(math.log10(value))
    return next(m * scale for m in (1, 2, 5, 10) if m * scale >= value)


def panel(x, title, unit, points, value):
    most = axis_end(max(value(p) for p in points))
    widest = max(p["passages"] for p in points)
    plot_w, plot_h = WIDTH - LEFT - 12, HEIGHT - TOP - BOTTOM
    at = lambda p: (x + LEFT + plot_w * p["passages"] / widest,
                    TOP + plot_h * (1 - value(p) / most))
    out = ['<text x="%d" y="18" font-weight="bold">%s</text>' % (x + LEFT, title)]
    for part in (0, .5, 1):
        y = TOP + plot_h * (1 - part)
        out.append('<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#ccc"/>' % (
            x + LEFT, y, x + LEFT + plot_w, y))
        out.append('<text x="%d" y="%.1f" text-anchor="end">%g %s</text>' % (
            x + LEFT - 4, y + 4, most * part, unit if part else ""))
    last = at(points[-1])
    out.append('<line x1="%d" y1="%d" x2="%.1f" y2="%.1f" stroke="#999" stroke-dasharray="4"/>' % (
        x + LEFT, TOP + plot_h, last[0], last[1]))
    out.append('<polyline fill="none" stroke="#06c" stroke-width="2" points="%s"/>' % " ".join(
        "%.1f,%.1f" % at(p) for p in points))
    for p in points:
        out.append('<circle cx="%.1f" cy="%.1f" r="3" fill="#06c"/>' % at(p))
    out.append('<text x="%d" y="%d">0</text>' % (x + LEFT, HEIGHT - BOTTOM + 16))
    out.append('<text x="%d" y="%d" text-anchor="end">%s passages</text>' % (
        x + LEFT + plot_w, HEIGHT - BOTTOM + 16, format(widest, ",")))
    return out


def write(path, points):
    panels = (("Index, durable", "s", lambda p: p["index"]),
              ("Size", "MB", lambda p: p["size"] / 1e6),
              ("Word queries, p50", "ms", lambda p: p["times"][50]))
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" '
           'font-family="sans-serif" font-size="11">' % (WIDTH * len(panels), HEIGHT),
           '<rect width="100%" height="100%" fill="#fff"/>']
    for i, (title, unit, value) in enumerate(panels):
        out += panel(i * WIDTH, title, unit, points, value)
    out.append("</svg>")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")
