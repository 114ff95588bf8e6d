{% include "shared/package/drawing.py" %}
