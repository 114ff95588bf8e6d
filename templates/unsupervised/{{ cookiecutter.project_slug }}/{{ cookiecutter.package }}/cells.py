{% include "shared/package/cells.py" %}
