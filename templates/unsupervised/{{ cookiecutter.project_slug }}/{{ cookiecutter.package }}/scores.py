{% include "shared/package/scores.py" %}
