{% include "shared/package/runs.py" %}
