#!/usr/bin/env bash
# vl-convert-python 1.9.0.post1: a mark whose `href` is relative, or a fragment such as `#answer-3`, gets a link to Vega's
# site of example data in the SVG: https://vega.github.io/vega-datasets/#answer-3. A mark whose href is null gets a link to
# .../null. So a chart that is put into a page of one's own, where Vega in a browser would link within the page, sends its
# readers to another site; nothing in vegalite_to_svg's signature says so. Absolute addresses stay as they are, so a
# placeholder can be written and replaced afterwards.
#
# vl-convert sets a default base address for loading relative data, and Vega's loader sanitizes links with the same one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'vl-convert-python==1.9.0.post1'
"$folder/venv/bin/python" - <<'PYTHON'
import re

import vl_convert

chart = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {
        "values": [
            {"answer": "a", "count": 1, "link": "#answer-a"},
            {"answer": "b", "count": 2, "link": "details.html"},
            {"answer": "c", "count": 3, "link": None},
            {"answer": "d", "count": 4, "link": "https://example.org/#d"},
        ]
    },
    "mark": "bar",
    "encoding": {
        "x": {"field": "count", "type": "quantitative"},
        "y": {"field": "answer", "type": "nominal"},
        "href": {"field": "link"},
    },
}
links = re.findall(r'xlink:href="([^"]*)"', vl_convert.vegalite_to_svg(chart))
print(*links, sep="\n")
assert links == [
    "https://vega.github.io/vega-datasets/#answer-a",
    "https://vega.github.io/vega-datasets/details.html",
    "https://vega.github.io/vega-datasets/null",
    "https://example.org/#d",
], links
PYTHON
