{% include "shared/package/scoring.py" %}
