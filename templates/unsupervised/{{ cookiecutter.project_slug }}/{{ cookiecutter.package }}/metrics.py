{% include "shared/package/metrics.py" %}
