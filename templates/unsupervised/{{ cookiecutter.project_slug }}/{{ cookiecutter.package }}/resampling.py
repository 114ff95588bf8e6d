{% include "shared/package/resampling.py" %}
